"""What a house keeps of a school is as the latest roster said it, whichever process read that in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.handlers.house import House
from bot.ports import DayOff, SchoolSpan
from bot.rules.values import Person
from bot.storage import school, staff
from bot.storage.db import Database
from tests.handlers.autumn import ANNA, FIRST, LAST, MONDAY, NAME, REKTOR, Autumn, pupils_of

DEPUTY = Person(email="vik@lit.example", name="Vik", school=NAME, roles=frozenset({"deputy"}))


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


@pytest.fixture
def other(autumn: Autumn) -> Iterator[House]:
    """Another process over the same database, which has read the school already."""
    database = Database(autumn.db.url.render_as_string(hide_password=False))
    house = House(db=database, schools=(autumn.school,))
    with database.read() as conn:
        assert ANNA in house.around(conn, NAME).people
    yield house
    database.close()


def test_a_roster_read_by_one_process_is_known_to_the_next_click_of_another(
    autumn: Autumn, other: House
) -> None:
    with autumn.db.write() as conn:
        staff.replace_staff(conn, NAME, [DEPUTY])
        school.replace_roster(conn, NAME, pupils_of({"8C": 3}, NAME), MONDAY)
        school.replace_terms(conn, NAME, [SchoolSpan(school=NAME, name="HT26", first=FIRST, last=MONDAY)])
        school.replace_days_off(conn, NAME, [DayOff(school=NAME, day=MONDAY, name="studiedag")])
    with other.db.read() as conn:
        around = other.around(conn, NAME)
    assert set(around.people) == {DEPUTY.email}
    assert around.class_sizes == {"8C": 3}
    assert around.surroundings.staffed == {"deputy"}
    assert around.surroundings.calendar.terms[-1].last == MONDAY
    assert MONDAY in around.surroundings.calendar.days_off


@pytest.mark.parametrize("part", ["staff", "roster", "terms", "days off", "forgotten"])
def test_every_change_of_its_own_is_seen(autumn: Autumn, other: House, part: str) -> None:
    with other.db.read() as conn:
        before = other.around(conn, NAME)
    with autumn.db.write() as conn:
        match part:
            case "staff":
                staff.replace_staff(conn, NAME, [DEPUTY])
            case "roster":
                school.replace_roster(conn, NAME, autumn.pupils[1:], MONDAY)
            case "terms":
                school.replace_terms(
                    conn, NAME, [SchoolSpan(school=NAME, name="VT", first=MONDAY, last=LAST)]
                )
            case "days off":
                school.replace_days_off(conn, NAME, [])
            case "forgotten":
                school.forget(conn, "8C-1")
    with other.db.read() as conn:
        after = other.around(conn, NAME)
    seen = (after.people, after.class_sizes, after.surroundings)
    assert seen != (before.people, before.class_sizes, before.surroundings)


def test_what_a_rollback_took_back_is_not_kept(autumn: Autumn, other: House) -> None:
    house = autumn.house

    def fail() -> None:
        with autumn.db.write() as conn:
            staff.replace_staff(conn, NAME, [DEPUTY])
            assert set(house.around(conn, NAME).people) == {DEPUTY.email}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    for one in (house, other):
        with one.db.read() as conn:
            assert {ANNA, REKTOR} <= set(one.around(conn, NAME).people)


def test_while_no_roster_changes_the_school_is_not_read_again(autumn: Autumn) -> None:
    house = autumn.house
    with autumn.db.read() as conn:
        assert house.around(conn, NAME) is house.around(conn, NAME)
