"""The calendar of the plain reading: every day looked at, nothing sorted or searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.rules.calendar import Calendar
from bot.rules.ladder import Block, Span, Unit

DAY = timedelta(days=1)


def is_school_day(calendar: Calendar, day: date) -> bool:
    if day.isoweekday() > 5 or day in calendar.days_off:
        return False
    return not calendar.terms or any(term.first <= day <= term.last for term in calendar.terms)


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def in_months(day: date, months: int) -> date:
    """The same day so many months later or earlier, or the last one there is."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def next_school_day(calendar: Calendar, day: date) -> date:
    """After the last term weekdays count."""
    end = max((term.last for term in calendar.terms), default=date.max)
    while True:
        day += DAY
        past_the_end = day > end and day.isoweekday() <= 5 and day not in calendar.days_off
        if is_school_day(calendar, day) or past_the_end:
            return day


def later(calendar: Calendar, day: date, span: Span) -> date:
    if span.unit in (Unit.SCHOOL_DAYS, Unit.SCHOOL_WEEKS):
        for _ in range(span.n * (5 if span.unit is Unit.SCHOOL_WEEKS else 1)):
            day = next_school_day(calendar, day)
        return day
    if span.unit is Unit.MONTHS:
        return in_months(day, span.n)
    return day + span.n * DAY * (7 if span.unit is Unit.WEEKS else 1)


def rolling_start(calendar: Calendar, on: date, span: Span) -> date:
    if span.unit is Unit.MONTHS:
        return in_months(on, -span.n) + DAY
    if span.unit in (Unit.DAYS, Unit.WEEKS):
        return on - span.n * DAY * (7 if span.unit is Unit.WEEKS else 1) + DAY
    wanted = span.n * (5 if span.unit is Unit.SCHOOL_WEEKS else 1)
    earliest = min((term.first for term in calendar.terms), default=on - 1000 * DAY)
    found = [day for day in each_day(earliest, on) if is_school_day(calendar, day)]
    return found[-wanted:][0]


def block_of(calendar: Calendar, block: Block, day: date) -> tuple[str, date, date] | None:
    """A name, first and last day."""
    if block in (Block.TERM, Block.PERIOD):
        rows = calendar.terms if block is Block.TERM else calendar.periods
        for row in rows:
            if row.first <= day <= row.last:
                return f"{row.name} {row.first}", row.first, row.last
        return None
    if block is Block.SCHOOL_YEAR:
        start = date(day.year if day.month >= 8 else day.year - 1, 8, 1)
        first, last = start, in_months(start, 12) - DAY
        if calendar.terms:
            inside = [term for term in calendar.terms if first <= term.last <= last]
            first, last = min(term.first for term in inside), max(term.last for term in inside)
        return str(start), first, last
    if block is Block.WEEK:
        first = day - (day.isoweekday() - 1) * DAY
        return str(first), first, first + 6 * DAY
    months = 3 if block is Block.QUARTER else 1
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return str(first), first, in_months(first, months) - DAY
