"""What is told about a sample school, and the bare frame of its term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.demo.courses import Course
from bot.demo.model import Gap, Lesson, Move, Pupil, SchoolClass, Span, StaffRow, Timetable
from bot.demo.timetable import Shape


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """What is told about a school; the rest follows from the seed."""

    name: str
    country: str
    timezone: str
    language: str
    ladder: str
    seed: str
    id_prefix: str
    terms: tuple[Span, ...]
    periods: tuple[Span, ...]
    days_off: tuple[tuple[date, str], ...]
    classes: tuple[SchoolClass, ...]
    class_rates: Mapping[str, float]
    staff: tuple[StaffRow, ...]
    courses: tuple[Course, ...]
    no_register: tuple[Gap, ...]
    shape: Shape


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The calendar and the lessons, before anybody is away."""

    sketch: Sketch
    days: tuple[date, ...]
    timetable: Timetable

    def lessons(self, pupil: Pupil, move: Move | None) -> list[tuple[date, tuple[Lesson, ...]]]:
        """The pupil's lessons of each school day, in the class of that day."""

        def of(day: date) -> str:
            return move.to_class if move is not None and move.day <= day else pupil.class_key

        return [(day, self.timetable[of(day), day.weekday()]) for day in self.days]


def courses_by_seat(sketch: Sketch) -> dict[tuple[str, int], Course]:
    """The designed courses by (class, seat)."""
    return {(course.class_key, course.seat): course for course in sketch.courses}
