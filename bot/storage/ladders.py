"""Ladder texts pinned by digest: a case goes on by the text it began with, whatever is edited later."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

import sqlalchemy as sa

from bot.rules.ladder import Ladder
from bot.storage import tables as t
from bot.storage.upsert import insert_new


@lru_cache(maxsize=64)
def digest_of(text: str) -> str:
    """SHA-256 of the ladder's text, hexadecimal: what ``Case.ladder_digest`` holds."""
    return sha256(text.encode()).hexdigest()


def pin(conn: sa.Connection, digest: str, ladder: Ladder) -> None:
    """Keep the ladder's text under its digest. Pinning again changes nothing."""
    row = {"digest": digest, "ladder_id": ladder.id, "version": ladder.version, "body": ladder.text}
    insert_new(conn, t.ladders, row)


def pinned(conn: sa.Connection, digest: str) -> str | None:
    """The text of that digest, or None."""
    return conn.scalar(sa.select(t.ladders.c.body).where(t.ladders.c.digest == digest))
