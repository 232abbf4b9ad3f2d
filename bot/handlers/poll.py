"""One poll: records in, pupils measured, cases moved. A killed poll goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.handlers.house import House
from bot.handlers.measure import Measured, Round, days_to_look_at, measure
from bot.ports import AttendanceSource, Batch, Roster, RowProblem
from bot.rules.calendar import Calendar
from bot.rules.ladder import Block, Ladder
from bot.storage import attendance, changed, rollup, school, sources, staff

CHUNK = 200
"""Pupils measured per round: one read for their days, then a transaction for each of whom something is to be said."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Polled:
    """What one poll did."""

    records: int = 0
    crossings: int = 0
    asks: int = 0
    held_back: int = 0
    """Crossings not raised because too few registers are taken."""
    problems: tuple[RowProblem, ...] = ()


def poll(house: House, source: AttendanceSource, now: datetime, progress: Progress | None = None) -> Polled:
    """Read what is new and do what follows from it. ``now`` is aware."""
    with house.db.read() as conn:
        taken = sources.taken(conn, source.name)
    batch = source.read(taken)
    take_in(house, source.name, batch, now)
    done = measure_schools(house, now, progress)
    return Polled(
        records=batch.records.height,
        crossings=done.crossings,
        asks=done.asks,
        held_back=done.held_back,
        problems=batch.problems,
    )


def take_in(house: House, name: str, batch: Batch, now: datetime) -> None:
    """Roster, records, rollup, files taken and who must be measured: one transaction."""
    with house.db.write() as conn:
        if batch.roster is not None:
            take_roster(conn, house, batch.roster, now)
        touched = attendance.upsert(conn, batch.records)
        rollup.rewrite_days(conn, touched)
        mark(conn, touched, min(one.today(now) for one in house.schools))
        sources.took(conn, name, batch.files, now)
        if batch.roster is None:
            sources.failed(conn, name, "; ".join(str(problem) for problem in batch.problems[:3]), now)
        else:
            sources.good(
                conn,
                name,
                now,
                coverage={"problems": len(batch.problems), "protected": batch.roster.protected},
            )


def mark(conn: Connection, touched: Iterable[tuple[str, date]], today: date) -> None:
    """Note who must be measured now, and which days will have to be looked at when they come."""
    latest: dict[str, date] = {}
    later: dict[str, set[date]] = {}
    for pupil_id, day in touched:
        if day > today:
            later.setdefault(pupil_id, set()).add(day)
        else:
            latest[pupil_id] = max(day, latest.get(pupil_id, day))
    changed.mark(conn, latest)
    changed.ahead(conn, later)


def take_roster(conn: Connection, house: House, roster: Roster, now: datetime) -> None:
    """Replace each school's people, calendar and channels by what the roster says now."""
    names = (
        {p.school for p in roster.pupils}
        | {p.school for p in roster.staff}
        | {s.school for s in roster.terms}
    )
    for name in sorted(names):
        today = house.school(name).today(now)
        school.replace_roster(conn, name, [p for p in roster.pupils if p.school == name], today)
        staff.replace_staff(conn, name, [p for p in roster.staff if p.school == name])
        school.replace_terms(conn, name, [s for s in roster.terms if s.school == name])
        school.replace_periods(conn, name, [s for s in roster.periods if s.school == name])
        school.replace_days_off(conn, name, [d for d in roster.days_off if d.school == name])
        school.replace_channels(
            conn, name, [c for c in roster.channels if _concerns(c.audience, name, roster)]
        )


def _concerns(audience: str, name: str, roster: Roster) -> bool:
    """Whether an audience belongs to a school: its own name, one of its staff, or one of its classes."""
    of = audience.partition(":")[2]
    return (
        of == name
        or any(person.email == of and person.school == name for person in roster.staff)
        or any(pupil.class_name == of and pupil.school == name for pupil in roster.pupils)
    )


def measure_schools(house: House, now: datetime, progress: Progress | None = None) -> Measured:
    """Measure every pupil whose days changed, school by school."""
    with house.db.write() as conn:
        changed.come(conn, min(school.today(now) for school in house.schools))
        names = changed.schools(conn)
    total = Measured()
    for name in names:
        total += measure_school(house, name, now, progress)
    return total


def measure_school(house: House, name: str, now: datetime, progress: Progress | None) -> Measured:
    """Measure one school up to its latest day with records, day by day since it was last looked at."""
    with house.db.write() as conn:
        calendar = house.calendar(conn, name)
        latest = changed.last_day(conn, name, house.school(name).today(now))
        if latest is None:
            return Measured()
        looked = changed.looked(conn, name)
        days = days_to_look_at(calendar, looked, latest)
        if any(ends_block(house.school(name).ladder, calendar, day) for day in days):
            changed.mark_school(conn, name, days[-1])
        count = changed.count(conn, name)
    around = Round(house=house, name=name, calendar=calendar, days=days, now=now)
    total = Measured()
    while ids := _waiting(house, name):
        total += measure(around, ids)
        if progress:
            progress(total.pupils, count)
    with house.db.write() as conn:
        changed.look(conn, name, days[-1])
    return total


def _waiting(house: House, name: str) -> tuple[str, ...]:
    with house.db.read() as conn:
        return changed.waiting(conn, name, CHUNK)


def ends_block(ladder: Ladder, calendar: Calendar, day: date) -> bool:
    """Whether some stage is said on this day (``raised: month_end``): then everybody is measured, changed or not."""
    blocks: set[Block] = {stage.raised for stage in ladder.stages.values() if stage.raised}
    return any(calendar.last_school_day_of_block(block, day) == day for block in blocks)
