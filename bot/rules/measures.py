"""Figures: what one line of a ladder measures for one pupil on one day, exactly.

Readings of what LANGUAGE.md leaves open:

* A share is the counted minutes over all minutes given in the window, missing registers among them; with
  no lesson in the window it is 0 and never holds.
* The window of a ``this:`` line runs from the first day of the block to the day looked at.
* ``earliest`` and ``latest`` are counted from the day the stage was answered; the window begins the school
  day after it.
* A school day without lessons for the pupil is like a day off: it neither counts nor parts a row of days.
* ``per: subject`` reads each subject apart; the figure is that of the highest, the first by name if equal.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from bot.rules.calendar import Calendar
from bot.rules.counted import amounts, counted_lessons
from bot.rules.days import DaysView, registers
from bot.rules.ladder import Counting, Line, Measure
from bot.rules.values import Figure, Lesson, Window

IN_A_ROW = (Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW)

Ratio = tuple[int, int]
"""Numerator and denominator, not reduced: sums are compared many times and shown seldom."""


def reaches(value: Ratio, operator: str, limit: Fraction) -> bool:
    """Whether ``value`` is ``over`` (strictly) or ``at_least`` the limit."""
    here, there = value[0] * limit.denominator, limit.numerator * value[1]
    return here > there if operator == "over" else here >= there


def further(value: Fraction, line: Line, limit: Fraction) -> int:
    """How many times a whole ``again_every`` the value lies past the limit, which it has reached."""
    if line.again_every is None:
        return 0
    steps = (value - limit) / line.again_every
    whole = steps.numerator // steps.denominator
    return whole - 1 if line.operator == "over" and whole == steps else whole


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a gauge shows on a day. ``subject`` is the place of the subject read, 0 without ``per: subject``."""

    value: Ratio
    window: Window
    block: str
    subject: int = 0
    empty: bool = False
    """A share of nothing: it never holds."""


@dataclass(frozen=True)
class Series:
    """One line over one pupil's days (of one subject): sums, from which any window is read at once."""

    line: Line
    counting: Counting
    view: DaysView

    @cached_property
    def adds(self) -> Sequence[int]:
        """What each day adds."""
        return amounts(self.line, self.counting, self.view)

    @cached_property
    def sums(self) -> Sequence[int]:
        """What the days before each place add, and at the end all of them."""
        return (0, *accumulate(self.adds))

    @cached_property
    def row_starts(self) -> Sequence[int]:
        """For each day in a row of absent days the place where the row began, else -1."""
        starts: list[int] = []
        for place, absent in enumerate(self.adds):
            before = starts[-1] if starts else -1
            starts.append((before if before >= 0 else place) if absent else -1)
        return starts

    def total(self, first: date, last: date) -> tuple[Ratio, bool]:
        """The measure over a window, and whether it is a share of nothing."""
        start, end = self.view.places(first, last)
        amount = self.sums[end] - self.sums[start]
        if self.line.measure is not Measure.SHARE:
            return (amount, self.whole), False
        given = self.view.scheduled[end] - self.view.scheduled[start]
        return ((amount, given), False) if given else ((0, 1), True)

    @property
    def whole(self) -> int:
        """What makes one: 45 or 60 minutes of absence an hour, else 1. Not for shares."""
        return (self.counting.hour_minutes or 1) if self.line.measure is Measure.HOURS else 1

    def row(self, on: date) -> tuple[Ratio, date]:
        """Length of the row of absent days that ends on ``on``, and its first day (``on`` where there is none).

        Calendar days are counted up to the last day with lessons, so that a row never grows without a record.
        """
        place = self.view.places(on, on)[1] - 1
        start = self.row_starts[place] if place >= 0 else -1
        if start < 0:
            return (0, 1), on
        first, last = self.view.dates[start], self.view.dates[place]
        if self.line.measure is Measure.DAYS_IN_A_ROW:
            return (place - start + 1, 1), first
        return ((last - first).days + 1, 1), first


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


@dataclass(frozen=True)
class Gauge:
    """A line fixed to one pupil's days: read it on any day."""

    line: Line
    counting: Counting
    view: DaysView
    calendar: Calendar

    @cached_property
    def parts(self) -> tuple[Series, ...]:
        """One series, or one for each subject the source names."""
        if not self.line.per_subject:
            return (Series(self.line, self.counting, self.view),)
        views = (self.view.of_subject(name) for name in self.view.subjects)
        return tuple(Series(self.line, self.counting, view) for view in views)

    def read(self, on: date, since: date | None = None) -> Reading | None:
        """The value on ``on``; None where the line is not read that day or no subject is named."""
        if self.line.measure in IN_A_ROW:
            return self._row(on)
        found = window_of(self.line, self.calendar, on, since)
        if found is None or not self.parts:
            return None
        window, block = found
        totals = [part.total(window.first, on) for part in self.parts]
        best = _highest([value for value, _ in totals])
        value, empty = totals[best]
        return Reading(value=value, window=window, block=block, subject=best, empty=empty)

    def _row(self, on: date) -> Reading | None:
        if not self.parts:
            return None
        rows = [part.row(on) for part in self.parts]
        best = _highest([value for value, _ in rows])
        value, first = rows[best]
        return Reading(value=value, window=Window(first=first, last=on), block="", subject=best)

    def could_reach(self, limit: Fraction) -> bool:
        """False where no window of this pupil's days can hold: most pupils and lines end here."""
        if self.line.measure in (Measure.SHARE, Measure.CALENDAR_DAYS_IN_A_ROW):
            return any(part.sums[-1] for part in self.parts) or limit <= 0
        return any(reaches((part.sums[-1], part.whole), self.line.operator, limit) for part in self.parts)

    def true_days(self, days: Sequence[date], limit: Fraction) -> frozenset[date]:
        """Those of ``days`` (school days in order) on which the line holds. Not for ``since`` lines.

        The same as :meth:`holds` day by day, in one pass for pupils by the ten thousand.
        """
        if self.line.measure in IN_A_ROW:
            return frozenset(day for day in days if self.holds(self._row(day), limit))
        firsts = _firsts(self.line, self.calendar, days)
        found = (_true_days(part, days, firsts, limit) for part in self.parts)
        return frozenset().union(*found)

    def figure(self, reading: Reading, stage: str, index: int, limit: Fraction) -> Figure:
        """A reading with everything the private view shows."""
        view = self.parts[reading.subject].view
        given, reported = registers(view, reading.window)
        counted = self.counted(reading)
        return Figure(
            stage=stage,
            line=index,
            measure=self.line.measure.value,
            value=Fraction(*reading.value),
            operator=self.line.operator,
            limit=limit,
            window=reading.window,
            holds=self.holds(reading, limit),
            given=given,
            reported=reported,
            away=len(counted),
            block=reading.block,
            days=tuple(sorted({day for day, _ in counted})),
        )

    def holds(self, reading: Reading | None, limit: Fraction) -> bool:
        """Whether the line is true."""
        return reading is not None and not reading.empty and reaches(reading.value, self.line.operator, limit)

    def counted(self, reading: Reading) -> tuple[tuple[date, Lesson], ...]:
        """The lessons behind a reading, in order: what ``explain`` lists."""
        window, view = reading.window, self.parts[reading.subject].view
        return counted_lessons(self.line, self.counting, view, window.first, window.last)


def _firsts(line: Line, calendar: Calendar, days: Sequence[date]) -> tuple[date | None, ...]:
    """The first day of the line's window on each of ``days``; None where it is not read."""
    key = (line.last, line.this, line.min_days, tuple(days[:1]), tuple(days[-1:]))
    if key not in calendar.firsts:
        windows = (window_of(line, calendar, day, None) for day in days)
        calendar.firsts[key] = tuple(found[0].first if found else None for found in windows)
    return calendar.firsts[key]


def _true_days(
    part: Series, days: Sequence[date], firsts: Sequence[date | None], limit: Fraction
) -> list[date]:
    dates, sums, given = part.view.dates, part.sums, part.view.scheduled
    share, strict = part.line.measure is Measure.SHARE, part.line.operator == "over"
    top, bottom = limit.numerator * part.whole, limit.denominator
    found = []
    for day, first in zip(days, firsts, strict=True):
        if first is None:
            continue
        start, end = bisect_left(dates, first), bisect_right(dates, day)
        here = (sums[end] - sums[start]) * bottom
        there = top * (given[end] - given[start]) if share else top
        if here > there or (here == there and not strict and (not share or given[end] > given[start])):
            found.append(day)
    return found


def _highest(values: Sequence[Ratio]) -> int:
    """Place of the highest value, the first of equals."""
    best = 0
    for place, (top, bottom) in enumerate(values):
        if top * values[best][1] > values[best][0] * bottom:
            best = place
    return best


def figure(
    line: Line,
    index: int,
    stage: str,
    counting: Counting,
    days: DaysView,
    calendar: Calendar,
    on: date,
    grade: int | None,
    since: date | None = None,
) -> Figure | None:
    """The line's figure on ``on``; None where it does not measure this pupil on that day."""
    limit, gauge = line.limit_for(grade), Gauge(line, counting, days, calendar)
    reading = gauge.read(on, since)
    return gauge.figure(reading, stage, index, limit) if reading and limit is not None else None


def counted(
    line: Line, counting: Counting, days: DaysView, calendar: Calendar, on: date, since: date | None = None
) -> tuple[tuple[date, Lesson], ...]:
    """The lessons the line counts on ``on``, each with its day; empty where it is not read that day."""
    gauge = Gauge(line, counting, days, calendar)
    reading = gauge.read(on, since)
    return gauge.counted(reading) if reading else ()
