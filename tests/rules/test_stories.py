"""Shipped and published routines, each told as one pupil's autumn. A week is a line, a letter a lesson."""

from __future__ import annotations

from pathlib import Path

from bot.ladders import load
from bot.rules.ladder import Ladder
from tests.rules.marks import crossings, raised, weeks

GOOD = Path(__file__).parents[1] / "ladders" / "good"
CALM = "...... ...... ...... ...... ......"
AWAY = "iiiiii iiiiii iiiiii iiiiii iiiiii"
ILL = "vvvvvv vvvvvv vvvvvv vvvvvv vvvvvv"
ONE_DAY_ILL = "...... ...... vvvvvv ...... ......"
ONE_DAY_AWAY = "...... ...... iiiiii ...... ......"


def published(name: str) -> Ladder:
    return load(str(GOOD / f"{name}.yaml"))


def test_ostersund_asks_at_the_third_unreported_occasion() -> None:
    # One lesson a week is far below 10 %.
    once = "...... ...... ...... ...... .....i"
    assert raised(load("se-ostersund-lit"), weeks(CALM, once, once, once)) == [("09-11", "contact")]


def test_ostersund_asks_at_ten_per_cent_whatever_the_reason() -> None:
    two_days_ill = "...... ...... ...... vvvvvv vvvvvv"
    found = crossings(load("se-ostersund-lit"), weeks(CALM, CALM, CALM, two_days_ill))
    assert [(f"{one.day:%m-%d}", one.stage, one.figure.measure) for one in found] == [
        ("09-11", "contact", "share")
    ]


def test_ostersund_counts_lessons_that_follow_each_other_as_one_occasion() -> None:
    twice = "...... ...... ...... ...... ...iii"
    assert raised(load("se-ostersund-lit"), weeks(CALM, CALM, twice, twice)) == []


def test_finland_asks_strictly_over_thirty_fifty_and_seventy_hours_of_the_year() -> None:
    # Thirty hours after the first week, over them on the second Monday; valid or not.
    assert raised(load("fi-grundlaggande"), weeks(AWAY, ILL, CALM, AWAY)) == [
        ("08-24", "over_30"),
        ("08-27", "over_50"),
        ("09-08", "over_70"),
    ]


def test_nyland_has_other_limits_for_the_lower_grades() -> None:
    year = weeks(AWAY, ILL, AWAY)
    assert raised(load("fi-nyland"), year, grade=4) == [
        ("08-24", "early"),
        ("08-27", "intensified"),
        ("09-01", "continues"),
    ]
    # Ninety hours on the last day are not over ninety.
    assert raised(load("fi-nyland"), year, grade=8) == [("08-25", "early"), ("09-01", "intensified")]


def test_nyland_forgets_what_lies_more_than_twelve_school_weeks_back() -> None:
    calm_weeks = [CALM] * 12
    assert raised(load("fi-nyland"), weeks(AWAY, *calm_weeks, AWAY), grade=4) == []


def test_vasa_counts_from_the_first_day_of_the_school_year() -> None:
    hours = [one.figure.value for one in crossings(published("fi-vasa"), weeks(AWAY, AWAY, AWAY, CALM, AWAY))]
    days = raised(published("fi-vasa"), weeks(AWAY, AWAY, AWAY, CALM, AWAY))
    assert days == [
        ("08-21", "hours_30"),
        ("08-28", "hours_60"),
        ("09-03", "hours_80"),
        ("09-18", "hours_120"),
    ]
    assert hours == [30, 60, 84, 120]


def test_the_netherlands_report_sixteen_hours_and_keep_illness_apart() -> None:
    autumn = weeks(
        "iiiiii iiiiii iiiiii ...... ......", CALM, ONE_DAY_ILL, ONE_DAY_ILL, ONE_DAY_ILL, ONE_DAY_ILL
    )
    assert raised(published("nl-16-hours"), autumn) == [
        ("08-18", "talk"),
        ("08-19", "report"),
        ("09-23", "sick_talk"),
    ]


def test_the_netherlands_ask_after_seven_days_of_illness_in_a_row() -> None:
    assert raised(published("nl-16-hours"), weeks(CALM, ILL, ILL)) == [("09-01", "sick_talk")]


def test_denmark_counts_daily_and_says_it_on_the_last_school_day_of_the_month() -> None:
    autumn = weeks(ONE_DAY_ILL, ONE_DAY_ILL, AWAY, ONE_DAY_AWAY, CALM)
    assert raised(published("dk-10-15"), autumn) == [("08-31", "ten"), ("09-30", "fifteen")]


def test_britain_counts_lates_by_the_half_term_and_again_at_each_three() -> None:
    two_lates = "l..... ...... l..... ...... ......"
    calm_until_the_break = [CALM] * 6
    autumn = weeks(
        two_lates, two_lates, two_lates, two_lates, *calm_until_the_break, CALM, two_lates, two_lates
    )
    assert raised(published("uk-lates"), autumn) == [
        ("08-24", "lates"),
        ("09-02", "lates"),
        ("11-09", "lates"),
    ]


def test_america_waits_ten_days_before_it_reads_five_and_ten_per_cent() -> None:
    mornings = "...... ii.... ...... ...... ......"
    assert raised(published("us-10-percent"), weeks(mornings, mornings, CALM)) == [("08-28", "at_risk")]
    assert raised(published("us-10-percent"), weeks(CALM, CALM, ILL)) == [
        ("08-31", "at_risk"),
        ("09-01", "chronic"),
    ]


def test_america_counts_half_missed_days_as_days() -> None:
    half_a_day_each_day = " ".join(["iii..."] * 5)
    found = crossings(published("us-10-percent"), weeks(half_a_day_each_day, *[CALM] * 3))
    assert [one.stage for one in found] == ["chronic"]
    assert [figure.value == 5 for figure in found[0].also] == [True]


def test_france_counts_missed_half_days_by_the_month() -> None:
    # Lessons begin 8.30, 9.40, 10.50 and from 12.00 on: three before noon, three after.
    half = "iii... ...iii ...... .ii... ......"
    autumn = weeks(half, half, CALM, "iiiiii iiiiii ...... ...... ......", AWAY)
    assert raised(published("fr-4-half-days"), autumn) == [
        ("08-25", "four"),
        ("09-08", "four"),
        ("09-16", "ten"),
    ]
