"""Which pupils must still be measured, and up to which day a school has been: a killed poll forgets neither."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.rules.calendar import ONE_DAY
from bot.rules.values import Window
from bot.storage.dialect import is_sqlite
from bot.storage.tables import cases, changed_pupil, day_ahead, looked_at, pupil, pupil_day
from bot.storage.upsert import insert, insert_new

CHUNK = 500
MANY = 2_000


def mark(conn: sa.Connection, days: Mapping[str, Window]) -> None:
    """Note pupils whose days changed, from the first to the last of them. Who is in no roster now is left out."""
    ids = sorted(days)
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        schools = dict(
            conn.execute(
                sa.select(pupil.c.pupil_id, pupil.c.school).where(
                    pupil.c.pupil_id.in_(some), pupil.c.left_on.is_(None)
                )
            ).all()
        )
        rows = [
            {"pupil_id": one, "school": schools[one], "first": days[one].first, "day": days[one].last}
            for one in some
            if one in schools
        ]
        _widen(conn, rows)
    if len(ids) >= MANY and not is_sqlite(conn):
        # PostgreSQL would take them for a handful until it comes by itself, and look up each one's days.
        conn.execute(sa.text("ANALYZE changed_pupil"))


def _widen(conn: sa.Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert them; who is noted already, perhaps by somebody else this moment, is noted for the days of both."""
    if not rows:
        return
    statement = insert(changed_pupil, on_sqlite=is_sqlite(conn))
    lesser, greater = (sa.func.min, sa.func.max) if is_sqlite(conn) else (sa.func.least, sa.func.greatest)
    stood, new = changed_pupil.c, statement.excluded
    both = {"first": lesser(stood.first, new.first), "day": greater(stood.day, new.day)}
    set_ = {"school": new.school, **both}
    conn.execute(statement.on_conflict_do_update(index_elements=[stood.pupil_id], set_=set_), rows)


def mark_school(conn: sa.Connection, school: str, day: date, first: date | None = None) -> None:
    """Note every pupil of a school who is still there."""
    ids = sa.select(pupil.c.pupil_id).where(pupil.c.school == school, pupil.c.left_on.is_(None))
    mark(conn, dict.fromkeys(conn.execute(ids).scalars(), Window(first=first or day, last=day)))


def ahead(conn: sa.Connection, days: Mapping[str, Iterable[date]]) -> None:
    """Note, by pupil, days that have records but have not come yet."""
    schools = dict(conn.execute(sa.select(pupil.c.pupil_id, pupil.c.school)).all()) if days else {}
    found = {(schools[one], day) for one, theirs in days.items() if one in schools for day in theirs}
    for school, day in sorted(found):
        insert_new(conn, day_ahead, {"school": school, "day": day})


def due(conn: sa.Connection, today: date) -> tuple[tuple[str, date], ...]:
    """School and day of what was ahead and has come."""
    query = sa.select(day_ahead.c.school, day_ahead.c.day).where(day_ahead.c.day <= today)
    return tuple((school, day) for school, day in conn.execute(query.order_by("school", "day")))


def come(conn: sa.Connection, today: date) -> None:
    """Days that were ahead and have come: everybody at their school is to be measured."""
    due = conn.execute(
        sa.select(day_ahead.c.school, sa.func.min(day_ahead.c.day), sa.func.max(day_ahead.c.day))
        .where(day_ahead.c.day <= today)
        .group_by(day_ahead.c.school)
    )
    for school, first, day in due.all():
        mark_school(conn, school, day, first)
    conn.execute(day_ahead.delete().where(day_ahead.c.day <= today))


def waiting(
    conn: sa.Connection, school: str, limit: int, besides: Collection[str] = frozenset()
) -> tuple[str, ...]:
    """Some of the pupils of a school who are still to be measured, by id, ``besides`` these."""
    rows = sa.select(changed_pupil.c.pupil_id).where(changed_pupil.c.school == school)
    if besides:
        rows = rows.where(changed_pupil.c.pupil_id.not_in(besides))
    return tuple(conn.execute(rows.order_by(changed_pupil.c.pupil_id).limit(limit)).scalars())


def not_looked_at(conn: sa.Connection, pupils: Iterable[str]) -> Mapping[str, date]:
    """The first day on which each of these may not have been looked at as their records are now.

    It follows their last lesson before what changed: what lies between had to wait for the next one.
    """
    return dict(_since(conn, changed_pupil.c.pupil_id.in_(list(pupils))))


def _since(conn: sa.Connection, who: sa.ColumnElement[bool]) -> Iterator[tuple[str, date]]:
    earlier = sa.select(pupil_day.c.day).where(
        pupil_day.c.pupil_id == changed_pupil.c.pupil_id, pupil_day.c.day < changed_pupil.c.first
    )
    # The latest by the index: a pupil's whole history would cost more the longer it is.
    last = earlier.order_by(pupil_day.c.day.desc()).limit(1).scalar_subquery()
    rows = sa.select(changed_pupil.c.pupil_id, changed_pupil.c.first, last).where(who)
    for one, first, before in conn.execute(rows):
        yield one, before + ONE_DAY if before else first


def fresh(school: str, ids: Collection[str] = ()) -> sa.Select[Any]:
    """Who of a school is still to be measured and never had a case, with their grade; only ``ids`` where few."""
    found = (
        sa.select(changed_pupil.c.pupil_id, pupil.c.grade)
        .join_from(changed_pupil, pupil, changed_pupil.c.pupil_id == pupil.c.pupil_id)
        .where(
            changed_pupil.c.school == school,
            pupil.c.school == school,  # who moved since goes by another ladder
            changed_pupil.c.pupil_id.not_in(sa.select(cases.c.pupil_id)),
        )
    )
    few = 0 < len(ids) <= CHUNK
    return found.where(changed_pupil.c.pupil_id.in_(list(ids))) if few else found


def fresh_since(conn: sa.Connection, school: str) -> Mapping[date, set[str]]:
    """Those of :func:`fresh`, by the day from which they must be looked at (:func:`not_looked_at`)."""
    ids = sa.select(fresh(school).subquery().c.pupil_id)
    found: dict[date, set[str]] = {}
    for one, since in _since(conn, changed_pupil.c.pupil_id.in_(ids)):
        found.setdefault(since, set()).add(one)
    return found


def count(conn: sa.Connection, school: str) -> int:
    """How many pupils of a school are still to be measured."""
    rows = sa.select(sa.func.count()).where(changed_pupil.c.school == school)
    return conn.execute(rows).scalar_one()


def schools(conn: sa.Connection) -> tuple[str, ...]:
    """Schools with pupils still to be measured."""
    return tuple(conn.execute(sa.select(changed_pupil.c.school).distinct().order_by("school")).scalars())


def measured(conn: sa.Connection) -> tuple[str, ...]:
    """Schools that have ever been measured."""
    return tuple(conn.execute(sa.select(looked_at.c.school).order_by("school")).scalars())


def clear(conn: sa.Connection, pupils: Iterable[str]) -> None:
    """They have been measured."""
    ids = list(pupils)
    for start in range(0, len(ids), CHUNK):
        conn.execute(changed_pupil.delete().where(changed_pupil.c.pupil_id.in_(ids[start : start + CHUNK])))


def last_day(conn: sa.Connection, school: str, today: date) -> date | None:
    """The latest changed day of the school that is not after ``today``."""
    latest = sa.select(sa.func.max(changed_pupil.c.day))
    found: date | None = conn.execute(
        latest.where(changed_pupil.c.school == school, changed_pupil.c.day <= today)
    ).scalar_one()
    return found


def looked(conn: sa.Connection, school: str) -> date | None:
    """Up to which day the school has been measured; None: never."""
    return conn.execute(sa.select(looked_at.c.day).where(looked_at.c.school == school)).scalar_one_or_none()


def began(conn: sa.Connection, school: str) -> date | None:
    """The first day on which the school was measured: what lies before it is history."""
    return conn.execute(sa.select(looked_at.c.began).where(looked_at.c.school == school)).scalar_one_or_none()


def look(conn: sa.Connection, school: str, day: date) -> None:
    """The school has been measured up to ``day``."""
    changed = conn.execute(looked_at.update().where(looked_at.c.school == school).values(day=day))
    if not changed.rowcount:
        conn.execute(looked_at.insert().values(school=school, began=day, day=day))
