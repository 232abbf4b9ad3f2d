"""The attendance rows of one school day: today's registers, then what arrived for earlier lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from bot.demo.model import Gap, Lesson, Mend, Pupil, SamplePlan, Slip

HEADER = (
    "record_id",
    "pupil_id",
    "lesson_start",
    "lesson_end",
    "status",
    "absent_minutes",
    "authorisation",
    "reason",
)
Row = tuple[str, str, str, str, str, str, str, str]
_Gaps = Mapping[tuple[str, int], Gap]


def day_rows(plan: SamplePlan, day: date) -> Iterator[Row]:
    """All rows that reach the school's system on this school day."""
    yield from _registers(plan, day, _gaps_of(plan, day))
    yield from _late_registers(plan, day)
    yield from _corrections(plan, day)


def _gaps_of(plan: SamplePlan, day: date) -> _Gaps:
    return {(gap.class_key, gap.lesson): gap for gap in plan.gaps if gap.day == day}


def _registers(plan: SamplePlan, day: date, gaps: _Gaps) -> Iterator[Row]:
    of_day = plan.slips[day]
    for pupil in plan.pupils:
        class_key = plan.class_on(pupil, day)
        slips = of_day.get(pupil.pupil_id, {})
        for number, lesson in enumerate(plan.timetable[class_key, day.weekday()]):
            gap = gaps.get((class_key, number))
            if gap is None:
                yield _row(pupil.pupil_id, day, number, lesson, slips.get(number))
            else:
                yield _blank(pupil.pupil_id, day, number, lesson, gap)


def _late_registers(plan: SamplePlan, arrives: date) -> Iterator[Row]:
    """Registers handed in late, with what the teacher should have written on the day."""
    for gap in plan.gaps:
        if gap.arrives != arrives:
            continue
        lessons = plan.timetable[gap.class_key, gap.day.weekday()]
        if gap.lesson >= len(lessons):
            continue
        for pupil in _members(plan, gap.class_key, gap.day):
            slip = plan.slips[gap.day].get(pupil.pupil_id, {}).get(gap.lesson)
            yield _row(pupil.pupil_id, gap.day, gap.lesson, lessons[gap.lesson], slip)


def _members(plan: SamplePlan, class_key: str, day: date) -> Iterable[Pupil]:
    return (pupil for pupil in plan.pupils if plan.class_on(pupil, day) == class_key)


def _corrections(plan: SamplePlan, arrives: date) -> Iterator[Row]:
    due = [mend for mend in plan.mends if mend.arrives == arrives]
    pupils = {pupil.pupil_id: pupil for pupil in plan.pupils} if due else {}
    for mend in due:
        class_key = plan.class_on(pupils[mend.pupil_id], mend.day)
        lessons = plan.timetable[class_key, mend.day.weekday()]
        for number in _mended_lessons(plan, mend, class_key, arrives):
            yield _row(mend.pupil_id, mend.day, number, lessons[number], mend.slip)


def _mended_lessons(plan: SamplePlan, mend: Mend, class_key: str, arrives: date) -> Iterator[int]:
    """A guardian's report says nothing of a cancelled lesson, nor of one whose register is still missing."""
    gaps = _gaps_of(plan, mend.day)
    for number in sorted(plan.slips[mend.day].get(mend.pupil_id, {})):
        gap = gaps.get((class_key, number))
        if gap is None or (gap.arrives is not None and gap.arrives <= arrives):
            yield number


def _record_id(pupil_id: str, day: date, number: int) -> str:
    return f"{pupil_id}-{day:%Y%m%d}-{number + 1}"


def _row(pupil_id: str, day: date, number: int, lesson: Lesson, slip: Slip | None) -> Row:
    record_id, starts, ends = _times(pupil_id, day, number, lesson)
    if slip is None:
        return record_id, pupil_id, starts, ends, "present", "", "", ""
    minutes = "" if slip.minutes is None else str(slip.minutes)
    return record_id, pupil_id, starts, ends, slip.status, minutes, slip.authorisation, slip.reason


def _blank(pupil_id: str, day: date, number: int, lesson: Lesson, gap: Gap) -> Row:
    record_id, starts, ends = _times(pupil_id, day, number, lesson)
    return record_id, pupil_id, starts, ends, "cancelled" if gap.cancelled else "unreported", "", "", ""


def _times(pupil_id: str, day: date, number: int, lesson: Lesson) -> tuple[str, str, str]:
    iso = day.isoformat()
    return _record_id(pupil_id, day, number), f"{iso}T{lesson.starts}:00", f"{iso}T{lesson.ends}:00"
