"""Lesson times of a whole frame: plain local times in columns, every other pair read once by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl

from bot.sources.csv_times import FIRST_YEAR, LAST_YEAR, LONGEST, clock_changes, lesson_time

_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE
"""Microseconds."""
_FIRST = pl.datetime(FIRST_YEAR, 1, 2)
_LAST = pl.datetime(LAST_YEAR, 12, 30)
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
    """Add ``day``, ``starts``, ``ends``, ``scheduled``; where unusable, ``_at`` and ``_why`` (else null)."""
    parsed = (
        frame.lazy()
        .with_columns(_start=_clock(frame, "lesson_start"), _end=_clock(frame, "lesson_end"))
        .collect()
    )
    dates = parsed.select(pl.col("_start", "_end").dt.date().unique().implode()).row(0)
    changing = [day for day in {*dates[0], *dates[1]} if day is not None and clock_changes(day, zone)]
    length = (pl.col("_end") - pl.col("_start")).dt.total_minutes()
    plain = length.is_between(1, LONGEST).fill_null(value=False)
    if changing:
        on_changing = pl.any_horizontal(pl.col("_start", "_end").dt.date().is_in(changing))
        plain &= ~on_changing.fill_null(value=True)
    # Counted on the physical values: asking for hour and minute costs ten times as much.
    starts = (pl.col("_start").to_physical() % _DAY // _MINUTE).cast(pl.Int32)
    timed = (
        parsed.lazy()
        .with_columns(
            day=pl.col("_start").dt.date(),
            starts=starts,
            ends=starts + length.cast(pl.Int32, strict=False),
            scheduled=length.cast(pl.Int32, strict=False),
            _plain=plain,
            _at=pl.lit(None, pl.String),
            _why=pl.lit(None, pl.String),
        )
        .collect()
    )
    if timed["_plain"].all():
        return timed
    rest = frame.filter(~timed["_plain"]).with_columns(pl.col(_PAIR).fill_null(""))
    odd = rest.join(_odd_pairs(rest, zone), on=_PAIR, how="left")
    kept = timed.filter("_plain").select(odd.columns)
    return pl.concat([kept, odd]).sort("line")


def _clock(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A local time to the minute; null for anything but the two plain forms, which are told by their length."""
    text = pl.col(column)
    lengths = set(frame[column].str.len_bytes().unique()) - {None}
    read = {
        length: text.str.to_datetime(form, time_unit="us", strict=False)
        for length, form in _FORMATS.items()
        if length in lengths
    }
    if len(lengths) > 1:
        read = {length: pl.when(text.str.len_bytes() == length).then(at) for length, at in read.items()}
    clock = pl.coalesce(*read.values(), pl.lit(None, pl.Datetime("us")))
    if 19 in read:
        clock = clock.dt.truncate("1m")
    return pl.when(clock.is_between(_FIRST, _LAST)).then(clock)


def _odd_pairs(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    pairs = frame.select(_PAIR).unique()
    read = [(start, end, lesson_time(start, end, zone)) for start, end in pairs.iter_rows()]
    return pl.DataFrame(
        [
            (start, end, at.day, at.starts, at.ends, at.scheduled, at.column or None, at.why)
            for start, end, at in read
        ],
        schema=_ODD_SCHEMA,
        orient="row",
    )
