"""The school: pupils, terms, periods, days off and channels, each replaced whole by the latest roster."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from bot.ports import ChannelAddress, DayOff, SchoolSpan
from bot.rules.values import Pupil
from bot.storage import stamp
from bot.storage import tables as t
from bot.storage.upsert import upsert

_PUPIL = [t.pupil.c[name] for name in Pupil.__dataclass_fields__]
_one_pupil = sa.select(*_PUPIL).where(t.pupil.c.pupil_id == sa.bindparam("pupil_id"))
TERM, PERIOD = "term", "period"


def replace_roster(
    conn: sa.Connection,
    school: str,
    pupils: Iterable[Pupil],
    today: date,
    *,
    kept: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Make ``pupils`` the pupils of ``school``; who is no longer named is marked as left ``today``.

    Those ``kept`` are named, but their row could not be read: they stay as they were.

    A pupil who moved to another school of the same installation moves with the roster that names them.
    Returns the ids of those who left now.
    """
    rows = {one.pupil_id: {name: getattr(one, name) for name in one.__dataclass_fields__} for one in pupils}
    if any(row["school"] != school for row in rows.values()):
        raise ValueError(f"a pupil of another school in the roster of {school}")
    stamp.renew(conn)
    here = sa.select(t.pupil.c.pupil_id).where(t.pupil.c.school == school, t.pupil.c.left_on.is_(None))
    gone = frozenset(conn.scalars(here)) - rows.keys() - kept
    upsert(conn, t.pupil, [{**row, "left_on": None} for row in rows.values()])
    if gone:
        leave = sa.update(t.pupil).where(t.pupil.c.pupil_id == sa.bindparam("gone")).values(left_on=today)
        conn.execute(leave, [{"gone": pupil_id} for pupil_id in gone])
    return gone


def pupil(conn: sa.Connection, pupil_id: str) -> Pupil | None:
    """That pupil, also after they left; None if never in a roster."""
    row = conn.execute(_one_pupil, {"pupil_id": pupil_id}).mappings().one_or_none()
    return None if row is None else Pupil(**row)


def pupil_of(conn: sa.Connection, pupil_id: str, school: str) -> Pupil | None:
    """That pupil while the roster of ``school`` names them: nobody there has to do with one who left or moved."""
    here = (t.pupil.c.school == school) & t.pupil.c.left_on.is_(None)
    row = conn.execute(_one_pupil.where(here), {"pupil_id": pupil_id}).mappings().one_or_none()
    return None if row is None else Pupil(**row)


def pupils_by_id(conn: sa.Connection, ids: Collection[str]) -> dict[str, Pupil]:
    """Those of these pupils (a few hundred at most) who were ever in a roster, in the order given."""
    rows = conn.execute(sa.select(*_PUPIL).where(t.pupil.c.pupil_id.in_(ids))).mappings()
    found = {row["pupil_id"]: Pupil(**row) for row in rows}
    return {one: found[one] for one in ids if one in found}


def left_on(conn: sa.Connection, pupil_id: str) -> date | None:
    """The day on which the roster no longer named them, or None."""
    return conn.scalar(sa.select(t.pupil.c.left_on).where(t.pupil.c.pupil_id == pupil_id))


def pupils(conn: sa.Connection, school: str) -> tuple[Pupil, ...]:
    """Who is at the school now, by class and name."""
    query = (
        sa.select(*_PUPIL)
        .where(t.pupil.c.school == school, t.pupil.c.left_on.is_(None))
        .order_by(t.pupil.c.class_name, t.pupil.c.family_name, t.pupil.c.given_name, t.pupil.c.pupil_id)
    )
    return tuple(Pupil(**row) for row in conn.execute(query).mappings())


def names(conn: sa.Connection) -> tuple[str, ...]:
    """The schools at which anybody is a pupil now, by name."""
    query = sa.select(t.pupil.c.school).where(t.pupil.c.left_on.is_(None)).distinct()
    return tuple(conn.scalars(query.order_by(t.pupil.c.school)))


def replace_terms(conn: sa.Connection, school: str, spans: Iterable[SchoolSpan]) -> None:
    """Make ``spans`` the terms (terminer, lukukaudet) of ``school``, from the first of them on."""
    _replace_spans(conn, school, TERM, spans)


def replace_periods(conn: sa.Connection, school: str, spans: Iterable[SchoolSpan]) -> None:
    """Make ``spans`` the periods (perioder, jaksot) of ``school``, from the first of them on."""
    _replace_spans(conn, school, PERIOD, spans)


def terms(conn: sa.Connection, school: str) -> tuple[SchoolSpan, ...]:
    """The terms of ``school`` in order of time."""
    return _spans(conn, school, TERM)


def periods(conn: sa.Connection, school: str) -> tuple[SchoolSpan, ...]:
    """The periods of ``school`` in order of time."""
    return _spans(conn, school, PERIOD)


def replace_days_off(
    conn: sa.Connection, school: str, days: Iterable[DayOff], since: date = date.min
) -> None:
    """Make ``days`` the days off (lov, vapaapäivät) of ``school``; those before ``since`` stay known."""
    stamp.renew(conn)
    conn.execute(sa.delete(t.day_off).where(t.day_off.c.school == school, t.day_off.c.day >= since))
    upsert(conn, t.day_off, [{"school": school, "day": one.day, "name": one.name} for one in days])


def days_off(conn: sa.Connection, school: str) -> tuple[DayOff, ...]:
    """The days off of ``school`` in order of time."""
    query = sa.select(t.day_off).where(t.day_off.c.school == school).order_by(t.day_off.c.day)
    return tuple(DayOff(**row) for row in conn.execute(query).mappings())


def replace_channels(conn: sa.Connection, school: str, channels: Iterable[ChannelAddress]) -> None:
    """Make ``channels`` what the roster of ``school`` says of channels."""
    conn.execute(sa.delete(t.channel).where(t.channel.c.school == school))
    rows = [
        {"school": school, "audience": one.audience, "platform": one.platform, "address": one.address}
        for one in channels
    ]
    upsert(conn, t.channel, rows)


def channels(conn: sa.Connection, audience: str) -> tuple[ChannelAddress, ...]:
    """Where ``audience`` (``mentor:EMAIL``, ``class:8C``) is reached, by platform and address."""
    return _channels(conn, t.channel.c.audience == audience)


def all_channels(conn: sa.Connection, school: str) -> tuple[ChannelAddress, ...]:
    """Every channel that the roster of ``school`` names."""
    return _channels(conn, t.channel.c.school == school)


def addresses(conn: sa.Connection, platform: str) -> frozenset[str]:
    """Every address on a platform, of any school."""
    query = sa.select(t.channel.c.address).where(t.channel.c.platform == platform)
    return frozenset(conn.scalars(query.distinct()))


def _channels(conn: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[ChannelAddress, ...]:
    wanted = (t.channel.c.audience, t.channel.c.platform, t.channel.c.address)
    rows = conn.execute(sa.select(*wanted).where(which).distinct().order_by(*wanted))
    return tuple(ChannelAddress(**row) for row in rows.mappings())


def _replace_spans(conn: sa.Connection, school: str, kind: str, spans: Iterable[SchoolSpan]) -> None:
    """What ended before the first of ``spans`` stays: without last year's days its windows would be empty."""
    stamp.renew(conn)
    given = tuple(spans)
    rows = [
        {"school": school, "kind": kind, "name": one.name, "first": one.first, "last": one.last}
        for one in given
    ]
    since = min((one.first for one in given), default=date.min)
    old = (t.span.c.school == school, t.span.c.kind == kind, t.span.c.last >= since)
    conn.execute(sa.delete(t.span).where(*old))
    upsert(conn, t.span, rows)


def _spans(conn: sa.Connection, school: str, kind: str) -> tuple[SchoolSpan, ...]:
    query = (
        sa.select(t.span.c.school, t.span.c.name, t.span.c.first, t.span.c.last)
        .where(t.span.c.school == school, t.span.c.kind == kind)
        .order_by(t.span.c.first, t.span.c.name)
    )
    return tuple(SchoolSpan(**row) for row in conn.execute(query).mappings())


def class_sizes(conn: sa.Connection, school: str) -> dict[str, int]:
    """How many pupils are in each class now; protected ones are not known here."""
    here = sa.select(t.pupil.c.class_name, sa.func.count()).where(
        t.pupil.c.school == school, t.pupil.c.left_on.is_(None)
    )
    return dict(conn.execute(here.group_by(t.pupil.c.class_name)).all())


def has_class_elsewhere(conn: sa.Connection, school: str, class_name: str) -> bool:
    """Whether another school has a class of that name."""
    there = (t.pupil.c.school != school) & (t.pupil.c.class_name == class_name) & t.pupil.c.left_on.is_(None)
    return conn.scalar(sa.select(t.pupil.c.pupil_id).where(there).limit(1)) is not None


def forget(conn: sa.Connection, pupil_id: str) -> None:
    """Remove what is known of a pupil whose identity became protected, as if no roster had ever named them."""
    stamp.renew(conn)
    conn.execute(sa.delete(t.pupil).where(t.pupil.c.pupil_id == pupil_id))
