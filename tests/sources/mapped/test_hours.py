"""Hours offered where an export tells absences only: a timetable, or weekly minutes by grade."""

from __future__ import annotations

import pytest

from tests.sources.mapped.office import PLAIN, Office, by_start, row, said

HEADER = "school,class,pupil_id,weekday,starts,ends,subject"
MONDAY = (
    "Testskolan,8C,,1,08:10,09:10,Ma",
    "Testskolan,8C,,1,09:20,10:05,Sv",
    "Testskolan,8C,,1,13:00,14:00,En",
    "Testskolan,,p2,1,14:10,15:10,Ty",
)
SNAPSHOT = PLAIN.replace("[columns]", "[file]\nsnapshot = true\n[columns]")
TIMETABLE = SNAPSHOT + '[hours]\ntimetable = "timetable.csv"\n'
WEEKLY = SNAPSHOT + "[hours]\nweekly_minutes = { 8 = 1500 }\n"


@pytest.fixture
def monday(office: Office) -> Office:
    office.school.write("timetable.csv", "\n".join([HEADER, *MONDAY]) + "\n")
    office.use(TIMETABLE)
    return office


def absent(office: Office) -> dict[tuple[str, str], int]:
    """Minutes missed of every lesson."""
    return {key: found["absent"] for key, found in by_start(office.only()).items()}


def test_what_nobody_says_was_missed_was_attended(monday: Office) -> None:
    monday.put(row(code="S"))
    assert absent(monday) == {
        ("p1", "08:10"): 60, ("p1", "09:20"): 0, ("p1", "13:00"): 0,
        ("p2", "08:10"): 0, ("p2", "09:20"): 0, ("p2", "13:00"): 0, ("p2", "14:10"): 0,
    }  # fmt: skip


def test_a_guardian_s_interval_is_each_lesson_it_lies_over_and_counted_once(monday: Office) -> None:
    monday.put(row(start="08:30", end="13:30", code="S"), row(code="S"))
    assert {key[1]: minutes for key, minutes in absent(monday).items() if key[0] == "p1"} == {
        "08:10": 60, "09:20": 45, "13:00": 30,
    }  # fmt: skip


def test_a_row_for_the_whole_day_is_every_lesson_of_it(monday: Office) -> None:
    monday.put(row("p2", start="", end="", code="S"))
    assert [minutes for (pupil, _), minutes in absent(monday).items() if pupil == "p2"] == [60, 45, 60, 60]


def test_a_late_arrival_misses_its_own_minutes(monday: Office) -> None:
    monday.put(row(code="F", missed="10"))
    found = by_start(monday.only())[("p1", "08:10")]
    assert (found["absent"], found["status"], found["kind"]) == (10, "late", "invalid")


def test_a_cancelled_lesson_leaves_the_hours_offered(monday: Office) -> None:
    monday.put(row(code="X"), row("p2", code="S"))
    assert ("p1", "08:10") not in absent(monday)


def test_a_lesson_outside_the_timetable_stays_one_of_its_own(monday: Office) -> None:
    monday.put(row(start="15:30", end="16:00", code="O"))
    assert absent(monday)[("p1", "15:30")] == 30


def test_lessons_keep_their_ids_from_one_snapshot_to_the_next(monday: Office) -> None:
    monday.put(row(code="S"))
    first = set(monday.only().records["record_id"])
    monday.put(row(start="09:20", end="10:05", code="O"))
    assert set(monday.only().records["record_id"]) == first


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Testskolan,8C,,8,08:10,09:10,Ma", "timetable.csv:2: weekday: is not a number from 1 (Monday) to 7"),
        ("Testskolan,8C,,1,8.10,09:10,Ma", "timetable.csv:2: starts: is not a time like 08:10"),
        ("Testskolan,8C,,1,09:10,09:10,Ma", "timetable.csv:2: ends: is not after starts"),
        ("Testskolan,,,1,08:10,09:10,Ma", "timetable.csv:2: class: is empty, and pupil_id too"),
    ],
)
def test_with_a_broken_timetable_the_export_waits_where_it_lies(monday: Office, line: str, why: str) -> None:
    monday.school.write("timetable.csv", f"{HEADER}\n{line}\n")
    monday.put(row(code="S"))
    assert said(monday.poll()) == [why]
    assert monday.lies() == ["export.csv"]


def test_without_a_timetable_the_export_waits(office: Office) -> None:
    office.use(TIMETABLE)
    office.put(row(code="S"))
    assert said(office.poll()) == ["timetable.csv: is missing: without it no hours are known"]


def test_weekly_minutes_give_each_school_day_a_fifth(office: Office) -> None:
    office.use(WEEKLY)
    office.put(
        row(code="S"), row(day="2026-11-03", start="", end="", code="O"), name="x_2026-10-31_2026-11-03.csv"
    )
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for one in office.only().records.to_dicts():
        days.setdefault((one["pupil_id"], str(one["day"])), []).append((one["scheduled"], one["absent"]))
    assert {key: (sum(a for a, _ in told), sum(b for _, b in told)) for key, told in days.items()} == {
        ("p1", "2026-11-02"): (300, 60),
        ("p1", "2026-11-03"): (300, 300),
        ("p2", "2026-11-02"): (300, 0),
        ("p2", "2026-11-03"): (300, 0),
    }
