"""What a roster that is wrong, or of another name, must not do to cases that are open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.tick import tick
from bot.ports import ChannelAddress, Roster
from bot.rules.state import CaseStatus, Step
from bot.storage import cases, changed, outbox
from bot.storage import school as roster
from bot.storage.db import Database
from tests.handlers.town import DAY, LIT, MONDAY, Town, email, pupil, school_of

WEDNESDAY = date(2026, 8, 19)
NORTH, SOUTH = "Norra skolan", "Södra skolan"


def opened(town: Town) -> Town:
    """p1 is away for two days: a case is open."""
    town.days(MONDAY, 2, p1="AAAA")
    assert town.case().status is CaseStatus.OPEN
    return town


def test_a_case_follows_the_pupil_where_the_roster_has_another_name_for_the_one_school(
    database: Database,
) -> None:
    town = Town(database, [school_of(LIT)], [pupil("p1"), pupil("p2", class_name="9A")])
    opened(town)
    town.edit(name="Lit")
    assert town.feed.roster is not None
    moved = pupil("p1", class_name="9A")
    town.feed.roster = replace(town.feed.roster, pupils=(moved, *town.pupils[1:]))
    town.poll(WEDNESDAY)
    assert (town.case().class_name, town.case().mentor) == ("9A", email("9A"))


def test_a_school_that_the_roster_calls_otherwise_keeps_its_cases_and_how_far_it_was_measured(
    database: Database,
) -> None:
    town = opened(Town(database, [school_of(LIT)], [pupil("p1"), pupil("p2"), pupil("p3")]))
    town.feed.roster = renamed(town, "Lits nya skola")
    town.poll(WEDNESDAY)
    assert (town.case().status, town.case().school) == (CaseStatus.OPEN, "Lits nya skola")
    with database.read() as conn:
        assert changed.looked(conn, "Lits nya skola") == WEDNESDAY - DAY
        assert changed.began(conn, "Lits nya skola") == MONDAY
        assert (roster.names(conn), roster.pupils(conn, LIT)) == (("Lits nya skola",), ())
    town.press(town.case().waiting[0], "talked_with_pupil", email("8C"))
    assert "answered" in town.journal(town.case())


def test_who_is_no_longer_in_the_renamed_school_has_left(database: Database) -> None:
    town = opened(Town(database, [school_of(LIT)], [pupil(f"p{n}") for n in range(1, 6)]))
    called = renamed(town, "Lits nya skola")
    town.feed.roster = replace(called, pupils=called.pupils[1:])
    town.poll(WEDNESDAY)
    assert (town.case().status, town.case().close_reason) == (CaseStatus.CLOSED, "left")


def test_a_school_renamed_to_one_that_is_not_set_up_keeps_its_cases_and_is_told_of(
    database: Database,
) -> None:
    town = two(database)
    assert town.feed.roster is not None
    town.feed.roster = replace(
        town.feed.roster,
        pupils=tuple(
            replace(one, school="Nya skolan") if one.school == NORTH else one for one in town.pupils
        ),
    )
    said = town.poll(WEDNESDAY).problems
    assert [town.case(f"N{n}").status for n in range(4)] == [CaseStatus.OPEN] * 4
    assert ["'Nya skolan' is not set up: its 4 pupils are not taken in" in str(one) for one in said] == [True]
    town.house = replace(town.house, schools=(school_of("Nya skolan"), school_of(SOUTH)))
    town.poll(WEDNESDAY, hour=17)
    assert {(one.status, one.school) for n in range(4) for one in town.cases(f"N{n}")} == {
        (CaseStatus.OPEN, "Nya skolan")
    }


def renamed(town: Town, name: str) -> Roster:
    """The same roster, the school called otherwise."""
    given = town.feed.roster
    assert given is not None
    return replace(
        given,
        pupils=tuple(replace(one, school=name) for one in given.pupils),
        staff=tuple(replace(one, school=name) for one in given.staff),
        terms=tuple(replace(one, school=name) for one in given.terms),
        channels=tuple(replace(one, audience=one.audience.replace(LIT, name)) for one in given.channels),
    )


def two(database: Database, rooms: tuple[ChannelAddress, ...] = ()) -> Town:
    """Two schools, each with an 8C of four pupils who are all away for two days."""
    pupils = [pupil(f"{name[0]}{n}", name) for name in (NORTH, SOUTH) for n in range(4)]
    town = Town(database, [school_of(NORTH), school_of(SOUTH)], pupils)
    if rooms:
        town.enrol(*pupils, channels=rooms)
    town.days(MONDAY, 2, **{one.pupil_id: "AAAA" for one in pupils})
    return town


def test_a_case_of_a_school_no_longer_set_up_stops_no_other_case(database: Database) -> None:
    town = two(database)
    third = school_of("Tredje skolan")
    later = Town(database, [school_of(NORTH), third], town.pupils[:4])
    later.clock = town.clock.replace(month=9, day=10, hour=8)
    note_due(later.house, later.clock, Times())
    work_off(later.house, later.clock)
    assert [later.case(f"N{n}").waiting[0].step for n in range(4)] == [Step.REMINDED] * 4


def test_a_case_that_cannot_take_its_step_stops_no_other_case(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = two(database)
    moment = town.clock.replace(month=9, day=10, hour=8)
    ordered = sorted((town.case(f"N{n}") for n in range(4)), key=lambda case: case.id)
    case_of = cases.case

    def broken(conn: object, case_id: str) -> object:
        if case_id == ordered[0].id:
            raise ValueError("this one cannot be read")
        return case_of(conn, case_id)  # type: ignore[arg-type]  # the connection goes through

    monkeypatch.setattr("bot.handlers.tick.cases.case", broken)
    with pytest.raises(ValueError, match="cannot be read"):
        tick(town.house, moment)
    monkeypatch.undo()
    steps = [town.case(case.pupil_id).waiting[0].step for case in ordered]
    assert steps == [Step.ASKED, *[Step.REMINDED] * 3]


def test_a_class_that_two_schools_have_is_no_place_for_the_cases_of_either(database: Database) -> None:
    rooms = (
        ChannelAddress(audience="class:8C", platform="local", address="room-8c-somewhere"),
        ChannelAddress(audience=f"principal:{NORTH}", platform="local", address="room-head"),
        ChannelAddress(audience=f"principal:{SOUTH}", platform="local", address="room-head-south"),
    )
    town = two(database, rooms)
    with town.db.read() as conn:
        places = {place for n in range(4) for place in outbox.places(conn, town.case(f"N{n}").waiting[0].id)}
    assert places == {("local", f"@{email('8C', NORTH)}")}


def test_a_row_that_cannot_be_read_closes_no_case(database: Database) -> None:
    town = opened(Town(database, pupils=[pupil("p1"), pupil("p2")]))
    town.enrol(pupil("p2"), unread=frozenset({"p1"}))
    town.poll(WEDNESDAY)
    assert town.case().status is CaseStatus.OPEN
    with town.db.read() as conn:
        assert roster.left_on(conn, "p1") is None
