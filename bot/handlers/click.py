"""One click: who is it, may they, has it been taken before; then one transaction, and only then the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers.commit import TRIES, LostRaceError, again_if_lost, store
from bot.handlers.house import House
from bot.handlers.scene import Scene, scene_of
from bot.ports import ChatUser
from bot.rules.access import acting_role
from bot.rules.case import decide
from bot.rules.state import Ask, Case, Clicked, Decision, Entry, JournalKind, Reply
from bot.rules.values import Person
from bot.storage import cases, clicks, journal

ACTION_KEPT = 40
"""Characters of an action kept of somebody nobody knows."""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a click; ``scene`` holds the case as stored afterwards (None: no such ask)."""

    reply: Reply
    scene: Scene | None
    decision: Decision | None = None


@dataclass(frozen=True, kw_only=True)
class Answering:
    """A click whose form, if any, has been checked. ``person`` has the school's roles of today's staff list."""

    click_id: str
    ask_id: str
    action: str
    person: Person
    fields: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What a stranger tried; ``ask_id`` is empty for a command."""

    click_id: str
    ask_id: str = ""
    action: str


def click(house: House, scene: Scene, answering: Answering) -> Taken:
    """Take a click on the case as just read. A repeated id does nothing; a lost race is decided again on what
    stands now.
    """
    for _ in range(TRIES):
        try:
            return _click(house, scene, answering)
        except LostRaceError:
            with house.db.read() as conn:
                case = cases.case_by_ask(conn, answering.ask_id)
                if case is None:
                    return Taken(reply=Reply.REFUSED, scene=None)
                scene = scene_of(conn, house, case, scene.now)
    # Undoing a close after another case of the pupil was opened can never be stored.
    return Taken(reply=Reply.TOO_LATE, scene=scene)


def _click(house: House, scene: Scene, answering: Answering) -> Taken:
    case, ladder, now = scene.case, scene.ladder, scene.now
    ask = case.ask(answering.ask_id)
    if ask is None:
        return Taken(reply=Reply.REFUSED, scene=None)
    role = acting_role(answering.person, ask, answering.action, case, ladder)
    decision = _decide(scene, answering, role) if role else None
    with house.db.write() as conn:
        if not clicks.first_time(conn, answering.click_id, now):
            return Taken(reply=Reply.REPEATED, scene=scene)
        if decision is None:
            refuse(conn, case, ask, answering, now)
            return Taken(reply=Reply.REFUSED, scene=scene)
        stored = store(conn, case, decision, ladder, now)
    return Taken(reply=decision.reply, scene=replace(scene, case=stored), decision=decision)


def _decide(scene: Scene, answering: Answering, role: str) -> Decision:
    event = Clicked(
        click_id=answering.click_id,
        ask_id=answering.ask_id,
        action=answering.action,
        person=answering.person.email,
        role=role,
        fields=answering.fields,
    )
    return decide(scene.case, event, scene.ladder, scene.surroundings, scene.now)


def refuse(conn: Connection, case: Case, ask: Ask, answering: Answering, now: datetime) -> None:
    """Somebody pressed who may not: nothing changes, and the case's journal keeps it."""
    entry = Entry(
        kind=JournalKind.REFUSED,
        actor=answering.person.email,
        role="",
        stage=ask.stage,
        ask_id=ask.id,
        action=answering.action,
    )
    journal.append(conn, case, [entry], now)


def turned_away(house: House, user: ChatUser, what: Attempt, now: datetime) -> None:
    """Somebody pressed who is no staff of ours: the journal keeps who and what, with the case where there is one."""

    def work() -> None:
        with house.db.write() as conn:
            if not clicks.first_time(conn, what.click_id, now):
                return
            case = cases.case_by_ask(conn, what.ask_id)
            ask = case.ask(what.ask_id) if case else None
            entry = Entry(
                kind=JournalKind.REFUSED,
                actor=f"{user.platform}:{user.team}:{user.user}",
                role="outsider" if user.outsider else "unlinked",
                stage=ask.stage if ask else "",
                ask_id=ask.id if ask else "",
                action=what.action[:ACTION_KEPT],
            )
            journal.append(conn, case, [entry], now)

    again_if_lost(work)


def viewed(house: House, case: Case, ask_id: str, person: Person, what: str, now: datetime) -> None:
    """Somebody opened a pupil's private view: the journal keeps it."""
    entry = Entry(
        kind=JournalKind.VIEWED, actor=person.email, role="", stage=case.stage, ask_id=ask_id, action=what
    )
    with house.db.write() as conn:
        journal.append(conn, case, [entry], now)
