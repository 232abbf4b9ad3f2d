"""A poll takes back, visibly, what corrected and deleted records no longer hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bot.rules.state import AskStatus, CaseStatus
from bot.storage import rollup
from bot.storage.db import Database
from tests.handlers.town import (
    DAY,
    HOURS,
    MONDAY,
    Town,
    email,
    ladder,
    pupil,
    record,
    school_of,
)

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + n * DAY for n in range(1, 5))


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def test_a_deletion_withdraws_an_untouched_alert_and_its_return_raises_it_again(town: Town) -> None:
    town.days(MONDAY, 2, p1="AAAP")
    town.say("p1", MONDAY, "CC--")
    town.poll(TUESDAY, hour=17)
    case = town.case()
    assert case.status is CaseStatus.CLOSED
    assert case.asks[0].status is AskStatus.WITHDRAWN
    assert "withdrawn" in town.journal(case)
    assert not town.stages()
    town.say("p1", MONDAY, "AA--")
    town.poll(TUESDAY, hour=18)
    assert town.stages() == [(TUESDAY, "four")]
    assert [one.status for one in town.cases()].count(CaseStatus.OPEN) == 1


def test_a_correction_annotates_a_case_somebody_has_acted_on(town: Town) -> None:
    town.days(MONDAY, 2, p1="AAAP")
    town.press(town.case().waiting[0], "talked_with_pupil", email("8C"))
    town.say("p1", MONDAY, "PPPP")
    town.poll(TUESDAY, hour=17)
    case = town.case()
    assert case.status is CaseStatus.OPEN
    assert case.corrected == ("four",)
    assert "corrected" in town.journal(case)
    assert "withdrawn" not in town.journal(case)


def test_a_correction_of_both_stages_takes_both_back(town: Town) -> None:
    town.days(MONDAY, 3, p1="AAAP")
    assert [stage for _, stage in town.stages()] == ["four", "eight"]
    town.say("p1", MONDAY, "PPPP")
    town.say("p1", TUESDAY, "PPPP")
    town.poll(WEDNESDAY, hour=17)
    assert not town.stages()
    assert town.case().status is CaseStatus.CLOSED
    assert not town.case().waiting


def test_a_correction_of_the_higher_stage_alone_goes_back_to_the_lower(town: Town) -> None:
    town.days(MONDAY, 3, p1="AAAP")
    town.say("p1", WEDNESDAY, "APPP")
    town.poll(WEDNESDAY, hour=17)
    case = town.case()
    assert [stage for _, stage in town.stages()] == ["four"]
    assert case.stage == "four"
    assert [one.stage for one in case.waiting] == ["four"]


def test_a_stage_corrected_away_while_a_higher_stood_is_not_gone_back_to(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(**{"over: 4, this: school year": "over: 4, this: month"}))])
    for when, marks in (("08-27", "AAAP"), ("08-28", "AAPP"), ("08-31", "PPPP"), ("09-01", "AAAP")):
        town.days(date.fromisoformat(f"2026-{when}"), 1, p1=marks)
    last = town.days(date(2026, 9, 2), 1, p1="AAAA")
    assert [stage for _, stage in town.stages()] == ["four", "eight"]
    town.say("p1", date(2026, 8, 28), "APPP")
    town.poll(last, hour=17)
    assert [stage for _, stage in town.stages()] == ["eight"]
    for day in (date(2026, 9, 1), last):
        town.say("p1", day, "PPPP")
    town.poll(last, hour=18)
    assert not town.stages()
    assert town.case().status is CaseStatus.CLOSED


def test_valid_made_invalid_moves_the_occasions_and_back(database: Database) -> None:
    town = Town(database, [school_of(steps=None)])
    text = ladder().text.replace(
        "hours: {over: 4, this: school year}", "occasions: {kinds: [invalid], at_least: 2, this: term}"
    )
    town.edit(ladder=ladder(text))
    town.days(MONDAY, 2, p1="APPP")
    town.say("p1", MONDAY, "I---")
    town.say("p1", TUESDAY, "I---")
    town.poll(TUESDAY, hour=17)
    assert town.stages() == [(TUESDAY, "four")]
    town.say("p1", MONDAY, "A---")
    town.poll(TUESDAY, hour=18)
    assert not town.stages()
    assert town.case().status is CaseStatus.CLOSED


def test_cancelled_lessons_leave_the_denominator(database: Database) -> None:
    steps = ladder(**{"hours: {over: 4, this: school year}": "share: {at_least: 50 %, this: school year}"})
    town = Town(database, [school_of(steps=steps)])
    town.days(MONDAY, 1, p1="AAPP")
    assert town.raised()[0].figure.value == Fraction(1, 2)
    town.days(TUESDAY, 1, p1="PPPP")
    town.say("p1", TUESDAY, "CCCC")
    town.poll(TUESDAY, hour=17)
    with database.read() as conn:
        assert len(rollup.days(conn, "p1", MONDAY, TUESDAY)) == 1


def test_a_record_that_moves_to_another_pupil_is_taken_from_the_first(database: Database) -> None:
    town = Town(database, pupils=(pupil("p1"), pupil("p2")))
    town.days(MONDAY, 2, p1="AAAP")
    rows = [record("p1", MONDAY, place, "A") | {"pupil_id": "p2"} for place in range(4)]
    town.feed.rows.extend(rows)
    town.say("p2", TUESDAY, "AAPP")
    town.poll(TUESDAY, hour=17)
    assert not town.stages("p1")
    assert town.stages("p2") == [(TUESDAY, "four")]


# --- a new grade ---------------------------------------------------------------------------------------

BY_GRADE = ladder(HOURS, **{"over: 4,": "over: {1-6: 4, 7-9: 9},", "over: 8,": "over: {1-6: 12, 7-9: 16},"})


def test_who_moves_up_to_a_grade_with_a_higher_limit_keeps_the_question(database: Database) -> None:
    town = Town(database, [school_of(steps=BY_GRADE)], [pupil("p1", class_name="6A"), pupil("p2")])
    day = town.days(MONDAY, 2, p1="AAAP")
    town.enrol(pupil("p1", class_name="7A"), pupil("p2"))
    day = town.days(day + DAY, 1)
    assert (town.case().status, town.case().class_name) == (CaseStatus.OPEN, "7A")
    assert town.case().waiting
    town.say("p1", MONDAY, "PPPP")
    town.poll(day + DAY)
    assert town.case().status is CaseStatus.CLOSED, "a correction is one by the limits of then"
