"""The one way a decision is stored: state, journal and outbox in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection

from bot.handlers.channels import rows_for
from bot.handlers.queue_post import put_queue
from bot.rules.ladder import Ladder
from bot.rules.state import Case, CaseStatus, Decision, Out, OutKind, UndoPoint
from bot.rules.team_queue import in_queue
from bot.storage import cases, journal, outbox

TRIES = 5
A_MOMENT = timedelta(seconds=30)
Given = ParamSpec("Given")
Result = TypeVar("Result")


class LostRaceError(Exception):
    """Somebody else changed the case in between: load it again and decide anew."""


def store(conn: Connection, before: Case, decision: Decision, ladder: Ladder, now: datetime) -> Case:
    """Store a decision about ``before`` (version 0: a new case); the case as it now stands.

    Raises LostRaceError where ``before`` no longer stood; nothing is stored then.
    """
    if decision.case is None:
        case = before
        if decision.journal and not cases.stands(conn, case):
            raise LostRaceError
    else:
        case = replace(decision.case, version=before.version + 1)
        if not cases.save(conn, case, before.version):
            raise LostRaceError
    known = {answer.id for answer in before.answers}
    given = [answer for answer in case.answers if answer.id not in known]
    journal.append(conn, case, decision.journal, now, answers=given)
    rows = [row for intent in decision.out for row in rows_for(conn, case, intent, ladder, now)]
    later = [
        row
        for point in case.undo
        if point not in before.undo
        for row in _undo_over(conn, case, point, ladder, now)
    ]
    # Before the rest: the list stands above the first referral, not below it.
    if in_queue(before, ladder) != in_queue(case, ladder):
        put_queue(conn, case.school, now)
    outbox.put(conn, rows + later)
    return case


def _undo_over(
    conn: Connection, case: Case, point: UndoPoint, ladder: Ladder, now: datetime
) -> Iterator[outbox.Row]:
    """Once an answer can no longer be undone its messages are redrawn without the button."""
    intent = Out(kind=OutKind.REDRAW, ask_id=point.ask_id)
    for row in rows_for(conn, case, intent, ladder, now):
        yield replace(row, not_before=point.until + A_MOMENT, order_key=outbox.LATER + row.key)


def again_if_lost(work: Callable[Given, Result], *of: Given.args, **more: Given.kwargs) -> Result:
    """Run ``work`` again when it lost a race; each try loads what it decides on anew."""
    for _ in range(TRIES - 1):
        try:
            return work(*of, **more)
        except LostRaceError:
            continue
    return work(*of, **more)


def is_open(case: Case | None) -> bool:
    """True for a case that is there and open."""
    return case is not None and case.status is CaseStatus.OPEN
