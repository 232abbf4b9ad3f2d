"""Defects seen in the wild, one by one and all at once, are read for what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ss12000 import defects
from tests.ss12000.polled import polled, served
from tests.ss12000.register import uid
from tests.ss12000.school import MONDAY, School, id_of, local, mail

ALL = tuple(defects.DEFECTS)


@pytest.mark.parametrize("which", [*((name,) for name in ALL), ALL], ids="+".join)
def test_a_defect_changes_nothing_of_what_is_read(
    tmp_path: Path, which: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    school = School().open(c8=["p1", "p2"])
    monkeypatch.setattr(defects, "PERSONS", {uid("duty", "mentor8C"): id_of("mentor8C")})
    school.away("p2", local(MONDAY, "00:00"), local(MONDAY, "23:00"))
    school.lesson(MONDAY, "08:10", said="IN")
    school.lesson(MONDAY, "09:10", said="II", cancelled=True)
    gone = school.lesson(MONDAY, "10:10", said="II")
    with polled(served(school), tmp_path) as one:
        one.server.defects = which
        one.poll()
        one.server.register.at(local(MONDAY, "18:00"))
        school.register.delete("calendarEvents", gone)
        one.poll()
        assert one.said == []
        assert (one.marks("p1"), one.marks("p2")) == ("I", "A")
        assert [row["starts"] for row in one.of("p1")] == [490]
        assert one.roster is not None
        assert {pupil.mentor for pupil in one.roster.pupils} == {mail("mentor8C")}


def test_a_mentor_told_only_with_the_group_and_only_as_a_person_is_the_mentor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = School().open(c8=["p1"])
    monkeypatch.setattr(defects, "PERSONS", {uid("duty", "mentor8C"): id_of("mentor8C")})
    with polled(served(school), tmp_path) as one:
        one.server.defects = ("person_for_duty",)
        # The duties tell no assignment: only the groups do.
        real = one.server.answer

        def without(path: str, query: object) -> tuple[int, object]:
            status, body = real(path, query)  # type: ignore[arg-type]  # passed on
            if path == "duties":
                body = body | {
                    "data": [{k: v for k, v in d.items() if k != "assignmentRole"} for d in body["data"]]
                }
            return status, body

        one.server.answer = without  # type: ignore[method-assign]
        one.poll()
        assert one.roster is not None
        assert [pupil.mentor for pupil in one.roster.pupils] == [mail("mentor8C")]


def test_a_duty_role_makes_nobody_a_mentor(tmp_path: Path) -> None:
    school = School().open(c8=["p1"])
    school.register.change("duties", uid("duty", "mentor8C"), assignmentRole=None)
    with polled(served(school), tmp_path) as one:
        one.poll()
        assert one.roster is not None
        assert [pupil.mentor for pupil in one.roster.pupils] == [""]
        assert one.said == ["groups: pupils without a mentor in the staff, the principal is asked instead: 1"]


def test_a_mentor_group_goes_before_the_class(tmp_path: Path) -> None:
    school = School().open(c8=["p1", "p2"])
    school.hire("egen", "Lärare")
    school.group("Egens grupp", ["p2"], "Mentor")
    school.appoint("egen", "Egens grupp")
    with polled(served(school), tmp_path) as one:
        one.poll()
        assert one.roster is not None
        assert {p.pupil_id: p.mentor for p in one.roster.pupils} == {
            id_of("p1"): mail("mentor8C"),
            id_of("p2"): mail("egen"),
        }
