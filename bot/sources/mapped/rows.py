"""An export's rows in the words of the school folder: what is then checked is checked as its rows are."""

from __future__ import annotations

import polars as pl

from bot.sources.csv_attendance import Check, without_wrong
from bot.sources.csv_rows import Problems
from bot.sources.mapped.cells import LINE
from bot.sources.mapped.mapping import Mapping
from bot.sources.mapped.missed import amount, by_code, by_minutes
from bot.sources.mapped.when import with_moments

TOLD = (
    "record_id", "pupil_id", "lesson_start", "lesson_end", "status", "absent_minutes", "authorisation",
    "reason", LINE, "subject", "whole", "enrolled", "left",
)  # fmt: skip
_NO_TIME = pl.lit("is not a time as the mapping writes them")
_NO_DAY = pl.lit("is not a day as the mapping writes them")
_NO_NUMBER = pl.lit("is not a number as the mapping writes them")
_NO_LENGTH = pl.lit("nothing says how long the lesson is: columns.end, columns.length or lessons.minutes")


def without_sums(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Without the rows that ``[[drop]]`` names."""
    for drop in mapping.drop:
        cell = pl.col(drop.column).str.to_lowercase()
        for value in (one.lower() for one in drop.values):
            frame = frame.filter(
                ~(cell.str.starts_with(value[:-1]) if value.endswith("*") else cell == value)
            )
    return frame


def told(frame: pl.DataFrame, mapping: Mapping, problems: Problems) -> pl.DataFrame:
    """Columns :data:`TOLD` as the school folder would say them; wrong rows are named in ``problems``."""
    columns = mapping.columns
    named = frame.with_columns(
        pupil_id=pl.col(columns.pupil),
        subject=pl.col(columns.subject) if columns.subject else pl.lit(""),
        _length=amount(frame, columns.length, mapping),
        _absent=amount(frame, columns.absent, mapping),
    )
    missed = by_code(named, mapping) if columns.code else by_minutes(named, mapping)
    timed = with_moments(missed, mapping)
    good = without_wrong(timed, _checks(mapping), problems)
    return good.with_columns(
        record_id=_record(mapping), absent_minutes=pl.col("_absent").cast(pl.String)
    ).select(TOLD)


def _checks(mapping: Mapping) -> list[Check]:
    """In the order in which a row's faults are named; only the first is."""
    columns = mapping.columns
    stays = pl.col("status").ne_missing(pl.lit("deleted"))
    start = columns.start or columns.lesson or columns.date or ""
    end = columns.end or columns.length or start
    amounts = (
        ("_length", columns.length), ("_absent", columns.absent),
        ("_absent", columns.valid), ("_absent", columns.invalid),
    )  # fmt: skip
    return [
        (columns.pupil, pl.col("pupil_id") == "", pl.lit("is empty")),
        (columns.code or "", pl.col("_no_code"), pl.lit("is no code of the mapping (it is not repeated)")),
        (columns.date or start, pl.col("_day").is_null(), _NO_DAY),
        (start, stays & pl.col("lesson_start").is_null(), _NO_TIME),
        (end, stays & pl.col("_odd_end"), _NO_TIME),
        *((at, (pl.col(name) < 0).fill_null(value=False), _NO_NUMBER) for name, at in amounts if at),
        (end, stays & pl.col("lesson_end").is_null(), _NO_LENGTH),
    ]


def _record(mapping: Mapping) -> pl.Expr:
    """The id, the same when the row comes again."""
    if mapping.columns.record:
        key = [pl.col(name) for name in mapping.columns.record]
    else:
        moment = pl.when("whole").then(pl.col("lesson_start").str.slice(0, 10)).otherwise("lesson_start")
        key = [pl.col("pupil_id"), moment]
    return pl.concat_str(key, separator="|")
