"""A small CSV school folder in words: ``kim.absent("2026-09-07", lessons=2, kind="invalid")``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

ATTENDANCE = "record_id,pupil_id,lesson_start,lesson_end,status,absent_minutes,authorisation,reason"
LESSONS = 6
"""Lessons of a school day, an hour each from eight on."""
Rows = Iterable[Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What the register says of one lesson."""

    status: str = "present"
    authorisation: str = ""
    reason: str = ""


PRESENT = Mark()
UNREPORTED = Mark(status="unreported")


def as_date(day: date | str) -> date:
    """A day given as ``2026-09-07`` or as a date."""
    return day if isinstance(day, date) else date.fromisoformat(day)


@dataclass(kw_only=True)
class Kid:
    """An invented pupil; present at every lesson unless told otherwise."""

    pupil_id: str
    given_name: str
    family_name: str
    class_name: str = "8C"
    grade: int = 8
    mentor: str = ""
    protected: bool = False
    here: bool = True
    marks: dict[tuple[date, int], Mark] = field(default_factory=dict)
    known: set[date] = field(default_factory=set)
    """Days the school's system has told already."""
    mended: set[date] = field(default_factory=set)
    """Known days that the next file says again."""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def absent(
        self,
        *days: date | str,
        lessons: int = LESSONS,
        first: int = 1,
        kind: str = "valid",
        reason: str = "health",
    ) -> None:
        """Away ``lessons`` lessons from the ``first`` on; ``kind``: valid, invalid, unresolved."""
        why = reason if kind == "valid" else ""
        self._say(days, Mark(status="absent", authorisation=kind, reason=why), lessons, first)

    def present(self, *days: date | str) -> None:
        """There after all."""
        self._say(days, PRESENT, LESSONS, 1)

    def unreported(self, *days: date | str, lessons: int = LESSONS) -> None:
        """No register was taken."""
        self._say(days, UNREPORTED, lessons, 1)

    def _say(self, days: Iterable[date | str], mark: Mark, lessons: int, first: int) -> None:
        for day in map(as_date, days):
            self.marks |= {(day, number): mark for number in range(first, first + lessons)}
            if day in self.known:
                self.mended.add(day)

    def rows(self, day: date) -> Rows:
        """The records of one day."""
        self.known.add(day)
        self.mended.discard(day)
        for number in range(1, LESSONS + 1):
            mark = self.marks.get((day, number), PRESENT)
            starts, ends = f"{day}T{7 + number:02}:00:00", f"{day}T{8 + number:02}:00:00"
            record = f"{self.pupil_id}-{day:%Y%m%d}-{number}"
            yield record, self.pupil_id, starts, ends, mark.status, "", mark.authorisation, mark.reason


@dataclass(kw_only=True)
class Folder:
    """What the school's system writes out."""

    path: Path
    school: str
    kids: list[Kid]
    staff: list[tuple[str, str, str]]
    """E-mail, name, role; a row for each role."""
    channels: dict[str, tuple[str, str]]
    """Audience to platform and address."""
    terms: Sequence[tuple[str, str, str]]
    days_off: Mapping[str, str]
    periods: Sequence[tuple[str, str, str]] = ()

    def write_roster(self) -> None:
        """Everything but attendance."""
        kids = [
            (
                *(kid.pupil_id, kid.given_name, kid.family_name, kid.class_name, str(kid.grade)),
                *(self.school, kid.mentor, "yes" if kid.protected else "no"),
            )
            for kid in self.kids
            if kid.here
        ]
        self._write("roster", "pupil_id,given_name,family_name,class,grade,school,mentor,protected", kids)
        staff = [(*person, self.school) for person in self.staff]
        self._write("staff", "email,name,role,school", staff)
        self._write("terms", "school,term,starts,ends", [(self.school, *term) for term in self.terms])
        self._write("periods", "school,period,starts,ends", [(self.school, *one) for one in self.periods])
        off = [(self.school, day, name) for day, name in self.days_off.items()]
        self._write("days_off", "school,date,name", off)
        rooms = [(audience, *place) for audience, place in self.channels.items()]
        self._write("channels", "audience,platform,address", rooms)

    def write_days(self, days: Sequence[date], kids: Iterable[Kid]) -> None:
        """The registers of these days, and what was corrected of earlier ones."""
        rows = [row for kid in kids for day in sorted({*days, *kid.mended}) for row in kid.rows(day)]
        if rows:
            self._write(f"attendance-{days[-1]:%Y%m%d}", ATTENDANCE, rows)

    def _write(self, name: str, header: str, rows: Rows) -> None:
        with (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(header.split(","))
            writer.writerows(rows)


def span(first: date | str, last: date | str) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    start, end = as_date(first), as_date(last)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]
