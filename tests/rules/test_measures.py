"""Every measure, what-key, limit and window of LANGUAGE.md, one example each."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bot.rules.days import DaysView, coverage
from bot.rules.ladder import Counting, Merge
from bot.rules.measures import counted, figure
from bot.rules.series import further
from bot.rules.values import Figure, Kind, Window
from tests.rules.marks import SCHOOL, line, view

THURSDAY = date(2026, 8, 20)
FRIDAY = date(2026, 8, 21)
SECOND_FRIDAY = date(2026, 8, 28)
WEEK = "last: 5 school days"
LESSONS = Counting()


def measured(
    text: str,
    *week: str,
    on: date = FRIDAY,
    counting: Counting = LESSONS,
    grade: int | None = 8,
    since: date | None = None,
    minutes: int = 60,
) -> Figure | None:
    """The figure of one line over weeks of marks."""
    days = view(*week, minutes=minutes)
    return figure(line(text), 0, "stage", counting, days, SCHOOL, on, grade, since)


def value(
    text: str, *week: str, on: date = FRIDAY, counting: Counting = LESSONS, minutes: int = 60
) -> Fraction:
    found = measured(text, *week, on=on, counting=counting, minutes=minutes)
    assert found is not None
    return found.value


HOURS = f"hours: {{over: 2, {WEEK}}}"


def test_one_lesson_mark_is_one_hour_also_where_part_of_it_was_missed() -> None:
    assert value(HOURS, "ip.. v... u... .... ....", minutes=45) == 4


@pytest.mark.parametrize(("hour", "hours"), [(45, Fraction(150, 45)), (60, Fraction(5, 2))])
def test_an_hour_of_minutes_adds_what_was_missed(hour: int, hours: Fraction) -> None:
    assert value(HOURS, "ip.. v... .... .... ....", counting=Counting(hour_minutes=hour)) == hours


def test_lates_left_early_and_missing_registers_are_no_absence() -> None:
    assert value(HOURS, "lLe? .... .... .... ....") == 0


def test_a_late_is_absence_from_the_minutes_the_ladder_says() -> None:
    assert value(HOURS, "lLe? .... .... .... ....", counting=Counting(late_is_absence_from=30)) == 1
    by_minutes = Counting(late_is_absence_from=42, hour_minutes=60)
    assert value(HOURS, "lLe? .... .... .... ....", counting=by_minutes) == Fraction(42, 60)


def test_a_sunday_record_is_not_counted() -> None:
    assert (
        value("hours: {over: 2, last: 14 days}", ".... .... .... .... .... iiii iiii", on=date(2026, 8, 24))
        == 0
    )


def test_over_is_strict_and_at_least_is_not() -> None:
    over, least = (
        measured("hours: {over: 2, this: term}", "ii.."),
        measured("hours: {at_least: 2, this: term}", "ii.."),
    )
    assert (over and over.holds, least and least.holds) == (False, True)


def test_a_share_is_of_what_was_scheduled_so_far_registers_taken_or_not() -> None:
    found = measured("share: {at_least: 10 %, this: term}", "ii.? .... ....", on=date(2026, 8, 19))
    assert found is not None
    assert (found.value, found.holds) == (Fraction(2, 12), True)
    assert (found.given, found.reported, found.away) == (12, 11, 2)


def test_a_share_of_nothing_never_holds() -> None:
    found = measured("share: {over: 0 %, last: 1 school day}", "iiii - - - -")
    assert found is not None
    assert found.value == 0
    assert not found.holds


@pytest.mark.parametrize(
    ("what", "hours"),
    [
        ("kinds: [valid]", 2),
        ("kinds: [invalid, unresolved]", 3),
        ("reasons: [health]", 1),
        ("reasons_left_out: [health, leave]", 3),
    ],
)
def test_kinds_and_reasons(what: str, hours: int) -> None:
    assert value(f"hours: {{{what}, over: 2, {WEEK}}}", "vgip u... .... .... ....") == hours


def test_a_late_of_unknown_authorisation_is_unresolved() -> None:
    occasions = f"marks: [late], at_least: 1, {WEEK}"
    assert value(f"occasions: {{kinds: [unresolved], {occasions}}}", "lL.. .... .... .... ....") == 1


OCCASION_WEEK = "ii.i ..ii i... .... i.i."


@pytest.mark.parametrize(("merge", "count"), [("adjoining", 6), ("lesson", 8), ("day", 4), ("spell", 5)])
def test_what_is_one_occasion(merge: str, count: int) -> None:
    assert value(f"occasions: {{merge: {merge}, at_least: 1, {WEEK}}}", OCCASION_WEEK) == count
    by_ladder = Counting(occasion=Merge(merge))
    assert value(f"occasions: {{at_least: 1, {WEEK}}}", OCCASION_WEEK, counting=by_ladder) == count


def test_a_missing_register_parts_an_occasion() -> None:
    assert value(f"occasions: {{at_least: 1, {WEEK}}}", "i?i. .... .... .... ....") == 2


def test_nights_week_ends_and_days_without_lessons_do_not_part_a_spell() -> None:
    weeks = (".... .... ..vv - vvvv", "vvvv .... .... .... ....")
    assert value("occasions: {merge: spell, at_least: 1, this: term}", *weeks, on=SECOND_FRIDAY) == 1


def test_a_spell_belongs_to_the_day_it_begins() -> None:
    weeks = (".... .... .... .... vvvv", "v.v. .... .... .... ....")
    text = "occasions: {merge: spell, at_least: 1, last: 5 school days}"
    assert value(text, *weeks, on=SECOND_FRIDAY) == 1
    on_monday = date(2026, 8, 24)
    assert value("occasions: {merge: spell, at_least: 1, last: 1 school day}", *weeks, on=on_monday) == 1
    assert value("occasions: {merge: spell, at_least: 1, last: 2 school days}", *weeks, on=on_monday) == 2


@pytest.mark.parametrize(
    ("marks", "count"),
    [("[late]", 2), ("[left_early]", 1), ("[late, left_early]", 3), ("[absent, late]", 4), ("[absent]", 2)],
)
def test_each_late_or_left_early_mark_is_one_occasion_never_merged(marks: str, count: int) -> None:
    assert value(f"occasions: {{marks: {marks}, at_least: 1, {WEEK}}}", "lLei i... .... .... ....") == count


def test_only_lates_of_some_minutes_may_be_counted() -> None:
    text = f"occasions: {{marks: [late, left_early], late_from: 30 min, at_least: 1, {WEEK}}}"
    assert value(text, "lLe. .... .... .... ....") == 2


def test_a_long_late_is_an_absence_only_where_the_line_does_not_count_it_as_late() -> None:
    counting = Counting(late_is_absence_from=30)
    week = "iL.. .... .... .... ...."
    assert value(f"occasions: {{at_least: 1, {WEEK}}}", week, counting=counting) == 1
    assert value(f"occasions: {{marks: [absent, late], at_least: 1, {WEEK}}}", week, counting=counting) == 2
    assert value(f"occasions: {{marks: [late], at_least: 1, {WEEK}}}", week, counting=counting) == 1


@pytest.mark.parametrize(("absent_day", "days"), [("all", 1), ("half", 3), ("any", 4)])
def test_when_a_day_is_missed(absent_day: str, days: int) -> None:
    week = "iiii ii.. iii? i... ...."
    assert value(f"days: {{at_least: 1, {WEEK}}}", week, counting=Counting(absent_day=absent_day)) == days


def test_a_half_day_is_all_lessons_of_that_half() -> None:
    # Lessons begin at 8.30, 9.40, 10.50, 12.00, 13.10.
    week = "iii.. iiiii ...ii ii..i iii"
    assert value(f"half_days: {{at_least: 1, {WEEK}}}", week) == 1 + 2 + 1 + 0 + 1
    early = Counting(day_divides_at=10 * 60 + 50)
    assert value(f"half_days: {{at_least: 1, {WEEK}}}", week, counting=early) == 1 + 2 + 0 + 1 + 2


def test_days_in_a_row_pass_over_days_off_and_end_on_the_day() -> None:
    weeks = (".... .... iiii - iiii", "iiii .... .... .... ....")
    row = "days_in_a_row: {at_least: 3}"
    found = measured(row, *weeks, on=date(2026, 8, 24))
    assert found is not None
    assert found.value == 3
    assert (found.holds, found.window.first) == (True, date(2026, 8, 19))
    assert value(row, *weeks, on=date(2026, 8, 25)) == 0
    assert value(row, on=FRIDAY) == 0


def test_calendar_days_in_a_row_count_the_week_end_too() -> None:
    weeks = (".... .... .... iiii iiii", "iiii - - - -")
    row = "calendar_days_in_a_row: {at_least: 5}"
    assert value(row, *weeks, on=date(2026, 8, 24)) == 5
    assert value(row, *weeks, on=SECOND_FRIDAY) == 5


def test_a_row_does_not_run_on_through_a_missing_register() -> None:
    assert value("days_in_a_row: {at_least: 3}", "iiii ???? iiii iiii ....", on=THURSDAY) == 2


def test_a_subject_is_read_apart_and_the_highest_shown() -> None:
    # Every third lesson has no subject, the second is MA, the third SV.
    found = measured("share: {per: subject, at_least: 50 %, this: term}", "ii. .i. ..i ... ...")
    assert found is not None
    assert (found.value, found.given, found.away) == (Fraction(2, 5), 5, 2)
    assert measured("hours: {per: subject, over: 1, this: term}", "i i i i i") is None
    assert measured("days_in_a_row: {per: subject, at_least: 1}", "i i i i i") is None
    assert value("days_in_a_row: {per: subject, at_least: 1}", ".i. .i. .ii ..i ..i") == 3


def test_grade_bands_and_a_pupil_outside_every_band() -> None:
    text = "hours: {over: {1-6: 1, 7-9: 3}, this: term}"
    low, high = measured(text, "ii..", grade=2), measured(text, "ii..", grade=8)
    assert low is not None
    assert high is not None
    assert (low.limit == 1, low.holds, high.limit == 3, high.holds) == (True, True, True, False)
    assert measured(text, "ii..", grade=10) is None
    assert measured(text, "ii..", grade=None) is None


def test_a_line_is_not_read_before_its_window_holds_enough_school_days() -> None:
    text = "share: {at_least: 10 %, this: term, min_days: 4}"
    assert measured(text, "iiii iiii iiii iiii", on=date(2026, 8, 19)) is None
    assert measured(text, "iiii iiii iiii iiii", on=THURSDAY) is not None


def test_this_runs_from_the_first_day_of_the_block_and_is_not_read_outside() -> None:
    found = measured("hours: {over: 2, this: month}", "iiii")
    assert found is not None
    assert (found.window, found.block) == (Window(first=date(2026, 8, 1), last=FRIDAY), "2026-08")
    assert measured("hours: {over: 2, this: period}", "iiii", on=date(2027, 2, 1)) is None


SINCE = "hours: {over: 0, since: before"


def test_since_begins_the_school_day_after_the_answer() -> None:
    week = "iiii iiii i... .... ...."
    found = measured(f"{SINCE}}}", week, since=date(2026, 8, 18))
    assert found is not None
    assert found.value == 1
    assert found.window.first == date(2026, 8, 19)
    assert measured(f"{SINCE}}}", week, since=FRIDAY) is None
    assert measured(f"{SINCE}}}", week, since=None) is None


def test_since_waits_until_earliest_and_ends_with_latest() -> None:
    answered = date(2026, 8, 17)
    text = f"{SINCE}, earliest: 3 days, latest: 4 days}}"
    read = [
        measured(text, "iiii iiii iiii iiii iiii", on=date(2026, 8, day), since=answered)
        for day in (19, 20, 21, 24)
    ]
    assert [found is not None for found in read] == [False, True, True, False]


def test_what_is_counted_is_listed_with_its_day() -> None:
    days = view("i..l .... v... .... ....")
    found = counted(line(f"hours: {{over: 0, {WEEK}}}"), LESSONS, days, SCHOOL, FRIDAY)
    assert [(day.day, one.kind) for day, one in found] == [(17, Kind.INVALID), (19, Kind.VALID)]
    assert counted(line(f"{SINCE}}}"), LESSONS, days, SCHOOL, FRIDAY) == ()
    lates = counted(line(f"occasions: {{marks: [late], at_least: 1, {WEEK}}}"), LESSONS, days, SCHOOL, FRIDAY)
    assert [(day.day, one.record_id) for day, one in lates] == [(17, "r3")]


def test_a_spell_that_began_before_the_window_is_not_listed() -> None:
    days = view(".... .... .... .... ...v", "v.v. .... .... .... ....")
    text = "occasions: {merge: spell, at_least: 1, last: 5 school days}"
    listed = counted(line(text), LESSONS, days, SCHOOL, SECOND_FRIDAY)
    assert [(day.day, one.record_id) for day, one in listed] == [(24, "r2")]


def test_the_figure_names_the_days_with_something_counted() -> None:
    found = measured(HOURS, "ii.. .... i... .... ....")
    assert found is not None
    assert [day.day for day in found.days] == [17, 19]


def test_coverage_is_the_share_of_registers_taken() -> None:
    days = view("..?? .... .... .... ....")
    assert coverage(days, Window(first=date(2026, 8, 17), last=date(2026, 8, 18))) == Fraction(6, 8)
    assert coverage(days, Window(first=date(2026, 9, 1), last=date(2026, 9, 2))) is None


def test_days_are_put_in_order() -> None:
    days = view("i... .... .... .... ....").days
    assert DaysView.of(reversed(days), SCHOOL).days == days


@pytest.mark.parametrize(
    ("text", "value", "times"),
    [
        ("at_least: 3, again_every: 3", 3, 0),
        ("at_least: 3, again_every: 3", 8, 1),
        ("at_least: 3, again_every: 3", 9, 2),
        ("over: 3, again_every: 3", 6, 0),
        ("over: 3, again_every: 3", 7, 1),
        ("over: 3", 99, 0),
    ],
)
def test_again_every_counts_from_the_limit(text: str, value: int, times: int) -> None:
    assert further(Fraction(value), line(f"occasions: {{{text}, this: term}}"), Fraction(3)) == times
