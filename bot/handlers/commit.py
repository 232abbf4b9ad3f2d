"""The one way a decision is stored: state, journal and outbox in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.handlers.channels import rows_for
from bot.rules.ladder import Ladder
from bot.rules.state import Case, CaseStatus, Decision
from bot.storage import cases, journal, outbox

TRIES = 5
Result = TypeVar("Result")


class LostRaceError(Exception):
    """Somebody else changed the case in between: load it again and decide anew."""


def store(conn: Connection, before: Case, decision: Decision, ladder: Ladder, now: datetime) -> None:
    """Store a decision about ``before`` (version 0: a new case). Raises LostRaceError; nothing is stored then."""
    case = decision.case or before
    if decision.case is not None and not cases.save(conn, decision.case, before.version):
        raise LostRaceError
    known = {answer.id for answer in before.answers}
    given = [answer for answer in case.answers if answer.id not in known]
    journal.append(conn, case, decision.journal, now, answers=given)
    outbox.put(conn, [row for intent in decision.out for row in rows_for(conn, case, intent, ladder, now)])


def again_if_lost(work: Callable[[], Result]) -> Result:
    """Run ``work`` again when it lost a race; each try loads what it decides on anew."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except LostRaceError:
            continue
    return work()


def is_open(case: Case | None) -> bool:
    """True for a case that is there and open."""
    return case is not None and case.status is CaseStatus.OPEN
