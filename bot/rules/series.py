"""One line over one pupil's days, summed once so that any window is read at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from bot.rules.counted import amounts
from bot.rules.days import DaysView
from bot.rules.ladder import Counting, Line, Measure

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


@dataclass(frozen=True)
class Series:
    """One line over one pupil's days (of one subject)."""

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

    def true_days(
        self, days: Sequence[date], firsts: Sequence[date | None], limit: Fraction
    ) -> Iterator[date]:
        """Those of ``days`` on which the line holds; ``firsts`` are the first days of their windows, or None."""
        dates, sums, given = self.view.dates, self.sums, self.view.scheduled
        share, strict = self.line.measure is Measure.SHARE, self.line.operator == "over"
        top, bottom = limit.numerator * self.whole, limit.denominator
        for day, first in zip(days, firsts, strict=True):
            if first is None:
                continue
            start, end = bisect_left(dates, first), bisect_right(dates, day)
            here = (sums[end] - sums[start]) * bottom
            there = top * (given[end] - given[start]) if share else top
            if here > there or (here == there and not strict and (not share or given[end] > given[start])):
                yield day
