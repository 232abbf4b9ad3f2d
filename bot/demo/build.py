"""From the sketch of a school to its whole term, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date

from bot.demo.absence import CAP, CAP_WITH_GAPS, ordinary
from bot.demo.courses import Course, happened
from bot.demo.dice import dice
from bot.demo.gaps import chance_gaps, kept
from bot.demo.model import Lesson, Mend, Move, Pupil, SamplePlan, Slip
from bot.demo.people import moves, pupils
from bot.demo.sketch import Frame, Sketch, courses_by_seat
from bot.demo.timetable import days_between, timetable

_BACKGROUND_OF_THE_DESIGNED = 0.25


def build(sketch: Sketch) -> SamplePlan:
    """The whole term of a sketched school."""
    term = sketch.terms[0]
    off = {day for day, _ in sketch.days_off}
    days = tuple(day for day in days_between(term.starts, term.ends) if day not in off)
    table = timetable(sketch.classes, sketch.shape, dice(f"{sketch.seed}/timetable"))
    frame = Frame(sketch=sketch, days=days, timetable=table)
    by_seat = pupils(sketch)
    moved = tuple(moves(sketch, by_seat))
    slips, mends = _term(frame, by_seat, moved)
    needed = kept(sketch, by_seat, slips)
    return SamplePlan(
        name=sketch.name,
        country=sketch.country,
        timezone=sketch.timezone,
        language=sketch.language,
        ladder=sketch.ladder,
        first_day=term.starts,
        last_day=term.ends,
        terms=sketch.terms,
        periods=sketch.periods,
        days_off=sketch.days_off,
        school_days=days,
        classes=sketch.classes,
        staff=sketch.staff,
        pupils=tuple(by_seat.values()),
        timetable=table,
        slips=slips,
        gaps=sketch.no_register + tuple(chance_gaps(frame, needed)),
        mends=mends,
        moves=moved,
    )


def _term(
    frame: Frame, by_seat: Mapping[tuple[str, int], Pupil], moved: Iterable[Move]
) -> tuple[dict[date, dict[str, dict[int, Slip]]], tuple[Mend, ...]]:
    courses, new_class = courses_by_seat(frame.sketch), {move.pupil_id: move for move in moved}
    slips: dict[date, dict[str, dict[int, Slip]]] = {day: {} for day in frame.days}
    gappy = {gap.class_key for gap in frame.sketch.no_register}
    mends: list[Mend] = []
    for seat, pupil in by_seat.items():
        rng = dice(f"{frame.sketch.seed}/{pupil.pupil_id}")
        lessons = frame.lessons(pupil, new_class.get(pupil.pupil_id))
        course = courses.get(seat)
        if course is not None and course.acts:
            of_pupil, late = _designed(course, pupil, lessons, rng)
        else:
            rate = frame.sketch.class_rates.get(seat[0], 1.0) * rng.uniform(0.6, 2.4)
            cap = CAP_WITH_GAPS if seat[0] in gappy else CAP
            of_pupil, late = ordinary(pupil.pupil_id, lessons, rate, rng, cap)
        mends += late
        for day, of_day in of_pupil.items():
            slips[day][pupil.pupil_id] = of_day
    return slips, tuple(sorted(mends, key=lambda mend: (mend.arrives, mend.pupil_id)))


def _designed(
    course: Course, pupil: Pupil, lessons: list[tuple[date, tuple[Lesson, ...]]], rng: random.Random
) -> tuple[dict[date, dict[int, Slip]], list[Mend]]:
    """The acts of a course; on the days no act touches, a little of what everybody has."""
    found: dict[date, dict[int, Slip]] = {}
    for act in course.acts:
        for day, of_day in lessons:
            slips = happened(act, day, len(of_day), rng)
            if slips:
                found[day] = slips
    usual, _ = ordinary(pupil.pupil_id, lessons, _BACKGROUND_OF_THE_DESIGNED, rng)
    late_only = {d: s for d, s in usual.items() if all(x.status != "absent" for x in s.values())}
    mends = [Mend(pupil_id=pupil.pupil_id, day=m.day, arrives=m.arrives, slip=m.slip) for m in course.mended]
    return late_only | found, mends
