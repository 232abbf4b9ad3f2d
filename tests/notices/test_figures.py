"""What a line counts, over which stretch, said in words; and the strip of days."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from bot.notices.figures import counted, during, fact, line_of, sum_up, what, window
from bot.notices.model import DayMark
from bot.notices.strip import strip
from bot.rules.calendar import Calendar
from bot.rules.ladder import Band, Block, Line, Measure, Span, Unit
from bot.rules.values import Kind, Reason, Status
from tests.notices.school import LADDER, LINES, OCCASIONS, SHARE, calendar, day, pupil_days

HOURS = Line(
    measure=Measure.HOURS,
    operator="over",
    bands=(Band(None, None, Fraction(30)),),
    this=Block.SCHOOL_YEAR,
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Frånvaro"),
        ({"kinds": frozenset({Kind.INVALID})}, "Oanmäld frånvaro"),
        ({"kinds": frozenset({Kind.VALID})}, "Anmäld frånvaro"),
        ({"kinds": frozenset({Kind.INVALID, Kind.UNRESOLVED})}, "Viss frånvaro"),
        ({"reasons": frozenset({Reason.HEALTH})}, "Frånvaro av hälsoskäl"),
        ({"reasons": frozenset({Reason.HEALTH, Reason.OTHER})}, "Viss frånvaro"),
        ({"reasons": frozenset({None})}, "Viss frånvaro"),
        ({"reasons_left_out": frozenset({Reason.LEAVE})}, "Viss frånvaro"),
        ({"marks": frozenset({Status.LATE})}, "Sena ankomster"),
        ({"marks": frozenset({Status.LEFT_EARLY})}, "Gått tidigare"),
    ],
)
def test_a_line_says_what_it_counts(changes: dict[str, Any], said: str) -> None:
    assert what(replace(HOURS, **changes), "sv") == said


@pytest.mark.parametrize(
    ("changes", "over", "within"),
    [
        ({}, "läsåret", "under läsåret"),
        ({"this": Block.TERM}, "terminen", "under terminen"),
        ({"this": None, "last": Span(12, Unit.SCHOOL_WEEKS)}, "60 skoldagar", "under 60 skoldagar"),
        ({"this": None, "last": Span(1, Unit.SCHOOL_DAYS)}, "1 skoldag", "under 1 skoldag"),
        ({"this": None, "last": Span(2, Unit.MONTHS)}, "2 månader", "under 2 månader"),
        ({"this": None, "last": Span(2, Unit.WEEKS)}, "14 dagar", "under 14 dagar"),
        ({"this": None, "last": Span(30, Unit.DAYS)}, "30 dagar", "under 30 dagar"),
        ({"this": None, "since": "contact"}, "tiden sedan förra steget", "sedan förra steget"),
        ({"this": None}, "dagar i rad", "i följd"),
    ],
)
def test_a_line_says_its_stretch(changes: dict[str, Any], over: str, within: str) -> None:
    line = replace(HOURS, **changes)
    assert (window(line, "sv"), during(line, "sv")) == (over, within)


def test_hours_over_a_limit_are_said_as_over() -> None:
    figure = replace(
        SHARE, measure="hours", value=Fraction(32), operator="over", limit=Fraction(30), holds=True
    )
    shown = fact(figure, HOURS, "sv", reached=day(11, 20))
    assert shown.value == "32\u00a0timmar"
    assert shown.note == "Gräns över 30\u00a0timmar · överskriden 20\u00a0nov"
    assert (
        sum_up(figure, HOURS, "sv")
        == "32\u00a0timmar räknades. Gränsen är över 30\u00a0timmar under läsåret."
    )


def test_only_part_of_the_absence_is_named_in_what_was_counted() -> None:
    said = counted(OCCASIONS, LINES[1], "sv")
    assert said.startswith("Räknat: oanmäld frånvaro, 20 skoldagar till och med")


def test_a_line_that_an_edited_ladder_lost_is_still_said() -> None:
    assert line_of(replace(SHARE, line=9), LADDER) is None
    assert line_of(replace(SHARE, stage="gone"), LADDER) is None
    assert what(None, "sv") == "Frånvaro"
    assert counted(SHARE, None, "fi").startswith("Laskettu: kaikki poissaolot, peräkkäiset päivät")


def test_a_break_is_named_and_a_single_day_off_is_blank() -> None:
    off = {day(10, 26 + at): "höstlov" if at == 0 else "" for at in range(5)} | {day(11, 6): "studiedag"}
    shown = strip(pupil_days(), Calendar(days_off=frozenset(off), off_names=off), day(11, 9), lang="sv", n=9)
    assert [week.holiday for week in shown.weeks] == ["", "höstlov", "", ""]
    assert shown.weeks[2].days[4].mark is DayMark.OFF


def test_a_break_without_a_name_is_a_break() -> None:
    days = Calendar(days_off=calendar("sv").days_off)
    shown = strip(pupil_days(), days, day(11, 2), lang="en", n=4)
    assert [week.holiday for week in shown.weeks] == ["", "break", ""]


def test_nobody_away_is_said_in_one_sentence() -> None:
    shown = strip(pupil_days(), calendar("sv"), day(12, 8), lang="sv", n=3)
    assert shown.say == "Närvarande alla dagar med rapport."


def test_before_the_first_school_day_the_strip_is_empty() -> None:
    shown = strip((), calendar("sv"), day(1, 1, 1990), lang="sv", n=20)
    assert shown.weeks == ()


def test_only_the_days_since_a_step_are_shown() -> None:
    shown = strip(pupil_days(), calendar("sv"), day(12, 8), lang="sv", since=day(12, 7))
    assert [week.name for week in shown.weeks] == ["v. 50"]


def test_days_away_are_counted_in_the_singular_too() -> None:
    shown = strip(pupil_days(), calendar("sv"), day(11, 20), lang="sv", n=1)
    assert shown.title == "Senaste skoldagen"
    assert shown.say == "Borta 1 dag, 2 av 6 lektioner. Oanmält 1 dag."
