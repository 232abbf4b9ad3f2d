"""INSERT … ON CONFLICT: the same statement on both databases, which SQLAlchemy keeps in two dialects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.dialect import is_sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert(table: sa.Table, *, on_sqlite: bool) -> Insert:
    """An INSERT of one of the two dialects, the one with ``on_conflict_…``."""
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def upsert(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert ``rows`` (all with the same keys); where the primary key is there already, update the others."""
    if not rows:
        return
    statement = insert(table, on_sqlite=is_sqlite(conn))
    keys = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    final = statement.on_conflict_do_update(index_elements=keys, set_=rest) if rest else _skip(statement)
    conn.execute(final, list(rows))


def insert_new(conn: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> bool:
    """Insert one row unless a unique key of it is taken; True if it was inserted."""
    return insert_each_new(conn, table, [row]) == 1


def insert_each_new(conn: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> int:
    """Insert each of ``rows`` (all with the same keys) unless a unique key of it is taken; how many were."""
    return conn.execute(_new(table, on_sqlite=is_sqlite(conn)), list(rows)).rowcount if rows else 0


@cache
def _new(table: sa.Table, *, on_sqlite: bool) -> Insert:
    """Made once: putting a statement together costs more than the database does with it."""
    return _skip(insert(table, on_sqlite=on_sqlite)).execution_options(preserve_rowcount=True)


def _skip(statement: Insert) -> Insert:
    return statement.on_conflict_do_nothing()
