"""The letters in ``record`` and the packed lessons of ``pupil_day``: one letter a word, one string a day.

A packed lesson is ``starts,ends,scheduled,absent,<status><kind><reason>,record_id␟subject``, lessons parted by
``␞``; ``-`` is None. Control characters never get into a record, so nothing needs escaping.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status

NONE = "-"
STATUS = {
    Status.PRESENT: "p",
    Status.ABSENT: "a",
    Status.LATE: "l",
    Status.LEFT_EARLY: "e",
    Status.UNREPORTED: "u",
}
KIND = {Kind.VALID: "v", Kind.INVALID: "i", Kind.UNRESOLVED: "u"}
REASON = {Reason.HEALTH: "h", Reason.LEAVE: "l", Reason.OTHER: "o"}
_STATUS = {letter: word for word, letter in STATUS.items()}
_KIND: dict[str, Kind | None] = {letter: word for word, letter in KIND.items()} | {NONE: None}
_REASON: dict[str, Reason | None] = {letter: word for word, letter in REASON.items()} | {NONE: None}

KEPT = 16_384
"""Days kept unpacked: a school of some hundred pupils is measured on the same weeks every day. About 30 MB."""
BETWEEN_LESSONS = "\x1e"
BEFORE_SUBJECT = "\x1f"


@lru_cache(maxsize=KEPT)
def unpacked(day: date, packed: str) -> PupilDay:
    """The day's lessons in order of time."""
    lessons = [_lesson(part) for part in packed.split(BETWEEN_LESSONS)]
    if len(lessons) > 1:
        lessons.sort(key=_in_order)
    return PupilDay(day=day, lessons=tuple(lessons))


def unpacked_all(rows: Iterable[tuple[date, str]]) -> tuple[PupilDay, ...]:
    """Each ``(day, packed)`` read back."""
    return tuple(unpacked(day, packed) for day, packed in rows)


def _lesson(part: str) -> Lesson:
    rest, _, subject = part.partition(BEFORE_SUBJECT)
    starts, ends, scheduled, absent, codes, record_id = rest.split(",", 5)
    return Lesson(
        record_id=record_id,
        starts=int(starts),
        ends=int(ends),
        scheduled=int(scheduled),
        absent=int(absent),
        status=_STATUS[codes[0]],
        kind=_KIND[codes[1]],
        reason=_REASON[codes[2]],
        subject=subject,
    )


def _in_order(lesson: Lesson) -> tuple[int, int, str]:
    return (lesson.starts, lesson.ends, lesson.record_id)
