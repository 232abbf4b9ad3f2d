"""The hours offered laid under an export that tells absences only: what nobody says was missed was attended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from bot.rules.values import Pupil, Status
from bot.sources.records import RECORD_SCHEMA

SCHOOL_WEEK = 5
_EIGHT = 8 * 60
_DAYS = pl.Schema({"school": pl.String, "day": pl.Date})


def school_days(days: Mapping[str, Sequence[date]]) -> pl.DataFrame:
    """``school`` and ``day``."""
    return pl.DataFrame(
        [(school, day) for school, some in days.items() for day in some], schema=_DAYS, orient="row"
    )


def by_timetable(
    records: pl.DataFrame, timetable: pl.DataFrame, days: pl.DataFrame, pupils: Sequence[Pupil], source: str
) -> pl.DataFrame:
    """Each lesson of the timetable once, with as much of it missed as the rows that lie over it say.

    A row over no lesson of the timetable stays a lesson of its own.
    """
    given = _given(timetable, days, pupils)
    gone = _over(given, records.filter(pl.col("status") == "cancelled"))
    given = given.join(gone, on=["pupil_id", "day", "starts"], how="anti", maintain_order="left")
    rows = records.filter(~pl.col("deleted")).with_row_index("_row")
    over = _over(given, rows).with_columns(_missed=_missed())
    said = over.sort("_missed", "_row").group_by("pupil_id", "day", "starts", maintain_order=True)
    lessons = given.join(
        said.agg(
            _all=pl.col("_missed").sum(),
            **{name: pl.col(name).last() for name in ("status", "kind", "reason", "seq")},
        ),
        on=["pupil_id", "day", "starts"],
        how="left",
        maintain_order="left",
    )
    alone = rows.join(over.select("_row").unique(), on="_row", how="anti")
    return pl.concat([_records(lessons, source), alone.select(RECORD_SCHEMA.names())])


def _given(timetable: pl.DataFrame, days: pl.DataFrame, pupils: Sequence[Pupil]) -> pl.DataFrame:
    at = pl.DataFrame(
        [(pupil.pupil_id, pupil.school) for pupil in pupils],
        schema={"pupil_id": pl.String, "school": pl.String},
        orient="row",
    )
    dated = days.with_columns(weekday=pl.col("day").dt.weekday())
    return timetable.join(at, on="pupil_id").join(dated, on=["school", "weekday"]).drop("school", "weekday")


def _over(given: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Lessons and the rows that lie over them, for ``_over`` minutes each."""
    pairs = given.join(rows, on=["pupil_id", "day"], suffix="_row")
    return pairs.with_columns(_over=_overlap()).filter(pl.col("_over") > 0)


def _overlap() -> pl.Expr:
    """Minutes a row lies over a lesson; one that stands for the day lies over all of it."""
    lies = pl.min_horizontal("ends", "ends_row") - pl.max_horizontal("starts", "starts_row")
    return pl.when("whole").then(pl.col("ends") - pl.col("starts")).otherwise(lies)


def _missed() -> pl.Expr:
    """A row that misses all of its time misses all of the overlap; another, its own minutes at most."""
    whole = pl.col("whole") | (pl.col("absent") == pl.col("scheduled"))
    away = pl.col("absent") > 0
    return pl.when(away & whole).then("_over").otherwise(pl.min_horizontal("absent", "_over"))


def _records(lessons: pl.DataFrame, source: str) -> pl.DataFrame:
    length = pl.col("ends") - pl.col("starts")
    clock = pl.col("starts").cast(pl.String).str.zfill(4)
    return lessons.select(
        source=pl.lit(source),
        record_id=pl.concat_str("pupil_id", pl.col("day").dt.to_string("%Y-%m-%d"), clock, separator="|"),
        pupil_id="pupil_id",
        day="day",
        starts="starts",
        ends="ends",
        scheduled=length,
        absent=pl.min_horizontal(pl.col("_all").fill_null(0), length).cast(pl.Int32),
        status=pl.col("status").fill_null(str(Status.PRESENT)),
        kind="kind",
        reason="reason",
        subject="subject",
        deleted=pl.lit(value=False),
        seq=pl.col("seq").fill_null(0),
    )


def by_weekly_minutes(
    records: pl.DataFrame, weekly: Mapping[str, int], days: pl.DataFrame, pupils: Sequence[Pupil], source: str
) -> pl.DataFrame:
    """A fifth of the week's minutes each school day: what the rows do not tell of it was attended."""
    at = pl.DataFrame(
        [
            (pupil.pupil_id, pupil.school, weekly[str(pupil.grade)] // SCHOOL_WEEK)
            for pupil in pupils
            if str(pupil.grade) in weekly
        ],
        schema={"pupil_id": pl.String, "school": pl.String, "_day": pl.Int32},
        orient="row",
    )
    rows = _whole_days(records, at)
    told = (
        rows.filter(~pl.col("deleted") | (pl.col("status") == "cancelled"))
        .group_by("pupil_id", "day")
        .agg(_told=pl.col("scheduled").sum(), _end=pl.col("ends").max())
    )
    rest = (
        at.join(days, on="school")
        .join(told, on=["pupil_id", "day"], how="left")
        .with_columns(
            starts=pl.col("_end").fill_null(_EIGHT), _left=pl.col("_day") - pl.col("_told").fill_null(0)
        )
        .filter(pl.col("_left") > 0)
        .with_columns(
            ends=pl.col("starts") + pl.col("_left"), subject=pl.lit(""), _all=0, seq=0,
            **{name: pl.lit(None, pl.String) for name in ("status", "kind", "reason")},
        )
        .sort("pupil_id", "day")
    )  # fmt: skip
    attended = _records(rest, source).with_columns(
        record_id=pl.concat_str(
            "pupil_id", pl.col("day").dt.to_string("%Y-%m-%d"), pl.lit("rest"), separator="|"
        )
    )
    return pl.concat([rows.select(RECORD_SCHEMA.names()), attended.cast(RECORD_SCHEMA)])


def _whole_days(records: pl.DataFrame, at: pl.DataFrame) -> pl.DataFrame:
    """A row for the whole day is as long as the pupil's day, and all of it missed or none."""
    rows = records.join(at.select("pupil_id", "_day"), on="pupil_id", how="left", maintain_order="left")
    long = pl.col("whole") & pl.col("_day").is_not_null()
    return rows.with_columns(
        scheduled=pl.when(long).then("_day").otherwise("scheduled"),
        ends=pl.when(long).then(pl.col("starts") + pl.col("_day")).otherwise("ends"),
        absent=pl.when(long & (pl.col("absent") > 0)).then("_day").otherwise("absent"),
    )
