"""A mark that is new whenever a roster changed: what was read of the schools under another mark no longer holds.

It changes in the transaction that changes people, pupils or calendar, and is read in the one that asks, so
every process sees at once what another has read in. It is drawn, not counted: a number taken back by a
rollback would be given out again.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.upsert import upsert

_ONLY = 1
_mark = sa.select(t.stamp.c.mark)


def read(conn: sa.Connection) -> str:
    """The mark as it is now; empty before the first roster. Read it before what it vouches for."""
    return conn.scalar(_mark) or ""


def renew(conn: sa.Connection) -> None:
    """Say that people, pupils or calendar changed."""
    upsert(conn, t.stamp, [{"id": _ONLY, "mark": secrets.token_hex(8)}])
