"""Messages to be redrawn: a change that finds one pending is said by it, and needs none of its own."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.dialect import is_sqlite
from bot.storage.outbox import State


def hold(conn: sa.Connection, ask_id: str) -> None:
    """Keep an ask's pending redraws until our commit: claimed before, they were worded without what we change now.

    SQLite has one writer: there nobody claims meanwhile.
    """
    if is_sqlite(conn):
        return
    row = t.outbox.c
    held = sa.select(row.id).where(row.ask_id == ask_id, row.kind == "redraw", row.state == State.PENDING)
    conn.execute(held.with_for_update()).all()
