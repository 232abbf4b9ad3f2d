"""Rows as the table of canonical records."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import polars as pl

from bot.sources.records import RECORD_SCHEMA, Row, no_records

_COLUMNS = (
    "record_id",
    "pupil_id",
    "day",
    "starts",
    "ends",
    "scheduled",
    "absent",
    "status",
    "kind",
    "reason",
    "subject",
)
_SCHEMA = {name: RECORD_SCHEMA[name] for name in _COLUMNS}
_AT_ONCE = 50_000


def table(rows: Iterable[Row], source: str) -> pl.DataFrame:
    """One row per record, the last; so many rows at once that a city's day needs little memory."""
    left = iter(rows)
    frames = []
    while some := list(islice(left, _AT_ONCE)):
        frames.append(pl.DataFrame(some, schema=_SCHEMA, orient="row"))
    if not frames:
        return no_records()
    found = pl.concat(frames)
    if found["record_id"].n_unique() < found.height:
        found = found.unique(subset="record_id", keep="last", maintain_order=True)
    return found.with_columns(
        source=pl.lit(source), deleted=pl.lit(value=False), seq=pl.int_range(pl.len(), dtype=pl.Int64)
    ).select(RECORD_SCHEMA.names())
