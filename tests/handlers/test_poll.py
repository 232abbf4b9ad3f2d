"""A poll takes what is new, and what is new once; what it raises is raised once, on its day, and visibly taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from bot.handlers import measure
from bot.ports import RowProblem
from bot.rules.crossings import raise_crossings
from bot.rules.ladder import Ladder
from bot.rules.state import AskStatus, CaseStatus
from bot.rules.values import Crossing, Pupil, Window
from bot.storage import changed, sources
from bot.storage.columns import metadata
from bot.storage.db import Database
from tests.handlers.town import (
    DAY,
    LIT,
    MONDAY,
    Town,
    days_off,
    email,
    ladder,
    pupil,
    school_days,
    school_of,
)

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + n * DAY for n in range(1, 5))
MONTHLY = """\
id: monthly
name: {en: Monthly}
country: SE
stages:
  said_late:
    title: {sv: Steg, en: Step}
    when: {any: [{hours: {at_least: 2, this: month}}]}
    raised: month_end
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}, closed_it: {closes: true}}}]
"""
BANDS = """\
id: bands
name: {en: Bands}
country: SE
stages:
  first:
    title: {sv: Steg, en: Step}
    when: {any: [{hours: {over: {1-6: 3, 7-9: 5}, this: term}}]}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}}}]
"""


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


# --- what is new, once ---------------------------------------------------------------------------------


def test_a_second_poll_of_the_same_changes_nothing(town: Town, database: Database) -> None:
    town.give(MONDAY, p1="AAAA")
    town.poll(MONDAY)
    town.give(TUESDAY, p1="AAPP")
    first = town.poll(TUESDAY)
    before = everything(database)
    town.give(MONDAY, p1="AAAA")
    town.give(TUESDAY, p1="AAPP")
    again = town.poll(TUESDAY, hour=17)
    assert (first.crossings, first.asks) == (1, 1)
    assert (again.crossings, again.asks, again.problems) == (0, 0, ())
    assert everything(database) == before


def test_a_crossing_opens_one_case_with_one_ask_and_its_evidence(town: Town) -> None:
    town.days(MONDAY, 1, p1="AAAA")
    assert not town.cases()
    town.give(TUESDAY, p1="AUPP")
    town.poll(TUESDAY)
    case = town.case()
    (ask,) = case.waiting
    (crossing,) = case.crossings
    assert (ask.stage, ask.who, case.mentor, case.opened_on) == ("four", "mentor", email("8C"), TUESDAY)
    figure = crossing.figure
    assert (figure.value, figure.operator, figure.limit) == (Fraction(5), "over", Fraction(4))
    assert crossing.figure.window == Window(first=MONDAY, last=TUESDAY)
    assert (crossing.figure.reported, crossing.figure.given) == (7, 8)
    assert town.journal(case) == ["opened", "asked"]


def test_days_that_arrive_together_are_looked_at_one_by_one(town: Town) -> None:
    town.days(MONDAY, 1, p1="PPPP")
    for day, marks in ((TUESDAY, "AAAA"), (WEDNESDAY, "APPP"), (THURSDAY, "AAAA"), (FRIDAY, "PPPP")):
        town.give(day, p1=marks)
    town.poll(FRIDAY)
    assert town.stages() == [(WEDNESDAY, "four"), (THURSDAY, "eight")]
    case = town.case()
    assert case.stage == "eight"
    assert [one.status for one in case.asks] == [AskStatus.SUPERSEDED, AskStatus.WAITING]
    assert not case.not_documented


def test_the_first_import_looks_at_its_latest_day_and_enters_at_the_highest_stage(town: Town) -> None:
    for day in school_days(MONDAY, 5):
        town.give(day, p1="AAPP")
    town.poll(FRIDAY)
    assert town.stages() == [(FRIDAY, "eight")]
    assert town.case().not_documented == ("four",)
    assert len(town.case().asks) == 1


def test_a_first_import_on_a_sunday_measures_the_friday(town: Town) -> None:
    """A club's Sunday record is kept but is no day of school; it must not hide what Friday shows."""
    for day in school_days(MONDAY, 5):
        town.give(day, p1="AAPP")
    town.say("p1", FRIDAY + 2 * DAY, "P---")
    town.poll(FRIDAY + 2 * DAY)
    assert town.stages() == [(FRIDAY, "eight")]


def test_a_sunday_record_counts_nowhere(town: Town) -> None:
    town.days(MONDAY, 5, p1="PPPP")
    town.say("p1", FRIDAY + 2 * DAY, "AAAA")
    town.poll(FRIDAY + 2 * DAY)
    town.give(FRIDAY + 3 * DAY, p1="AAAA")
    town.poll(FRIDAY + 3 * DAY)
    assert not town.cases()


def test_records_read_before_their_day_come_due_when_it_comes(town: Town) -> None:
    town.days(MONDAY, 1, p1="PPPP")
    town.give(TUESDAY, p1="AAAA")
    town.give(WEDNESDAY, p1="AAAA")
    town.give(THURSDAY, p1="AAAA")
    assert town.poll(MONDAY, hour=17).crossings == 0
    assert town.poll(TUESDAY).crossings == 0
    assert town.poll(WEDNESDAY).crossings == 1
    assert town.stages() == [(WEDNESDAY, "four")]
    town.poll(THURSDAY)
    assert town.stages() == [(WEDNESDAY, "four"), (THURSDAY, "eight")]


def test_a_first_import_with_days_ahead_stops_at_today(town: Town) -> None:
    for day in school_days(MONDAY, 4):
        town.give(day, p1="AAAA")
    town.poll(TUESDAY)
    assert town.stages() == [(TUESDAY, "four")]
    town.poll(WEDNESDAY)
    assert town.stages()[1:] == [(WEDNESDAY, "eight")]


def test_the_day_is_the_schools_own(town: Town) -> None:
    """Half past midnight at the school is still yesterday in UTC."""
    town.days(MONDAY, 1, p1="AAAA")
    town.give(TUESDAY, p1="AAAA")
    town.poll(TUESDAY, hour=0)
    assert town.stages() == [(TUESDAY, "four")]
    assert town.case().opened_on == TUESDAY


# --- missing registers ---------------------------------------------------------------------------------


def test_missing_registers_hold_the_alert_until_they_come(town: Town) -> None:
    town.days(MONDAY, 1, p1="AAAA")
    town.give(TUESDAY, p1="AUUU")
    held = town.poll(TUESDAY)
    assert (held.held_back, held.crossings) == (1, 0)
    assert not town.cases()
    town.say("p1", TUESDAY, "-PPP")
    released = town.poll(WEDNESDAY, hour=7)
    assert (released.held_back, released.crossings) == (0, 1)
    assert town.stages() == [(TUESDAY, "four")]


def test_missing_registers_are_never_absence(town: Town) -> None:
    town.days(MONDAY, 5, p1="UUUU")
    assert not town.cases()


def test_an_alert_held_back_at_the_months_end_is_said_when_the_registers_come(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(MONTHLY))])
    town.days(date(2026, 8, 27), 2, p1="AUUU")
    town.give(date(2026, 8, 31), p1="AUUU")
    assert town.poll(date(2026, 8, 31)).held_back == 1
    for day in (27, 28, 31):
        town.say("p1", date(2026, 8, day), "-PPP")
    town.give(date(2026, 9, 1))
    town.poll(date(2026, 9, 1))
    assert [stage for _, stage in town.stages()] == ["said_late"]


# --- said at the end of a month ------------------------------------------------------------------------


def test_the_end_of_the_month_is_said_of_everybody_changed_or_not(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(MONTHLY))], [pupil("p1"), pupil("p2")])
    town.days(MONDAY, 3, p1="APPP", p2="PPPP")
    assert not town.cases("p1")
    town.say("p2", date(2026, 8, 31), "PPPP")
    town.poll(date(2026, 8, 31))
    assert town.stages("p1") == [(date(2026, 8, 31), "said_late")]
    assert not town.stages("p2")


def test_the_end_of_the_month_is_not_missed_when_nothing_came_on_it(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(MONTHLY))])
    town.days(MONDAY, 3, p1="APPP")
    town.days(date(2026, 9, 1), 1, p1="PPPP")
    assert town.stages("p1") == [(date(2026, 8, 31), "said_late")]


# --- grade bands ---------------------------------------------------------------------------------------


def test_the_limit_is_that_of_the_pupils_grade(database: Database) -> None:
    pupils = (pupil("p1", class_name="5A"), pupil("p2", class_name="8C"), pupil("p3", grade=None))
    town = Town(database, [school_of(steps=ladder(BANDS))], pupils)
    town.days(MONDAY, 2, p1="AAPP", p2="AAPP", p3="AAPP")
    assert (len(town.stages("p1")), len(town.stages("p2")), len(town.stages("p3"))) == (1, 0, 0)
    town.days(WEDNESDAY, 1, p1="AAPP", p2="AAPP", p3="AAPP")
    assert (len(town.stages("p1")), len(town.stages("p2")), len(town.stages("p3"))) == (1, 1, 0)


# --- an edited ladder ----------------------------------------------------------------------------------


def test_an_edited_ladder_serves_new_cases_while_an_open_one_goes_on_by_its_own(database: Database) -> None:
    town = Town(database, pupils=(pupil("p1"), pupil("p2")))
    town.days(MONDAY, 2, p1="AAAP", p2="PPPP")
    town.edit(ladder=ladder(**{"over: 8": "over: 20", "over: 4": "over: 2", "version: 1": "version: 2"}))
    town.days(WEDNESDAY, 1, p1="AAAP", p2="AAAP")
    assert [stage for _, stage in town.stages("p1")] == ["four", "eight"]
    assert town.case("p1").ladder_version == 1
    assert town.stages("p2") == [(WEDNESDAY, "four")]
    assert town.case("p2").ladder_version == 2


# --- a bad batch ---------------------------------------------------------------------------------------


def test_a_broken_batch_leaves_the_last_good_state_and_its_time(town: Town, database: Database) -> None:
    town.days(MONDAY, 2, p1="AAAP")
    good = state(database)
    whole = town.feed.roster
    town.feed.roster = None
    town.feed.problems = (RowProblem(file="roster.csv", line=1, column="", why="has no header"),)
    polled = town.poll(WEDNESDAY)
    bad = state(database)
    assert [str(one) for one in polled.problems] == ["roster.csv:1: has no header"]
    assert (bad.good_at, bad.polled_at) == (good.good_at, town.clock)
    assert "roster.csv" in bad.error
    assert town.case().status is CaseStatus.OPEN
    town.feed.roster, town.feed.problems = whole, ()
    town.poll(WEDNESDAY, hour=17)
    assert (state(database).good_at, state(database).error) == (town.clock, "")


def test_a_day_off_that_is_told_later_takes_back_what_was_counted_on_it(town: Town) -> None:
    town.days(MONDAY, 2, p1="AAAP")
    town.enrol(pupil("p1"), days_off=days_off(LIT, MONDAY))
    town.give(WEDNESDAY)
    town.poll(WEDNESDAY)
    assert not town.stages()


def test_a_poll_that_was_killed_goes_on_where_it_was(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.days(MONDAY, 1, p1="AAAA")
    town.give(TUESDAY, p1="AAAA")
    with monkeypatch.context() as patch:
        patch.setattr("bot.handlers.poll.measure", _killed)
        with pytest.raises(KeyboardInterrupt):
            town.poll(TUESDAY)
    assert not town.cases()
    assert town.poll(TUESDAY, hour=17).crossings == 1
    assert town.stages() == [(TUESDAY, "four")]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_nothing_is_left_to_measure_after_a_poll(town: Town, database: Database) -> None:
    town.days(MONDAY, 2, p1="AAAP")
    with database.read() as conn:
        assert not changed.schools(conn)
        assert changed.looked(conn, LIT) == TUESDAY


# --- several schools -----------------------------------------------------------------------------------


def test_two_schools_go_each_by_their_own_ladder_language_and_day(database: Database) -> None:
    finnish = school_of("Esbo skola", ladder(BANDS), country="FI", timezone="Europe/Helsinki", language="fi")
    pupils = (pupil("p1"), pupil("p2", "Esbo skola", "5A"))
    town = Town(database, [school_of(), finnish], pupils)
    town.days(MONDAY, 2, p1="AAPP", p2="AAPP")
    assert not town.stages("p1")
    assert town.stages("p2") == [(TUESDAY, "first")]
    assert town.case("p2").school == "Esbo skola"
    assert town.case("p2").ladder_id == "bands"
    town.days(WEDNESDAY, 1, p1="AAPP", p2="AAPP")
    assert town.stages("p1") == [(WEDNESDAY, "four")]


def test_a_school_that_is_not_set_up_is_reported_and_hinders_no_other(database: Database) -> None:
    town = Town(database, [school_of(), school_of("Esbo skola")], (pupil("p1"),))
    stranger = pupil("p9", "Esboo skola")
    town.enrol(pupil("p1"), stranger)
    town.give(MONDAY, p1="AAAA", p9="AAAA")
    polled = town.poll(MONDAY)
    assert len(polled.problems) == 1
    assert "not set up" in str(polled.problems[0])
    town.days(TUESDAY, 1, p1="AAAA", p9="AAAA")
    assert town.stages("p1") == [(TUESDAY, "four")]
    assert not town.cases("p9")


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, besides the times of polls and the mark each roster draws."""
    skip = {"source", "taken_file", "stamp"}
    with database.read() as conn:
        return {
            table.name: sorted((tuple(row) for row in conn.execute(sa.select(table))), key=repr)
            for table in metadata.sorted_tables
            if table.name not in skip
        }


def state(database: Database) -> sources.SourceState:
    """What is known of the source."""
    with database.read() as conn:
        return sources.state(conn, "feed")


def test_a_pupil_who_left_gets_no_new_case_from_a_late_record(town: Town) -> None:
    town.enrol(pupil("p1"), pupil("p2"))
    town.days(MONDAY, 1, p1="AAAA", p2="PPPP")
    town.enrol(replace(pupil("p2")))
    town.say("p1", MONDAY, "A---")
    town.say("p1", TUESDAY, "AAAA")
    town.give(TUESDAY)
    town.poll(TUESDAY)
    assert not town.cases("p1")


def test_one_who_cannot_be_measured_keeps_no_other_waiting_and_is_tried_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.enrol(pupil("p1"), pupil("p2", class_name="8D"))

    def broken(steps: Ladder, one: Pupil, *more: Any) -> Sequence[Crossing]:
        if one.pupil_id == "p1":
            raise ZeroDivisionError
        return raise_crossings(steps, one, *more)

    town.give(MONDAY, p1="AAAA", p2="AAAA")
    town.give(TUESDAY, p1="AAAA", p2="AAAA")
    monkeypatch.setattr(measure, "raise_crossings", broken)
    with pytest.raises(ZeroDivisionError):
        town.poll(TUESDAY)
    assert (town.stages("p1"), town.stages("p2")) == ([], [(TUESDAY, "four")])
    monkeypatch.undo()
    town.give(WEDNESDAY)
    town.poll(WEDNESDAY)
    assert (town.stages("p1"), town.stages("p2")) == ([(TUESDAY, "four")], [(TUESDAY, "four")])
