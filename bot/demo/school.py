"""The sample schools of `lots demo`, and the CSV school folder (CONTRACT.md) they are written to."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from bot.demo import nyland, ostersund
from bot.demo.build import build
from bot.demo.model import SamplePlan
from bot.demo.rows import HEADER, day_rows

Which = Literal["ostersund", "nyland"]

ROOMS = {
    "health_team": "eht",
    "nurse": "skolskoterska",
    "special_educator": "specialpedagog",
    "principal": "rektor",
}
"""The room key of each audience that belongs to the whole school; a mentor's room is the class."""


@cache
def plan(which: Which) -> SamplePlan:
    """The term of a sample school; the same every time, on every machine."""
    return build({"ostersund": ostersund.SKETCH, "nyland": nyland.SKETCH}[which])


def write_school(plan: SamplePlan, folder: Path, *, until: date | None = None) -> None:
    """Write the six standing files, and the attendance of each school day up to and including `until`.

    Without `until` no attendance is written: the term has not begun. The roster is that of the day
    `until`, or of the first day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_roster(plan, folder, until or plan.first_day)
    _write_standing(plan, folder)
    for day in plan.school_days:
        if until is not None and day <= until:
            _write_attendance(plan, folder, day)


def write_day(plan: SamplePlan, folder: Path, day: date) -> Path:
    """Write one school day's registers, and the corrections that arrive on it for earlier lessons.

    On the day a pupil changes class the roster is written anew. Raises `ValueError` when `day` is
    no school day of the replayed term.
    """
    if day not in plan.slips:
        raise ValueError(f"{day} is no school day of {plan.name}")
    if any(move.day == day for move in plan.moves):
        _write_roster(plan, folder, day)
    return _write_attendance(plan, folder, day)


def _write_attendance(plan: SamplePlan, folder: Path, day: date) -> Path:
    return _write(folder / f"attendance-{day.isoformat()}.csv", HEADER, day_rows(plan, day))


def _write_roster(plan: SamplePlan, folder: Path, day: date) -> None:
    classes = {school_class.key: school_class for school_class in plan.classes}
    rows = []
    for pupil in plan.pupils:
        own = classes[plan.class_on(pupil, day)]
        who = (pupil.pupil_id, pupil.given_name, pupil.family_name)
        rows.append((*who, own.key, str(own.grade), plan.name, own.mentor, pupil.protected))
    header = ("pupil_id", "given_name", "family_name", "class", "grade", "school", "mentor", "protected")
    _write(folder / "roster.csv", header, rows)


def _write_standing(plan: SamplePlan, folder: Path) -> None:
    school = plan.name
    staff = [(row.email, row.name, row.role, school) for row in plan.staff]
    _write(folder / "staff.csv", ("email", "name", "role", "school"), staff)
    for stem, column, spans in (("terms", "term", plan.terms), ("periods", "period", plan.periods)):
        rows = [(school, s.name, s.starts.isoformat(), s.ends.isoformat()) for s in spans]
        _write(folder / f"{stem}.csv", ("school", column, "starts", "ends"), rows)
    off = [(school, day.isoformat(), name) for day, name in plan.days_off]
    _write(folder / "days_off.csv", ("school", "date", "name"), off)
    _write(folder / "channels.csv", ("audience", "platform", "address"), _channels(plan))


def _channels(plan: SamplePlan) -> Iterable[tuple[str, str, str]]:
    for school_class in plan.classes:
        yield f"mentor:{school_class.mentor}", "local", school_class.key
        yield f"class:{school_class.key}", "local", school_class.key
    for role, room in ROOMS.items():
        yield f"{role}:{plan.name}", "local", room


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Path:
    """Through a neighbour file: a poll never meets half a file, and `*.part` is no name it reads."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    part.replace(path)
    return path
