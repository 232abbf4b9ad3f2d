"""What a row of attendance*.csv means, and how a broken one is named."""

from __future__ import annotations

import polars as pl
import pytest

from bot.ports import PROBLEMS_LISTED
from bot.sources.records import RECORD_SCHEMA
from tests.sources.school import HEADER, School, lesson, only, records, said


@pytest.mark.parametrize(
    ("rest", "absent", "kind", "reason"),
    [
        (("present",), 0, None, None),
        (("present", "0", "valid", "health"), 0, None, None),
        (("absent",), 60, "unresolved", None),
        (("absent", "", "valid", "health"), 60, "valid", "health"),
        (("absent", "25", "invalid", "other"), 25, "invalid", "other"),
        (("absent", "60", "valid", "leave"), 60, "valid", "leave"),
        (("late",), 0, "unresolved", None),
        (("late", "15", "invalid"), 15, "invalid", None),
        (("left_early", "20", "valid", "leave"), 20, "valid", "leave"),
        (("unreported",), 0, None, None),
        (("unreported", "60", "valid", "health"), 0, None, None),
    ],
)
def test_a_row_says_how_much_is_missed_and_why(
    school: School, rest: tuple[str, ...], absent: int, kind: str | None, reason: str | None
) -> None:
    school.lessons(lesson("r1", "p1", "2026-11-02T08:10", "2026-11-02T09:10", *rest))
    row = only(school.poll())
    assert (row["absent"], row["kind"], row["reason"], row["status"]) == (absent, kind, reason, rest[0])
    assert (str(row["day"]), row["starts"], row["ends"], row["scheduled"]) == ("2026-11-02", 490, 550, 60)
    assert not row["deleted"]


def test_lessons_of_45_and_60_minutes_keep_their_lengths(school: School) -> None:
    school.lessons(
        lesson("r1", "p1", "2026-11-02T08:10", "2026-11-02T08:55", "absent"),
        lesson("r2", "p1", "2026-11-02T09:00", "2026-11-02T10:00", "absent"),
    )
    found = records(school.poll())
    assert (found["r1"]["absent"], found["r2"]["absent"]) == (45, 60)


@pytest.mark.parametrize("status", ["cancelled", "deleted"])
def test_a_cancelled_or_deleted_lesson_replaces_the_earlier_row(school: School, status: str) -> None:
    school.lessons(lesson("r1", "p1"), lesson("r1", "p1", status=status))
    row = only(school.poll())
    assert row["deleted"]
    assert row["status"] == status


def test_a_deletion_needs_no_more_than_the_record_s_id(school: School) -> None:
    school.lessons("r1,,,,deleted,,,", "r2,left-last-year,,,deleted,,,")
    found = records(school.poll())
    assert {key: row["deleted"] for key, row in found.items()} == {"r1": True, "r2": True}


def test_the_frame_has_the_promised_columns_also_when_nothing_is_new(school: School) -> None:
    assert school.poll().records.schema == RECORD_SCHEMA
    school.lessons(lesson())
    assert school.poll().records.schema == RECORD_SCHEMA


def away(*rest: str) -> str:
    """A lesson of 60 minutes with these last columns."""
    return lesson("r1", "p1", "2026-11-02T08:10", "2026-11-02T09:10", *rest)


STATUSES = "present, absent, late, left_early, unreported, cancelled, deleted"
NO_NUMBER = "is not a whole number of minutes"
BROKEN = {
    "minutes": (away("absent", "9x"), "absent_minutes: '9x' " + NO_NUMBER),
    "minutes_decimal": (away("late", "9.5"), "absent_minutes: '9.5' " + NO_NUMBER),
    "minutes_negative": (away("late", "-5"), "absent_minutes: '-5' " + NO_NUMBER),
    "minutes_many": (away("absent", "90"), "absent_minutes: 90 is more than the lesson's 60 minutes"),
    "minutes_huge": (away("absent", "99999999999"), "absent_minutes: " + NO_NUMBER),
    "minutes_present": (
        away("present", "5"),
        "absent_minutes: is not 0 although the status is present: late or left_early?",
    ),
    "minutes_free_text": (away("absent", "canary"), "absent_minutes: " + NO_NUMBER),
    "status": (lesson(status="canary"), "status: is not one of " + STATUSES),
    "status_empty": (lesson(status=""), "status: is not one of " + STATUSES),
    "authorisation": (
        away("absent", "", "canary"),
        "authorisation: is not one of valid, invalid, unresolved",
    ),
    "reason": (
        away("absent", "", "valid", "canary"),
        "reason: is not one of health, leave, other (what stands there is not repeated)",
    ),
    "record_id": (lesson(""), "record_id: is empty"),
    "record_id_long": (lesson("x" * 201), "record_id: is longer than 200 bytes"),
    "pupil_id": (lesson(pupil_id=""), "pupil_id: is empty"),
    "unknown_pupil": (
        lesson(pupil_id="canary"),
        "pupil_id: the pupil is not in roster.csv: once there, send the row again in a new file",
    ),
    "start": (lesson(start="canary"), "lesson_start: is not a time like 2026-11-02T08:10"),
    "start_date_only": (
        lesson(start="2026-11-02"),
        "lesson_start: '2026-11-02' is not a time like 2026-11-02T08:10",
    ),
    "start_empty": (lesson(start=""), "lesson_start: is not a time like 2026-11-02T08:10"),
    "start_no_such_day": (
        lesson(start="2026-02-30T08:10"),
        "lesson_start: '2026-02-30T08:10' is not a time of the calendar",
    ),
    "start_year": (lesson(start="9999-12-31T08:10"), "lesson_start: year 9999 is not between 1990 and 2099"),
    "end_cut": (
        lesson(end="2026-11-02T09:1"),
        "lesson_end: '2026-11-02T09:1' is not a time like 2026-11-02T08:10",
    ),
    "end_first": (lesson(end="2026-11-02T08:10"), "lesson_end: is not after lesson_start"),
    "end_days_later": (lesson(end="2026-11-12T08:10"), "lesson_end: is more than a day after lesson_start"),
    "short": ("r1,p1,2026-11-02T08:10", "has 3 columns, not 8"),
    "long": (lesson() + ",canary", "has 9 columns, not 8"),
    "open_quote": ('r1,p1,"2026-11-02T08:10,2026-11-02T09:10,present,,,', "quotation marks do not match"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_broken_row_is_named_and_the_rest_is_taken(school: School, mistake: str) -> None:
    row, why = BROKEN[mistake]
    school.lessons(lesson("r0"), row, lesson("r9"))
    batch = school.poll()
    assert said(batch) == [f"attendance.csv:3: {why}"]
    assert batch.records["record_id"].to_list() == ["r0", "r9"]
    assert list(batch.files) == ["attendance.csv"]


def test_the_first_problems_are_listed_and_the_rest_counted(school: School) -> None:
    school.lessons(*[lesson(f"r{n}", status="?") for n in range(PROBLEMS_LISTED + 30)], lesson("good"))
    batch = school.poll()
    assert len(batch.problems) == PROBLEMS_LISTED + 1
    assert said(batch)[-1] == "attendance.csv: and 30 more rows"
    assert batch.records["record_id"].to_list() == ["good"]


def test_rows_of_protected_pupils_are_only_counted_even_broken_ones(school: School) -> None:
    school.lessons(lesson("r1", "hidden"), lesson("r2", "hidden", status="?"), lesson("r3", "p1"))
    batch = school.poll()
    assert batch.protected_rows == 2
    assert batch.records["record_id"].to_list() == ["r3"]
    assert said(batch) == []
    assert "hidden" not in repr(batch)


def test_a_formula_is_text_like_any_other(school: School) -> None:
    school.lessons(lesson('=HYPERLINK("http://x")'), lesson("+r2"), lesson("@r3", status="=1+1"))
    batch = school.poll()
    assert "+r2" in records(batch)
    assert [problem.line for problem in batch.problems] == [2, 4]


def test_a_sunday_record_is_taken_as_it_is(school: School) -> None:
    school.lessons(lesson("r1", "p1", "2026-11-01T10:00", "2026-11-01T11:00"))
    assert str(only(school.poll())["day"]) == "2026-11-01"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: "\ufeff" + text.replace(",", ";").replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text + ",,,,,,,\n",
        lambda text: text.replace(",", " , "),
        lambda text: "\n".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.split("\n") if line
        ),
    ],
)
def test_the_same_rows_in_other_clothes_are_the_same(school: School, change: object) -> None:
    assert callable(change)
    rows = [
        lesson("r1"),
        lesson("r2", "p2", "2026-11-02T10:00", "2026-11-02T10:45", "absent", "", "valid", "health"),
    ]
    school.lessons(*rows, name="attendance-1.csv")
    plain = school.poll()
    school.write("attendance-2.csv", change("\n".join([HEADER, *rows]) + "\n"))
    dressed = school.poll()
    assert said(dressed) == []
    assert dressed.records.equals(plain.records)


def test_columns_may_come_in_any_order(school: School) -> None:
    header = ",".join(reversed(HEADER.split(",")))
    school.lessons("health,valid,,absent,2026-11-02T09:10,2026-11-02T08:10,p1,r1", header=header)
    assert only(school.poll())["reason"] == "health"


def test_lines_are_counted_past_quoted_line_breaks(school: School) -> None:
    broken = 'r1,p1,2026-11-02T08:10,2026-11-02T09:10,absent,,valid,"one,\ntwo"'
    school.lessons(broken, lesson("r2"), lesson("r3", status="?"))
    batch = school.poll()
    assert [(problem.line, problem.column) for problem in batch.problems] == [(2, "reason"), (5, "status")]
    assert batch.records["record_id"].to_list() == ["r2"]


def test_one_open_quotation_mark_spoils_its_own_line_only(school: School) -> None:
    school.lessons('"r1' + lesson(""), *[lesson(f"x{n}") for n in range(50)])
    batch = school.poll()
    assert batch.records.height == 50
    assert [problem.line for problem in batch.problems] == [2]


def test_half_a_file_gives_its_whole_rows(school: School) -> None:
    whole = "\n".join([HEADER, lesson("r1"), lesson("r2")])
    school.write("attendance.csv", whole[: whole.rindex("09:10")])
    batch = school.poll()
    assert said(batch) == ["attendance.csv:3: has 4 columns, not 8"]
    assert batch.records["record_id"].to_list() == ["r1"]


def test_every_row_is_a_record_or_a_problem_or_protected(school: School) -> None:
    rows = [
        lesson("a"),
        lesson("b", "hidden"),
        lesson("c", "?"),
        lesson("d", status=""),
        "e,p1",
        lesson("f", end=""),
    ]
    school.lessons(*rows)
    batch = school.poll()
    assert batch.records.height + batch.protected_rows + len(batch.problems) == len(rows)
    assert batch.records.filter(pl.col("day").is_null()).is_empty()
