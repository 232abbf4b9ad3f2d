"""Measuring what changed comes to the same as measuring everything: over random histories, and case by case."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.handlers.measure import LATE, days_to_look_at
from bot.handlers.poll import measure_schools
from bot.rules.calendar import Calendar, Term
from bot.rules.crossings import holding
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder
from bot.rules.simulate import dry_run
from bot.rules.state import CaseStatus
from bot.rules.values import Crossing, Figure, PupilDay, Window
from bot.storage import changed, rollup
from bot.storage.db import Database
from tests.handlers.history import LADDERS, PUPILS, Batch, databases, histories, lay, pupil_days, town, uneven
from tests.handlers.test_poll import everything
from tests.handlers.town import DAY, FIRST, HOURS, LIT, MONDAY, Town, ladder, pupil, school_of

EXAMPLES = int(os.environ.get("LOTS_EXAMPLES", "100"))
CROWD = 50
"""Pupils of one history: a poll of many costs little more than one of few."""
SEED = 20260820
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
ON_BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def few(kind: str) -> int:
    """PostgreSQL makes a database anew for each example, which costs far more than what is tested."""
    return EXAMPLES if kind == "sqlite" else max(EXAMPLES // 10, 5)


def run(one: Town, batches: tuple[Batch, ...]) -> None:
    """Poll by poll."""
    for batch in batches:
        lay(one, batch)
        one.poll(batch.day)


def stored(one: Town, who: str, last: date) -> tuple[PupilDay, ...]:
    """A pupil's days as the rollup has them."""
    with one.db.read() as conn:
        return rollup.days(conn, who, FIRST, last)


def current(one: Town, who: str, on: date) -> list[tuple[Figure, ...]]:
    """A pupil's figures as they stand on a day."""
    (school,) = one.house.schools
    with one.db.read() as conn:
        calendar = one.house.calendar(conn, LIT)
        days = DaysView.of(rollup.days(conn, who, FIRST, on), calendar)
    return [one.figures for one in holding(school.ladder, days, calendar, on, 8, {}).values()]


def assert_nothing_left_to_say(one: Town, last: date, pupils: int = len(PUPILS)) -> None:
    """Measuring everybody from what is stored raises nothing, takes nothing back, changes nothing."""
    before = everything(one.db)
    with one.db.write() as conn:
        changed.mark_school(conn, LIT, last)
    again = measure_schools(one.house, one.clock)
    assert (again.pupils, again.crossings, again.asks) == (pupils, 0, 0)
    assert everything(one.db) == before


# --- over random histories -----------------------------------------------------------------------------


@ON_BOTH
def test_polls_one_by_one_come_to_what_one_full_import_and_measuring_everybody_come_to(kind: str) -> None:
    @settings(max_examples=few(kind), deadline=None, suppress_health_check=SLOW)
    @given(histories(corrected=True), st.sampled_from(sorted(LADDERS)))
    def check(batches: tuple[Batch, ...], name: str) -> None:
        with databases(kind) as make:
            step, whole = town(make(), LADDERS[name]), town(make(), LADDERS[name])
            run(step, batches)
            for batch in batches:
                lay(whole, batch)
            last = batches[-1].day
            whole.poll(last)
            for who in PUPILS:
                assert stored(step, who, last) == stored(whole, who, last) == pupil_days(batches, who)
                assert current(step, who, last) == current(whole, who, last)
            assert_nothing_left_to_say(step, last)

    check()


@ON_BOTH
def test_without_corrections_polls_raise_what_the_dry_run_raises(kind: str) -> None:
    @settings(max_examples=few(kind), deadline=None, suppress_health_check=SLOW)
    @given(histories(corrected=False), st.sampled_from(sorted(LADDERS)))
    def check(batches: tuple[Batch, ...], name: str) -> None:
        with databases(kind) as make:
            one = town(make(), LADDERS[name])
            run(one, batches)
            calendar = _calendar(one)
            for who in PUPILS:
                days = DaysView.of(pupil_days(batches, who), calendar)
                dry = dry_run(LADDERS[name], who, 8, days, calendar, batches[0].day, batches[-1].day)
                assert [(c.day, c.stage, c.period, c.figure) for c in one.raised(who)] == sorted(
                    (c.day, c.stage, c.period, c.figure) for c in dry
                )

    check()


@ON_BOTH
@pytest.mark.parametrize("name", sorted(LADDERS))
def test_with_days_without_lessons_and_late_records_polls_raise_what_the_dry_run_raises(
    kind: str, name: str
) -> None:
    """``LOTS_EXAMPLES`` pupils a ladder, in towns of :data:`CROWD`."""
    crowd = [f"p{number}" for number in range(min(CROWD, few(kind)))]
    with databases(kind) as make:
        for seed in range(SEED, SEED + max(few(kind) // CROWD, 1)):
            batches = uneven(seed, crowd)
            one = town(make(), LADDERS[name], crowd)
            run(one, batches)
            assert_as_in_a_dry_run(one, batches, crowd, f"seed {seed}")
            one.db.close()


def assert_as_in_a_dry_run(one: Town, batches: Sequence[Batch], crowd: Sequence[str], said: str) -> None:
    """What is said at a block's end is said with what was known then: its figure may be of an earlier day."""
    (school,) = one.house.schools
    calendar, last = _calendar(one), batches[-1].day - DAY  # the last poll is of the day after
    said_on = [[day for _, day, marks in batch.said if marks] for batch in batches]
    known = [max(days) for days in said_on if days]
    for who in crowd:
        days = DaysView.of(pupil_days(batches, who), calendar)
        dry = dry_run(school.ladder, who, 8, days, calendar, known[0], last)
        assert _told(school.ladder, one.raised(who)) == _told(school.ladder, dry), (said, who)
    assert_nothing_left_to_say(one, max(known), len(crowd))


def _told(steps: Ladder, found: Iterable[Crossing]) -> list[tuple[date, str, str, Figure | None]]:
    return [
        (one.day, one.stage, one.period, None if steps.stages[one.stage].raised else one.figure)
        for one in sorted(found, key=lambda one: (one.day, one.stage, one.period))
    ]


def _calendar(one: Town) -> Calendar:
    with one.db.read() as conn:
        return one.house.calendar(conn, LIT)


# --- which days ----------------------------------------------------------------------------------------


def test_the_days_looked_at_are_those_since_the_last_time() -> None:
    calendar = Calendar(terms=(Term("HT26", MONDAY, MONDAY + 60 * DAY),))
    friday, next_monday = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    assert days_to_look_at(calendar, None, friday) == (friday,)
    assert days_to_look_at(calendar, None, friday + 2 * DAY) == (friday,)
    assert days_to_look_at(calendar, friday, next_monday + DAY) == (next_monday, next_monday + DAY)
    assert days_to_look_at(calendar, friday, MONDAY) == (friday,)
    assert days_to_look_at(calendar, friday, friday + 2 * DAY) == (friday,)
    assert days_to_look_at(calendar, None, MONDAY - DAY) == (MONDAY - DAY,)


def test_a_row_of_days_is_raised_though_its_last_register_comes_when_the_pupil_is_back(
    database: Database,
) -> None:
    steps = ladder(ALONE.replace(OF_HOURS, "{days_in_a_row: {at_least: 3}}"))
    town = Town(database, [school_of(steps=steps)], [pupil("p1"), pupil("p2")])
    town.days(MONDAY, 1)
    town.days(MONDAY + DAY, 2, p1="AAAA")
    wednesday, thursday = MONDAY + 2 * DAY, MONDAY + 3 * DAY
    town.give(thursday, p1="----")
    town.poll(thursday)
    town.give(thursday + DAY, p1="PPPP")
    town.poll(thursday + DAY)
    assert town.stages() == []
    town.say("p1", thursday, "AAAA")
    town.poll(thursday + DAY, hour=18)
    assert town.stages() == [(thursday, "four")]
    assert town.case().crossings[0].figure.window == Window(first=wednesday - DAY, last=thursday)


def test_a_window_that_fills_on_a_day_without_lessons_is_read_at_the_next_lesson(database: Database) -> None:
    share = "{share: {at_least: 50 %, last: 3 school days}}"
    town = Town(database, [school_of(steps=ladder(ALONE.replace(OF_HOURS, share)))])
    town.days(MONDAY, 1, p1="PPPP")
    town.days(MONDAY + DAY, 1, p1="PPPP")
    town.days(MONDAY + 2 * DAY, 1, p1="AAPP")
    for gap in (3, 4):
        town.give(MONDAY + gap * DAY, p1="----")
        town.poll(MONDAY + gap * DAY)
    assert town.stages() == [], "who has left would look ever worse"
    town.days(MONDAY + 7 * DAY, 1, p1="PPPP")
    assert town.stages() == [(MONDAY + 4 * DAY, "four")]


def test_what_is_said_at_the_end_of_a_month_is_said_though_nobody_has_lessons_that_day(
    database: Database,
) -> None:
    said_late = "when: {any: [{hours: {over: 4, last: 5 school days}}]}\n    raised: month_end"
    town = Town(database, [school_of(steps=ladder(ALONE.replace(f"when: {{any: [{OF_HOURS}]}}", said_late)))])
    friday, end = date(2026, 8, 28), date(2026, 8, 31)
    town.days(friday - DAY, 2, p1="AAAP")
    town.poll(end)
    assert town.stages() == [], "its registers may still come"
    town.poll(end + DAY)
    assert town.stages() == [(end, "four")]


def test_days_of_long_ago_and_days_before_a_case_was_closed_are_not_looked_at_again(
    database: Database,
) -> None:
    town = Town(database, [school_of(steps=ladder(ALONE.replace(OF_HOURS, ROLLING)))])
    last = town.days(MONDAY, LATE + 10, p1="PPPP")
    town.say("p1", MONDAY + DAY, "AAAA")
    town.poll(last)
    assert town.stages() == [], "it came too late"
    late = town.days(last + DAY, 4, p1="APPP")
    town.close()
    town.days(late + DAY, 6, p1="PPPP")
    town.say("p1", late - DAY, "AAAA")
    town.poll(late + 8 * DAY)
    assert town.stages() == [(late, "four")]


# --- how far back --------------------------------------------------------------------------------------


def test_a_correction_leaves_what_another_line_with_a_longer_window_still_holds(database: Database) -> None:
    """The line that fired is corrected away weeks later; the other one needs days long before its window."""
    lines = "{any: [{occasions: {kinds: [invalid], at_least: 2, last: 5 school days}}, "
    lines += "{hours: {at_least: 7, last: 20 school days}}]}"
    steps = ladder(HOURS.replace("{any: [{hours: {over: 4, this: school year}}]}", lines))
    town = Town(database, [school_of(steps=steps)])
    town.days(MONDAY, 5, p1="APPP")
    last = town.days(MONDAY + 7 * DAY, 5, p1="PPPP")
    fired = town.days(last + 3 * DAY, 2, p1="IPPP")
    assert town.stages() == [(fired, "four")]
    assert town.case().crossings[0].figure.line == 0
    late = town.days(fired + DAY, 13, p1="PPPP")
    town.say("p1", fired, "A---")
    town.poll(late, hour=17)
    assert town.stages() == [(fired, "four")]
    assert town.case().status is CaseStatus.OPEN


def test_what_is_said_at_the_end_of_the_term_was_true_on_any_day_of_it(database: Database) -> None:
    when = f"when: {{any: [{OF_HOURS}]}}"
    said_late = "when: {any: [{hours: {over: 4, last: 5 school days}}]}\n    raised: term_end"
    steps = ladder(ALONE.replace(when, said_late))
    town = Town(database, [school_of(steps=steps)])
    town.days(MONDAY, 2, p1="AAAP")
    town.days(date(2026, 12, 17), 2, p1="PPPP")
    assert [stage for day, stage in town.stages() if day == date(2026, 12, 18)] == ["four"]


# --- again after a case was closed ---------------------------------------------------------------------

OF_HOURS = "{hours: {over: 4, this: school year}}"
ROLLING = "{hours: {at_least: 4, last: 5 school days}}"
ALONE = HOURS[: HOURS.index("  eight:")]
"""The first stage without the one above it."""


def test_a_rolling_stage_comes_again_only_after_it_has_been_false_since_the_case_was_closed(
    database: Database,
) -> None:
    town = Town(database, [school_of(steps=ladder(ALONE.replace(OF_HOURS, ROLLING)))])
    day = town.days(MONDAY, 4, p1="APPP")
    town.close()
    day = town.days(day + DAY, 3, p1="APPP")
    assert len(town.stages()) == 1, "it has held all the time"
    day = town.days(day + DAY, 5, p1="PPPP")
    day = town.days(day + DAY, 4, p1="APPP")
    assert [stage for _, stage in town.stages()] == ["four", "four"]
    assert [one.status for one in town.cases()] == [CaseStatus.CLOSED, CaseStatus.OPEN]


def test_an_edited_ladder_with_fewer_lines_still_knows_that_its_stage_has_fired(database: Database) -> None:
    two = "{occasions: {kinds: [invalid], at_least: 9, this: term}}, " + ROLLING
    town = Town(database, [school_of(steps=ladder(ALONE.replace(OF_HOURS, two)))])
    day = town.days(MONDAY, 4, p1="APPP")
    assert town.case().crossings[0].figure.line == 1
    town.close()
    town.edit(ladder=ladder(ALONE.replace(OF_HOURS, ROLLING)))
    day = town.days(day + DAY, 1, p1="APPP")
    assert len(town.cases()) == 1, "it has held all the time"
    day = town.days(day + DAY, 5, p1="PPPP")
    town.days(day + DAY, 4, p1="APPP")
    assert [case.status for case in town.cases()] == [CaseStatus.CLOSED, CaseStatus.OPEN]
