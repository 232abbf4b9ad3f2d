"""What time alone does: due cases take their next step, on school days."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers.commit import again_if_lost, store
from bot.handlers.house import House
from bot.handlers.roster import is_set_up
from bot.rules.case import decide
from bot.rules.state import Case, DayBegan, Undeliverable
from bot.storage import cases

log = logging.getLogger(__name__)
PAGE = 100


def tick(house: House, now: datetime) -> int:
    """Let every case whose time has come take its step; how many did. Doing it twice does it once.

    One that cannot take its step stops no other: what went wrong is raised when all the rest is done.
    """
    moved, after = 0, ""
    wrong: list[Exception] = []
    latest = max(school.today(now) for school in house.schools)
    while True:
        with house.db.read() as conn:
            page = cases.due(conn, latest, after, PAGE)
        for case in (one for one in page if is_set_up(house, one.school)):
            try:
                moved += again_if_lost(step, house, case, now)
            except Exception as error:  # whatever it is, the next case must not be forgotten for it
                log.exception("case %s could not take its step", case.ref)
                wrong.append(error)
        if len(page) < PAGE:
            break
        after = page[-1].id
    if wrong:
        raise wrong[0]
    return moved


def step(house: House, seen: Case, now: datetime) -> int:
    """One case's step in one transaction."""
    with house.db.write() as conn:
        case = cases.case(conn, seen.id)
        if case is None or case.next_due is None or case.next_due > house.school(case.school).today(now):
            return 0
        ladder = house.ladder(conn, case)
        decision = decide(case, DayBegan(), ladder, house.surroundings(conn, case.school), now)
        if decision.case is None:
            return 0
        store(conn, case, decision, ladder, now)
        return 1


def undeliverable(
    house: House, ask_id: str, why: str, now: datetime, *, ended: Callable[[Connection], bool]
) -> bool:
    """A message reached nobody: the case says so and the principal chooses who takes it.

    ``ended`` gives the message up, in the same transaction: a message given up and nobody told would be a case
    forgotten. False where it was not ours to give up.
    """

    def work() -> bool:
        with house.db.write() as conn:
            if not ended(conn):
                return False
            case = cases.case_by_ask(conn, ask_id)
            if case is None:
                return True
            ladder = house.ladder(conn, case)
            event = Undeliverable(ask_id=ask_id, why=why)
            decision = decide(case, event, ladder, house.surroundings(conn, case.school), now)
            if decision.case is not None or decision.journal:
                store(conn, case, decision, ladder, now)
            return True

    return again_if_lost(work)
