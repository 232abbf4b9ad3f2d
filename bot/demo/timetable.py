"""School days and timetables, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bot.demo.model import Lesson, SchoolClass, Timetable

_FRIDAY = 4
Shape = Callable[[SchoolClass, random.Random], list[int]]


def days_between(first: date, last: date) -> list[date]:
    """Monday to Friday, both ends included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() <= _FRIDAY]


def swedish_day(_: SchoolClass, rng: random.Random) -> list[int]:
    """Six or seven lessons of 45–60 minutes, done by about half past three."""
    if rng.random() < 0.45:
        return [rng.choice((45, 45, 50)) for _lesson in range(7)]
    return [rng.choice((45, 50, 55, 60)) for _lesson in range(6)]


def finnish_day(school_class: SchoolClass, _: random.Random) -> list[int]:
    """Lessons of 45 minutes: four a day in grades 1–2, five in 3–6, six in 7–9."""
    grade = school_class.grade
    return [45] * (4 if grade <= 2 else 5 if grade <= 6 else 6)


def timetable(classes: Iterable[SchoolClass], shape: Shape, rng: random.Random) -> Timetable:
    """Lessons by (class, weekday)."""
    return {
        (school_class.key, weekday): _lay_out(shape(school_class, rng), rng)
        for school_class in classes
        for weekday in range(_FRIDAY + 1)
    }


def _lay_out(lengths: list[int], rng: random.Random) -> tuple[Lesson, ...]:
    at = 8 * 60 + rng.choice((10, 20, 30))
    lessons = []
    for number, minutes in enumerate(lengths):
        lessons.append(Lesson(starts=_clock(at), ends=_clock(at + minutes), minutes=minutes))
        at += minutes + (40 if number == 2 else 10)
    return tuple(lessons)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
