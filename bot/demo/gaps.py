"""Lessons that are cancelled or lack their register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.demo.dice import dice
from bot.demo.model import Gap, Pupil, Slip
from bot.demo.sketch import Frame, Sketch, courses_by_seat

_REGISTER_FORGOTTEN = 0.008
_CANCELLED = 0.004


def kept(
    sketch: Sketch,
    by_seat: Mapping[tuple[str, int], Pupil],
    slips: Mapping[date, Mapping[str, Mapping[int, Slip]]],
) -> set[tuple[date, str]]:
    """(day, class) where chance must not take a register away: the story needs it."""
    needed = set()
    for seat, course in courses_by_seat(sketch).items():
        classes = {seat[0]} | ({course.moves[1]} if course.moves else set())
        pupil_id = by_seat[seat].pupil_id
        days = [day for day, of_day in slips.items() if course.acts and pupil_id in of_day]
        needed |= {(day, class_key) for day in days for class_key in classes}
    return needed


def chance_gaps(frame: Frame, needed: set[tuple[date, str]]) -> Iterable[Gap]:
    """Now and then a lesson is cancelled, or its register forgotten until two school days later."""
    rng = dice(f"{frame.sketch.seed}/gaps")
    told = {(gap.day, gap.class_key) for gap in frame.sketch.no_register}
    for index, day in enumerate(frame.days):
        for school_class in frame.sketch.classes:
            for lesson in range(len(frame.timetable[school_class.key, day.weekday()])):
                draw = rng.random()
                if (
                    draw > _CANCELLED + _REGISTER_FORGOTTEN
                    or (day, school_class.key) in needed
                    or (day, school_class.key) in told
                ):
                    continue
                comes = frame.days[index + 2] if index + 2 < len(frame.days) else None
                cancelled = draw < _CANCELLED
                arrives = None if cancelled else comes
                yield Gap(
                    day=day, class_key=school_class.key, lesson=lesson, cancelled=cancelled, arrives=arrives
                )
