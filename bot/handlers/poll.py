"""One poll: records in, pupils measured, cases moved. A killed poll goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import Connection

from bot.handlers.doubted import come, doubt, expire, moved, under
from bot.handlers.house import House
from bot.handlers.measure import Measured, Round, days_to_look_at, measure, pass_over
from bot.handlers.roster import follow_pupils, is_set_up, strangers, take_roster
from bot.handlers.school_posts import known_as
from bot.ports import AttendanceSource, Batch, RowProblem
from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.ladder import Block, Ladder
from bot.rules.values import Window
from bot.storage import attendance, changed, deleted, rollup, sources

CHUNK = 500
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


def poll(
    house: House,
    source: AttendanceSource,
    now: datetime,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Polled:
    """Read what is new and do what follows from it. ``now`` is aware; ``stop`` ends a long reading between batches."""
    records, problems = read_all(house, source, now, progress, stop)
    done = measure_schools(house, now, progress)
    return Polled(
        records=records,
        crossings=done.crossings,
        asks=done.asks,
        held_back=done.held_back,
        problems=(*problems, *out_of_term(house, now)),
    )


def read_all(
    house: House, source: AttendanceSource, now: datetime, progress: Progress | None, stop: Callable[[], bool]
) -> tuple[int, tuple[RowProblem, ...]]:
    """Batch after batch, each in its own transaction: how many records, and what was wrong with them."""
    records, problems, roster = 0, list[RowProblem](), None
    while True:
        with house.db.read() as conn:
            taken = sources.taken(conn, source.name)
        batch = source.read(taken)
        is_new = batch.roster is not None and batch.roster is not roster
        roster = batch.roster
        strange = strangers(house, roster) if roster and is_new else ()
        unbelieved = take_in(house, source.name, batch, now, is_new=is_new)
        if is_new or not batch.more:
            follow_pupils(house, roster.protected if roster else frozenset(), now)
        records += batch.records.height
        problems += [*batch.problems, *strange, *unbelieved]
        if progress and batch.of:
            progress(batch.done, batch.of)
        if not batch.more or stop():
            return records, tuple(problems)


def out_of_term(house: House, now: datetime) -> tuple[RowProblem, ...]:
    """Schools whose last known term has ended: no day is a school day there, and nothing goes out."""
    with house.db.read() as conn:
        ends = [(one, house.calendar(conn, known_as(conn, house, one)).end) for one in house.schools]
    why = "the last known term of {!r} ended {}: nobody is asked or reminded until the next one is added"
    return tuple(
        RowProblem(file="terms.csv", line=0, column="ends", why=why.format(one.name, end))
        for one, end in ends
        if end is not None and one.today(now) > end
    )


def take_in(
    house: House, name: str, batch: Batch, now: datetime, *, is_new: bool = True
) -> tuple[RowProblem, ...]:
    """Roster (where it is new), records, rollup, files taken and who must be measured: one transaction."""
    with house.db.write() as conn:
        stood = under(conn)
        unbelieved = take_roster(conn, house, batch.roster, now) if batch.roster and is_new else ()
        gone = deleted.not_told(conn, name, batch.told, batch.records)
        touched = attendance.upsert(conn, pl.concat([batch.records, gone]) if gone.height else batch.records)
        rollup.rewrite_days(conn, touched)
        looked_at = [*touched, *moved(conn, stood)]
        doubt(conn, house, looked_at, now)
        mark(conn, looked_at, min(one.today(now) for one in house.schools))
        sources.took(conn, name, batch.files, now)
        _note(conn, name, batch, unbelieved, now)
    return unbelieved


def _note(conn: Connection, name: str, batch: Batch, unbelieved: Sequence[RowProblem], now: datetime) -> None:
    """How the source stands. In the midst of a long reading its schools are not measured until it is whole."""
    if batch.roster is not None and not batch.whole:
        sources.reading(conn, name, {pupil.school for pupil in batch.roster.pupils}, now)
    wrong = (*unbelieved, *batch.problems)
    if batch.roster is None or unbelieved:
        sources.failed(conn, name, "; ".join(str(problem) for problem in wrong[:3]), now)
    elif batch.whole and not batch.more:
        seen = {"problems": len(batch.problems), "protected": len(batch.roster.protected)}
        sources.good(conn, name, now, coverage=seen)


def mark(conn: Connection, touched: Iterable[tuple[str, date]], today: date) -> None:
    """Note who must be measured now, and which days will have to be looked at when they come."""
    now: dict[str, Window] = {}
    later: dict[str, set[date]] = {}
    for pupil_id, day in touched:
        if day > today:
            later.setdefault(pupil_id, set()).add(day)
        else:
            seen = now.get(pupil_id, Window(first=day, last=day))
            now[pupil_id] = Window(first=min(day, seen.first), last=max(day, seen.last))
    changed.mark(conn, now)
    changed.ahead(conn, later)


def measure_schools(house: House, now: datetime, progress: Progress | None = None) -> Measured:
    """Measure every pupil whose days changed, school by school.

    What went wrong with one is raised when all the rest is done: they stay marked, and the next poll tries again.
    """
    with house.db.write() as conn:
        come(conn, house, now)
        changed.come(conn, min(school.today(now) for school in house.schools))
        for name in (one for one in changed.measured(conn) if is_set_up(house, one)):
            mark_ended(conn, house, name, now)
            expire(conn, house, name, now)
        held = sources.half_read(conn, house.sources)
        names = [one for one in changed.schools(conn) if one not in held]
    total = Measured()
    for name in (one for one in names if is_set_up(house, one)):
        total += measure_school(house, name, now, progress)
    if total.failed:
        raise next(iter(total.failed.values()))
    return total


def mark_ended(conn: Connection, house: House, name: str, now: datetime) -> None:
    """A block that ended on a day of which nobody has a record is told of the day after, not when records come."""
    looked, yesterday = changed.looked(conn, name), house.school(name).today(now) - ONE_DAY
    calendar, ladder = house.calendar(conn, name), house.school(name).ladder
    if looked is None or looked >= yesterday:
        return
    days = calendar.school_days_in(Window(first=looked + ONE_DAY, last=yesterday))
    for day in (one for one in days if ends_block(ladder, calendar, one)):
        changed.mark_school(conn, name, day)


def measure_school(house: House, name: str, now: datetime, progress: Progress | None) -> Measured:
    """Measure one school up to its latest day with records."""
    with house.db.write() as conn:
        calendar = house.calendar(conn, name)
        latest = changed.last_day(conn, name, house.school(name).today(now))
        if latest is None:
            return Measured()
        looked = changed.looked(conn, name)
        ladder = house.school(name).ladder
        days = days_to_look_at(calendar, looked, latest)
        if said := [day for day in days if ends_block(ladder, calendar, day)]:
            changed.mark_school(conn, name, days[-1], said[0])
        count = changed.count(conn, name)
        began = changed.began(conn, name)
    around = Round(house=house, name=name, calendar=calendar, days=days, now=now, began=began)
    total = measure_round(around, lambda done: progress(done, count) if progress else None)
    with house.db.write() as conn:
        changed.look(conn, name, days[-1])
    return total


def measure_round(around: Round, progress: Callable[[int], None] = lambda _: None) -> Measured:
    """Measure all who wait at one school; ``progress`` is told how many have been.

    Where as many fail as are measured at a time it is no matter of single pupils: the rest waits for the next poll.
    """
    total = pass_over(around)
    progress(total.pupils)
    while len(total.failed) < CHUNK and (ids := _waiting(around.house, around.name, total.failed.keys())):
        total += measure(around, ids)
        progress(total.pupils)
    return total


def _waiting(house: House, name: str, besides: Collection[str]) -> tuple[str, ...]:
    with house.db.read() as conn:
        return changed.waiting(conn, name, CHUNK, besides)


def ends_block(ladder: Ladder, calendar: Calendar, day: date) -> bool:
    """Whether some stage is said on this day (``raised: month_end``): then everybody is measured, changed or not."""
    blocks: set[Block] = {stage.raised for stage in ladder.stages.values() if stage.raised}
    return any(calendar.last_school_day_of_block(block, day) == day for block in blocks)
