"""``timetable.csv``: the hours a school offers, where its export tells absences only."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from bot.rules.values import Pupil
from bot.sources.csv_file import open_table
from bot.sources.csv_reader import BadCellError
from bot.sources.csv_rows import Problems, named_rows

COLUMNS = ("school", "class", "pupil_id", "weekday", "starts", "ends", "subject")
SCHEMA = pl.Schema(
    {"pupil_id": pl.String, "weekday": pl.Int8, "starts": pl.Int32, "ends": pl.Int32, "subject": pl.String}
)


def read_timetable(name: str, data: bytes, pupils: tuple[Pupil, ...], problems: Problems) -> pl.DataFrame:
    """A row per pupil and lesson of the week. A row is for one pupil, or for a class; never for both."""
    classes: dict[tuple[str, str], list[str]] = {}
    for pupil in pupils:
        classes.setdefault((pupil.school, pupil.class_name), []).append(pupil.pupil_id)
    ids = {pupil.pupil_id for pupil in pupils}
    lessons: set[tuple[str, int, int, int, str]] = set()
    for line, cells in named_rows(open_table(name, data, COLUMNS), problems):
        try:
            when = _weekday(cells), *_span(cells)
            lessons |= {(one, *when, cells["subject"]) for one in _who(cells, classes, ids)}
        except BadCellError as error:
            problems.add(line, error.column, str(error))
    return pl.DataFrame(sorted(lessons), schema=SCHEMA, orient="row").unique(
        ["pupil_id", "weekday", "starts"], keep="first", maintain_order=True
    )


def _who(cells: Mapping[str, str], classes: Mapping[tuple[str, str], list[str]], ids: set[str]) -> list[str]:
    if cells["pupil_id"]:
        # One who is not in the roster may be protected: not a word of it.
        return [cells["pupil_id"]] if cells["pupil_id"] in ids else []
    if not cells["class"]:
        raise BadCellError("class", "is empty, and pupil_id too")
    return classes.get((cells["school"], cells["class"]), [])


def _weekday(cells: Mapping[str, str]) -> int:
    if not re.fullmatch(r"[1-7]", cells["weekday"], re.ASCII):
        raise BadCellError("weekday", "is not a number from 1 (Monday) to 7")
    return int(cells["weekday"])


def _span(cells: Mapping[str, str]) -> tuple[int, int]:
    starts, ends = _clock(cells, "starts"), _clock(cells, "ends")
    if ends <= starts:
        raise BadCellError("ends", "is not after starts")
    return starts, ends


def _clock(cells: Mapping[str, str], column: str) -> int:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", cells[column], re.ASCII)
    if match is None:
        raise BadCellError(column, "is not a time like 08:10")
    return int(match[1]) * 60 + int(match[2])
