"""Receipts: where the messages stand that were posted, so that they can be updated and in the end redacted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from bot.ports import Receipt
from bot.storage import tables as t
from bot.storage.upsert import insert_new


@dataclass(frozen=True, kw_only=True)
class Post:
    """A posted message; ``thread`` is the message it answers to, empty where it stands by itself."""

    receipt: Receipt
    thread: str
    case_id: str
    ask_id: str
    kind: str
    posted_at: datetime


def keep(
    conn: sa.Connection,
    receipt: Receipt,
    *,
    case_id: str,
    ask_id: str,
    kind: str,
    at: datetime,
    thread: Receipt | None = None,
) -> bool:
    """Remember where a message stands; False if that was known."""
    row = {
        "platform": receipt.platform,
        "channel": receipt.channel,
        "message": receipt.message,
        "thread": thread.message if thread else "",
        "case_id": case_id,
        "ask_id": ask_id,
        "kind": kind,
        "posted_at": at,
    }
    return insert_new(conn, t.post, row)


def posts_of(conn: sa.Connection, ask_id: str) -> tuple[Post, ...]:
    """The messages of an ask, the oldest first."""
    return _posts(conn, t.post.c.ask_id == ask_id)


def posts_of_case(conn: sa.Connection, case_id: str) -> tuple[Post, ...]:
    """Every message about a case, the oldest first."""
    return _posts(conn, t.post.c.case_id == case_id)


def post_at(conn: sa.Connection, receipt: Receipt) -> Post | None:
    """What stands at that place, or None."""
    here = (
        (t.post.c.platform == receipt.platform)
        & (t.post.c.channel == receipt.channel)
        & (t.post.c.message == receipt.message)
    )
    return next(iter(_posts(conn, here)), None)


def posts_on(conn: sa.Connection, platform: str) -> tuple[Post, ...]:
    """Everything posted on a platform, the oldest first."""
    return _posts(conn, t.post.c.platform == platform)


def forget(conn: sa.Connection, receipt: Receipt) -> bool:
    """The message has been deleted or redacted for good; False if it was not known."""
    gone = sa.delete(t.post).where(
        t.post.c.platform == receipt.platform,
        t.post.c.channel == receipt.channel,
        t.post.c.message == receipt.message,
    )
    return conn.execute(gone).rowcount == 1


def _posts(conn: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Post, ...]:
    query = sa.select(t.post).where(which).order_by(t.post.c.posted_at, t.post.c.message)
    return tuple(_post(row) for row in conn.execute(query).mappings())


def _post(row: RowMapping) -> Post:
    receipt = Receipt(platform=row["platform"], channel=row["channel"], message=row["message"])
    rest = ("thread", "case_id", "ask_id", "kind", "posted_at")
    return Post(receipt=receipt, **{name: row[name] for name in rest})
