"""The dry run against a second, plain reading of LANGUAGE.md, to the day and the figure."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ladders import load, shipped
from bot.rules.calendar import Calendar
from bot.rules.crossings import no_longer_holds
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder
from bot.rules.simulate import dry_run
from bot.rules.values import PupilDay
from tests.rules import reference
from tests.rules.strategies import FIRST, GRADES, calendars, ladders, pupil_days

GOOD = Path(__file__).parents[1] / "ladders" / "good"
EXAMPLES = int(os.environ.get("LOTS_EXAMPLES", "100"))
PUBLISHED = [load(name) for name in shipped()] + [load(str(file)) for file in sorted(GOOD.glob("*.yaml"))]
ANY_LADDER = st.one_of(ladders(), ladders(), ladders(), st.sampled_from(PUBLISHED))
LAST = FIRST + timedelta(days=70)


def rows(
    ladder: Ladder, grade: int | None, days: tuple[PupilDay, ...], calendar: Calendar, first: date
) -> list[reference.Row]:
    """The dry run in the reference's form."""
    found = dry_run(ladder, "p1", grade, DaysView.of(days, calendar), calendar, first, LAST)
    return [
        (
            one.day,
            one.stage,
            one.figure.measure,
            one.figure.value,
            one.figure.operator,
            one.figure.limit,
            one.figure.window.first,
            one.figure.window.last,
        )
        for one in found
    ]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_LADDER, st.sampled_from(GRADES), pupil_days(), calendars(), st.sampled_from([0, 0, 0, 17]))
def test_a_dry_run_agrees_with_the_plain_reading(
    ladder: Ladder, grade: int | None, days: tuple[PupilDay, ...], calendar: Calendar, later: int
) -> None:
    first = FIRST + timedelta(days=later)
    expected = reference.dry_run(ladder, grade, days, calendar, first, LAST)
    assert rows(ladder, grade, days, calendar, first) == expected


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(ANY_LADDER, st.sampled_from(GRADES), pupil_days(), calendars())
def test_a_crossing_stands_until_its_records_are_corrected_away(
    ladder: Ladder, grade: int | None, days: tuple[PupilDay, ...], calendar: Calendar
) -> None:
    view, nothing = DaysView.of(days, calendar), DaysView(())
    answered: dict[str, tuple[date, ...]] = {}
    for one in dry_run(ladder, "p1", grade, view, calendar, FIRST, LAST):
        answered[one.stage] = (*answered.get(one.stage, ()), one.day)
        assert not no_longer_holds(ladder, one, view, calendar, grade, answered)
        assert no_longer_holds(ladder, one, nothing, calendar, grade, answered)
