"""Messages that were given up, of questions that wait all the same."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.outbox import POSTING, State


def nowhere(conn: sa.Connection) -> Mapping[str, str]:
    """Asks whose message was given up and that stand in no channel, by id, with why."""
    row = t.outbox.c
    stands = sa.exists().where(t.post.c.ask_id == row.ask_id)
    lost = sa.select(row.ask_id, row.reason).where(row.state == State.DEAD, row.kind.in_(POSTING), ~stands)
    return dict(conn.execute(lost.order_by(row.id)).tuples().all())
