"""What is known of each source: files taken, cursor, last good poll, last error, coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.upsert import insert_new, upsert

_HALF_READ = "half_read"


@dataclass(frozen=True, kw_only=True)
class SourceState:
    """A source as last seen. ``good_at`` is the last poll that was taken in; ``error`` is empty after it."""

    name: str
    cursor: str = ""
    polled_at: datetime | None = None
    good_at: datetime | None = None
    error_at: datetime | None = None
    error: str = ""
    coverage: Mapping[str, Any] = field(default_factory=dict)
    """JSON: what the source says of itself (rows, days, share of registers taken, protected pupils)."""


def taken(conn: sa.Connection, source: str) -> dict[str, str]:
    """File name to the SHA-256 of the content last taken."""
    query = sa.select(t.taken_file.c.name, t.taken_file.c.sha256).where(t.taken_file.c.source == source)
    return dict(conn.execute(query).all())


def took(conn: sa.Connection, source: str, files: Mapping[str, str], at: datetime) -> None:
    """Remember these files (name to SHA-256), in the transaction that takes their records."""
    rows = [
        {"source": source, "name": name, "sha256": sha256, "taken_at": at} for name, sha256 in files.items()
    ]
    upsert(conn, t.taken_file, rows)


def state(conn: sa.Connection, name: str) -> SourceState:
    """The source's state; an empty one if it was never polled."""
    row = conn.execute(sa.select(t.source).where(t.source.c.name == name)).mappings().one_or_none()
    return SourceState(name=name) if row is None else SourceState(**row)


def states(conn: sa.Connection) -> tuple[SourceState, ...]:
    """Every source that was ever polled, by name."""
    rows = conn.execute(sa.select(t.source).order_by(t.source.c.name)).mappings()
    return tuple(SourceState(**row) for row in rows)


def good(
    conn: sa.Connection,
    name: str,
    at: datetime,
    *,
    cursor: str = "",
    coverage: Mapping[str, Any] | None = None,
) -> None:
    """A poll was taken in whole: a new cursor, no error."""
    _set(conn, name, polled_at=at, good_at=at, cursor=cursor, coverage=dict(coverage or {}), error="")


def reading(conn: sa.Connection, name: str, schools: Iterable[str], at: datetime) -> None:
    """A long reading is under way: what is known of these schools has gaps until it is good."""
    _set(conn, name, polled_at=at, coverage={_HALF_READ: sorted(schools)}, error="")


def half_read(conn: sa.Connection, names: Collection[str] | None = None) -> frozenset[str]:
    """Schools of which some of these sources (None: any) has told only a part."""
    found = [one for one in states(conn) if names is None or one.name in names]
    return frozenset(school for one in found for school in half_of(one))


def half_of(state: SourceState) -> tuple[str, ...]:
    """Schools of which this source has told only a part."""
    return tuple(state.coverage.get(_HALF_READ, ()))


def failed(conn: sa.Connection, name: str, error: str, at: datetime) -> None:
    """A poll failed: the last good state and its cursor stand."""
    _set(conn, name, polled_at=at, error_at=at, error=error)


def _set(conn: sa.Connection, name: str, **values: object) -> None:
    insert_new(conn, t.source, {"name": name, "cursor": "", "error": "", "coverage": {}})
    conn.execute(sa.update(t.source).where(t.source.c.name == name).values(**values))
