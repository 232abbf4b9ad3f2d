"""Ids of clicks that were taken: a repeated one changes nothing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.upsert import insert_new


def first_time(conn: sa.Connection, click_id: str, at: datetime) -> bool:
    """Remember the click; False if it was taken before (then nothing may be done)."""
    return insert_new(conn, t.click, {"click_id": click_id, "at": at})


def forget_before(conn: sa.Connection, moment: datetime) -> int:
    """Drop ids older than ``moment`` (which lies well before every signature window); how many."""
    return conn.execute(sa.delete(t.click).where(t.click.c.at < moment)).rowcount
