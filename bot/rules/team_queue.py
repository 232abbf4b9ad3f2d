"""What lies with the pupil health team (elevhälsan, oppilashuolto): one case's line in its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.rules.ladder import Ladder
from bot.rules.pressed import KEEPS_ASK, actions_of
from bot.rules.roles import HEALTH_TEAM
from bot.rules.state import Ask, AskKind, AskStatus, Case, CaseStatus

CRITERIA, DEEP, FOLLOW_UP, HELD, ASKED = "criteria_met", "deep_investigation", "follow_up", "held", "asked"
QUESTIONS = frozenset({AskKind.STAGE, AskKind.FOLLOW_UP, AskKind.REFERRAL})
"""What is put to the team about a pupil; notes that come back are between it and the case."""


@dataclass(frozen=True, kw_only=True)
class InQueue:
    """Everything the list says of a case, and nothing else: while two are equal the list need not be redrawn."""

    ask_id: str
    since: date
    """The day it came to the team."""
    doing: str
    """CRITERIA or DEEP; ASKED: what the ask asks; FOLLOW_UP and HELD with their day in ``on``."""
    on: date | None = None
    done: tuple[str, ...] = ()
    """Parts of the ask answered so far: what it asks now depends on them."""
    taken_by: str = ""
    """E-mail of whoever took it or did the latest; empty: nobody."""


def in_queue(case: Case, ladder: Ladder) -> InQueue | None:
    """The case's line: while a question waits with the team, or a follow-up is booked after its answer."""
    if case.status is not CaseStatus.OPEN:
        return None
    own = [ask for ask in case.asks if ask.who == HEALTH_TEAM and ask.kind in QUESTIONS]
    waiting = [ask for ask in own if ask.status is AskStatus.WAITING]
    if waiting:
        ask = waiting[0]
        held = case.held_until
        doing = HELD if held else _asked(case, ask, ladder)
        return _line(case, ask, doing, on=held)
    answered = [ask for ask in own if ask.status is AskStatus.ANSWERED]
    booked = min(
        (one.on for one in case.follow_ups if answered and one.stage == answered[-1].stage), default=None
    )
    return _line(case, answered[-1], FOLLOW_UP, on=booked) if booked and not case.waiting else None


def _line(case: Case, ask: Ask, doing: str, *, on: date | None) -> InQueue:
    did = [one.person for one in case.done if one.ask_id == ask.id and one.action not in KEEPS_ASK]
    taken_by = ask.person or (did[-1] if did else "")
    return InQueue(ask_id=ask.id, since=ask.asked_on, doing=doing, on=on, done=ask.done, taken_by=taken_by)


def _asked(case: Case, ask: Ask, ladder: Ladder) -> str:
    """What the team does now. A deep investigation is one for all, whoever of them writes it."""
    if ask.kind is not AskKind.STAGE:
        return ASKED
    left = set(actions_of(ask, ladder.stages)) - set(ask.done)
    if CRITERIA in left:
        return CRITERIA
    done = {one.action for one in case.done if one.stage == ask.stage}
    return DEEP if DEEP in left - done else ASKED
