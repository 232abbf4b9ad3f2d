"""The latest time this database has seen: a rehearsal may not set the clock back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.errors import EarlierTimeError
from bot.storage.upsert import insert_new

_ONLY = 1


def seen(conn: sa.Connection) -> datetime | None:
    """The latest time that was advanced to, in UTC, or None."""
    return conn.scalar(sa.select(t.clock.c.seen))


def advance(conn: sa.Connection, now: datetime) -> None:
    """Remember ``now``; raises EarlierTimeError if a later time has been seen."""
    if insert_new(conn, t.clock, {"id": _ONLY, "seen": now}):
        return
    if conn.execute(sa.update(t.clock).where(t.clock.c.seen <= now).values(seen=now)).rowcount == 1:
        return
    latest = seen(conn)
    assert latest is not None
    raise EarlierTimeError(
        f"clock: {now.isoformat()} is before {latest.isoformat()}, which this database has already seen"
    )
