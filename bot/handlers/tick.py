"""What time alone does: due cases take their next step, on school days."""

from __future__ import annotations

from datetime import datetime

from bot.handlers.commit import again_if_lost, store
from bot.handlers.house import House
from bot.rules.case import decide
from bot.rules.state import Case, DayBegan, Undeliverable
from bot.storage import cases

PAGE = 100


def tick(house: House, now: datetime) -> int:
    """Let every case whose time has come take its step; how many did. Doing it twice does it once."""
    moved, after = 0, ""
    latest = max(school.today(now) for school in house.schools)
    while True:
        with house.db.read() as conn:
            page = cases.due(conn, latest, after, PAGE)
        for case in page:
            moved += again_if_lost(lambda case=case: step(house, case, now))  # type: ignore[misc]  # bound per case
        if len(page) < PAGE:
            return moved
        after = page[-1].id


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


def undeliverable(house: House, ask_id: str, why: str, now: datetime) -> None:
    """A message reached nobody: the case says so and the principal chooses who takes it."""

    def work() -> None:
        with house.db.write() as conn:
            case = cases.case_by_ask(conn, ask_id)
            if case is None:
                return
            ladder = house.ladder(conn, case)
            event = Undeliverable(ask_id=ask_id, why=why)
            decision = decide(case, event, ladder, house.surroundings(conn, case.school), now)
            if decision.case is not None:
                store(conn, case, decision, ladder, now)

    again_if_lost(work)
