"""Nobody who crosses is left out by the bounds, and most of those who do not are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ladders import load, shipped
from bot.rules.calendar import Calendar
from bot.rules.crossings import raise_crossings
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder
from bot.rules.measures import Gauge
from bot.rules.memory import Memory
from bot.rules.values import PupilDay, Window
from bot.storage import attendance, rollup, school
from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.prefilter import Gauged, ask, may_cross
from tests.rules.strategies import FIRST, GRADES, calendars, ladders, pupil_day, pupil_days
from tests.storage.make import SCHOOL, frame, pupil

ANY_LADDER = st.one_of(st.sampled_from(shipped()).map(load), ladders(), ladders(), ladders())
LAST = FIRST + timedelta(days=55)
EVERYBODY = sa.select(t.pupil.c.pupil_id, t.pupil.c.grade).where(t.pupil.c.school == SCHOOL)
InSchool = tuple[int | None, tuple[PupilDay, ...]]


@contextmanager
def kept_for_now(database: Database, pupils: Sequence[InSchool]) -> Iterator[sa.Connection]:
    """The pupils p0, p1 … of these grades with these days, in a transaction that is rolled back."""
    rows = [row for n, (_, days) in enumerate(pupils) for row in _rows(f"p{n}", days)]
    with database.write() as conn:
        listed = [pupil(f"p{n}", grade=grade) for n, (grade, _) in enumerate(pupils)]
        school.replace_roster(conn, SCHOOL, listed, FIRST)
        rollup.rewrite_days(conn, attendance.upsert(conn, frame(*rows)))
        yield conn
        conn.rollback()


def _rows(pupil_id: str, days: tuple[PupilDay, ...]) -> Iterator[dict[str, Any]]:
    for day in days:
        for one in day.lessons:
            same = {name: getattr(one, name) for name in ("starts", "ends", "scheduled", "absent", "subject")}
            words = {name: getattr(one, name) for name in ("status", "kind", "reason")}
            key = f"{pupil_id}/{day.day}/{one.record_id}"
            yield same | words | {"record_id": key, "pupil_id": pupil_id, "day": day.day}


def crosses(
    ladder: Ladder, grade: int | None, days: tuple[PupilDay, ...], calendar: Calendar, on: Sequence[date]
) -> bool:
    """What measuring would say of a pupil without a case."""
    one, view = pupil("p", grade=grade), DaysView.of(days, calendar)
    return any(raise_crossings(ladder, one, view, calendar, day, Memory()) for day in on)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    ANY_LADDER,
    st.lists(st.tuples(st.sampled_from(GRADES), pupil_days()), min_size=1, max_size=4),
    calendars(),
    st.integers(10, 55),
    st.sampled_from([1, 1, 1, 4]),
)
def test_whoever_crosses_is_among_those_who_may(
    database: Database,
    ladder: Ladder,
    pupils: list[InSchool],
    calendar: Calendar,
    later: int,
    count: int,
) -> None:
    last = FIRST + timedelta(days=later)
    on = calendar.school_days_in(Window(first=FIRST, last=last))[-count:]
    true = {f"p{n}" for n, (grade, days) in enumerate(pupils) if crosses(ladder, grade, days, calendar, on)}
    with kept_for_now(database, pupils) as conn:
        assert true <= may_cross(conn, ladder, EVERYBODY, calendar, on, FIRST)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    ANY_LADDER,
    st.lists(st.tuples(st.sampled_from(GRADES), pupil_days()), min_size=1, max_size=3),
    calendars(),
    st.integers(10, 55),
)
def test_exact_sums_are_the_figures_of_the_rules(
    database: Database, ladder: Ladder, pupils: list[InSchool], calendar: Calendar, later: int
) -> None:
    days = calendar.school_days_in(Window(first=FIRST, last=FIRST + timedelta(days=later)))[-1:]
    asked = ask(ladder, EVERYBODY, calendar, days, FIRST)
    if asked is None:
        assert not any(crosses(ladder, grade, theirs, calendar, days) for grade, theirs in pupils)
        return
    with kept_for_now(database, pupils) as conn:
        found = {row["pupil_id"]: row for row in conn.execute(sa.select(asked.sums)).mappings()}
        named = may_cross(conn, ladder, EVERYBODY, calendar, days, FIRST)
    for n, (grade, theirs) in enumerate(pupils):
        view, sums = DaysView.of(theirs, calendar), found.get(f"p{n}")
        for one in (one for one in asked.lines if one.exact and ladder.stages[one.stage].raised is None):
            reading = Gauge(one.line, ladder.counting, view, calendar).read(days[0])
            assert _value(one, sums) == (Fraction(*reading.value) if reading else 0)
        has_lesson_since = bool(view.dates) and view.dates[-1] >= days[0]
        if asked.exact and has_lesson_since and not any(one.raised for one in ladder.stages.values()):
            assert (f"p{n}" in named) is crosses(ladder, grade, theirs, calendar, days)


def _value(one: Gauged, sums: Mapping[Any, int] | None) -> Fraction:
    """What the line comes to by the sums; nothing without a lesson, as a share of nothing is no share."""
    top, bottom = one.pairs[0] if sums and one.pairs else ("", None)
    if not sums or not top or (bottom and not sums[bottom]):
        return Fraction(0)
    return Fraction(sums[top], sums[bottom] if bottom else one.whole)


WEEKDAYS = Calendar()
WEEKS = [FIRST + timedelta(days=n) for n in range(26) if n % 7 < 5]


def of_marks(*marks: str) -> tuple[PupilDay, ...]:
    """School days ending on the last of four weeks, the rest of them without absence."""
    texts = ["...."] * (len(WEEKS) - len(marks)) + list(marks)
    return tuple(pupil_day(day, text) for day, text in zip(WEEKS, texts, strict=True))


@pytest.mark.parametrize(
    ("marks", "named"),
    [
        (("....",), False),
        (("vvvv",), False),
        (("vvvv", "vvvv"), True),
        (("i...", "i..."), False),
        (("i...", "i...", "i..."), True),
        (("iiii",), False),
        (("g...", "v...", "u..."), False),
        (("lLee",), False),
    ],
)
def test_few_are_named_who_do_not_cross(database: Database, marks: tuple[str, ...], named: bool) -> None:
    days = of_marks(*marks)
    with kept_for_now(database, [(8, days), (8, ())]) as conn:
        found = may_cross(conn, load("se-ostersund-lit"), EVERYBODY, WEEKDAYS, WEEKS[-1:], FIRST)
    assert found == (frozenset({"p0"}) if named else frozenset())
