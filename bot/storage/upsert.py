"""INSERT … ON CONFLICT: the same statement on both databases, which SQLAlchemy keeps in two dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.dialect import is_sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert(conn: sa.Connection, table: sa.Table) -> Insert:
    """An INSERT of this connection's dialect, the one with ``on_conflict_…``."""
    return sqlite.insert(table) if is_sqlite(conn) else postgresql.insert(table)


def upsert(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert ``rows`` (all with the same keys); where the primary key is there already, update the others."""
    if not rows:
        return
    statement = insert(conn, table)
    keys = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    final = statement.on_conflict_do_update(index_elements=keys, set_=rest) if rest else _skip(statement)
    conn.execute(final, list(rows))


def insert_new(conn: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> bool:
    """Insert one row unless a unique key of it is taken; True if it was inserted."""
    statement = _skip(insert(conn, table).values(row))
    return conn.execute(statement.returning(sa.literal(1))).first() is not None


def _skip(statement: Insert) -> Insert:
    return statement.on_conflict_do_nothing()
