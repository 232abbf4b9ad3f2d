"""The dry run: one pupil's year, nobody acting; and what is printed of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.rules.simulate import as_json, dry_run
from tests.rules.marks import MONDAY, SCHOOL, crossings, ladder, raised, view, weeks

CALM = ".... .... .... .... ...."
BAD = "ii.. ii.. .... .... ...."

LAST = date(2026, 9, 30)

ROLLING = ladder("""
  few:
    when: {any: [{hours: {over: 2, last: 2 school weeks}}]}
  many:
    when: {any: [{hours: {over: 6, last: 2 school weeks}}]}
""")


def test_each_stage_comes_once_as_nobody_closes() -> None:
    assert raised(ROLLING, weeks(BAD, BAD, CALM, CALM, BAD, BAD)) == [("08-18", "few"), ("08-25", "many")]


def test_a_lower_stage_is_not_raised_while_a_higher_one_stands() -> None:
    assert raised(ROLLING, weeks("iiiiiii .... .... .... ....", CALM, CALM, BAD)) == [("08-17", "many")]


def test_a_line_for_other_grades_counts_for_nothing_beside_one_of_the_pupils_own() -> None:
    by_grade = ladder("""
  few:
    when:
      any:
        - hours: {over: {1-6: 1}, this: term}
        - hours: {over: {7-9: 3}, this: term}
""")
    days = view("ii.. ii.. .... .... ....")
    found = [
        [(one.day.day, one.figure.line) for one in dry_run(by_grade, "p1", grade, days, SCHOOL, MONDAY, LAST)]
        for grade in (6, 8, None)
    ]
    assert found == [[(17, 0)], [(18, 1)], []]


def test_a_pupil_who_is_always_there_raises_nothing() -> None:
    assert raised(ROLLING, weeks(CALM, CALM, "???? ???? ???? ???? ????")) == []


def test_a_stage_comes_again_in_each_new_block() -> None:
    monthly = ladder("""
  few:
    when: {any: [{hours: {over: 2, this: month}}]}
  many:
    when: {any: [{hours: {over: 6, this: month}}]}
""")
    august, september = ("iii. .... .... .... ....", "iiii .... .... .... ....", CALM), (BAD, CALM)
    assert raised(monthly, weeks(*august, *september)) == [
        ("08-17", "few"),
        ("08-24", "many"),
        ("09-08", "few"),
    ]


def test_what_is_true_only_between_two_periods_is_said_at_the_end_of_the_next_one() -> None:
    gap = replace(SCHOOL, days_off=frozenset())  # the week of October 26 is in no period
    ending = ladder("""
  few:
    raised: period_end
    when: {any: [{days_in_a_row: {at_least: 5}}]}
""")
    calm, away = (CALM,) * 10, "iiii iiii iiii iiii iiii"
    assert raised(ending, weeks(*calm, away, *(CALM,) * 7), gap) == [("12-18", "few")]
    assert raised(ending, weeks(*calm, CALM, *(CALM,) * 7), gap) == []


def test_an_ask_counts_as_answered_on_the_day_it_is_raised() -> None:
    after = ladder("""
  first:
    when: {any: [{hours: {over: 2, this: term}}]}
  second:
    when: {any: [{hours: {at_least: 2, since: first}}]}
  third:
    after: second
    when: {any: [{hours: {over: 2, this: term}}]}
""")
    found = crossings(after, weeks("iii. i... i... .... ...."))
    assert [(one.day.day, one.stage, one.figure.window.first.day) for one in found] == [
        (17, "first", 17),
        (19, "second", 18),
        (20, "third", 17),
    ]


def test_a_stage_reached_by_people_alone_is_not_raised_nor_what_builds_on_it() -> None:
    judged = ladder("""
  talk: {or_judged_by: [mentor]}
  plan:
    after: talk
    when: {any: [{hours: {over: 2, this: term}}]}
""")
    assert raised(judged, weeks("iiii .... .... .... ....")) == []


def test_days_before_the_first_only_fill_the_windows() -> None:
    days = view(BAD, BAD)
    found = list(dry_run(ROLLING, "p1", 8, days, SCHOOL, date(2026, 8, 26), date(2026, 9, 30)))
    assert [(one.day, one.stage) for one in found] == [(date(2026, 8, 26), "many")]


def test_from_the_first_to_the_last_date_there_is() -> None:
    found = list(dry_run(ROLLING, "p1", 8, view(BAD, BAD), SCHOOL, date.min, date.max))
    assert [one.day for one in found] == [date(2026, 8, 18), date(2026, 8, 25)]


def test_what_was_found_earlier_in_the_month_is_said_though_the_run_begins_later() -> None:
    said = ladder("""
  said:
    when: {any: [{hours: {over: 2, last: 1 school week}}]}
    raised: month_end
""")
    days = view(BAD, CALM, CALM)
    found = list(dry_run(said, "p1", 8, days, SCHOOL, date(2026, 8, 28), date(2026, 9, 30)))
    assert [(one.day, one.figure.window.last) for one in found] == [(date(2026, 8, 31), date(2026, 8, 21))]


def test_a_pupil_who_left_raises_nothing_more() -> None:
    share = ladder("""
  contact:
    when: {any: [{share: {at_least: 10 %, last: 4 school weeks}}]}
""")
    assert raised(share, weeks(CALM, CALM, ".... .... .... .... ..ii", "..ii .... .... .... ....")) == []
    assert raised(share, ()) == []


def test_a_pupil_outside_every_band_raises_nothing() -> None:
    bands = ladder("""
  few:
    when: {all: [{hours: {over: {1-6: 2, 7-9: 3}, this: term}}, {days: {at_least: 1, this: term}}]}
""")
    days = weeks("iii. iiii .... .... ....")
    assert raised(bands, days, grade=2) == [("08-18", "few")]
    assert raised(bands, days, grade=None) == []


def test_a_crossing_as_one_line_of_jsonl() -> None:
    shares = ladder("""
  contact:
    when: {any: [{share: {at_least: 10 %, last: 4 school weeks}}]}
""")
    found = crossings(shares, weeks(CALM, "...i ..i. .i.. i..."))
    assert [as_json(one) for one in found] == [
        {
            "date": "2026-08-27",
            "pupil": "p1",
            "stage": "contact",
            "measure": "share",
            "value": 11.1111,
            "operator": "at_least",
            "limit": 10,
            "window": {"from": "2026-08-17", "to": "2026-08-27"},
        }
    ]


def test_hours_are_printed_as_hours() -> None:
    hours = ladder("  few:\n    when: {any: [{hours: {over: 2.5, this: term}}]}\n", counting="{hour: 45 min}")
    printed = as_json(crossings(hours, weeks("ii.. .... .... .... ...."))[0])
    assert (printed["value"], printed["limit"], printed["date"]) == (2.6667, 2.5, MONDAY.isoformat())
