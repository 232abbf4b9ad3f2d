"""The school's calendar: which days are school days, and every sum over days that the rules make.

Weekends are off by themselves; public holidays and the school's own days off are given. With terms
(terminer, lukukaudet) only days inside a term are school days; without, every weekday that is not off.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property

from bot.rules.ladder import Block, Span, Unit
from bot.rules.values import Window

ONE_DAY = timedelta(days=1)
SCHOOL_WEEK = 5
SATURDAY = 5
AUGUST = 8
FIRST_YEAR, LAST_YEAR = 2000, 2060
"""Without terms the school days between these years are known."""

BlockOf = tuple[str, Window]
"""The key of a calendar block (``2026-11``, ``term:HT26/2026``) and its days."""


@dataclass(frozen=True)
class Term:
    """A term (termin, lukukausi) or a period (period, jakso): its name, first and last day."""

    name: str
    first: date
    last: date


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one where that month is shorter. ``months`` may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + (day.day - 1) * ONE_DAY, first_of_next - ONE_DAY)


def _whole_month(first: date, months: int) -> Window:
    return Window(first=first, last=months_later(first, months) - ONE_DAY)


def _august_year(day: date) -> int:
    """The year in which the school year that ``day`` lies in began, with August 1 as the border."""
    return day.year if day.month >= AUGUST else day.year - 1


@cache
def _weekdays() -> tuple[date, ...]:
    first = date(FIRST_YEAR, 1, 1)
    days = (first + n * ONE_DAY for n in range((date(LAST_YEAR, 12, 31) - first).days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY)


@dataclass(frozen=True)
class Calendar:
    """One school's days. Equal calendars compare equal; the sorted school days are worked out once."""

    days_off: frozenset[date] = frozenset()
    off_names: Mapping[date, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    periods: tuple[Term, ...] = ()

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """Every known school day, in order."""
        if not self.terms:
            return tuple(day for day in _weekdays() if day not in self.days_off)
        days = {
            term.first + n * ONE_DAY for term in self.terms for n in range((term.last - term.first).days + 1)
        }
        return tuple(sorted(day for day in days if self._may_be(day)))

    @cached_property
    def _known(self) -> frozenset[date]:
        return frozenset(self.school_days)

    @cached_property
    def firsts(self) -> dict[object, tuple[date | None, ...]]:
        """First days of windows, worked out once for all pupils by :mod:`bot.rules.measures`."""
        return {}

    def _may_be(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.days_off

    def is_school_day(self, day: date) -> bool:
        """Whether lessons given on ``day`` count at all."""
        return day in self._known

    @property
    def end(self) -> date | None:
        """The last day of the last known term: after it there is no school day. None where no terms are used."""
        return max((term.last for term in self.terms), default=None)

    def on_or_after(self, day: date) -> date:
        """``day`` itself where it is a school day, else the next one."""
        return self.after(day - ONE_DAY, 1)

    def after(self, day: date, n: int) -> date:
        """The ``n``-th school day after ``day`` (n ≥ 1).

        Past the last known term weekdays that are not off count, so that a deadline always gets a date.
        """
        place = bisect_right(self.school_days, day) + n - 1
        if place < len(self.school_days):
            return self.school_days[place]
        left = place - len(self.school_days) + 1
        day = max(day, self.school_days[-1]) if self.school_days else day
        while left:
            day += ONE_DAY
            left -= self._may_be(day)
        return day

    def before(self, day: date, n: int) -> date:
        """The ``n``-th school day before ``day`` (n ≥ 1); where fewer are known the first known one."""
        return self._from(bisect_left(self.school_days, day) - n, day)

    def last(self, day: date, n: int) -> tuple[date, ...]:
        """The last ``n`` school days up to and including ``day``; fewer where fewer are known."""
        end = bisect_right(self.school_days, day)
        return self.school_days[max(end - n, 0) : end]

    def between(self, first: date, last: date) -> int:
        """How many school days lie after ``first``, up to and including ``last``."""
        return max(bisect_right(self.school_days, last) - bisect_right(self.school_days, first), 0)

    def school_days_in(self, window: Window) -> tuple[date, ...]:
        """The school days of a window, in order."""
        days = self.school_days
        return days[bisect_left(days, window.first) : bisect_right(days, window.last)]

    def shift(self, day: date, span: Span) -> date:
        """``day`` moved on by ``span``; calendar units may land on a day off, minutes stay on the day."""
        match span.unit:
            case Unit.SCHOOL_DAYS | Unit.SCHOOL_WEEKS:
                n = span.n * (SCHOOL_WEEK if span.unit is Unit.SCHOOL_WEEKS else 1)
                return self.after(day, n) if n else day
            case Unit.MONTHS:
                return months_later(day, span.n)
            case Unit.MINUTES:
                return day
            case _:
                return day + span.n * (7 if span.unit is Unit.WEEKS else 1) * ONE_DAY

    def add(self, day: date, span: Span) -> date:
        """A deadline: ``day`` moved on by ``span`` and then to the next school day (LADDERS.md §5.7)."""
        return self.on_or_after(self.shift(day, span))

    def start_of(self, span: Span, day: date) -> date:
        """First day of the rolling window of length ``span`` that ends on ``day``, which it includes."""
        match span.unit:
            case Unit.SCHOOL_DAYS | Unit.SCHOOL_WEEKS:
                n = span.n * (SCHOOL_WEEK if span.unit is Unit.SCHOOL_WEEKS else 1)
                return self._from(bisect_right(self.school_days, day) - n, day)
            case Unit.MONTHS:
                return months_later(day, -span.n) + ONE_DAY
            case Unit.MINUTES:
                return day
            case _:
                return day - (span.n * (7 if span.unit is Unit.WEEKS else 1) - 1) * ONE_DAY

    def _from(self, place: int, day: date) -> date:
        """The school day at ``place``, the first one where that lies before all; never after ``day``."""
        if not self.school_days:
            return day
        return min(self.school_days[max(place, 0)], day)

    def block(self, block: Block, day: date) -> BlockOf | None:
        """Key and days of the calendar block ``day`` lies in; None outside every term or period.

        A quarter is one of the calendar year. A school year (läsår, lukuvuosi) runs from the first day of
        its first term to the last of its last; without terms from August 1 to July 31.
        """
        match block:
            case Block.WEEK:
                monday = day - day.weekday() * ONE_DAY
                return day.strftime("%G-W%V"), Window(first=monday, last=monday + 6 * ONE_DAY)
            case Block.MONTH:
                return f"{day:%Y-%m}", _whole_month(day.replace(day=1), 1)
            case Block.QUARTER:
                quarter = (day.month - 1) // 3
                return f"{day.year}-Q{quarter + 1}", _whole_month(date(day.year, 3 * quarter + 1, 1), 3)
            case Block.PERIOD:
                return _row("period", self.periods, day)
            case Block.TERM:
                return _row("term", self.terms, day)
            case _:
                return self._school_year(day)

    def _school_year(self, day: date) -> BlockOf | None:
        if not self.terms:
            year = _august_year(day)
            return f"school-year:{year}", Window(first=date(year, 8, 1), last=date(year + 1, 7, 31))
        for year, window in self._school_years:
            if window.first <= day <= window.last:
                return f"school-year:{year}", window
        return None

    @cached_property
    def _school_years(self) -> tuple[tuple[int, Window], ...]:
        # By a term's last day: a year that begins in the last days of July is not the old one's tail.
        years: dict[int, list[Term]] = {}
        for term in self.terms:
            years.setdefault(_august_year(term.last), []).append(term)
        return tuple(
            (year, Window(first=min(t.first for t in terms), last=max(t.last for t in terms)))
            for year, terms in sorted(years.items(), reverse=True)
        )

    def said_days(self, block: Block, on: date) -> tuple[date, ...]:
        """The school days of which is said on ``on`` what was true on any of them; none but on a block's last one."""
        if on != self.last_school_day_of_block(block, on):
            return ()
        return self.school_days_in(Window(first=self.said_since(block, on), last=on))

    def said_since(self, block: Block, day: date) -> date:
        """The first day after the last one, before ``day``, on which such a block ended.

        Rows of ``periods.csv`` may leave school days between them: what is true there is said with the next one.
        """
        if block is not Block.PERIOD:
            found = self.block(block, day)
            return found[1].first if found else day
        rows = (Window(first=row.first, last=row.last) for row in self.periods if row.last < day)
        ended = [days[-1] for days in map(self.school_days_in, rows) if days]
        if ended:
            return max(ended) + ONE_DAY
        around = (found for one in (block, Block.SCHOOL_YEAR) if (found := self.block(one, day)))
        return min([day, *(window.first for _, window in around)])

    def school_days_of_block(self, block: Block, day: date) -> tuple[date, ...]:
        """All school days of the block ``day`` lies in; none outside blocks."""
        found = self.block(block, day)
        return self.school_days_in(found[1]) if found else ()

    def last_school_day_of_block(self, block: Block, day: date) -> date | None:
        """The last school day of the block ``day`` lies in; None outside blocks or where it has none."""
        days = self.school_days_of_block(block, day)
        return days[-1] if days else None


def _row(word: str, rows: tuple[Term, ...], day: date) -> BlockOf | None:
    """The term or period ``day`` lies in. The year is in the key: a school may call each one *Autumn*."""
    for row in rows:
        if row.first <= day <= row.last:
            return f"{word}:{row.name}/{row.first.year}", Window(first=row.first, last=row.last)
    return None
