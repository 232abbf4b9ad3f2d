"""``pupil_day``: the rollup of records that every figure is read from; a day costs one row.

It is written by one INSERT … SELECT per batch of touched days, on both databases the same statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl
import sqlalchemy as sa

from bot.rules.values import Kind, PupilDay, Status
from bot.storage import tables as t
from bot.storage import tally
from bot.storage.attendance import copy_in
from bot.storage.codes import BEFORE_SUBJECT, BETWEEN_LESSONS, KIND, NONE, STATUS, unpacked_all

IDS_AT_ONCE = 500
LESSONS_IN_MASK = 62

_days = sa.Table(
    "lots_days",
    sa.MetaData(),
    sa.Column("pupil_id", t.record.c.pupil_id.type, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    prefixes=["TEMPORARY"],
)
_in_order: dict[str, Any] = {
    "partition_by": [t.record.c.pupil_id, t.record.c.day],
    "order_by": [t.record.c.starts, t.record.c.ends, t.record.c.record_id, t.record.c.source],
}


@dataclass(frozen=True, kw_only=True)
class PupilTotals:
    """One pupil's sums: ``scheduled`` and ``absent_…`` in minutes, the rest in lessons."""

    pupil_id: str
    class_name: str
    grade: int | None
    scheduled: int
    absent_valid: int
    absent_invalid: int
    absent_unresolved: int
    given: int
    reported: int
    absent: int


def rewrite_days(conn: sa.Connection, touched: Collection[tuple[str, date]]) -> None:
    """Make the rollup of these ``(pupil_id, day)`` what the records say; a day without records goes."""
    if not touched:
        return
    conn.exec_driver_sql("DROP TABLE IF EXISTS lots_days")
    _days.create(conn)
    copy_in(conn, _days.name, pl.DataFrame(sorted(touched), schema=["pupil_id", "day"], orient="row"))
    wanted = sa.select(_days.c.pupil_id, _days.c.day)
    conn.execute(
        sa.delete(t.pupil_day).where(sa.tuple_(t.pupil_day.c.pupil_id, t.pupil_day.c.day).in_(wanted))
    )
    conn.execute(sa.insert(t.pupil_day).from_select([c.name for c in t.pupil_day.columns], _rolled_up()))
    _days.drop(conn)


def days(conn: sa.Connection, pupil_id: str, first: date, last: date) -> tuple[PupilDay, ...]:
    """The pupil's days with lessons from ``first`` to ``last`` (both included), in order of time."""
    return days_of_many(conn, (pupil_id,), first, last)[pupil_id]


def days_of_many(
    conn: sa.Connection, pupil_ids: Sequence[str], first: date, last: date
) -> dict[str, tuple[PupilDay, ...]]:
    """The days of each of these pupils; the empty tuple for those who have none."""
    found: dict[str, tuple[PupilDay, ...]] = dict.fromkeys(pupil_ids, ())
    for some in _chunks(pupil_ids):
        query = (
            sa.select(t.pupil_day.c.pupil_id, t.pupil_day.c.day, t.pupil_day.c.packed)
            .where(t.pupil_day.c.pupil_id.in_(some), t.pupil_day.c.day.between(first, last))
            .order_by(t.pupil_day.c.pupil_id, t.pupil_day.c.day)
        )
        rows = conn.execute(query)
        for pupil_id, theirs in groupby(rows, key=lambda row: row[0]):
            found[pupil_id] = unpacked_all((day, packed) for _, day, packed in theirs)
    return found


def totals_by_pupil(conn: sa.Connection, school: str, first: date, last: date) -> tuple[PupilTotals, ...]:
    """Sums over the rollup for each pupil now at ``school`` with a lesson in those days, by class and id."""
    sums = [name for name in PupilTotals.__dataclass_fields__ if name in t.pupil_day.columns][1:]
    query = (
        sa.select(
            t.pupil.c.pupil_id,
            t.pupil.c.class_name,
            t.pupil.c.grade,
            *(_whole(sa.func.sum(t.pupil_day.c[name])).label(name) for name in sums),
        )
        .join_from(t.pupil, t.pupil_day, t.pupil.c.pupil_id == t.pupil_day.c.pupil_id)
        .where(
            t.pupil.c.school == school, t.pupil.c.left_on.is_(None), t.pupil_day.c.day.between(first, last)
        )
        .group_by(t.pupil.c.pupil_id, t.pupil.c.class_name, t.pupil.c.grade)
        .order_by(t.pupil.c.class_name, t.pupil.c.pupil_id)
    )
    return tuple(PupilTotals(**row) for row in conn.execute(query).mappings())


def latest_day(conn: sa.Connection, school: str) -> date | None:
    """The last day on which a pupil now at ``school`` has a lesson in the rollup."""
    query = (
        sa.select(sa.func.max(t.pupil_day.c.day))
        .join_from(t.pupil, t.pupil_day, t.pupil.c.pupil_id == t.pupil_day.c.pupil_id)
        .where(t.pupil.c.school == school, t.pupil.c.left_on.is_(None))
    )
    day: date | None = conn.scalar(query)
    return day


def _rolled_up() -> sa.Select[tuple[object, ...]]:
    r = t.record.c
    place = sa.func.row_number().over(**_in_order)
    wanted = sa.select(_days.c.pupil_id, _days.c.day)  # IN: joined, SQLite would walk all records in order
    kind = sa.case((r.kind == NONE, KIND[Kind.UNRESOLVED]), else_=r.kind)
    missed = sa.case((r.status == STATUS[Status.ABSENT], kind), else_="")
    before = sa.func.lag(missed, 1, "").over(**_in_order)
    lessons = (
        sa.select(
            t.record, place.label("place"), kind.label("of"), missed.label("missed"), before.label("before")
        )
        .where(sa.tuple_(r.pupil_id, r.day).in_(wanted))
        .subquery()
    )
    c = lessons.c
    absent = c.status == STATUS[Status.ABSENT]
    in_mask = absent & (c.place <= LESSONS_IN_MASK)
    bit = sa.cast(1, sa.BigInteger).bitwise_lshift(sa.cast(c.place, sa.Integer) - 1)
    return sa.select(
        c.pupil_id,
        c.day,
        _sum(c.scheduled),
        *(_sum(sa.case((c.kind == KIND[kind], c.absent), else_=0)) for kind in Kind),
        _whole(sa.func.count()),
        _sum(sa.case((c.status != STATUS[Status.UNREPORTED], 1), else_=0)),
        _sum(sa.case((absent, 1), else_=0)),
        sa.cast(sa.func.sum(sa.case((in_mask, bit), else_=0)), sa.BigInteger),
        sa.func.aggregate_strings(_packed(lessons), BETWEEN_LESSONS),
        *_tallies(lessons),
    ).group_by(c.pupil_id, c.day)


def _tallies(lessons: sa.FromClause) -> Iterator[sa.ColumnElement[int]]:
    """The columns of tally.py, in their order."""
    c, one = lessons.c, sa.literal(1)
    counted = {
        tally.MINUTES: (Status.ABSENT, c.absent),
        tally.LESSONS: (Status.ABSENT, one),
        tally.LATE: (Status.LATE, one),
        tally.LATE_MINUTES: (Status.LATE, c.absent),
        tally.EARLY: (Status.LEFT_EARLY, one),
    }
    for what in tally.BY_KIND:
        status, amount = counted[what]
        for kind in Kind:
            counts = (c.status == STATUS[status]) & (c.of == KIND[kind])
            yield _sum(sa.case((counts, amount), else_=0))
    for kinds in tally.KIND_SETS:
        letters = [KIND[kind] for kind in Kind if kind in kinds]
        begins = c.missed.in_(letters) & c.before.not_in(letters)
        yield _sum(sa.case((begins, 1), else_=0))


def _packed(lessons: sa.FromClause) -> sa.ColumnElement[str]:
    c = lessons.c
    text: sa.ColumnElement[str] = sa.literal("")
    for name in ("starts", "ends", "scheduled", "absent"):
        text = text.concat(sa.cast(c[name], sa.Text)).concat(",")
    codes = text.concat(c.status).concat(c.kind).concat(c.reason)
    return codes.concat(",").concat(c.record_id).concat(BEFORE_SUBJECT).concat(c.subject)


def _sum(what: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return _whole(sa.func.sum(what))


def _whole(what: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.cast(what, sa.Integer)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
