"""Which days a line looks at on a given day: ``last``, ``this``, ``since``.

Readings of what LANGUAGE.md leaves open:

* The window of a ``this:`` line runs from the first day of the block to the day looked at.
* ``earliest`` and ``latest`` are counted from the day the stage was answered; the window begins the school
  day after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.rules.calendar import Calendar
from bot.rules.ladder import Line
from bot.rules.values import Window


def window_of(line: Line, calendar: Calendar, on: date, since: date | None) -> tuple[Window, str] | None:
    """The days a line looks at on ``on``, and the key of its block; None where it is not read that day.

    ``since`` is the day the stage named by the line was answered. Not for days in a row.
    """
    block, first = "", on
    if line.last:
        first = calendar.start_of(line.last, on)
    elif line.this:
        found = calendar.block(line.this, on)
        if found is None:
            return None
        block, first = found[0], found[1].first
    else:
        if since is None or not _is_due(line, calendar, on, since):
            return None
        first = calendar.after(since, 1)
    window = Window(first=first, last=on)
    if first > on or (line.min_days and len(calendar.school_days_in(window)) < line.min_days):
        return None
    return window, block


def _is_due(line: Line, calendar: Calendar, on: date, since: date) -> bool:
    """Whether ``on`` lies between ``earliest`` and ``latest``, both included."""
    if line.earliest and on < calendar.add(since, line.earliest):
        return False
    return line.latest is None or on <= calendar.shift(since, line.latest)


def firsts(line: Line, calendar: Calendar, days: Sequence[date]) -> tuple[date | None, ...]:
    """The first day of the line's window on each of ``days``; None where it is not read."""
    key = (line.last, line.this, line.min_days, tuple(days[:1]), tuple(days[-1:]))
    if key not in calendar.firsts:
        windows = (window_of(line, calendar, day, None) for day in days)
        calendar.firsts[key] = tuple(found[0].first if found else None for found in windows)
    return calendar.firsts[key]
