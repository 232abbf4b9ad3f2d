"""When a review is held, who sees it, and in which band a pupil stands."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from bot.ladders import load
from bot.rules.calendar import Calendar, Term
from bot.rules.days import DaysView
from bot.rules.ladder import Band, Block, Ladder, Line, Measure, Review, Stage, When
from bot.rules.review import by_band, check, ended, falls_on, held_on, looked_at, sees_all, sees_own
from bot.rules.values import Kind, Lesson, Person, Pupil, PupilDay, Status

DAY = timedelta(days=1)
CALENDAR = Calendar(
    days_off=frozenset({date(2026, 10, 1), date(2027, 3, 29)}),
    terms=(
        Term("HT26", date(2026, 8, 18), date(2026, 12, 18)),
        Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
    ),
    periods=(
        Term("P1", date(2026, 8, 18), date(2026, 10, 23)),
        Term("P2", date(2026, 10, 26), date(2026, 12, 18)),
    ),
)
LADDER = load("fi-nyland")


def reviewed(*reviews: Review) -> Ladder:
    return Ladder(id="own", name={}, country="FI", reviews=reviews)


def pupil(pupil_id: str, grade: int | None) -> Pupil:
    return Pupil(
        pupil_id=pupil_id,
        given_name="Påhittad",
        family_name="Elevsson",
        class_name="8C",
        grade=grade,
        school="S",
        mentor="m",
    )


def missed(hours: int, given: int = 120) -> DaysView:
    """``hours`` of ``given`` lessons missed, six a day, up to the last of September."""
    days = CALENDAR.last(date(2026, 9, 30), given // 6)
    lessons = iter(range(given))
    made = [
        PupilDay(
            day=day,
            lessons=tuple(
                Lesson(
                    record_id=f"{day}/{at}",
                    starts=480 + 60 * at,
                    ends=525 + 60 * at,
                    scheduled=45,
                    absent=45 if away else 0,
                    status=Status.ABSENT if away else Status.PRESENT,
                    kind=Kind.VALID if away else None,
                )
                for at in range(6)
                for away in [next(lessons) < hours]
            ),
        )
        for day in days
    ]
    return DaysView.of(made, CALENDAR)


def held(every: Block) -> list[date]:
    ladder = reviewed(Review(every=every, who=("principal",)))
    days = (date(2026, 8, 1) + n * DAY for n in range(330))
    return [day for day in days if CALENDAR.is_school_day(day) and falls_on(ladder, CALENDAR, day)]


def test_a_quarter_is_reviewed_four_times_a_year_on_its_first_school_day() -> None:
    assert held(Block.QUARTER) == [date(2026, 8, 18), date(2026, 10, 2), date(2027, 1, 11), date(2027, 4, 1)]


@pytest.mark.parametrize(
    ("every", "days"),
    [
        (Block.TERM, [date(2026, 8, 18), date(2027, 1, 11)]),
        (Block.PERIOD, [date(2026, 8, 18), date(2026, 10, 26)]),
    ],
)
def test_a_term_and_a_period_are_reviewed_as_they_begin(every: Block, days: list[date]) -> None:
    assert held(every) == days


def test_a_month_is_reviewed_each_month_with_school() -> None:
    assert [day.month for day in held(Block.MONTH)] == [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]


def test_a_review_once_called_is_held_though_the_calendar_has_changed() -> None:
    review = Review(every=Block.QUARTER, who=("principal",))
    assert held_on(reviewed(review), CALENDAR, date(2026, 10, 1)) == (review,)
    assert held_on(reviewed(), CALENDAR, date(2026, 10, 2)) == ()


def test_the_name_is_that_of_the_period_that_has_ended() -> None:
    period, month = (Review(every=every, who=("principal",)) for every in (Block.PERIOD, Block.MONTH))
    assert ended(CALENDAR, period, date(2026, 10, 26)) == "P1"
    assert ended(CALENDAR, period, date(2026, 8, 18)) == ""
    assert ended(CALENDAR, month, date(2026, 10, 26)) == ""


def test_it_looks_at_the_last_school_day_before() -> None:
    assert looked_at(CALENDAR, date(2026, 10, 2)) == date(2026, 9, 30)
    assert looked_at(CALENDAR, date(2026, 8, 18)) == date(2026, 8, 17)


@pytest.mark.parametrize(
    ("roles", "everything"),
    [({"principal"}, True), ({"nurse", "psychologist"}, True), ({"mentor"}, False), (set(), False)],
)
def test_a_role_sees_all_and_a_mentor_their_own(roles: set[str], *, everything: bool) -> None:
    ladder = Ladder(id="own", name={}, country="FI", roles={"care": "psychologist"})
    review = Review(every=Block.TERM, who=("mentor", "principal", "care"))
    person = Person(email="e", name="n", school="S", roles=frozenset(roles))
    assert sees_all([review], person, ladder) is everything
    assert sees_own([review], ladder)
    assert not sees_own([Review(every=Block.TERM, who=("principal",))], ladder)


@pytest.mark.parametrize(
    ("hours", "grade", "stage"),
    [
        (30, 6, None),
        (31, 6, "early"),
        (51, 6, "intensified"),
        (71, 6, "continues"),
        (40, 7, None),
        (71, 7, "intensified"),
        (91, 9, "continues"),
        (120, None, None),
    ],
)
def test_a_pupil_stands_in_the_highest_band_of_their_grade(
    hours: int, grade: int | None, stage: str | None
) -> None:
    found = check(LADDER, pupil("p", grade), missed(hours), CALENDAR, date(2026, 9, 30), {})
    assert found.stage == stage
    if grade is None:
        assert (found.figure, found.share) == (None, None)
    else:
        assert found.figure is not None
        assert (found.figure.value, found.share) == (Fraction(hours), Fraction(hours, 120))


def test_hours_decide_and_are_shown_as_a_share_but_a_share_is_shown_once() -> None:
    half = Line(
        measure=Measure.SHARE, operator="over", bands=(Band(None, None, Fraction(1, 2)),), this=Block.TERM
    )
    own = Ladder(
        id="own",
        name={},
        country="FI",
        stages={"half": Stage(key="half", number=1, title={}, when=When(every=False, lines=(half,)))},
    )
    found = check(own, pupil("p", 6), missed(72), CALENDAR, date(2026, 9, 30), {})
    assert found.stage == "half"
    assert found.figure is not None
    assert (found.figure.value, found.share) == (Fraction(72, 120), None)


def test_bands_stand_highest_first_and_so_do_the_pupils_in_them() -> None:
    hours = {"a": 72, "b": 100, "c": 0, "d": 20}
    checked = [
        check(LADDER, pupil(one, 6), missed(n), CALENDAR, date(2026, 9, 30), {}) for one, n in hours.items()
    ]
    checked.append(check(LADDER, pupil("e", None), missed(60), CALENDAR, date(2026, 9, 30), {}))
    found = by_band(LADDER, checked)
    assert list(found) == ["continues", "intensified", "early", None]
    assert [one.pupil.pupil_id for one in found["continues"]] == ["b", "a"]
    assert [one.pupil.pupil_id for one in found[None]] == ["d", "c", "e"]
