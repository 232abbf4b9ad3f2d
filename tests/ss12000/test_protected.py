"""Nobody with protected identity passes, however the server says it, and whenever it says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ss12000.polled import Polled, folder, polled, served
from tests.ss12000.school import DAY, MONDAY, School, id_of, local, member

MARKINGS: list[dict[str, Any]] = [
    {"securityMarking": "Sekretessmarkering"},
    {"securityMarking": "Skyddad folkbokföring"},
    {"securityMarking": "Fingerade personuppgifter"},
    {"securityMarking": "ingen"},
    {"securityMarking": None},
    {"securityMarking": ["Ingen"]},
    {"securityMarking": ""},
]


@pytest.fixture
def school() -> School:
    return School().open(c8=["p1", "hidden"])


@pytest.fixture
def one(school: School, tmp_path: Path) -> Iterator[Polled]:
    with polled(served(school), tmp_path) as made:
        yield made


def nothing_of_them(one: Polled) -> None:
    assert one.of("hidden") == []
    assert one.roster is not None
    assert id_of("hidden") not in {pupil.pupil_id for pupil in one.roster.pupils}
    assert id_of("hidden") in one.roster.protected
    told = str([batch.records.to_dicts() for batch in one.batches]) + str(one.taken) + str(one.said)
    assert id_of("hidden") not in told
    assert "Kanariehidden" not in told + repr(one.roster)
    assert id_of("hidden") not in repr(one.roster)


@pytest.mark.parametrize("marking", MARKINGS, ids=str)
def test_any_marking_but_none_protects(one: Polled, school: School, marking: dict[str, Any]) -> None:
    school.enrol("hidden", **marking)
    school.day(MONDAY, "II")
    one.poll()
    nothing_of_them(one)
    assert one.marks("p1") == "IIII"
    assert one.batches[0].protected_rows == 4


def test_no_marking_at_all_protects(one: Polled, school: School) -> None:
    school.register.change("persons", id_of("hidden"), securityMarking=None)
    school.day(MONDAY, "II")
    one.poll()
    nothing_of_them(one)


def test_a_marking_on_a_reference_protects_whatever_the_person_says(one: Polled, school: School) -> None:
    marked = member("hidden")
    marked["person"]["securityMarking"] = "Sekretessmarkering"
    school.group("8C", ["p1", marked])
    school.day(MONDAY, "II")
    one.poll()
    nothing_of_them(one)


def test_a_marking_on_a_register_keeps_the_lesson_out(one: Polled, school: School) -> None:
    lesson = school.lesson(MONDAY, said="II")
    student = {"id": id_of("hidden"), "securityMarking": "Skyddad folkbokföring"}
    school.said(lesson, "hidden", "I", student=student)
    one.poll()
    assert one.of("hidden") == []


def test_who_becomes_protected_is_out_at_the_next_poll(one: Polled, school: School) -> None:
    school.day(MONDAY, "II")
    one.poll()
    assert one.marks("hidden") == "IIII"
    one.server.register.at(local(MONDAY, "18:00"))
    school.register.change("persons", id_of("hidden"), securityMarking="Sekretessmarkering")
    one.poll()
    assert one.roster is not None
    assert id_of("hidden") in one.roster.protected


def test_who_is_no_longer_protected_has_their_days_read(one: Polled, school: School) -> None:
    school.enrol("hidden", securityMarking="Sekretessmarkering")
    school.day(MONDAY, "II")
    one.poll()
    one.server.register.at(local(MONDAY + DAY, "08:00"))
    school.enrol("hidden")
    one.poll()
    assert one.marks("hidden") == "IIII"


def test_the_roster_folder_protects_too(school: School, tmp_path: Path) -> None:
    header = "pupil_id,given_name,family_name,class,grade,school,mentor,protected\n"
    school.day(MONDAY, "II")
    with polled(served(school), tmp_path) as one:
        folder(tmp_path / "data", roster=f"{header}{id_of('hidden')},,,,,,,yes\n")
        one.poll()
        nothing_of_them(one)


def test_staff_with_protected_identity_are_left_to_the_folder(one: Polled, school: School) -> None:
    school.hire("kurator", "Kurator", securityMarking="Sekretessmarkering")
    one.poll()
    assert one.roster is not None
    assert "Kurator" not in repr(one.roster)
    assert "duties: without an e-mail address of the school, to be named in staff.csv: 1" in one.said
