"""From a source's table of records to the days of each pupil, for the dry run that needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status

if TYPE_CHECKING:
    from polars import DataFrame

COLUMNS = (
    "pupil_id",
    "day",
    "starts",
    "ends",
    "record_id",
    "scheduled",
    "absent",
    "status",
    "kind",
    "reason",
    "subject",
)
Row = tuple[str, date, int, int, str, int, int, str, str | None, str | None, str | None]


def days_by_pupil(records: DataFrame) -> Iterator[tuple[str, tuple[PupilDay, ...]]]:
    """Each pupil's days in order, pupils by id. ``records`` is a :class:`bot.ports.Batch`'s table."""
    kept = records.filter(~records["deleted"]).select(COLUMNS).sort("pupil_id", "day", "starts", "record_id")
    pupil, days, lessons, day = "", list[PupilDay](), list[Lesson](), date.min
    for row in kept.iter_rows():
        if (row[0], row[1]) != (pupil, day):
            if lessons:
                days.append(PupilDay(day=day, lessons=tuple(lessons)))
            if row[0] != pupil and days:
                yield pupil, tuple(days)
                days = []
            pupil, day, lessons = row[0], row[1], []
        lessons.append(_lesson(row))
    if lessons:
        yield pupil, (*days, PupilDay(day=day, lessons=tuple(lessons)))


def _lesson(row: Row) -> Lesson:
    _, _, starts, ends, record_id, scheduled, absent, status, kind, reason, subject = row
    return Lesson(
        record_id=record_id,
        starts=starts,
        ends=ends,
        scheduled=scheduled,
        absent=absent,
        status=Status(status),
        kind=Kind(kind) if kind else None,
        reason=Reason(reason) if reason else None,
        subject=subject or "",
    )
