"""School days: what is one, sums over them, blocks and deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Calendar, Term
from bot.rules.ladder import Block, Span, Unit
from bot.rules.values import Window
from tests.rules.marks import SCHOOL
from tests.rules.strategies import FIRST, calendars

FRIDAY = date(2026, 10, 23)
"""The last day before the autumn break."""
AFTER_BREAK = date(2026, 11, 2)
PLAIN = Calendar()


def test_without_terms_every_weekday_that_is_not_off_is_a_school_day() -> None:
    calendar = Calendar(days_off=frozenset({date(2026, 6, 19)}))
    days = calendar.school_days_in(Window(first=date(2026, 6, 15), last=date(2026, 6, 22)))
    assert [day.day for day in days] == [15, 16, 17, 18, 22]


def test_outside_terms_and_on_days_off_there_is_no_school() -> None:
    assert SCHOOL.is_school_day(FRIDAY)
    assert not SCHOOL.is_school_day(date(2026, 10, 27))
    assert not SCHOOL.is_school_day(date(2026, 12, 21))
    assert not SCHOOL.is_school_day(date(2026, 9, 6))


def test_days_off_neither_count_nor_part() -> None:
    assert SCHOOL.after(FRIDAY, 1) == AFTER_BREAK
    assert SCHOOL.before(AFTER_BREAK, 1) == FRIDAY
    assert SCHOOL.last(AFTER_BREAK, 2) == (FRIDAY, AFTER_BREAK)
    assert SCHOOL.between(FRIDAY, AFTER_BREAK) == 1
    assert SCHOOL.between(AFTER_BREAK, FRIDAY) == 0


def test_a_day_off_moves_on_and_a_school_day_stays() -> None:
    assert SCHOOL.on_or_after(FRIDAY) == FRIDAY
    assert SCHOOL.on_or_after(date(2026, 10, 24)) == AFTER_BREAK


def test_before_the_first_known_day_the_first_one_stands() -> None:
    assert SCHOOL.before(date(2026, 8, 19), 30) == date(2026, 8, 17)
    assert SCHOOL.last(date(2026, 8, 18), 30) == (date(2026, 8, 17), date(2026, 8, 18))
    assert SCHOOL.last(date(2026, 8, 1), 3) == ()


def test_past_the_last_term_a_deadline_still_gets_a_weekday() -> None:
    assert SCHOOL.after(date(2027, 6, 11), 1) == date(2027, 6, 14)
    assert SCHOOL.after(date(2027, 6, 10), 6) == date(2027, 6, 18)
    assert SCHOOL.on_or_after(date(2027, 7, 3)) == date(2027, 7, 5)


def test_a_calendar_without_any_school_day_still_answers() -> None:
    never = Calendar(days_off=frozenset({FIRST}), terms=(Term("day", FIRST, FIRST),))
    assert never.after(FIRST, 1) == FIRST + timedelta(days=1)
    assert never.before(FIRST, 1) == FIRST
    assert never.start_of(Span(3, Unit.SCHOOL_DAYS), FIRST) == FIRST


@pytest.mark.parametrize(
    ("span", "due"),
    [
        (Span(1, Unit.SCHOOL_DAYS), AFTER_BREAK),
        (Span(1, Unit.SCHOOL_WEEKS), date(2026, 11, 6)),
        (Span(0, Unit.SCHOOL_DAYS), FRIDAY),
        (Span(2, Unit.DAYS), AFTER_BREAK),
        (Span(2, Unit.WEEKS), date(2026, 11, 6)),
        (Span(1, Unit.MONTHS), date(2026, 11, 23)),
        (Span(90, Unit.MINUTES), FRIDAY),
    ],
)
def test_a_deadline_never_falls_on_a_day_off(span: Span, due: date) -> None:
    assert SCHOOL.add(FRIDAY, span) == due


@pytest.mark.parametrize(
    ("span", "on", "first"),
    [
        (Span(20, Unit.SCHOOL_DAYS), AFTER_BREAK, date(2026, 9, 29)),
        (Span(4, Unit.SCHOOL_WEEKS), AFTER_BREAK, date(2026, 9, 29)),
        (Span(12, Unit.SCHOOL_WEEKS), date(2026, 9, 1), date(2026, 8, 17)),
        (Span(30, Unit.DAYS), date(2026, 10, 30), date(2026, 10, 1)),
        (Span(1, Unit.WEEKS), date(2026, 10, 30), date(2026, 10, 24)),
        (Span(2, Unit.MONTHS), date(2026, 10, 31), date(2026, 9, 1)),
        (Span(1, Unit.MONTHS), date(2027, 3, 31), date(2027, 3, 1)),
        (Span(1, Unit.MINUTES), FRIDAY, FRIDAY),
    ],
)
def test_a_rolling_window_ends_on_the_day_and_includes_it(span: Span, on: date, first: date) -> None:
    assert SCHOOL.start_of(span, on) == first


@pytest.mark.parametrize(
    ("block", "key", "first", "last"),
    [
        (Block.WEEK, "2026-W43", date(2026, 10, 19), date(2026, 10, 25)),
        (Block.MONTH, "2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        (Block.QUARTER, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (Block.PERIOD, "period:P1/2026", date(2026, 8, 17), FRIDAY),
        (Block.TERM, "term:HT26/2026", date(2026, 8, 17), date(2026, 12, 18)),
        (Block.SCHOOL_YEAR, "school-year:2026", date(2026, 8, 17), date(2027, 6, 11)),
    ],
)
def test_blocks(block: Block, key: str, first: date, last: date) -> None:
    assert SCHOOL.block(block, FRIDAY) == (key, Window(first=first, last=last))


def test_outside_every_row_there_is_no_period_term_or_school_year() -> None:
    assert SCHOOL.block(Block.PERIOD, date(2027, 2, 1)) is None
    assert SCHOOL.block(Block.TERM, date(2026, 12, 24)) is None
    assert SCHOOL.block(Block.SCHOOL_YEAR, date(2026, 7, 1)) is None
    assert SCHOOL.last_school_day_of_block(Block.TERM, date(2026, 12, 24)) is None


def test_without_terms_a_school_year_begins_in_august() -> None:
    whole = Window(first=date(2026, 8, 1), last=date(2027, 7, 31))
    assert PLAIN.block(Block.SCHOOL_YEAR, date(2027, 7, 31)) == ("school-year:2026", whole)
    assert PLAIN.block(Block.SCHOOL_YEAR, date(2026, 8, 1)) == ("school-year:2026", whole)


def test_a_school_year_may_begin_in_july() -> None:
    early = Calendar(
        terms=(
            Term("Spring", date(2026, 1, 5), date(2026, 5, 29)),
            Term("Fall", date(2026, 7, 27), date(2026, 12, 18)),
        )
    )
    assert early.block(Block.SCHOOL_YEAR, date(2026, 7, 28)) == (
        "school-year:2026",
        Window(first=date(2026, 7, 27), last=date(2026, 12, 18)),
    )


def test_terms_of_the_same_name_are_told_apart_by_their_year() -> None:
    names = Calendar(
        terms=(
            Term("Autumn", date(2025, 8, 18), date(2025, 12, 19)),
            Term("Autumn", date(2026, 8, 17), date(2026, 12, 18)),
        )
    )
    keys = [names.block(Block.TERM, day) for day in (date(2025, 9, 1), date(2026, 9, 1))]
    assert [key[0] for key in keys if key] == ["term:Autumn/2025", "term:Autumn/2026"]


def test_the_last_school_day_of_a_month_may_lie_before_its_end() -> None:
    assert SCHOOL.last_school_day_of_block(Block.MONTH, date(2026, 10, 5)) == FRIDAY
    assert SCHOOL.last_school_day_of_block(Block.WEEK, date(2026, 10, 28)) is None


@given(calendars(), st.integers(0, 60), st.integers(1, 15))
def test_there_and_back_is_the_same_school_day(calendar: Calendar, ahead: int, n: int) -> None:
    day = calendar.on_or_after(FIRST + timedelta(days=ahead))
    there = calendar.after(day, n)
    if calendar.is_school_day(day) and calendar.is_school_day(there):
        assert calendar.before(there, n) == day
        assert calendar.between(day, there) == n
        assert calendar.start_of(Span(n + 1, Unit.SCHOOL_DAYS), there) == day


def test_the_end_is_that_of_the_last_known_term() -> None:
    terms = (
        Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
        Term("HT26", date(2026, 8, 17), date(2026, 12, 18)),
    )
    assert Calendar(terms=terms).end == date(2027, 6, 11)
    assert Calendar().end is None
