"""An invented term as a list of lessons, to be told by any kind of source."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.sources.school import HEADER

BELLS = ((490, 60, "Ma"), (560, 45, "Sv"), (630, 60, "En"), (750, 60, "So"))
"""Minute of the day, length and subject."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One lesson of one pupil, as every dialect must be able to say it."""

    pupil: str
    day: date
    number: int
    """1-based, of the day."""
    status: str
    absent: int = 0
    kind: str = ""
    reason: str = ""

    @property
    def starts(self) -> str:
        """Local clock."""
        return clock(BELLS[self.number - 1][0])

    @property
    def ends(self) -> str:
        """Local clock."""
        at, length, _ = BELLS[self.number - 1]
        return clock(at + length)

    @property
    def length(self) -> int:
        """Minutes."""
        return BELLS[self.number - 1][1]

    @property
    def subject(self) -> str:
        """Invented."""
        return BELLS[self.number - 1][2]


def clock(minute: int) -> str:
    """``08:10``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def term(pupils: tuple[str, ...], first: date, days: int, seed: int = 1) -> list[Told]:
    """Every weekday's lessons of each pupil: absences valid and not, late arrivals, whole days; no gaps."""
    dice = random.Random(seed)
    return [told for n in range(days) for told in _day(pupils, first + timedelta(days=n), dice)]


def _day(pupils: tuple[str, ...], day: date, dice: random.Random) -> Iterator[Told]:
    if day.weekday() > 4:
        return
    for pupil in pupils:
        ill = dice.random() < 0.1
        for number, (_, length, _) in enumerate(BELLS, 1):
            here = {"pupil": pupil, "day": day, "number": number}
            roll = dice.random()
            if ill:
                yield Told(**here, status="absent", absent=length, kind="valid", reason="health")  # type: ignore[arg-type]
            elif roll < 0.08:
                yield Told(**here, status="absent", absent=length, kind="invalid")  # type: ignore[arg-type]
            elif roll < 0.12:
                yield Told(**here, status="late", absent=dice.choice((5, 10, 15)), kind="invalid")  # type: ignore[arg-type]
            elif roll < 0.15:
                yield Told(**here, status="absent", absent=length, kind="valid", reason="leave")  # type: ignore[arg-type]
            else:
                yield Told(**here, status="present")  # type: ignore[arg-type]


def as_folder(lessons: list[Told]) -> str:
    """``attendance.csv`` of the school folder."""
    rows = [
        f"{one.pupil}-{one.day}-{one.number},{one.pupil},{one.day}T{one.starts},{one.day}T{one.ends},{one.status},"
        f"{one.absent},{one.kind},{one.reason}"
        for one in lessons
    ]
    return "\n".join([HEADER, *rows]) + "\n"
