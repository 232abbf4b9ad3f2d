"""The pupils of a sketch, seat by seat, and those who change class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.demo.dice import dice
from bot.demo.model import Move, Pupil
from bot.demo.names import pupil_names
from bot.demo.sketch import Sketch, courses_by_seat


def pupils(sketch: Sketch) -> dict[tuple[str, int], Pupil]:
    """By (class, seat)."""
    courses = courses_by_seat(sketch)
    seats = [(c, seat) for c in sketch.classes for seat in range(1, c.size + 1)]
    names = pupil_names(sketch.country, len(seats), dice(f"{sketch.seed}/names"))
    found = {}
    for number, ((school_class, seat), name) in enumerate(zip(seats, names, strict=True), start=1):
        course = courses.get((school_class.key, seat))
        given, family = course.name if course is not None and course.name is not None else name
        found[school_class.key, seat] = Pupil(
            pupil_id=f"{sketch.id_prefix}{number:04}",
            given_name=given,
            family_name=family,
            class_key=school_class.key,
            grade=school_class.grade,
            protected=course.protected if course is not None else "no",
        )
    return found


def moves(sketch: Sketch, by_seat: Mapping[tuple[str, int], Pupil]) -> Iterable[Move]:
    """Who changes class in the term, to which, from when."""
    for seat, course in courses_by_seat(sketch).items():
        if course.moves is not None:
            day, to_class = course.moves
            yield Move(pupil_id=by_seat[seat].pupil_id, to_class=to_class, day=day)
