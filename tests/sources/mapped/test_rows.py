"""What an export's row means by its mapping, and the pitfalls of exports."""

from __future__ import annotations

import pytest

from bot.sources.records import RECORD_SCHEMA
from tests.sources.mapped.office import PLAIN, Office, by_start, row, said


@pytest.mark.parametrize(
    ("code", "missed", "status", "absent", "kind", "reason"),
    [
        ("N", "", "present", 0, None, None),
        ("N", "25", "present", 0, None, None),
        ("S", "", "absent", 60, "valid", "health"),
        ("s", "", "absent", 60, "valid", "health"),
        ("O", "20", "absent", 20, "invalid", None),
        ("F", "10", "late", 10, "invalid", None),
        ("F", "0:15", "late", 15, "invalid", None),
        ("R", "", "unreported", 0, None, None),
        ("R", "60", "unreported", 0, None, None),
    ],
)
def test_a_code_says_how_much_is_missed_and_why(
    office: Office, code: str, missed: str, status: str, absent: int, kind: str | None, reason: str | None
) -> None:
    office.put(row(code=code, missed=missed))
    batch = office.only()
    assert batch.records.schema == RECORD_SCHEMA
    (found,) = batch.records.to_dicts()
    assert (found["status"], found["absent"], found["kind"], found["reason"]) == (
        status,
        absent,
        kind,
        reason,
    )
    assert (str(found["day"]), found["starts"], found["scheduled"]) == ("2026-11-02", 490, 60)


def test_lessons_of_45_and_60_minutes_keep_their_lengths(office: Office) -> None:
    office.put(row(end="08:55", code="S"), row(start="09:20", end="10:20", code="S"))
    assert [one["absent"] for one in office.only().records.to_dicts()] == [45, 60]


def test_a_sunday_record_is_taken_as_it_is(office: Office) -> None:
    office.put(row(day="2026-11-01", code="S"))
    assert str(office.only().records["day"][0]) == "2026-11-01"


def test_a_row_that_comes_twice_is_counted_once_and_the_later_stands(office: Office) -> None:
    office.put(row(code="O"), row(code="O"), row(code="S"))
    (found,) = office.only().records.to_dicts()
    assert found["kind"] == "valid"


def test_a_later_export_corrects_an_earlier_one_by_the_same_key(office: Office) -> None:
    office.put(row(code="O"), name="a-9.csv")
    office.put(row(code="S"), name="a-10.csv")
    first, second = (batch for batch in office.poll() if batch.files)
    assert list(first.records["record_id"]) == list(second.records["record_id"])
    assert (first.records["kind"][0], second.records["kind"][0]) == ("invalid", "valid")


def test_a_cancelled_lesson_leaves_and_a_note_about_conduct_says_nothing(office: Office) -> None:
    office.put(row(code="X"), row(start="10:30", end="11:30", code="B"))
    (found,) = office.only().records.to_dicts()
    assert (found["status"], found["deleted"]) == ("cancelled", True)


def test_free_text_is_never_read_whatever_stands_in_it(office: Office) -> None:
    office.put(row(code="S", note='"sjuk; ""magont""\nsedan i går"'), row(start="09:20", end="10:20"))
    batch = office.only()
    assert (batch.records.height, batch.problems) == (2, ())
    assert "magont" not in repr(batch.records.to_dicts())


def test_absence_before_enrolment_or_after_leaving_is_left_out_and_said(office: Office) -> None:
    office.use(PLAIN.replace("[codes]", 'enrolled = "Start"\nleft = "Slut"\n[codes]'))
    rows = [
        row(day="2026-10-30", code="O") + ";2026-11-02;",
        row(day="2026-11-02", code="O") + ";2026-11-02;",
        row(day="2026-11-06", code="O") + ";2026-11-02;2026-11-05",
    ]
    office.put(*rows, header="Elev;Namn;Dag;Från;Till;Min;Kod;Anmärkning;Start;Slut")
    batches = office.poll()
    assert [str(day) for batch in batches for day in batch.records["day"]] == ["2026-11-02"]
    assert said(batches) == [
        "export.csv:2: Start: the lesson is before this day of enrolment",
        "export.csv:4: Slut: the lesson is after this last day at the school",
    ]


def test_a_pupil_who_is_not_in_the_roster_is_said_by_line_and_never_kept(office: Office) -> None:
    office.put(row("nobody", code="S"), row("p2", code="S"))
    batches = office.poll()
    assert [one for batch in batches for one in batch.records["pupil_id"]] == ["p2"]
    assert said(batches) == ["export.csv:2: Elev: the pupil is not in the roster"]


def test_rows_of_protected_pupils_are_a_number_and_nothing_else_even_broken_ones(office: Office) -> None:
    office.put(row("hidden", code="?"), row("hidden", day="x"), row("p1"))
    batches = office.poll()
    assert sum(batch.protected_rows for batch in batches) == 2
    assert said(batches) == []
    for name in office.lies():
        assert name == "done/export.csv" or "hidden" not in (office.drop / name).read_text()


def test_a_row_for_the_whole_day_only_explains_where_lessons_are_told(office: Office) -> None:
    office.use(PLAIN + '[whole_day]\nstarts = "08:00"\nminutes = 300\n')
    office.put(row(start="", end="", code="S"), row(code="O"), row("p2", start="", end="", code="S"))
    found = by_start(office.only())
    assert {key: one["absent"] for key, one in found.items()} == {("p1", "08:10"): 60, ("p2", "08:00"): 300}


@pytest.mark.parametrize(
    ("valid", "invalid", "absent", "kind", "status"),
    [
        ("0,25", "0,5", 45, "invalid", "late"),
        ("0,5", "0,25", 45, "valid", "left_early"),
        ("0,25", "0,25", 30, "valid", "left_early"),
        ("0", "1", 60, "invalid", "absent"),
        ("0", "0", 0, None, "present"),
    ],
)
def test_of_minutes_with_and_without_leave_the_greater_part_says_what_they_were(
    office: Office, valid: str, invalid: str, absent: int, kind: str | None, status: str
) -> None:
    office.use(MINUTES)
    office.put(f"p1;2026-11-02 08:10;1,0;{valid};{invalid}", header="Elev;Start;Tid;GF;F")
    (found,) = office.only().records.to_dicts()
    assert (found["absent"], found["kind"], found["status"], found["scheduled"]) == (absent, kind, status, 60)


def test_empty_minutes_are_no_register_and_not_presence(office: Office) -> None:
    office.use(MINUTES)
    office.put("p1;2026-11-02 08:10;1;;", header="Elev;Start;Tid;GF;F")
    assert office.only().records["status"].to_list() == ["unreported"]


MINUTES = """\
title = "Hours in two columns"
[file]
times = ["%Y-%m-%d %H:%M"]
[columns]
pupil = "Elev"
start = "Start"
length = "Tid"
valid = "GF"
invalid = "F"
[lessons]
unit = "hours"
"""


def test_the_school_s_zone_comes_first_on_the_night_the_clocks_go_back(office: Office) -> None:
    office.put(row(day="2026-10-25", start="01:30", end="03:30", code="S"))
    (found,) = office.only().records.to_dicts()
    assert (str(found["day"]), found["scheduled"], found["absent"]) == ("2026-10-25", 180, 180)


def test_a_time_that_does_not_exist_in_spring_is_named(office: Office) -> None:
    office.put(row(day="2026-03-29", start="02:30", end="03:30", code="S"))
    assert said(office.poll()) == [
        "export.csv:2: Från: '2026-03-29T02:30' does not exist: the clocks go forward that night"
    ]
