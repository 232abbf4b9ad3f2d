"""What a row says was missed: by its code, or by minutes with and without leave."""

from __future__ import annotations

import polars as pl

from bot.sources.mapped.formats import each, minutes_of
from bot.sources.mapped.mapping import Code, Mapping
from bot.sources.records import MISSED

IGNORED = "ignore"
_NOTHING = pl.lit(None, pl.String)
_TOLD = pl.Schema(
    {
        "_key": pl.String,
        "status": pl.String,
        "authorisation": pl.String,
        "reason": pl.String,
        "whole": pl.Boolean,
    }
)


def amount(frame: pl.DataFrame, column: str | None, mapping: Mapping) -> pl.Expr:
    """Minutes; null where the cell is empty, -1 where it is no number."""
    if column is None:
        return pl.lit(None, pl.Int32)
    lessons, decimal = mapping.lessons, mapping.file.decimal
    known = each(
        frame[column].unique(), lambda text: minutes_of(text, decimal, lessons.unit, lessons.minutes)
    )
    read = pl.col(column).replace_strict({**known, "": None}, default=-1, return_dtype=pl.Int32)
    return read.alias(column)


def by_code(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """By ``[codes]``, capital or small; a row whose code is to be ignored goes."""
    codes = pl.DataFrame(
        [_row(text, code) for text, code in mapping.codes.items()], schema=_TOLD, orient="row"
    ).unique("_key", keep="first", maintain_order=True)
    key = pl.col(mapping.columns.code or "").str.to_lowercase().alias("_key")
    found = frame.with_columns(key).join(codes, on="_key", how="left", maintain_order="left")
    return (
        found.with_columns(
            _no_code=pl.col("status").is_null(),
            whole=pl.col("whole").fill_null(value=False),
            _part=pl.lit(""),
        )
        .filter(pl.col("status").ne_missing(pl.lit(IGNORED)))
        # A row that says present has missed nothing, whatever stands in the column of minutes.
        .with_columns(
            _absent=pl.when(pl.col("status").is_in(MISSED) | (pl.col("_absent") < 0)).then("_absent")
        )
    )


def _row(text: str, code: Code) -> tuple[str, str, str | None, str | None, bool]:
    return text.strip().lower(), code.status, code.authorisation, code.reason, code.whole_day


def by_minutes(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """By how much was missed. Of a lesson missed in both ways the greater part says what it was."""
    columns = mapping.columns
    cells = [pl.col(name) == "" for name in (columns.absent, columns.valid, columns.invalid) if name]
    frame = frame.with_columns(
        _valid=amount(frame, columns.valid, mapping).fill_null(0),
        _invalid=amount(frame, columns.invalid, mapping).fill_null(0),
    )
    valid, invalid = pl.col("_valid"), pl.col("_invalid")
    if columns.absent is None:
        both = pl.when(pl.min_horizontal(valid, invalid) < 0).then(-1).otherwise(valid + invalid)
        frame = frame.with_columns(_absent=both.cast(pl.Int32))
    missed = (pl.col("_absent") > 0).fill_null(value=False)
    kind = pl.when(invalid > valid).then(pl.lit("invalid")).when(valid > 0).then(pl.lit("valid"))
    return frame.with_columns(
        status=pl.when(missed)
        .then(pl.lit("absent"))
        .when(pl.all_horizontal(cells))
        .then(pl.lit(mapping.lessons.empty))
        .otherwise(pl.lit("present")),
        authorisation=kind,
        _absent=pl.when(pl.col("_absent") != 0).then("_absent"),
        reason=_NOTHING,
        whole=pl.lit(value=False),
        _no_code=pl.lit(value=False),
    )


def as_part(records: pl.DataFrame) -> pl.DataFrame:
    """Without a code a part of a lesson missed is lateness where it was without leave, else leaving early."""
    part = (pl.col("status") == "absent") & (pl.col("absent") < pl.col("scheduled"))
    late = pl.col("kind") == "invalid"
    return records.with_columns(
        status=pl.when(part & late)
        .then(pl.lit("late"))
        .when(part & (pl.col("kind") == "valid"))
        .then(pl.lit("left_early"))
        .otherwise("status")
    )
