"""Rosters replace what stood before; nobody who leaves is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.ports import ChannelAddress, DayOff, SchoolSpan
from bot.rules.values import Person
from bot.storage import school, staff
from bot.storage.db import Database
from tests.storage.make import MONDAY, NOW, SCHOOL, pupil

TUESDAY = MONDAY + timedelta(days=1)


def person(email: str, *roles: str, at: str = SCHOOL) -> Person:
    return Person(email=email, name="Personal Påhittad", school=at, roles=frozenset(roles))


def test_who_disappears_has_left_and_may_come_back(database: Database) -> None:
    with database.write() as conn:
        assert school.replace_roster(conn, SCHOOL, [pupil("p1"), pupil("p2")], MONDAY) == frozenset()
        assert school.replace_roster(conn, SCHOOL, [pupil("p1", class_name="9C")], TUESDAY) == {"p2"}
        assert school.replace_roster(conn, SCHOOL, [pupil("p1", class_name="9C")], TUESDAY) == frozenset()
        assert school.pupils(conn, SCHOOL) == (pupil("p1", class_name="9C"),)
        assert school.pupil(conn, "p2") == pupil("p2")
        assert school.left_on(conn, "p2") == TUESDAY
        school.replace_roster(conn, SCHOOL, [pupil("p2")], TUESDAY)
        assert school.left_on(conn, "p2") is None
        assert school.pupil(conn, "p3") is None


@pytest.mark.parametrize("new_school_first", [True, False])
def test_a_pupil_who_changes_school_moves(database: Database, new_school_first: bool) -> None:
    moved = pupil("p1", school="Annan skola")
    steps = [("Annan skola", [moved]), (SCHOOL, [])]
    with database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil("p1")], MONDAY)
        for name, pupils in steps if new_school_first else steps[::-1]:
            school.replace_roster(conn, name, pupils, TUESDAY)
        assert school.pupils(conn, SCHOOL) == ()
        assert school.pupils(conn, "Annan skola") == (moved,)


def test_a_roster_names_only_its_own_school(database: Database) -> None:
    with pytest.raises(ValueError, match="another school"), database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil("p1", school="Annan skola")], MONDAY)


def test_terms_periods_and_days_off_are_replaced_by_school(database: Database) -> None:
    autumn = SchoolSpan(school=SCHOOL, name="HT26", first=MONDAY, last=TUESDAY)
    half = SchoolSpan(school=SCHOOL, name="P1", first=MONDAY, last=MONDAY)
    holiday = DayOff(school=SCHOOL, day=TUESDAY, name="Studiedag")
    with database.write() as conn:
        school.replace_terms(conn, SCHOOL, [autumn, half])
        school.replace_terms(conn, SCHOOL, [autumn])
        school.replace_periods(conn, SCHOOL, [half])
        school.replace_days_off(conn, SCHOOL, [holiday])
        school.replace_days_off(conn, "Annan skola", [])
        assert school.terms(conn, SCHOOL) == (autumn,)
        assert school.periods(conn, SCHOOL) == (half,)
        assert school.days_off(conn, SCHOOL) == (holiday,)
        assert school.terms(conn, "Annan skola") == ()


def test_channels_are_found_by_audience(database: Database) -> None:
    slack = ChannelAddress(audience="class:8C", platform="slack", address="C8")
    local = ChannelAddress(audience="class:8C", platform="local", address="8c")
    with database.write() as conn:
        school.replace_channels(conn, SCHOOL, [slack, local, slack])
        school.replace_channels(conn, "Annan skola", [slack])
        assert school.channels(conn, "class:8C") == (local, slack)
        school.replace_channels(conn, SCHOOL, [])
        assert school.channels(conn, "class:8C") == (slack,)
        assert school.all_channels(conn, SCHOOL) == ()


def test_staff_have_several_roles_and_schools(database: Database) -> None:
    both, other = (
        person("a@example.org", "mentor", "nurse"),
        person("a@example.org", "nurse", at="Annan skola"),
    )
    with database.write() as conn:
        staff.replace_staff(conn, SCHOOL, [both, person("b@example.org")])
        staff.replace_staff(conn, "Annan skola", [other])
        assert staff.people(conn, SCHOOL) == (both, person("b@example.org"))
        assert staff.person(conn, "a@example.org", SCHOOL) == both
        assert staff.person(conn, "a@example.org") == other
        assert staff.schools_of(conn, "a@example.org") == ("Annan skola", SCHOOL)
        staff.replace_staff(conn, SCHOOL, [])
        assert staff.person(conn, "b@example.org") is None


def test_a_link_counts_while_the_person_is_staff(database: Database) -> None:
    with database.write() as conn:
        staff.replace_staff(conn, SCHOOL, [person("a@example.org", "mentor")])
        staff.link(conn, platform="slack", team_id="T1", user_id="U1", email="a@example.org", at=NOW)
        assert staff.linked(conn, "slack", "T1", "U1") == person("a@example.org", "mentor")
        assert staff.linked(conn, "slack", "T1", "U1", "Annan skola") is None
        assert staff.linked(conn, "slack", "T2", "U1") is None
        assert staff.user_of(conn, "slack", "a@example.org") == ("T1", "U1")
        assert staff.user_of(conn, "teams", "a@example.org") is None
        staff.replace_staff(conn, SCHOOL, [])
        assert staff.linked(conn, "slack", "T1", "U1") is None
        assert staff.unlink(conn, "a@example.org") == ("slack",)
        assert staff.unlink(conn, "a@example.org") == ()


def test_a_later_link_of_the_same_user_stands(database: Database) -> None:
    with database.write() as conn:
        staff.replace_staff(conn, SCHOOL, [person("b@example.org", "nurse")])
        for email in ("a@example.org", "b@example.org"):
            staff.link(conn, platform="slack", team_id="T1", user_id="U1", email=email, at=NOW)
        assert staff.linked(conn, "slack", "T1", "U1") == person("b@example.org", "nurse")
        assert staff.user_of(conn, "slack", "a@example.org") is None
