"""The canonical record (SOURCES.md) as a table, and the words that may stand in it, for every kind of source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from bot.rules.values import Kind, Reason, Status

RECORD_SCHEMA = pl.Schema(
    {
        "source": pl.String,
        "record_id": pl.String,
        "pupil_id": pl.String,
        "day": pl.Date,
        "starts": pl.Int32,
        "ends": pl.Int32,
        "scheduled": pl.Int32,
        "absent": pl.Int32,
        "status": pl.String,
        "kind": pl.String,
        "reason": pl.String,
        "subject": pl.String,
        "deleted": pl.Boolean,
        "seq": pl.Int64,
    }
)
GONE = ("cancelled", "deleted")
STATUSES = (*(str(status) for status in Status), *GONE)
KINDS = tuple(str(kind) for kind in Kind)
REASONS = tuple(str(reason) for reason in Reason)
MISSED = (str(Status.ABSENT), str(Status.LATE), str(Status.LEFT_EARLY))
ID_LENGTH = 200
Row = tuple[str, str, date, int, int, int, int, str, str | None, str | None, str]
"""``record_id pupil_id day starts ends scheduled absent status kind reason subject``."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Whose rows may pass: pupils of the roster; ``protected`` ids live only while a poll reads."""

    pupils: frozenset[str]
    protected: frozenset[str]


def no_records() -> pl.DataFrame:
    """A table without a row."""
    return pl.DataFrame(schema=RECORD_SCHEMA)
