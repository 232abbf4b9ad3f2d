"""Times to propose for a meeting: free of what stands in the calendars, in school time, one a school day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import Calendar

Interval = tuple[datetime, datetime]
"""From and to, aware."""
OPENS, CLOSES = time(8), time(16)
STEP = timedelta(minutes=30)
DAYS = 10
"""School days ahead in which a time is looked for, from tomorrow."""
PROPOSED = 3


def span(calendar: Calendar, today: date, zone: str) -> Interval:
    """The time in which a meeting may be proposed."""
    local = ZoneInfo(zone)
    first, last = calendar.after(today, 1), calendar.after(today, DAYS)
    return datetime.combine(first, OPENS, local), datetime.combine(last, CLOSES, local)


def free(
    busy: Sequence[Interval], calendar: Calendar, today: date, zone: str, minutes: int
) -> tuple[datetime, ...]:
    """The first free time of each of the next school days that has one, in the school's own time.

    One a day: three times of the same morning would leave a family no choice.
    """
    found = (_first(busy, calendar.after(today, ahead), zone, minutes) for ahead in range(1, DAYS + 1))
    return tuple([one for one in found if one is not None][:PROPOSED])


def _first(busy: Sequence[Interval], day: date, zone: str, minutes: int) -> datetime | None:
    length = timedelta(minutes=minutes)
    for starts in _starts(day, zone, length):
        if not any(begins < starts + length and ends > starts for begins, ends in busy):
            return starts
    return None


def _starts(day: date, zone: str, length: timedelta) -> Iterator[datetime]:
    local = ZoneInfo(zone)
    starts, closes = datetime.combine(day, OPENS, local), datetime.combine(day, CLOSES, local)
    while starts + length <= closes:
        yield starts
        starts += STEP
