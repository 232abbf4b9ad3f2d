"""Clicks: kept as they came until taken, and remembered, so that a repeated one changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.dialect import is_sqlite
from bot.storage.upsert import Insert, insert

_KEEP = "INSERT INTO click (click_id, at, kept) VALUES ({0}, {0}, {0}) ON CONFLICT DO NOTHING"


def keep(conn: sa.Connection, clicks: Mapping[str, str], at: datetime) -> frozenset[str]:
    """Keep clicks (by id) that are taken later; the ids of those that are neither kept nor taken already.

    In the driver's own words: an acknowledgement waits for this, and SQLAlchemy's would take as long as the disk.
    """
    bind = t.click.c.at.type.dialect_impl(conn.dialect).bind_processor(conn.dialect)
    moment, sql = bind(at) if bind else at, _KEEP.format("?" if is_sqlite(conn) else "%s")
    rows = ((click_id, moment, what) for click_id, what in clicks.items())
    return frozenset(row[0] for row in rows if _inserted(conn, sql, row))


def _inserted(conn: sa.Connection, sql: str, row: tuple[object, ...]) -> bool:
    return conn.exec_driver_sql(sql, row, {"preserve_rowcount": True}).rowcount == 1


def kept(conn: sa.Connection, platform: str, before: datetime) -> Sequence[str]:
    """What was kept of a platform before that moment and is not taken yet, the oldest first."""
    waiting = (
        t.click.c.kept.is_not(None),
        t.click.c.click_id.startswith(f"{platform}:"),
        t.click.c.at < before,
    )
    found = conn.scalars(sa.select(t.click.c.kept).where(*waiting).order_by(t.click.c.at, t.click.c.click_id))
    return [what for what in found if what is not None]


def let_go(conn: sa.Connection, click_id: str) -> None:
    """Nothing more follows from a kept click."""
    conn.execute(sa.update(t.click).where(t.click.c.click_id == click_id).values(kept=None))


def first_time(conn: sa.Connection, click_id: str, at: datetime) -> bool:
    """Take the click; False if it was taken before (then nothing may be done)."""
    return conn.execute(_take(on_sqlite=is_sqlite(conn)), [{"click_id": click_id, "at": at}]).rowcount == 1


@cache
def _take(*, on_sqlite: bool) -> Insert:
    """One that is kept is taken now; one that is neither is new."""
    new = insert(t.click, on_sqlite=on_sqlite)
    taken = new.on_conflict_do_update(
        index_elements=["click_id"], set_={"kept": None}, where=t.click.c.kept.is_not(None)
    )
    return taken.execution_options(preserve_rowcount=True)


def forget_before(conn: sa.Connection, moment: datetime) -> int:
    """Drop ids taken before ``moment`` (well before every signature window); how many."""
    old = sa.delete(t.click).where(t.click.c.at < moment, t.click.c.kept.is_(None))
    return conn.execute(old).rowcount
