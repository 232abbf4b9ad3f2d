"""What a server of SS 12000 tells becomes the roster and the lessons of the school."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ss12000.polled import polled, served
from tests.ss12000.school import DAY, MONDAY, School, id_of, local, mail


@pytest.mark.parametrize("paging", ["token", "filters"])
@pytest.mark.parametrize("page", [1000, 2])
def test_registers_become_lessons_in_both_dialects_of_paging(tmp_path: Path, paging: str, page: int) -> None:
    school = School().open(c8=["p1", "p2"])
    school.lesson(MONDAY, "08:10", said="PI")
    school.lesson(MONDAY, "09:10", 45, said="UL")
    school.lesson(MONDAY, "10:10", said="AN")
    with polled(served(school, paging=paging, page=page), tmp_path) as one:
        one.poll()
        assert one.said == []
        assert (one.marks("p1"), one.marks("p2")) == ("PUA", "ILN")
        assert [(row["starts"], row["ends"], row["scheduled"]) for row in one.of("p1")] == [
            (490, 550, 60),
            (550, 595, 45),
            (610, 670, 60),
        ]
        assert [row["absent"] for row in one.of("p2")] == [60, 20, 60]


def test_the_roster_has_classes_mentors_by_assignment_and_roles_by_duty(tmp_path: Path) -> None:
    school = School().open(c8=["p1", "p2"], a9=["p3"])
    with polled(served(school), tmp_path) as one:
        one.poll()
        roster = one.roster
    assert roster is not None
    assert {(p.pupil_id, p.class_name, p.grade, p.school, p.mentor) for p in roster.pupils} == {
        (id_of("p1"), "8C", 8, "Testskolan", mail("mentor8C")),
        (id_of("p2"), "8C", 8, "Testskolan", mail("mentor8C")),
        (id_of("p3"), "9A", 8, "Testskolan", mail("mentor9A")),
    }
    assert {(p.email, *sorted(p.roles)) for p in roster.staff} == {
        ("eht@testskolan.example", "health_team"),
        (mail("nurse"), "nurse"),
        (mail("principal"), "principal"),
        (mail("mentor8C"), "mentor", "teacher"),
        (mail("mentor9A"), "mentor", "teacher"),
    }
    assert len(roster.terms) == 1
    assert len(roster.channels) == 1


def test_what_changes_afterwards_is_told_and_nothing_else_is_read(tmp_path: Path) -> None:
    school = School().open(c8=["p1", "p2"])
    first, second = school.day(MONDAY, "PP", 2)
    with polled(served(school), tmp_path) as one:
        one.poll()
        one.server.register.at(local(MONDAY, "18:00"))
        school.said(second, "p2", "I")
        one.server.calls.clear()
        (batch,) = one.poll()
        assert one.marks("p2") == "PI"
        assert batch.records.height == 2  # the lesson, whole
        assert [call.path for call in one.server.asked("calendarEvents")] == [
            "calendarEvents",
            f"calendarEvents/{second}",
        ]
        assert first not in {call.path for call in one.server.calls}


def test_nothing_new_is_nothing_told(tmp_path: Path) -> None:
    school = School().open(c8=["p1"])
    school.day(MONDAY, "P")
    with polled(served(school), tmp_path) as one:
        one.poll()
        one.server.register.at(local(MONDAY, "18:00"))
        one.poll()
        one.server.register.at(local(MONDAY, "18:05"))
        (batch,) = one.poll()
        assert (batch.records.height, batch.told, list(batch.files)) == (0, (), ["after"])


def test_the_next_day_is_read_when_it_has_come(tmp_path: Path) -> None:
    school = School().open(c8=["p1"])
    school.day(MONDAY, "P", 1)
    school.day(MONDAY + DAY, "I", 1)
    with polled(served(school), tmp_path) as one:
        one.poll()
        assert one.marks("p1") == "P"
        one.server.register.at(local(MONDAY + DAY, "16:00"))
        one.poll()
        assert one.marks("p1") == "PI"
