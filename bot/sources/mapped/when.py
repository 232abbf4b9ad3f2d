"""When a row's lesson was: by day and clock, by the number of the lesson, or the whole day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time

import polars as pl

from bot.sources.mapped.formats import clock_of, day_of, each, moment_of
from bot.sources.mapped.mapping import Mapping

FIRST_HOUR = time(8)
_SOME_MINUTES = 300
"""Of a whole day where the hours offered are known: they take its place."""
_FORM = "%Y-%m-%dT%H:%M"


def with_moments(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Add ``lesson_start``, ``lesson_end`` (local ISO texts), ``_day``, ``_odd_end``, ``enrolled``, ``left``."""
    columns = mapping.columns
    frame = frame.with_columns(
        enrolled=_date(frame, columns.enrolled, mapping),
        left=_date(frame, columns.left, mapping),
        lesson_start=_clock(frame, columns.start, mapping),
        lesson_end=_clock(frame, columns.end, mapping),
    )
    if columns.date is None:
        frame = frame.with_columns(_day=pl.col("lesson_start").str.slice(0, 10).str.to_date(strict=False))
    else:
        day = _date(frame, columns.date, mapping)
        start = pl.coalesce("lesson_start", _numbered(mapping))
        frame = frame.with_columns(
            _day=day, lesson_start=_joined(day, start), lesson_end=_joined(day, pl.col("lesson_end"))
        )
    frame = _whole_days(frame, mapping)
    odd = (
        pl.col("lesson_end").is_null() & ~pl.col("whole") & (pl.col(columns.end) != "")
        if columns.end
        else False
    )
    return frame.with_columns(_odd_end=odd).with_columns(
        lesson_end=pl.coalesce("lesson_end", _later(mapping))
    )


def _date(frame: pl.DataFrame, column: str | None, mapping: Mapping) -> pl.Expr:
    return _read(frame, column, mapping.file.dates, day_of, pl.Date())


def _clock(frame: pl.DataFrame, column: str | None, mapping: Mapping) -> pl.Expr:
    read: Callable[[str, Sequence[str]], str | None] = clock_of if mapping.columns.date else moment_of
    return _read(frame, column, mapping.file.times, read, pl.String())


def _read(
    frame: pl.DataFrame,
    column: str | None,
    forms: Sequence[str],
    read: Callable[[str, Sequence[str]], date | str | None],
    kind: pl.DataType,
) -> pl.Expr:
    known = each(frame[column].unique(), lambda text: read(text, forms)) if column else {}
    if column is None or not known:
        return pl.lit(None, kind)
    return pl.col(column).replace_strict(known, default=None, return_dtype=kind)


def _numbered(mapping: Mapping) -> pl.Expr:
    if mapping.columns.lesson is None:
        return pl.lit(None, pl.String)
    begins = {text: f"{at:%H:%M}" for text, at in mapping.lessons.starts.items()}
    return pl.col(mapping.columns.lesson).replace_strict(begins, default=None, return_dtype=pl.String)


def _whole_days(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """A row without a time stands for the day: by ``[whole_day]``, or by the hours offered, put in later."""
    day, columns = mapping.whole_day, mapping.columns
    if day is None and mapping.hours is None:
        return frame.with_columns(whole=pl.lit(value=False))
    empty = [pl.col(name) == "" for name in (columns.start, columns.lesson) if name]
    whole = pl.col("whole") | (pl.all_horizontal(empty) if empty else pl.lit(value=True))
    starts = pl.lit(f"{day.starts if day else FIRST_HOUR:%H:%M}")
    return frame.with_columns(whole=whole).with_columns(
        lesson_start=pl.when("whole").then(_joined(pl.col("_day"), starts)).otherwise("lesson_start"),
        lesson_end=pl.when(~pl.col("whole")).then("lesson_end"),
        _length=pl.when("whole")
        .then(pl.lit(day.minutes if day else _SOME_MINUTES, pl.Int32))
        .otherwise("_length"),
    )


def _later(mapping: Mapping) -> pl.Expr:
    minutes = pl.coalesce("_length", pl.lit(mapping.lessons.minutes, pl.Int32))
    begins = pl.col("lesson_start").str.to_datetime(_FORM, strict=False)
    return (begins + pl.duration(minutes=minutes)).dt.to_string(_FORM)


def _joined(day: pl.Expr, clock: pl.Expr) -> pl.Expr:
    return day.dt.to_string("%Y-%m-%d") + pl.lit("T") + clock
