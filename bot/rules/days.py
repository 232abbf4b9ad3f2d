"""One pupil's days as the measures read them: school days in order, with sums ready for any window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from bot.rules.calendar import Calendar
from bot.rules.values import Lesson, PupilDay, Status, Window


def is_marked(lesson: Lesson) -> bool:
    """Whether any line may count the lesson: it is neither present nor without a register."""
    # Not membership of a set: hashing an enum is slow, and this is asked of every lesson there is.
    return lesson.status is not Status.PRESENT and lesson.status is not Status.UNREPORTED


@dataclass(frozen=True)
class DaysView:
    """The days with lessons, school days only, in order of time. Build it with :meth:`of`."""

    days: tuple[PupilDay, ...]

    @classmethod
    def of(cls, days: Iterable[PupilDay], calendar: Calendar) -> DaysView:
        """Leave out what the calendar does not know as a school day (a Sunday record) and empty days."""
        kept = (day for day in days if day.lessons and calendar.is_school_day(day.day))
        return cls(tuple(sorted(kept, key=lambda day: day.day)))

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The day of each entry of ``days``."""
        return tuple(day.day for day in self.days)

    @cached_property
    def marked(self) -> tuple[int, ...]:
        """Places of the days on which some lesson carries a mark: all others add nothing to any measure."""
        return tuple(place for place, day in enumerate(self.days) if any(map(is_marked, day.lessons)))

    @cached_property
    def scheduled(self) -> tuple[int, ...]:
        """Minutes given before each place, and at the end all of them. Missing registers count as given."""
        return (0, *accumulate(sum([one.scheduled for one in day.lessons]) for day in self.days))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The subjects the source names, in order of the alphabet."""
        return tuple(sorted({one.subject for day in self.days for one in day.lessons} - {""}))

    def of_subject(self, subject: str) -> DaysView:
        """The same days with the lessons of one subject only."""
        parts = (
            replace(day, lessons=tuple(one for one in day.lessons if one.subject == subject))
            for day in self.days
        )
        return DaysView(tuple(day for day in parts if day.lessons))

    def places(self, first: date, last: date) -> tuple[int, int]:
        """Place of the first day in ``first``..``last`` and the place after the last one."""
        return bisect_left(self.dates, first), bisect_right(self.dates, last)

    def within(self, window: Window) -> tuple[PupilDay, ...]:
        """The days of a window."""
        start, end = self.places(window.first, window.last)
        return self.days[start:end]


def registers(view: DaysView, window: Window) -> tuple[int, int]:
    """Lessons given in the window, and those of them with a register."""
    lessons = [one for day in view.within(window) for one in day.lessons]
    return len(lessons), sum(one.status is not Status.UNREPORTED for one in lessons)


def coverage(view: DaysView, window: Window) -> Fraction | None:
    """Share of registers taken in the window, 0..1; None where no lesson was given."""
    given, reported = registers(view, window)
    return Fraction(reported, given) if given else None
