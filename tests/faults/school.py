"""A class of four in the autumn of 2026, two lessons a day, who says four things: a share, a third time, a
correction and a reminder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

NAME = "Testskolan"
ZONE = "Europe/Stockholm"
MENTOR = "mentor@test.example"
HEADER = "record_id,pupil_id,lesson_start,lesson_end,status,absent_minutes,authorisation,reason"
FIRST = date(2026, 8, 31)
THURSDAY, FRIDAY, MONDAY, LATER = (date(2026, 9, day) for day in (17, 18, 21, 28))
CHANNELS = {"mentor": "C8C", "principal": "CREKTOR", "health_team": "CEHT"}
STANDING: Mapping[str, tuple[str, ...]] = {
    "roster.csv": (
        "pupil_id,given_name,family_name,class,grade,school,mentor,protected",
        *(f"p{n},Påhittad,Nr{n},8C,8,{NAME},{MENTOR},no" for n in (1, 2, 3, 4)),
    ),
    "staff.csv": (
        "email,name,role,school",
        f"{MENTOR},Maja Mentor,mentor,{NAME}",
        f"rektor@test.example,Rut Rektor,principal,{NAME}",
    ),
    "terms.csv": ("school,term,starts,ends", f"{NAME},HT26,2026-08-17,2026-12-18"),
    "channels.csv": (
        "audience,platform,address",
        f"mentor:{MENTOR},slack,{CHANNELS['mentor']}",
        *(f"{role}:{NAME},slack,{CHANNELS[role]}" for role in ("principal", "health_team")),
    ),
}
AWAY = {
    ("p1", date(2026, 9, 16)): "absent,60,valid,health",
    ("p1", date(2026, 9, 17)): "absent,60,valid,health",
    ("p2", date(2026, 9, 9)): "absent,60,invalid,",
    ("p2", date(2026, 9, 18)): "absent,60,invalid,",
    ("p3", date(2026, 9, 8)): "absent,60,valid,health",
    ("p3", date(2026, 9, 18)): "absent,60,invalid,",
}
"""Both lessons of the day; everybody else is there."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of the school."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE))


def write_standing(folder: Path) -> None:
    """Everything but attendance."""
    for name, lines in STANDING.items():
        _write(folder / name, lines)


def write_attendance(folder: Path, name: str, first: date, last: date, *, mended: bool = False) -> None:
    """The registers of those days; ``mended``: what p3 missed on FRIDAY turns out to be a mistake."""
    lines = list(_rows(first, last))
    if mended:
        lines += [_row("p3", FRIDAY, lesson, "present,0,,") for lesson in (0, 1)]
    _write(folder / f"attendance-{name}.csv", (HEADER, *lines))


def _rows(first: date, last: date) -> Iterator[str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    for day in (one for one in days if one.weekday() < 5):
        for pupil in ("p1", "p2", "p3", "p4"):
            for lesson in (0, 1):
                yield _row(pupil, day, lesson, AWAY.get((pupil, day), "present,0,,"))


def _row(pupil: str, day: date, lesson: int, said: str) -> str:
    hour = 8 + lesson
    return f"{pupil}/{day}/{lesson},{pupil},{day}T{hour:02}:10,{day}T{hour + 1:02}:10,{said}"


def _write(path: Path, lines: tuple[str, ...]) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(path)
