"""What a pupil's cases say of the past, and how far back figures must be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.handlers.memory import A_YEAR, memory_of, reach
from bot.rules.calendar import Calendar, Term
from bot.rules.ladder import Span, Unit
from bot.rules.memory import Fired, Memory
from bot.rules.state import CaseStatus
from bot.rules.values import Crossing
from tests.handlers.town import HOURS, ladder
from tests.storage.make import case, crossing

TERMS = (
    Term("HT26", date(2026, 8, 17), date(2026, 12, 18)),
    Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
)
CALENDAR = Calendar(terms=TERMS)
FRIDAY = date(2027, 3, 12)
OLD = "{hours: {over: 4, this: school year}}"
TWO = [
    ("{hours: {over: 4, last: 10 school days}}", date(2027, 3, 1)),
    ("{hours: {over: 4, last: 2 school weeks}}", date(2027, 3, 1)),
    ("{hours: {over: 4, last: 30 days}}", date(2027, 2, 11)),
    ("{hours: {over: 4, last: 2 months}}", date(2027, 1, 13)),
    ("{hours: {over: 4, this: week}}", date(2027, 3, 8)),
    ("{hours: {over: 4, this: month}}", date(2027, 3, 1)),
    ("{hours: {over: 4, this: term}}", date(2027, 1, 11)),
    ("{hours: {over: 4, this: school year}}", date(2026, 8, 17)),
]


def one_line(line: str, raised: str = "") -> str:
    """A ladder of one stage with this line."""
    end = HOURS.index("  eight:")
    return HOURS[:end].replace(OLD, line).replace("    asks:", f"{raised}    asks:", 1)


@pytest.mark.parametrize(("line", "first"), TWO)
def test_a_line_is_read_from_the_first_day_of_its_window(line: str, first: date) -> None:
    assert reach(ladder(one_line(line)), CALENDAR, FRIDAY, Memory()) == first


def test_a_run_of_days_is_read_far_back() -> None:
    found = reach(ladder(one_line("{days_in_a_row: {at_least: 3}}")), CALENDAR, FRIDAY, Memory())
    assert found <= FRIDAY - timedelta(days=365)


def test_what_is_said_at_a_blocks_end_is_read_from_the_windows_of_its_first_day() -> None:
    text = one_line("{hours: {over: 4, last: 10 school days}}", "    raised: term_end\n")
    window = CALENDAR.start_of(Span(10, Unit.SCHOOL_DAYS), date(2027, 1, 11))
    assert reach(ladder(text), CALENDAR, FRIDAY, Memory()) == window == date(2026, 12, 8)


def test_since_a_case_was_closed_every_days_own_window_is_read() -> None:
    steps = ladder(one_line("{hours: {over: 4, last: 10 school days}}"))
    closed = Fired(line=0, block="", period="1", closed=date(2027, 2, 1))
    assert reach(steps, CALENDAR, FRIDAY, Memory(fired={"four": (closed,)})) == date(2027, 1, 19)


def test_however_long_ago_a_case_was_closed_no_more_than_a_year_is_read_and_its_window() -> None:
    steps = ladder(one_line("{hours: {over: 4, last: 30 days}}"))
    closed = Fired(line=0, block="", period="1", closed=date(2019, 2, 1))
    found = reach(steps, CALENDAR, FRIDAY, Memory(fired={"four": (closed,)}))
    assert found == FRIDAY - A_YEAR - timedelta(days=29)


def test_answers_before_are_read_from_their_day() -> None:
    steps = ladder(one_line("{hours: {over: 4, this: week}}"))
    assert reach(steps, CALENDAR, FRIDAY, Memory(answered={"four": (date(2026, 9, 1),)})) == date(2026, 9, 1)


def test_only_cases_of_the_ladder_are_remembered_and_only_the_open_one_stands() -> None:
    steps = ladder()
    past = replace(
        case("c1", ladder_id="hours", stage="eight", tracks={"": "eight"}),
        crossings=(_crossed("eight", "1"),),
        status=CaseStatus.CLOSED,
        closed_on=date(2026, 9, 10),
        answered={"eight": date(2026, 9, 9)},
    )
    other = replace(past, id="c2", ladder_id="another")
    now = replace(
        case("c3", ladder_id="hours", stage="four", tracks={"": "four"}),
        crossings=(_crossed("four", "1"),),
        answered={"four": date(2026, 10, 1)},
    )
    memory = memory_of([past, other, now], steps)
    assert {key: [one.closed for one in fired] for key, fired in memory.fired.items()} == {
        "eight": [date(2026, 9, 10)],
        "four": [None],
    }
    assert memory.standing == {"": 1}
    assert memory.answered == {"four": (date(2026, 10, 1),)}


def test_a_stage_that_the_ladder_no_longer_has_is_forgotten_a_line_it_no_longer_has_is_not() -> None:
    known, unknown = _crossed("four", "1", line=3), _crossed("removed", "1")
    one = replace(case("c1", ladder_id="hours", tracks={"": "four"}), crossings=(known, unknown))
    memory = memory_of([one], ladder())
    assert list(memory.fired) == ["four"]
    assert memory.fired["four"][0].line == 0


def _crossed(stage: str, period: str, line: int = 0) -> Crossing:
    made = crossing(stage=stage, period=period)
    return replace(made, figure=replace(made.figure, stage=stage, line=line))
