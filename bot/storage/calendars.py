"""A school's calendar from its roster files and the public holidays of its country."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sqlalchemy as sa

from bot.ports import DayOff, SchoolSpan
from bot.rules.calendar import Calendar, Term
from bot.storage import school
from bot.storage.holidays import public_days_off

UNKNOWN_YEARS = (2020, 2035)
"""Years whose public holidays are known even where a school gives no terms."""
YEARS_ROUND = 1
"""Holidays are known this many years before the first and after the last term."""


def calendar_of(
    country: str,
    terms: Iterable[SchoolSpan],
    periods: Iterable[SchoolSpan],
    days_off: Iterable[DayOff],
    years: tuple[int, int],
) -> Calendar:
    """The calendar of one school; ``years`` bounds the public holidays where there are no terms."""
    spans = [Term(span.name, span.first, span.last) for span in terms]
    first = min([years[0], *(t.first.year for t in spans)]) - YEARS_ROUND
    last = max([years[1], *(t.last.year for t in spans)]) + YEARS_ROUND
    off = public_days_off(country, first, last) | {item.day: item.name for item in days_off}
    return Calendar(
        days_off=frozenset(off),
        off_names=off,
        terms=tuple(sorted(spans, key=lambda term: term.first)),
        periods=tuple(sorted((Term(s.name, s.first, s.last) for s in periods), key=lambda term: term.first)),
    )


def read(conn: sa.Connection, name: str, country: str) -> Calendar:
    """The calendar of a school as its roster last said it."""
    spans = school.terms(conn, name), school.periods(conn, name), school.days_off(conn, name)
    return _made(country, *spans)


@lru_cache(maxsize=64)
def _made(
    country: str,
    terms: tuple[SchoolSpan, ...],
    periods: tuple[SchoolSpan, ...],
    days_off: tuple[DayOff, ...],
) -> Calendar:
    """Cached by what it is made of: the same rows give the same calendar, worked out once."""
    return calendar_of(country, terms, periods, days_off, UNKNOWN_YEARS)
