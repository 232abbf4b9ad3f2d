"""Lesson times: the school's time zone first, then the local date and minutes of that day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_TIME = re.compile(
    r"(?P<clock>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(:\d\d([.,]\d{1,9})?)? ?(?P<zone>Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_LOOKS_LIKE_A_TIME = re.compile(r"\d{4}-\d\d-\d\dT?[\d:.+Z-]{0,24}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2099
LONGEST = 24 * 60
"""Minutes; a longer lesson is a mistyped date."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class LessonTime:
    """Local ``day`` of the start; ``starts``/``ends`` minutes of that day (``ends`` past 1440 after midnight).

    ``scheduled`` is the time that truly passes, also on the nights the clocks change. Where ``why`` is set
    the times cannot be used and ``column`` is the one at fault.
    """

    day: date | None = None
    starts: int = 0
    ends: int = 0
    scheduled: int = 0
    column: str = ""
    why: str = ""


def lesson_time(start: str, end: str, zone: ZoneInfo) -> LessonTime:
    """Read a lesson's start and end: local ISO times, or with an offset or ``Z``."""
    try:
        first = _moments(start, zone)
    except ValueError as error:
        return LessonTime(column="lesson_start", why=str(error))
    try:
        last = _moments(end, zone)
    except ValueError as error:
        return LessonTime(column="lesson_end", why=str(error))
    begin, finish = _closest(first, last)
    scheduled = (finish - begin) // _MINUTE
    if scheduled <= 0:
        return LessonTime(column="lesson_end", why="is not after lesson_start")
    if scheduled > LONGEST:
        return LessonTime(column="lesson_end", why="is more than a day after lesson_start")
    return _local(begin.astimezone(zone), finish.astimezone(zone), scheduled)


def _local(begin: datetime, finish: datetime, scheduled: int) -> LessonTime:
    starts = begin.hour * 60 + begin.minute
    ends = (finish.date() - begin.date()).days * 1440 + finish.hour * 60 + finish.minute
    if ends <= starts:  # the autumn night: the clock went back during the lesson
        ends = starts + scheduled
    return LessonTime(day=begin.date(), starts=starts, ends=ends, scheduled=scheduled)


def _closest(first: tuple[datetime, datetime], last: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Of the readings of a time that comes twice, those that make the shortest lesson."""
    pairs = [(begin, finish) for begin in first for finish in last if finish > begin]
    return min(pairs, key=lambda pair: (pair[1] - pair[0], pair[0]), default=(first[0], last[0]))


def _moments(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC moment, twice; two different ones where the autumn night has that local time twice."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{_shown(text)}is not a time like 2026-11-02T08:10")
    try:
        clock = datetime.fromisoformat(match["clock"] + (match["zone"] or ""))
    except ValueError:
        raise ValueError(f"{_shown(text)}is not a time of the calendar") from None
    if not FIRST_YEAR <= clock.year <= LAST_YEAR:
        raise ValueError(f"year {clock.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if clock.tzinfo is not None:
        moment = clock.astimezone(UTC)
        return moment, moment
    readings = tuple(clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if all(moment.astimezone(zone).replace(tzinfo=None, fold=0) != clock for moment in readings):
        raise ValueError(f"{_shown(text)}does not exist: the clocks go forward that night")
    return readings[0], readings[1]


def _shown(text: str) -> str:
    """The value where it looks like a time; anything else might be a name or a reason and is not repeated."""
    return f"'{text.strip()}' " if _LOOKS_LIKE_A_TIME.fullmatch(text.strip()) else ""


def clock_changes(day: date, zone: ZoneInfo) -> bool:
    """True where that local day is not 24 hours long."""
    midnight = datetime.combine(day, time(), zone)
    return midnight.utcoffset() != datetime.combine(day + timedelta(days=1), time(), zone).utcoffset()
