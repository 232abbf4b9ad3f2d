"""The same invented term told by the school folder and by four exports gives the same lessons, to the minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from bot.sources.csv_folder import CsvFolder
from bot.sources.frame import days_by_pupil
from bot.sources.mapped.load import text_of
from tests.sources.mapped.dialects import BELLS_OF_SCHOOLSOFT, schoolsoft, skola24, timetable, vklass, wilma
from tests.sources.mapped.office import Office
from tests.sources.term import Told, as_folder, term

TERM = term(("p1", "p2"), date(2026, 9, 28), 60)
"""The night of October 25 lies in it."""
TIMETABLE = '[hours]\ntimetable = "timetable.csv"\n'
Rows = dict[tuple[str, str, int], tuple[object, ...]]


def rows(records: pl.DataFrame, *, reason: bool) -> Rows:
    """Every lesson; ``reason`` where the dialect can say it."""
    return {
        (row["pupil_id"], str(row["day"]), row["starts"]): (
            row["scheduled"],
            row["absent"],
            row["kind"],
            row["status"],
            row["reason"] if reason else None,
        )
        for row in records.filter(~pl.col("deleted")).to_dicts()
    }


@pytest.mark.parametrize(
    ("mapping", "told", "exact"),
    [
        (text_of("wilma") + TIMETABLE, wilma, True),
        (text_of("skola24"), skola24, False),
        (text_of("vklass"), vklass, False),
        (
            text_of("schoolsoft").replace("starts = { 1 =", f"starts = {{ {BELLS_OF_SCHOOLSOFT} }} #"),
            schoolsoft,
            True,
        ),
    ],
    ids=["wilma", "skola24", "vklass", "schoolsoft"],
)
def test_the_dialects_tell_the_term_as_the_school_folder_does(
    office: Office, tmp_path: Path, mapping: str, told: Callable[[list[Told]], bytes], exact: bool
) -> None:
    office.school.write("attendance.csv", as_folder(TERM))
    office.school.write("timetable.csv", timetable("Testskolan", ("8C",)))
    plain = CsvFolder("csv", office.school.path, "Europe/Stockholm").read({})
    office.use(mapping)
    office.put_bytes(told(TERM), "export_2026-09-28_2026-11-26.csv")
    batch = office.only()
    assert batch.problems == ()
    assert rows(batch.records, reason=exact) == rows(plain.records, reason=exact)
    assert batch.records.height == len(TERM)


def test_every_lesson_of_the_timetable_is_one_of_the_pupil_s_day(office: Office) -> None:
    office.school.write("timetable.csv", timetable("Testskolan", ("8C",)))
    office.use(text_of("wilma") + TIMETABLE)
    office.put_bytes(wilma(TERM), "export_2026-09-28_2026-11-26.csv")
    days = dict(days_by_pupil(office.only().records))
    assert {len(day.lessons) for pupil in days.values() for day in pupil} == {4}
