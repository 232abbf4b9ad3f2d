"""Lesson times of a whole frame: plain local times in columns, every other pair read once by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl

from bot.sources.csv_times import LONGEST, clock_changes, lesson_time

_PAIR = ("lesson_start", "lesson_end")
_FORMATS = {16: "%Y-%m-%dT%H:%M", 19: "%Y-%m-%dT%H:%M:%S"}
_ODD_SCHEMA = pl.Schema(
    {
        "lesson_start": pl.String,
        "lesson_end": pl.String,
        "day": pl.Date,
        "starts": pl.Int32,
        "ends": pl.Int32,
        "scheduled": pl.Int32,
        "_at": pl.String,
        "_why": pl.String,
    }
)


def with_times(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """Add ``day``, ``starts``, ``ends``, ``scheduled``; where unusable, ``_at`` (else "") and ``_why``."""
    parsed = frame.with_columns(_clock("lesson_start").alias("_start"), _clock("lesson_end").alias("_end"))
    dates = pl.concat([parsed["_start"].dt.date(), parsed["_end"].dt.date()]).drop_nulls().unique()
    changing = [day for day in dates if clock_changes(day, zone)]
    length = (pl.col("_end") - pl.col("_start")).dt.total_minutes()
    plain = length.is_between(1, LONGEST).fill_null(value=False)
    if changing:
        on_changing = pl.any_horizontal(pl.col("_start", "_end").dt.date().is_in(changing))
        plain &= ~on_changing.fill_null(value=True)
    starts = (pl.col("_start").dt.hour().cast(pl.Int32) * 60 + pl.col("_start").dt.minute()).cast(pl.Int32)
    timed = parsed.with_columns(
        day=pl.col("_start").dt.date(),
        starts=starts,
        ends=starts + length.cast(pl.Int32),
        scheduled=length.cast(pl.Int32),
        _plain=plain,
        _at=pl.lit(""),
        _why=pl.lit(""),
    )
    if timed["_plain"].all():
        return timed
    rest = frame.filter(~timed["_plain"]).with_columns(pl.col(_PAIR).fill_null(""))
    odd = rest.join(_odd_pairs(rest, zone), on=_PAIR, how="left")
    kept = timed.filter("_plain").select(odd.columns)
    return pl.concat([kept, odd]).sort("line")


def _clock(column: str) -> pl.Expr:
    """A local time to the minute; null for anything but the two plain forms, which are told by their length."""
    text = pl.col(column)
    readings = [
        pl.when(text.str.len_bytes() == length).then(text.str.to_datetime(form, strict=False))
        for length, form in _FORMATS.items()
    ]
    return pl.coalesce(readings).dt.truncate("1m")


def _odd_pairs(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    pairs = frame.select(_PAIR).unique()
    read = [(start, end, lesson_time(start, end, zone)) for start, end in pairs.iter_rows()]
    return pl.DataFrame(
        [
            (start, end, at.day, at.starts, at.ends, at.scheduled, at.column, at.why)
            for start, end, at in read
        ],
        schema=_ODD_SCHEMA,
        orient="row",
    )
