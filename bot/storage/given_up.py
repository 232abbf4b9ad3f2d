"""Messages that were given up: of questions that wait all the same, and what should have left the chat."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from bot.rules.state import OutKind
from bot.storage import tables as t
from bot.storage.outbox import POSTING, State


def nowhere(conn: sa.Connection) -> Mapping[str, str]:
    """Asks whose message was given up and that stand in no channel, by id, with why."""
    row = t.outbox.c
    stands = sa.exists().where(t.post.c.ask_id == row.ask_id)
    lost = sa.select(row.ask_id, row.reason).where(row.state == State.DEAD, row.kind.in_(POSTING), ~stands)
    return dict(conn.execute(lost.order_by(row.id)).tuples().all())


def outside(conn: sa.Connection) -> Mapping[str, str]:
    """Cases whose latest mail to a mailbox, or whose meeting as it last was, was given up, by id, with why."""
    row, later = t.outbox.c, t.outbox.alias("later")
    newer = sa.exists().where(
        later.c.platform == row.platform,
        later.c.channel == row.channel,
        later.c.case_id == row.case_id,
        later.c.id > row.id,
    )
    lost = sa.select(row.case_id, row.reason).where(
        row.state == State.DEAD, row.kind.in_((OutKind.REFERRAL_MAIL, OutKind.MEETING)), ~newer
    )
    return dict(conn.execute(lost.order_by(row.id)).tuples().all())
