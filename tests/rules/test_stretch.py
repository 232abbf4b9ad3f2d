"""Absence over a stretch: exact sums, and nothing told of fewer than five."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Calendar, Term
from bot.rules.days import DaysView
from bot.rules.ladder import Counting
from bot.rules.stretch import (
    FEW,
    NOTHING,
    Effect,
    PupilSum,
    Stretch,
    around,
    by_class,
    followed,
    recent,
    stretches,
    thin,
    whole,
)
from bot.rules.values import Lesson, PupilDay, Status, Window

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
TERM = Calendar(terms=(Term("HT26", date(2026, 8, 18), date(2026, 12, 18)),))


def some(absent: int, scheduled: int = 100, *, given: int = 10, reported: int = 10) -> Stretch:
    return Stretch(scheduled=scheduled, absent=absent, given=given, reported=reported)


def members(name: str, n: int, now: Stretch, before: Stretch = NOTHING) -> list[PupilSum]:
    return [PupilSum(class_name=name, now=now, before=before)] * n


def lesson(at: int, status: Status = Status.PRESENT, minutes: int = 40, absent: int = 0) -> Lesson:
    return Lesson(
        record_id=f"r{at}", starts=at, ends=at + minutes, scheduled=minutes, absent=absent, status=status
    )


# --- days -------------------------------------------------------------------------------------------


def test_a_stretch_is_the_last_twenty_school_days_before_the_digest() -> None:
    found = recent(TERM, MONDAY)
    assert found is not None
    now, before = found
    assert (now.first, now.last) == (date(2026, 10, 26), date(2026, 11, 20))
    assert before == Window(first=date(2026, 9, 28), last=date(2026, 10, 23))


def test_unlike_stretches_are_not_compared() -> None:
    found = recent(TERM, date(2026, 9, 28))
    assert found is not None
    assert found[1] is None
    assert len(TERM.school_days_in(found[0])) == 20


def test_before_the_first_school_day_there_is_no_stretch() -> None:
    assert recent(TERM, date(2026, 8, 18)) is None


def test_a_step_is_looked_back_on_once_twenty_school_days_have_passed() -> None:
    step = date(2026, 10, 23)
    assert around(TERM, step, MONDAY - 3 * DAY) is None
    found = around(TERM, step, MONDAY)
    assert found is not None
    before, after = found
    assert (before.last, after.first, after.last) == (step, date(2026, 10, 26), date(2026, 11, 20))
    assert len(TERM.school_days_in(before)) == len(TERM.school_days_in(after)) == 20


def test_a_step_early_in_the_term_has_no_before() -> None:
    assert around(TERM, date(2026, 8, 25), MONDAY) is None


def test_absence_is_what_the_ladder_counts_as_absence() -> None:
    """A late lesson and one without register are given, not missed; a day off does not count at all."""
    monday = PupilDay(
        day=MONDAY,
        lessons=(
            lesson(480, Status.ABSENT, absent=40),
            lesson(540, Status.ABSENT, absent=10),
            lesson(600, Status.LATE, absent=15),
            lesson(660, Status.UNREPORTED),
            lesson(720),
        ),
    )
    sunday = PupilDay(day=MONDAY - DAY, lessons=(lesson(480, Status.ABSENT, absent=40),))
    view = DaysView.of([sunday, monday], TERM)
    week, day_after = (
        Window(first=MONDAY - 7 * DAY, last=MONDAY),
        Window(first=MONDAY + DAY, last=MONDAY + DAY),
    )
    found = stretches(view, Counting(), [week, day_after])
    assert found == (Stretch(scheduled=200, absent=50, given=5, reported=4), NOTHING)
    assert found[0].share == Fraction(1, 4)
    assert found[1].share is None
    late = Counting(late_is_absence_from=10)
    assert stretches(view, late, [week])[0].absent == 65


# --- classes ----------------------------------------------------------------------------------------


def test_a_class_is_its_pupils_minutes_and_not_the_mean_of_their_shares() -> None:
    pupils = members("8C", 4, some(0, 100), some(50, 100)) + members("8C", 1, some(600, 600), some(0, 600))
    (found,) = by_class(pupils)
    assert (found.pupils, found.now.share) == (5, Fraction(3, 5))
    assert found.change == (Fraction(600, 1000) - Fraction(200, 1000)) * 100


def test_a_pupil_without_lessons_does_not_make_a_class_large_enough() -> None:
    (found,) = by_class(members("8C", 4, some(10)) + members("8C", 3, NOTHING))
    assert found.is_small


def test_there_is_no_change_where_too_few_were_there_before() -> None:
    pupils = members("8C", 4, some(10), some(20)) + members("8C", 4, some(10))
    (found,) = by_class(pupils)
    assert not found.is_small
    assert found.change is None


def test_a_class_without_lessons_is_not_there() -> None:
    assert by_class(members("8C", 9, NOTHING, some(10))) == ()


def test_the_whole_school_counts_every_class() -> None:
    classes = by_class(members("8C", 6, some(10), some(20)) + members("9A", 6, some(30), some(40)))
    assert whole(classes) == (Fraction(1, 5), Fraction(3, 10))


def test_few_hidden_pupils_are_left_out_of_the_whole_too() -> None:
    """Whoever knows the whole and every class but one would know that one."""
    alone = by_class(members("8C", 6, some(10)) + members("9A", 4, some(90)))
    assert whole(alone) == (Fraction(1, 10), None)
    both = by_class(members("8C", 6, some(10)) + members("9A", 4, some(90)) + members("9B", 1, some(90)))
    assert whole(both)[0] == Fraction(6 * 10 + 5 * 90, 1100)


def test_a_school_of_fewer_than_five_has_no_figure() -> None:
    assert whole(by_class(members("1A", 4, some(10)))) == (None, None)


@given(st.lists(st.tuples(st.sampled_from("ABCDEF"), st.integers(0, 100)), max_size=40))
def test_what_is_left_out_of_the_figures_shown_is_never_one_to_four_pupils(
    pupils: list[tuple[str, int]],
) -> None:
    sums = [PupilSum(class_name=name, now=some(absent)) for name, absent in pupils]
    classes = by_class(sums)
    shown = [one for one in classes if not one.is_small]
    now, _ = whole(classes)
    if now is None:
        assert len(sums) < FEW or not shown
        return
    missed = sum(one.now.absent for one in shown)
    minutes = sum(one.now.scheduled for one in shown)
    hidden = sum(one.pupils for one in classes if one.is_small)
    assert hidden == 0 or hidden >= FEW or now == Fraction(missed, minutes)


def test_thin_classes_are_those_below_the_schools_own_limit() -> None:
    classes = by_class(
        members("7A", 5, some(0, given=10, reported=8))
        + members("7B", 5, some(0, given=10, reported=7))
        + members("7C", 4, some(0, given=10, reported=0))
    )
    assert [one.name for one in thin(classes, Fraction(4, 5))] == ["7B"]


# --- what was followed by what ----------------------------------------------------------------------


def effects(action: str, pairs: Sequence[tuple[int, int]]) -> list[Effect]:
    return [Effect(action=action, before=some(before), after=some(after)) for before, after in pairs]


def test_a_step_is_summed_over_its_cases() -> None:
    (found,) = followed(effects("contacted_guardian", [(20, 10), (20, 10), (20, 20), (20, 30), (20, 0)]))
    assert (found.cases, found.improved) == (5, 3)
    assert (found.before, found.after) == (Fraction(1, 5), Fraction(70, 500))


@pytest.mark.parametrize("cases", [0, 1, 4])
def test_fewer_than_five_cases_are_not_told_of(cases: int) -> None:
    assert followed(effects("simple_investigation", [(20, 10)] * cases)) == ()


def test_a_case_without_lessons_on_one_side_does_not_count() -> None:
    known = effects("contacted_guardian", [(20, 10)] * 4)
    assert followed([*known, Effect(action="contacted_guardian", before=some(20), after=NOTHING)]) == ()


def test_the_step_taken_most_often_stands_first() -> None:
    found = followed(effects("b", [(1, 2)] * 5) + effects("c", [(1, 2)] * 6) + effects("a", [(1, 2)] * 5))
    assert [one.action for one in found] == ["c", "a", "b"]
