"""Every pitfall of attendance, as SS 12000 tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ss12000.polled import Polled, polled, served
from tests.ss12000.register import Register, uid
from tests.ss12000.school import DAY, MONDAY, UNIT, ZONE, School, id_of, local, member
from tests.ss12000.server import BREAK

EVENING = local(MONDAY, "18:00")


@pytest.fixture
def school() -> School:
    return School().open(c8=["p1", "p2"])


@pytest.fixture
def one(school: School, tmp_path: Path) -> Iterator[Polled]:
    with polled(served(school), tmp_path) as made:
        yield made


# --- time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "day", "minutes", "scheduled"),
    [
        ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", date(2026, 10, 25), (150, 210), 60),
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z", date(2027, 3, 28), (90, 210), 60),
        ("2026-09-01T22:30:00Z", "2026-09-01T23:00:00Z", date(2026, 9, 2), (30, 60), 30),
        ("2026-09-02T00:30:00.000+02:00", "2026-09-02T01:00:00.000+02:00", date(2026, 9, 2), (30, 60), 30),
    ],
)
def test_the_schools_time_zone_comes_first_then_the_date_also_on_the_nights_the_clocks_change(
    one: Polled, school: School, starts: str, ends: str, day: date, minutes: tuple[int, int], scheduled: int
) -> None:
    school.lesson(MONDAY, said="PP", startTime=starts, endTime=ends)
    one.server.register.at(datetime(2027, 4, 1, tzinfo=ZONE))
    one.poll()
    (row,) = one.of("p1")
    assert (row["day"], (row["starts"], row["ends"]), row["scheduled"]) == (day, minutes, scheduled)


def test_a_sunday_record_is_taken_on_its_sunday(one: Polled, school: School) -> None:
    school.lesson(MONDAY + 6 * DAY, said="II")
    one.server.register.at(local(MONDAY + 7 * DAY, "08:00"))
    one.poll()
    assert [row["day"] for row in one.of("p1")] == [MONDAY + 6 * DAY]


def test_lessons_of_45_and_60_minutes_and_teaching_time_shorter_than_the_booking(
    one: Polled, school: School
) -> None:
    school.lesson(MONDAY, "08:10", 45, said="PI")
    school.lesson(MONDAY, "09:10", 60, said="PI")
    school.lesson(MONDAY, "10:10", 80, said="PI", teachingLengthStudent=60)
    one.poll()
    assert [row["scheduled"] for row in one.of("p2")] == [45, 60, 60]
    # A register says sixty minutes of a lesson of forty-five: no more can be missed than there was.
    assert [row["absent"] for row in one.of("p2")] == [45, 60, 60]


# --- what counts -------------------------------------------------------------------------------------


def test_unreported_is_not_absent(one: Polled, school: School) -> None:
    school.lesson(MONDAY, said="U-")
    said = school.lesson(MONDAY, "09:10", said="PP")
    school.said(
        said, "p1", "I", isReported=False
    )  # a guardian's absence filled in before the register is taken
    one.poll()
    assert [(row["status"], row["absent"], row["kind"]) for row in one.of("p1")] == [
        ("unreported", 0, None)
    ] * 2
    assert one.marks("p2") == "UP"


def test_a_cancelled_lesson_leaves_the_denominator_also_when_it_is_cancelled_afterwards(
    one: Polled, school: School
) -> None:
    school.lesson(MONDAY, said="II", cancelled=True)
    later = school.lesson(MONDAY, "09:10", said="II")
    one.poll()
    assert one.marks("p1") == "I"
    one.server.register.at(EVENING)
    school.register.change("calendarEvents", later, cancelled=True)
    one.poll()
    assert one.rows == {}


@pytest.mark.parametrize(
    ("kind", "counts"),
    [("Undervisning", 1), ("Elevaktivitet", 1), ("Läraraktivitet", 0), ("Provaktivitet", 0), ("Övrigt", 0)],
)
def test_only_activities_with_registers_are_lessons(
    one: Polled, school: School, kind: str, counts: int
) -> None:
    school.activity("8C", "annat", kind)
    school.lesson(MONDAY, activity="annat")
    one.poll()
    assert len(one.of("p1")) == counts


def test_a_pupil_excepted_is_not_given_the_lesson_and_one_added_is_for_their_own_time(
    one: Polled, school: School
) -> None:
    school.enrol("guest")
    out = {"student": {"id": id_of("p1")}, "participates": False}
    shorter = {"student": {"id": id_of("p2")}, "participates": True, "teachingLength": 30}
    added = {
        "student": {"id": id_of("guest")},
        "participates": True,
        "startTime": local(MONDAY, "08:30").isoformat(),
        "endTime": local(MONDAY, "08:50").isoformat(),
    }
    school.lesson(MONDAY, teachingLengthStudent=50, studentExceptions=[out, shorter, added])
    one.poll()
    assert one.of("p1") == []
    assert [row["scheduled"] for row in one.of("p2")] == [30]
    assert [(row["starts"], row["ends"], row["scheduled"]) for row in one.of("guest")] == [(510, 530, 20)]


def test_lateness_lies_in_the_invalid_minutes_and_time_elsewhere_for_school_is_no_absence(
    one: Polled, school: School
) -> None:
    school.lesson(MONDAY, said="LO")
    one.poll()
    (late,), (elsewhere,) = one.of("p1"), one.of("p2")
    assert (late["status"], late["absent"], late["kind"]) == ("late", 20, "invalid")
    assert (elsewhere["status"], elsewhere["absent"]) == ("present", 0)


def test_the_text_of_a_reason_never_passes(one: Polled, school: School) -> None:
    school.lesson(MONDAY, said="AI")
    one.poll()
    assert "bussen" not in str(one.rows) + str(one.said) + str(one.taken)


def test_the_same_lesson_said_twice_counts_once_as_it_was_said_last(one: Polled, school: School) -> None:
    lesson = school.lesson(MONDAY, said="PP")
    school.said(lesson, "p1", "I", again="office")
    school.away("p1", local(MONDAY, "00:00"), local(MONDAY, "23:59"))
    one.poll()
    assert one.marks("p1") == "I"


# --- absences explain ----------------------------------------------------------------------------------


def test_granted_leave_and_what_the_register_does_not_say_are_explained_by_reported_absences(
    one: Polled, school: School
) -> None:
    school.away("p1", local(MONDAY, "00:00"), local(MONDAY + DAY, "00:00"), "Beviljad ledighet")
    school.away("p2", local(MONDAY, "09:00"), local(MONDAY, "10:30"))
    school.lesson(MONDAY, "08:10", said="AN")
    school.lesson(MONDAY, "09:10", said="NN")
    one.poll()
    assert [(row["kind"], row["reason"]) for row in one.of("p1")] == [("valid", "leave")] * 2
    assert [(row["kind"], row["reason"]) for row in one.of("p2")] == [("unresolved", None), ("valid", None)]


def test_an_absence_told_late_or_taken_back_explains_the_lesson_anew(one: Polled, school: School) -> None:
    school.lesson(MONDAY, said="NI")
    one.poll()
    one.server.register.at(EVENING)
    told = [school.away(who, local(MONDAY, "00:00"), local(MONDAY, "12:00")) for who in ("p1", "p2")]
    one.poll()
    assert (one.marks("p1"), one.marks("p2")) == ("A", "I")  # what the register says stands
    one.server.register.at(local(MONDAY, "19:00"))
    school.register.delete("absences", told[0])
    one.poll()
    assert one.marks("p1") == "N"


# --- corrections and deletions -------------------------------------------------------------------------


def test_a_late_correction_between_valid_and_invalid_is_followed_both_ways(
    one: Polled, school: School
) -> None:
    lesson = school.lesson(MONDAY, said="IA")
    one.poll()
    one.server.register.at(local(MONDAY + 40 * DAY, "12:00"))
    one.poll()
    one.server.register.at(local(MONDAY + 40 * DAY, "13:00"))
    school.said(lesson, "p1", "A")
    school.said(lesson, "p2", "I")
    one.poll()
    assert (one.marks("p1"), one.marks("p2")) == ("A", "I")


def test_a_deleted_lesson_goes_and_a_deleted_register_leaves_it_unreported(
    one: Polled, school: School
) -> None:
    first, second = school.day(MONDAY, "II", 2)
    one.poll()
    one.server.register.at(EVENING)
    school.register.delete("calendarEvents", first)
    school.register.delete("attendances", uid("attendance", second, "p1", ""))
    one.poll()
    assert (one.marks("p1"), one.marks("p2")) == ("U", "I")


def test_a_register_deleted_after_a_restart_is_found_by_reading_the_latest_days_anew(
    one: Polled, school: School
) -> None:
    lesson = school.lesson(MONDAY, said="II")
    one.poll()
    one.restarted()
    one.server.register.at(EVENING)
    school.register.delete("attendances", uid("attendance", lesson, "p1", ""))
    one.poll()
    assert one.marks("p1") == "U"


def test_a_deletion_that_no_list_tells_is_found_at_night(one: Polled, school: School) -> None:
    one.server.lacks = {"deletedEntities"}
    first, _ = school.day(MONDAY, "II", 2)
    one.poll()
    one.server.register.at(EVENING)
    school.register.delete("calendarEvents", first)
    one.poll()
    assert one.marks("p1") == "II"
    one.server.register.at(local(MONDAY + DAY, "01:00"))
    one.poll()
    assert one.marks("p1") == "I"


def test_a_night_without_a_single_lesson_on_a_day_deletes_nothing(one: Polled, school: School) -> None:
    events = school.day(MONDAY, "II")
    one.poll()
    school.register.things["calendarEvents"].clear()
    assert events
    one.server.register.at(local(MONDAY + DAY, "01:00"))
    one.poll()
    assert one.marks("p1") == "IIII"


# --- pages ---------------------------------------------------------------------------------------------


def test_pages_that_shift_while_they_are_read_are_read_right_the_night_after_at_the_latest(
    school: School, tmp_path: Path
) -> None:
    events = school.day(MONDAY, "II", 6)
    school.day(MONDAY + DAY, "II", 6)
    server = served(school, page=2, paging="filters")

    def shift(path: str, offset: int) -> None:
        if path == "calendarEvents" and offset == 2 and events:
            school.register.delete("calendarEvents", events.pop(0))

    server.on_page = shift
    with polled(server, tmp_path) as one:
        one.poll()
        server.on_page = lambda path, offset: None
        server.register.at(local(MONDAY + DAY, "01:00"))
        one.poll()
        assert one.marks("p1")[:5] == "IIIII"
        assert len({row["record_id"] for row in one.of("p1")}) == len(one.of("p1"))


def test_what_is_delivered_twice_counts_once(school: School, tmp_path: Path) -> None:
    school.day(MONDAY, "IP", 4)
    server = served(school, page=2, paging="filters")

    def grow(path: str, offset: int) -> None:
        if path == "calendarEvents" and offset == 2 and school.lessons == 4:
            first = school.lesson(
                MONDAY, "07:00", said="IP"
            )  # now first on the pages: the second is told again
            things = school.register.things["calendarEvents"]
            things |= {name: things.pop(name) for name in list(things) if name != first}

    server.on_page = grow
    with polled(server, tmp_path) as one:
        batches = one.poll()
        assert [row["absent"] for row in one.of("p1")] == [60] * 5
        ids = [name for batch in batches for name in batch.records["record_id"]]
        assert all(batch.records["record_id"].is_unique().all() for batch in batches)
        assert set(ids) == set(one.rows)


def test_half_an_answer_is_no_answer(one: Polled, school: School) -> None:
    school.day(MONDAY, "II")
    one.poll()
    one.server.register.at(EVENING)
    school.register.things["calendarEvents"].popitem()
    one.server.fault("attendances", BREAK)
    (batch,) = one.poll()
    assert (batch.roster, batch.records.height, batch.told) == (None, 0, ())
    assert one.said == ["attendances: breaks off in the middle of an answer"]
    assert one.marks("p1") == "IIII"


def test_a_page_missing_takes_nothing_of_the_day(school: School, tmp_path: Path) -> None:
    school.day(MONDAY, "II", 6)
    server = served(school, page=2)
    server.fault("calendarEvents", 500, after=1)
    with polled(server, tmp_path) as one:
        (batch,) = one.poll()
        assert (batch.roster, batch.records.height, dict(batch.files)) == (None, 0, {})
        server.faults.clear()
        one.poll()
        assert one.marks("p1") == "IIIIII"


# --- who belongs where ---------------------------------------------------------------------------------


def test_a_pupil_who_moves_group_mid_window_is_given_the_lessons_of_each_on_its_days(
    one: Polled, school: School
) -> None:
    school.group("8C", [member("p1", last=MONDAY), "p2"])
    school.group("Stöd", [member("p1", MONDAY + DAY)], "Schema")
    school.activity("Stöd")
    for day in (MONDAY, MONDAY + DAY):
        school.lesson(day, "08:10", said="PP")
        school.lesson(day, "09:10", activity="Stöd")
    one.server.register.at(local(MONDAY + DAY, "18:00"))
    one.poll()
    assert [(row["day"], row["starts"], row["status"]) for row in one.of("p1")] == [
        (MONDAY, 490, "present"),
        (MONDAY + DAY, 550, "unreported"),
    ]
    left_out = "ss12000: attendances: of pupils not in the lesson's groups or not enrolled that day (1)"
    assert left_out in one.said


def test_absence_before_enrolment_and_after_leaving_is_left_out(one: Polled, school: School) -> None:
    school.enrol("p1", first=MONDAY + DAY, last=MONDAY + 2 * DAY)
    for n in range(4):
        school.lesson(MONDAY + n * DAY, said="IP")
    one.server.register.at(local(MONDAY + DAY, "18:00"))
    one.poll()
    one.server.register.at(local(MONDAY + 3 * DAY, "18:00"))
    one.poll()
    assert [row["day"] for row in one.of("p1")] == [MONDAY + DAY, MONDAY + 2 * DAY]
    assert one.roster is not None
    assert id_of("p1") not in {pupil.pupil_id for pupil in one.roster.pupils}


def test_a_pupil_who_comes_late_has_the_days_from_their_enrolment_read(one: Polled, school: School) -> None:
    school.lesson(MONDAY, said="PP")
    one.poll()
    one.server.register.at(local(MONDAY + DAY, "08:00"))
    school.enrol("p3", first=MONDAY)
    school.classes["8C"].append("p3")
    school.group("8C", ["p1", "p2", member("p3", MONDAY)])
    one.poll()
    assert one.marks("p3") == "U"


def test_a_pupil_who_moves_to_another_school_is_that_schools_from_then_on(
    one: Polled, school: School
) -> None:
    other = uid("Grannskolan")
    school.register.put(
        "organisations", {"id": other, "displayName": "Grannskolan", "organisationType": "Skolenhet"}
    )
    school.lesson(MONDAY, said="PP")
    one.poll()
    school.register.change(
        "persons", id_of("p1"), enrolments=[_at(UNIT, last=MONDAY), _at(other, MONDAY + DAY)]
    )
    one.server.register.at(local(MONDAY + DAY, "18:00"))
    one.poll()
    assert one.roster is not None
    assert [pupil.pupil_id for pupil in one.roster.pupils] == [id_of("p2")]
    assert one.marks("p1") == "P"


def _at(unit: str, first: date = date(2026, 8, 1), last: date | None = None) -> dict[str, Any]:
    ends = {"endDate": last.isoformat()} if last else {}
    return {"enroledAt": {"id": unit}, "schoolType": "GR", "startDate": first.isoformat()} | ends


def test_the_first_reading_keeps_what_changes_while_it_goes_on(school: School, tmp_path: Path) -> None:
    lessons = [school.lesson(MONDAY + n * DAY, said="PP") for n in range(3)]
    register: Register = school.register
    with polled(served(school), tmp_path, local(MONDAY + 2 * DAY, "18:00")) as one:
        one.take(one.source.read(one.taken))
        school.said(lessons[0], "p1", "I")  # of a day that has been read already
        one.poll()
        assert one.marks("p1") == "IPP"
        assert register.now > local(MONDAY + 2 * DAY, "18:00")
