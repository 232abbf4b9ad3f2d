"""One export understood: its records, what was left out on purpose, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import polars as pl

from bot.ports import PROBLEMS_LISTED, RowProblem
from bot.sources.csv_attendance import COLUMNS, checked
from bot.sources.csv_rows import Problems
from bot.sources.mapped.cells import LINE, read_cells
from bot.sources.mapped.mapping import Mapping
from bot.sources.mapped.missed import as_part
from bot.sources.mapped.rows import told, without_sums
from bot.sources.mapped.table import Shifted, open_export
from bot.sources.records import RECORD_SCHEMA, Known

NOT_KNOWN = "the pupil is not in the roster"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What one file says. ``records`` has, besides :data:`RECORD_SCHEMA`, ``whole``: the row stands for a day."""

    records: pl.DataFrame
    broken: tuple[RowProblem, ...]
    """Rows that cannot be read as the mapping says."""
    doubts: tuple[RowProblem, ...]
    """Rows that can be read and are left out."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many rows there were, and how many went where."""


def understand(
    name: str, data: bytes, mapping: Mapping, known: Known, zone: ZoneInfo, source: str
) -> Understood:
    """Read a file's bytes. :class:`bot.sources.csv_file.RejectedError` where it is not the mapping's kind of file."""
    wanted = tuple(dict.fromkeys([*mapping.columns.named(), *(drop.column for drop in mapping.drop)]))
    opened = open_export(name, data, mapping.file, wanted)
    broken, doubts = Shifted(name, opened.shift, _words(mapping)), Shifted(name, opened.shift, {})
    frame = read_cells(opened.table, wanted, broken)
    counts = {"rows": frame.height}
    frame = _note(counts, "sums", frame, without_sums(frame, mapping))
    # Protected pupils go before anything is said of a row.
    frame = _note(counts, "protected", frame, _not(frame, mapping.columns.pupil, known.protected))
    frame = _note(counts, "unknown pupil", frame, _known(frame, mapping, known, doubts))
    rows = told(frame, mapping, broken)
    rows = _note(counts, "outside enrolment", rows, _enrolled(rows, mapping, doubts))
    texts = rows.select(*COLUMNS, LINE).with_columns(pl.col(COLUMNS).replace("", None))
    records = checked(
        texts, known, ZoneInfo(mapping.file.timezone) if mapping.file.timezone else zone, source, broken
    )
    more = rows.select(LINE, "subject", "whole").unique(LINE, keep="first")
    found = records.records.drop("subject").join(
        more, left_on="seq", right_on=LINE, how="left", maintain_order="left"
    )
    found = _note(counts, "told twice", found, found.unique("record_id", keep="last", maintain_order=True))
    if mapping.hours is None:
        found = _note(counts, "days told by lessons", found, _days_by_lessons(found))
    if mapping.columns.code is None:
        found = as_part(found)
    return Understood(
        records=found.select(*RECORD_SCHEMA.names(), "whole"),
        broken=broken.all(),
        doubts=doubts.all(),
        counts={**counts, "records": found.height},
    )


def _words(mapping: Mapping) -> dict[str, str]:
    """The export's name of a column of the school folder, for a problem found there."""
    columns = mapping.columns
    start = columns.start or columns.lesson or columns.date or ""
    return {
        "pupil_id": columns.pupil,
        "lesson_start": start,
        "lesson_end": columns.end or columns.length or start,
        "absent_minutes": columns.absent or columns.invalid or columns.valid or columns.length or start,
    }


def _note(counts: dict[str, int], what: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    if gone := before.height - after.height:
        counts[what] = gone
    return after


def _not(frame: pl.DataFrame, column: str, ids: frozenset[str]) -> pl.DataFrame:
    return frame.filter(~pl.col(column).is_in(list(ids))) if ids else frame


def _known(frame: pl.DataFrame, mapping: Mapping, known: Known, doubts: Problems) -> pl.DataFrame:
    column = mapping.columns.pupil
    strange = ~pl.col(column).is_in([*known.pupils, ""])
    _doubt(frame.filter(strange), column, NOT_KNOWN, doubts)
    return frame.filter(~strange)


def _enrolled(rows: pl.DataFrame, mapping: Mapping, doubts: Problems) -> pl.DataFrame:
    day = pl.col("lesson_start").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    for column, outside, why in (
        (mapping.columns.enrolled, day < pl.col("enrolled"), "the lesson is before this day of enrolment"),
        (mapping.columns.left, day > pl.col("left"), "the lesson is after this last day at the school"),
    ):
        if column is not None:
            outside = outside.fill_null(value=False)
            _doubt(rows.filter(outside), column, why, doubts)
            rows = rows.filter(~outside)
    return rows


def _doubt(frame: pl.DataFrame, column: str, why: str, doubts: Problems) -> None:
    for line in frame[LINE].head(PROBLEMS_LISTED):
        doubts.add(line, column, why)
    doubts.add_more(max(frame.height - PROBLEMS_LISTED, 0))


def _days_by_lessons(records: pl.DataFrame) -> pl.DataFrame:
    """A row for the whole day only explains where the day's lessons are told one by one."""
    lessons = records.filter(~pl.col("whole") & ~pl.col("deleted")).select("pupil_id", "day").unique()
    days = records.filter("whole").join(lessons, on=["pupil_id", "day"], how="semi")
    return records.join(days.select("record_id"), on="record_id", how="anti")
