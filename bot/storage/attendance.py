"""Lesson records as the sources gave them, kept row by row.

A batch goes to a staging table in one stroke and is compared there, so that a record which says nothing new
costs a look-up and touches nothing. The rollup that figures are read from is :mod:`bot.storage.rollup`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import Any

import polars as pl
import sqlalchemy as sa

from bot.rules.values import Status
from bot.storage import tables as t
from bot.storage.codes import KIND, NONE, REASON, STATUS
from bot.storage.dialect import is_sqlite
from bot.storage.upsert import insert

Touched = set[tuple[str, date]]
"""``(pupil_id, day)`` of every day whose records changed."""

_KEYS = ("record_id", "source")
_VALUES = (
    "pupil_id", "day", "starts", "ends", "scheduled", "absent", "status", "kind", "reason", "subject",
)  # fmt: skip
_NUMBERS = ("starts", "ends", "scheduled", "absent")
_COLUMNS = (*_KEYS, *_VALUES, "seq", "deleted")
_LONG_AGO = date(1, 1, 1)

# Without an index: so SQLite, which keeps no statistics here, can only walk the batch and look records up,
# never walk all records. Keys are unique by _prepared.
_stage = sa.Table(
    "lots_stage",
    sa.MetaData(),
    *(sa.Column(column.name, column.type, nullable=False) for column in t.record.columns),
    sa.Column("deleted", sa.Boolean, nullable=False),
    prefixes=["TEMPORARY"],
)
_same_record = sa.and_(*(t.record.c[name] == _stage.c[name] for name in _KEYS))
_alive = sa.not_(_stage.c.deleted)


def upsert(conn: sa.Connection, frame: pl.DataFrame) -> Touched:
    """Take in records (columns of :class:`bot.ports.Batch`); of several with one key the last row stands.

    Rows marked deleted remove the record. Returns the days touched; a record that moved to another pupil or
    day touches both. The order number ``seq`` alone changes nothing.
    """
    if frame.is_empty():
        return set()
    _fill_stage(conn, _prepared(frame))
    _drop_unchanged(conn)
    touched = _touched(conn)
    keys = sa.select(*(_stage.c[name] for name in _KEYS)).where(_stage.c.deleted)
    conn.execute(sa.delete(t.record).where(sa.tuple_(*(t.record.c[name] for name in _KEYS)).in_(keys)))
    columns = [*_KEYS, *_VALUES, "seq"]
    fresh = insert(t.record, on_sqlite=is_sqlite(conn)).from_select(
        columns, sa.select(*(_stage.c[c] for c in columns)).where(_alive)
    )
    values = {name: fresh.excluded[name] for name in (*_VALUES, "seq")}
    conn.execute(fresh.on_conflict_do_update(index_elements=list(_KEYS), set_=values))
    _stage.drop(conn)
    return touched


def day_of(conn: sa.Connection, record_id: str, source: str | None = None) -> tuple[str, date] | None:
    """``(pupil_id, day)`` of a record, or None; without ``source`` of the first that has such an id."""
    query = sa.select(t.record.c.pupil_id, t.record.c.day).where(t.record.c.record_id == record_id)
    if source is not None:
        query = query.where(t.record.c.source == source)
    row = conn.execute(query.order_by(t.record.c.source).limit(1)).one_or_none()
    return None if row is None else (row.pupil_id, row.day)


def forget(conn: sa.Connection, pupil_id: str) -> None:
    """Remove every record and day of a pupil (retention, or an identity that became protected)."""
    for table in (t.record, t.pupil_day):
        conn.execute(sa.delete(table).where(table.c.pupil_id == pupil_id))


def _prepared(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per record, letters for words, no nulls, no control characters. An unknown word is an error."""
    if "seq" not in frame.columns:
        frame = frame.with_columns(pl.lit(0, pl.Int64).alias("seq"))
    return (
        frame.unique(subset=list(_KEYS), keep="last", maintain_order=True)
        .with_columns(pl.col("deleted").fill_null(value=False))
        .with_columns(
            pl.col("day").fill_null(_LONG_AGO),
            *(pl.col(name).fill_null(0) for name in _NUMBERS),
            _lettered("status", STATUS, Status.PRESENT.value),
            _lettered("kind", KIND, ""),
            _lettered("reason", REASON, ""),
            *(
                pl.col(name).fill_null("").str.replace_all(r"[\x00-\x1f]", " ")
                for name in (*_KEYS, "pupil_id", "subject")
            ),
        )
        .select(_COLUMNS)
    )


def _lettered(name: str, code: Mapping[Any, str], of_deleted: str) -> pl.Expr:
    """The column in letters; of a deleted row, which need not be filled in, the letter of ``of_deleted``."""
    letters = {word.value: letter for word, letter in code.items()} | ({} if of_deleted else {"": NONE})
    words = pl.when("deleted").then(pl.lit(of_deleted)).otherwise(pl.col(name).cast(pl.String).fill_null(""))
    return words.replace_strict(letters).alias(name)


def _fill_stage(conn: sa.Connection, frame: pl.DataFrame) -> None:
    conn.exec_driver_sql("DROP TABLE IF EXISTS lots_stage")
    _stage.create(conn)
    copy_in(conn, _stage.name, frame)


def copy_in(conn: sa.Connection, table: str, frame: pl.DataFrame) -> None:
    """Put ``frame``, whose columns are exactly the table's and without nulls, in by the driver's fastest way."""
    names = ",".join(frame.columns)
    cursor: Any = conn.connection.cursor()  # the driver's own: SQLAlchemy has no COPY
    with closing(cursor):
        if is_sqlite(conn):
            marks = ",".join("?" * frame.width)
            rows = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).iter_rows()
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our names
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({names}))") as copy:
            copy.write(frame.write_csv(include_header=False))
        cursor.execute(f"ANALYZE {table}")


def _drop_unchanged(conn: sa.Connection) -> None:
    same = sa.and_(_same_record, *(t.record.c[name] == _stage.c[name] for name in _VALUES))
    nothing_new = sa.or_(
        sa.and_(_alive, sa.exists().where(same).correlate(_stage)),
        sa.and_(_stage.c.deleted, ~sa.exists().where(_same_record).correlate(_stage)),
    )
    conn.execute(sa.delete(_stage).where(nothing_new))


def _touched(conn: sa.Connection) -> Touched:
    now = sa.select(_stage.c.pupil_id, _stage.c.day).where(_alive)
    before = sa.select(t.record.c.pupil_id, t.record.c.day).where(_same_record)
    return {(pupil_id, day) for pupil_id, day in conn.execute(sa.union(now, before))}
