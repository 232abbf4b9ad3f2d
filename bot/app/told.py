"""Lines that several commands print of a case: where it stands, and its journal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.notices.actions import PRIVATE
from bot.rules.state import Ask, Case, CaseStatus
from bot.storage import journal
from bot.storage.journal import Line

NOT_SHOWN = frozenset({"answer", "answers"})
"""Ids and digests of answers: they say nothing to a reader."""
WIDTH = 78
"""Of a line: a terminal has 80 columns, and some commands print these lines two further in."""
KEPT_PRIVATE = "(a private step)"
"""That a report exists or is considered is for those who work with the pupil, not for who runs the service."""


def step(action: str) -> str:
    """An action's key, unless even its name says too much."""
    return KEPT_PRIVATE if action in PRIVATE else action


def standing(case: Case) -> str:
    """``open, stage contact``; ``closed 2026-11-24``."""
    if case.status is CaseStatus.CLOSED:
        return f"closed {case.closed_on}"
    held = f", on hold until {case.held_until}" if case.held_until else ""
    return f"open, stage {case.stage}{held}"


def waited_for(case: Case) -> str:
    """Who is asked and by when; what time brings next where nobody is."""
    asked = [f"{_asked(case, ask)} by {ask.due}" for ask in case.waiting]
    if asked:
        return "; ".join(asked)
    booked = min((one.on for one in case.follow_ups), default=None)
    if booked:
        return f"nobody; follow-up {booked}"
    return f"nobody; next {case.next_due}" if case.next_due else "nobody"


def _asked(case: Case, ask: Ask) -> str:
    person = ask.person or (case.mentor if ask.who == "mentor" else "")
    return f"{ask.who} ({person})" if person else ask.who


def history(conn: Connection, case: Case, zone: str) -> list[str]:
    """The journal of a case, a line each, and whether its chain is whole."""
    lines = journal.of_case(conn, case.id)
    wrong = journal.verify(conn, case.id)
    chain = "chain whole" if wrong is None else f"CHAIN BROKEN at entry {wrong}"
    return [f"journal: {len(lines)} entries, {chain}", *entries(lines, zone)]


def entries(lines: Iterable[Line], zone: str) -> Iterator[str]:
    """``2026-11-24 16:32  answered  contact  contacted_guardian  mentor anna@lits.example``; a long one in lines."""
    for line in lines:
        entry = line.entry
        who = f"{entry.role} {entry.actor}".strip() if entry.actor != entry.role else entry.role
        told = (f"{key}={value}" for key, value in entry.data.items() if _may_stand(key, value))
        parts = (entry.stage, step(entry.action), who, *told)
        head = f"  {local(line.at, zone)}  {entry.kind.value:<16} "
        yield from hanging(head, "  ".join(part for part in parts if part))


def hanging(head: str, text: str) -> list[str]:
    """``head`` and ``text``; what passes a usual terminal's width goes on below the text."""
    below = " " * len(head)
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [head.rstrip()]


def local(at: datetime, zone: str) -> str:
    """A moment in the school's time, to the minute."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def _may_stand(key: str, value: object) -> bool:
    return key not in NOT_SHOWN and isinstance(value, str | int | float) and value not in ("", *PRIVATE)
