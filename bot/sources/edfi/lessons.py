"""A day's events as lessons: the category is part of an event's key, so one lesson may have several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.rules.values import Kind, Status
from bot.sources.edfi.api import Thing
from bot.sources.edfi.periods import Periods, Section, Span, clock, inside, section, text
from bot.sources.records import Known, Row

UNKNOWN = "events of students who are not in roster.csv"
NO_TIME = "events of sections without a class period that has times"
MORNING = 8 * 60
PRESENT = frozenset({"present", "in attendance"})
CATEGORIES: dict[str, tuple[Status, Kind]] = {
    "excused absence": (Status.ABSENT, Kind.VALID),
    "unexcused absence": (Status.ABSENT, Kind.INVALID),
    "tardy": (Status.LATE, Kind.INVALID),
    "early departure": (Status.LEFT_EARLY, Kind.UNRESOLVED),
    "partial": (Status.LEFT_EARLY, Kind.UNRESOLVED),
}
"""The reason is free text and is not read."""


@dataclass(kw_only=True)
class Day:
    """One day's events."""

    day: date
    known: Known
    periods: Periods
    day_minutes: int
    why: Counter[str] = field(default_factory=Counter)
    protected: int = 0
    _sections: dict[tuple[str, Section, Span], list[Thing]] = field(default_factory=dict)
    _days: dict[str, list[Thing]] = field(default_factory=dict)

    def take(self, sections: Iterable[Thing], days: Iterable[Thing]) -> None:
        """Events by section and by school."""
        for event in sections:
            if pupil := self._pupil(event):
                when = self.periods.when(event)
                if when is None:
                    self.why[NO_TIME] += 1
                else:
                    key = pupil, section(inside(event, "sectionReference")), when
                    self._sections.setdefault(key, []).append(event)
        for event in days:
            if pupil := self._pupil(event):
                self._days.setdefault(pupil, []).append(event)

    def _pupil(self, event: Thing) -> str | None:
        pupil = text(inside(event, "studentReference"), "studentUniqueId")
        if pupil in self.known.protected:
            self.protected += 1
            return None
        if pupil not in self.known.pupils:
            self.why[UNKNOWN] += 1
            return None
        if text(event, "eventDate") != self.day.isoformat():
            return None
        if _category(event) not in (*CATEGORIES, *PRESENT):
            self.why["events of a category that is none of the standard's"] += 1
            return None
        return pupil

    def rows(self) -> list[Row]:
        """A record of each lesson; a day told as a whole only where no lesson of it is told."""
        found = [
            self._row(pupil, "|".join(one), when, events, "sectionAttendanceDuration")
            for (pupil, one, when), events in sorted(self._sections.items(), key=lambda item: item[0])
        ]
        told = {row[1] for row in found}
        when = MORNING, MORNING + self.day_minutes
        return found + [
            self._row(pupil, "day", when, events, "schoolAttendanceDuration")
            for pupil, events in sorted(self._days.items())
            if pupil not in told
        ]

    def _row(self, pupil: str, what: str, when: Span, events: list[Thing], duration: str) -> Row:
        length = when[1] - when[0]
        parts = {
            _category(one): _missed(one, when, duration) for one in events if _category(one) in CATEGORIES
        }
        absent = min(sum(parts.values()), length)
        name = f"{pupil}|{self.day}|{when[0]:04}|{what}"
        if not parts:
            status, kind = Status.PRESENT, None
        else:
            status, kind = CATEGORIES[max(parts, key=lambda one: (parts[one], one))]
            status = Status.ABSENT if absent == length else status
        course = what.partition("|")[0] if what != "day" else ""
        said = str(kind) if kind else None
        return name, pupil, self.day, when[0], when[1], length, absent, str(status), said, None, course


def _category(event: Thing) -> str:
    return text(event, "attendanceEventCategoryDescriptor").rpartition("#")[2].lower()


def _missed(event: Thing, when: Span, duration: str) -> int:
    """A whole absence is all of it; else by the time of day, the minutes, or the share of the day that are told."""
    length = when[1] - when[0]
    if CATEGORIES[_category(event)][0] is Status.ABSENT:
        share = event.get("eventDuration")
        part = isinstance(share, int | float) and not isinstance(share, bool) and 0 < share < 1
        return round(length * share) if part and isinstance(share, int | float) else length
    came, went = clock(text(event, "arrivalTime")), clock(text(event, "departureTime"))
    if came is not None or went is not None:
        late = max(came - when[0], 0) if came is not None else 0
        early = max(when[1] - went, 0) if went is not None else 0
        return min(late + early, length)
    minutes = event.get(duration)
    return min(max(minutes, 0), length) if isinstance(minutes, int) and not isinstance(minutes, bool) else 0
