"""Nobody who crosses is left out by the bounds, and most of those who do not are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
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
from bot.rules.memory import Memory
from bot.rules.values import PupilDay, Window
from bot.storage import attendance, rollup
from bot.storage.db import Database
from bot.storage.prefilter import may_cross
from tests.rules.strategies import FIRST, GRADES, calendars, ladders, pupil_day, pupil_days
from tests.storage.make import frame, pupil

ANY_LADDER = st.one_of(st.sampled_from(shipped()).map(load), ladders(), ladders(), ladders())
LAST = FIRST + timedelta(days=55)


@contextmanager
def kept_for_now(database: Database, pupils: Sequence[tuple[PupilDay, ...]]) -> Iterator[sa.Connection]:
    """The pupils p0, p1 … with these days, in a transaction that is rolled back."""
    rows = [row for n, days in enumerate(pupils) for row in _rows(f"p{n}", days)]
    with database.write() as conn:
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
    pupils: list[tuple[int | None, tuple[PupilDay, ...]]],
    calendar: Calendar,
    later: int,
    count: int,
) -> None:
    last = FIRST + timedelta(days=later)
    on = calendar.school_days_in(Window(first=FIRST, last=last))[-count:]
    grades = {f"p{n}": grade for n, (grade, _) in enumerate(pupils)}
    true = {f"p{n}" for n, (grade, days) in enumerate(pupils) if crosses(ladder, grade, days, calendar, on)}
    with kept_for_now(database, [days for _, days in pupils]) as conn:
        assert true <= may_cross(conn, ladder, grades, calendar, on, FIRST)


SCHOOL = Calendar()
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
    with kept_for_now(database, [days]) as conn:
        found = may_cross(conn, load("se-ostersund-lit"), {"p0": 8, "absent": 8}, SCHOOL, WEEKS[-1:], FIRST)
    assert found == (frozenset({"p0"}) if named else frozenset())
