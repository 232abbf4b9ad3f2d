"""Figures: what one line of a ladder measures for one pupil on one day, exactly.

Readings of what LANGUAGE.md leaves open:

* A share is the counted minutes over all minutes given in the window, missing registers among them; with
  no lesson in the window it is 0 and never holds.
* A school day without lessons for the pupil is like a day off: it neither counts nor parts a row of days.
* ``per: subject`` reads each subject apart; the figure is that of the highest, the first by name if equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from bot.rules.calendar import Calendar
from bot.rules.counted import counted_lessons
from bot.rules.days import DaysView, registers
from bot.rules.ladder import Counting, Line, Measure
from bot.rules.series import Ratio, Series, reaches
from bot.rules.values import Figure, Lesson, Window
from bot.rules.windows import firsts, window_of

IN_A_ROW = (Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW)


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
        starts = firsts(self.line, self.calendar, days)
        return frozenset(day for part in self.parts for day in part.true_days(days, starts, limit))

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
