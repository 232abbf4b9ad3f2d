"""``attendance*.csv`` read and checked in columns; single rows are looked at only to say what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import polars as pl

from bot.ports import PROBLEMS_LISTED
from bot.rules.values import Kind, Status
from bot.sources.csv_file import Table
from bot.sources.csv_lessons import with_times
from bot.sources.csv_rows import Problems
from bot.sources.csv_table import read_columns
from bot.sources.records import GONE, ID_LENGTH, KINDS, MISSED, REASONS, STATUSES, Known

COLUMNS = (
    "record_id",
    "pupil_id",
    "lesson_start",
    "lesson_end",
    "status",
    "absent_minutes",
    "authorisation",
    "reason",
)
UNKNOWN = "the pupil is not in roster.csv: once there, send the row again in a new file"


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """Checked rows in order of the file, and how many of protected pupils were dropped."""

    records: pl.DataFrame
    protected_rows: int


def read_attendance(
    table: Table, known: Known, zone: ZoneInfo, source: str, problems: Problems
) -> Attendance:
    """The good rows as :data:`RECORD_SCHEMA` (``seq`` = line); the others are named in ``problems``."""
    return checked(read_columns(table, problems), known, zone, source, problems)


def checked(frame: pl.DataFrame, known: Known, zone: ZoneInfo, source: str, problems: Problems) -> Attendance:
    """As :func:`read_attendance`, of text columns :data:`COLUMNS` and ``line`` wherever they come from."""
    # Protected pupils go first of all, so that no problem ever speaks of them.
    kept = frame.filter(~_one_of("pupil_id", known.protected)) if known.protected else frame
    good = without_wrong(_prepared(with_times(kept, zone)), _checks(known), problems)
    return Attendance(records=_records(good, source), protected_rows=frame.height - kept.height)


def _prepared(timed: pl.DataFrame) -> pl.DataFrame:
    """With ``_minutes`` read and the status told apart: ``_gone``, ``_stays``, ``_missed``."""
    return (
        timed.lazy()
        .with_columns(
            _minutes=pl.col("absent_minutes").cast(pl.Int32, strict=False),
            _gone=_one_of("status", GONE),
            _missed=_one_of("status", MISSED),
        )
        .with_columns(_stays=~pl.col("_gone"))
        .collect()
    )


def _one_of(column: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(column).is_in(pl.Series(list(values), dtype=pl.String).implode()).fill_null(value=False)


Check = tuple[str, pl.Expr, pl.Expr]
"""Column at fault, when it is (never null), and the words."""


def _checks(known: Known) -> list[Check]:
    """In the order in which a row's faults are named; only the first is."""
    stays = pl.col("_stays")
    status, given = pl.col("status"), pl.col("absent_minutes").is_not_null()
    record, minutes = pl.col("record_id"), pl.col("_minutes")
    return [
        ("record_id", record.is_null(), pl.lit("is empty")),
        ("record_id", _true(record.str.len_bytes() > ID_LENGTH), pl.lit(f"is longer than {ID_LENGTH} bytes")),
        ("status", ~_one_of("status", STATUSES), pl.lit(f"is not one of {', '.join(STATUSES)}")),
        ("pupil_id", stays & pl.col("pupil_id").is_null(), pl.lit("is empty")),
        ("pupil_id", stays & ~_one_of("pupil_id", known.pupils), pl.lit(UNKNOWN)),
        ("lesson_start", stays & _true(pl.col("_at") == "lesson_start"), pl.col("_why")),
        ("lesson_end", stays & _true(pl.col("_at") == "lesson_end"), pl.col("_why")),
        ("absent_minutes", stays & given & (minutes.is_null() | (minutes < 0)), _not_minutes()),
        (
            "absent_minutes",
            stays & _true(minutes > pl.col("scheduled")),
            pl.format("{} is more than the lesson's {} minutes", minutes, pl.col("scheduled")),
        ),
        (
            "absent_minutes",
            stays & _true((status == Status.PRESENT) & (minutes > 0)),
            pl.lit("is not 0 although the status is present: late or left_early?"),
        ),
        (
            "authorisation",
            stays & _word_wrong("authorisation", KINDS),
            pl.lit(f"is not one of {', '.join(KINDS)}"),
        ),
        (
            "reason",
            stays & _word_wrong("reason", REASONS),
            pl.lit(f"is not one of {', '.join(REASONS)} (what stands there is not repeated)"),
        ),
    ]


def _true(condition: pl.Expr) -> pl.Expr:
    """Null is no."""
    return condition.fill_null(value=False)


def _word_wrong(column: str, words: Iterable[str]) -> pl.Expr:
    return pl.col(column).is_not_null() & ~_one_of(column, words)


def _not_minutes() -> pl.Expr:
    """The value is repeated where it is short and begins with a digit or sign; else it might be anything."""
    value = pl.col("absent_minutes")
    shown = (
        pl.when(value.str.contains(r"^[-+]?\d.{0,5}$")).then(pl.format("'{}' ", value)).otherwise(pl.lit(""))
    )
    return pl.format("{}is not a whole number of minutes", shown)


def without_wrong(frame: pl.DataFrame, checks: list[Check], problems: Problems) -> pl.DataFrame:
    """The rows with which nothing is wrong; of each other the first fault goes to ``problems``."""
    marked = (
        frame.lazy().with_columns(_wrong=pl.any_horizontal(condition for _, condition, _ in checks)).collect()
    )
    bad = marked.filter("_wrong")
    if bad.is_empty():
        return marked
    _explain(bad, checks, problems)
    return marked.filter(~pl.col("_wrong"))


def _explain(bad: pl.DataFrame, checks: list[Check], problems: Problems) -> None:
    listed = bad.head(PROBLEMS_LISTED)
    columns = pl.coalesce(pl.when(condition).then(pl.lit(column)) for column, condition, _ in checks)
    whys = pl.coalesce(pl.when(condition).then(why) for _, condition, why in checks)
    for line, column, why in listed.select("line", columns.alias("column"), whys.alias("why")).iter_rows():
        problems.add(line, column, why)
    problems.add_more(bad.height - listed.height)


def _records(good: pl.DataFrame, source: str) -> pl.DataFrame:
    missed = pl.col("_missed")
    whole = pl.when(pl.col("status") == Status.ABSENT).then(pl.col("scheduled")).otherwise(0)
    absent = pl.when(missed).then(pl.coalesce(pl.col("_minutes"), whole)).otherwise(0)
    return good.select(
        source=pl.lit(source),
        record_id="record_id",
        pupil_id=pl.col("pupil_id").fill_null(""),
        day="day",
        starts="starts",
        ends="ends",
        scheduled="scheduled",
        absent=absent.cast(pl.Int32),
        status="status",
        kind=pl.when(missed).then(pl.col("authorisation").fill_null(str(Kind.UNRESOLVED))),
        reason=pl.when(missed).then(pl.col("reason")),
        subject=pl.lit(""),
        deleted="_gone",
        seq=pl.col("line").cast(pl.Int64),
    )
