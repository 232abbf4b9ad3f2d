"""Times to propose for a meeting: free of what stands in the calendars, in school time, spread over school days."""

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
    """The next three free times, in the school's own time: the first of each school day, then more of the same days.

    One a day where there are days enough: three times of the same morning would leave a family no choice.
    """
    length = timedelta(minutes=minutes)
    days = [_of_day(busy, calendar.after(today, ahead), zone, length) for ahead in range(1, DAYS + 1)]
    first = [times[0] for times in days if times][:PROPOSED]
    more = [one for times in days for one in times[1:]]
    return tuple(sorted([*first, *more[: PROPOSED - len(first)]]))


def _of_day(busy: Sequence[Interval], day: date, zone: str, length: timedelta) -> list[datetime]:
    """Free times of a day in order; none overlaps the one before."""
    found: list[datetime] = []
    for starts in _starts(day, zone, length):
        after = not found or found[-1] + length <= starts
        if after and not any(begins < starts + length and ends > starts for begins, ends in busy):
            found.append(starts)
    return found


def _starts(day: date, zone: str, length: timedelta) -> Iterator[datetime]:
    local = ZoneInfo(zone)
    starts, closes = datetime.combine(day, OPENS, local), datetime.combine(day, CLOSES, local)
    while starts + length <= closes:
        yield starts
        starts += STEP
