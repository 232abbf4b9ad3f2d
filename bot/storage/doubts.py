"""Days of classes that are not believed (:mod:`bot.rules.doubt`): what is seen of them, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa

from bot.rules.doubt import ClassDay, Doubt, Fault, State
from bot.storage import tables as t
from bot.storage.tables import class_doubt
from bot.storage.upsert import upsert

AT_ONCE = 500


def classes_of(conn: sa.Connection, ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Pupil id to school and class, of those who are there now."""
    found: dict[str, tuple[str, str]] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        query = sa.select(t.pupil.c.pupil_id, t.pupil.c.school, t.pupil.c.class_name).where(
            t.pupil.c.pupil_id.in_(listed[start : start + AT_ONCE]), t.pupil.c.left_on.is_(None)
        )
        found |= {one: (school, class_name) for one, school, class_name in conn.execute(query)}
    return found


def ids_of(conn: sa.Connection, school: str, class_name: str) -> tuple[str, ...]:
    """Who is in a class now."""
    return tuple(conn.scalars(sa.select(t.pupil.c.pupil_id).where(*_in(school, [class_name]))))


def class_days(
    conn: sa.Connection, school: str, classes: Collection[str], days: Collection[date]
) -> Mapping[tuple[str, date], ClassDay]:
    """What these classes look like on these days; a class without a register on a day is left out."""
    d = t.pupil_day.c
    away = sa.case((d.absent == d.reported, 1), else_=0)
    doubled = _doubled(school, classes, days).subquery()
    query = (
        sa.select(
            t.pupil.c.class_name,
            d.day,
            sa.func.count(),
            sa.cast(sa.func.sum(away), sa.Integer),
            sa.func.count(doubled.c.pupil_id),
        )
        .join_from(t.pupil, t.pupil_day, t.pupil.c.pupil_id == d.pupil_id)
        .outerjoin(doubled, (doubled.c.pupil_id == d.pupil_id) & (doubled.c.day == d.day))
        .where(*_in(school, classes), d.day.in_(sorted(days)), d.reported > 0)
        .group_by(t.pupil.c.class_name, d.day)
    )
    return {
        (class_name, day): ClassDay(pupils=pupils, away=away, doubled=doubled)
        for class_name, day, pupils, away, doubled in conn.execute(query)
    }


def _doubled(school: str, classes: Collection[str], days: Collection[date]) -> sa.Select[str, date]:
    """Pupils with a lesson that begins before an earlier one of the day has ended."""
    r = t.record.c
    before = sa.func.max(r.ends).over(
        partition_by=[r.pupil_id, r.day], order_by=[r.starts, r.ends, r.record_id, r.source], rows=(None, -1)
    )
    theirs = sa.select(t.pupil.c.pupil_id).where(*_in(school, classes))
    lessons = (
        sa.select(r.pupil_id, r.day, r.starts, before.label("before"))
        .where(r.pupil_id.in_(theirs), r.day.in_(sorted(days)))
        .subquery()
    )
    return sa.select(lessons.c.pupil_id, lessons.c.day).where(lessons.c.starts < lessons.c.before).distinct()


def _in(school: str, classes: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        t.pupil.c.school == school,
        t.pupil.c.class_name.in_(sorted(classes)),
        t.pupil.c.left_on.is_(None),
    )


def keep(conn: sa.Connection, doubt: Doubt) -> None:
    """Note a doubt, or what became of it."""
    upsert(conn, class_doubt, [asdict(doubt)])


def holding(conn: sa.Connection) -> Sequence[Doubt]:
    """The doubts that hold alerts, at all schools."""
    return _read(conn, (class_doubt.c.state == State.HELD,))


def of_school(conn: sa.Connection, school: str) -> Sequence[Doubt]:
    """The doubts that hold alerts at a school, by day and class."""
    c = class_doubt.c
    return _read(conn, (c.school == school, c.state == State.HELD))


def of_days(conn: sa.Connection, school: str, days: Iterable[date]) -> Sequence[Doubt]:
    """Every doubt, also those that are over, about these days."""
    c = class_doubt.c
    return _read(conn, (c.school == school, c.day.in_(sorted(days))))


def purge(conn: sa.Connection, before: datetime) -> int:
    """Remove doubts that were over before that moment, with who ended them; how many."""
    return conn.execute(class_doubt.delete().where(class_doubt.c.ended_at < before)).rowcount


def _read(conn: sa.Connection, which: Iterable[sa.ColumnElement[bool]]) -> Sequence[Doubt]:
    c = class_doubt.c
    rows = conn.execute(sa.select(class_doubt).where(*which).order_by(c.day, c.class_name)).mappings()
    return [Doubt(**{**row, "fault": Fault(row["fault"]), "state": State(row["state"])}) for row in rows]
