"""When a section meets: its class periods and their times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.ports import SchoolSpan
from bot.sources.edfi.api import Thing

Section = tuple[str, ...]
Span = tuple[int, int]
"""Minutes of the day."""
_KEY = ("localCourseCode", "schoolId", "schoolYear", "sectionIdentifier", "sessionName")


@dataclass(kw_only=True)
class Periods:
    """Spans by class period, and class periods by section."""

    spans: dict[tuple[str, str], Span] = field(default_factory=dict)
    of_section: dict[Section, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, periods: Iterable[Thing], sections: Iterable[Thing]) -> Periods:
        """What cannot be read is left out: its lessons are said one by one."""
        made = cls()
        for one in periods:
            times = one.get("meetingTimes")
            spans = [span for time in times if (span := _span(time))] if isinstance(times, list) else []
            if spans:
                made.spans[_school(one), text(one, "classPeriodName")] = spans[0]
        for one in sections:
            made.of_section[section(one)] = _named(one)
        return made

    def when(self, event: Thing) -> Span | None:
        """By the event's own class period, else its section's first."""
        named = _named(event) or self.of_section.get(section(inside(event, "sectionReference")), [])
        return next((self.spans[one] for one in named if one in self.spans), None)


def terms(schools: Iterable[Thing], sessions: Iterable[Thing]) -> dict[str, tuple[SchoolSpan, ...]]:
    """Sessions by the name of their school."""
    names = {text(one, "schoolId"): text(one, "nameOfInstitution") for one in schools}
    found: dict[str, tuple[SchoolSpan, ...]] = {}
    for one in sessions:
        school = names.get(_school(one), "")
        first, last = day_of(text(one, "beginDate")), day_of(text(one, "endDate"))
        if school and first is not None and last is not None and first <= last:
            span = SchoolSpan(school=school, name=text(one, "sessionName"), first=first, last=last)
            found[school] = (*found.get(school, ()), span)
    return found


def day_of(said: str) -> date | None:
    """The day of ``2026-08-24``, also with a time of day behind it."""
    try:
        return date.fromisoformat(said[:10])
    except ValueError:
        return None


def section(one: Thing) -> Section:
    """The natural key; a section itself holds parts of it in references."""
    parts = {**inside(one, "courseOfferingReference"), **one}
    return tuple(text(parts, name) for name in _KEY)


def inside(one: Thing, name: str) -> Thing:
    """An object within, or an empty one."""
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def text(one: Thing, name: str) -> str:
    """A text or number as text; empty where there is none."""
    found = one.get(name)
    return str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""


def clock(said: str) -> int | None:
    """Minute of the day of ``08:10:00``."""
    match = re.match(r"([01]\d|2[0-3]):([0-5]\d)", said, re.ASCII)
    return int(match[1]) * 60 + int(match[2]) if match else None


def _named(one: Thing) -> list[tuple[str, str]]:
    periods = one.get("classPeriods")
    if not isinstance(periods, list):
        return []
    found = [inside(each, "classPeriodReference") for each in periods if isinstance(each, dict)]
    return [(text(each, "schoolId"), text(each, "classPeriodName")) for each in found]


def _school(one: Thing) -> str:
    return text(inside(one, "schoolReference"), "schoolId")


def _span(time: object) -> Span | None:
    if not isinstance(time, dict):
        return None
    start, end = clock(text(time, "startTime")), clock(text(time, "endTime"))
    return (start, end) if start is not None and end is not None and start < end else None
