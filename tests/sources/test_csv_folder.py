"""The folder: each file once, corrections, files that cannot be taken, and nothing that raises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.sources import csv_file
from bot.sources.csv_folder import CsvFolder
from tests.sources.school import HEADER, ROSTER, School, lesson, only, records, said


def test_a_file_is_taken_once(school: School) -> None:
    school.lessons(lesson())
    assert school.poll().records.height == 1
    again = school.poll()
    assert (again.records.height, again.files) == (0, {})


def test_a_file_taken_before_a_restart_is_not_taken_again(school: School) -> None:
    school.lessons(lesson())
    school.poll()
    restarted = CsvFolder("csv", school.path, "Europe/Stockholm").read(school.taken)
    assert (restarted.records.height, restarted.files) == (0, {})


def test_a_rewritten_file_is_taken_anew(school: School) -> None:
    school.lessons(lesson(status="absent"))
    school.poll()
    school.lessons(lesson(status="present"), lesson("r2"))
    batch = school.poll()
    assert records(batch)["r1"]["status"] == "present"
    assert list(batch.files) == ["attendance.csv"]


def test_a_touched_but_equal_file_is_not_taken_again(school: School) -> None:
    school.lessons(lesson())
    school.poll()
    os.utime(school.path / "attendance.csv", (1, 1))
    assert school.poll().files == {}


def test_a_later_row_or_file_corrects_the_earlier(school: School) -> None:
    school.lessons(lesson(status="absent"), lesson("r2"), lesson(status="late"), name="attendance-9.csv")
    school.lessons(lesson(status="unreported"), name="attendance-10.csv")
    school.lessons(lesson(status="present"), name="attendance.csv")
    batch = school.poll()
    assert {key: row["status"] for key, row in records(batch).items()} == {
        "r1": "unreported",
        "r2": "present",
    }
    assert batch.records["seq"].is_sorted()


def test_capitals_in_a_file_s_name_leave_no_attendance_out(school: School) -> None:
    school.lessons(lesson(), name="Attendance-W36.CSV")
    assert set(records(school.poll())) == {"r1"}


def test_a_broken_later_row_corrects_nothing(school: School) -> None:
    school.lessons(lesson(status="absent"), lesson(status="absnt"))
    assert records(school.poll())["r1"]["status"] == "absent"


def test_only_attendance_files_are_read(school: School) -> None:
    for name in ("attendance.csv.part", "attendance.txt", "old-attendance.csv", "x.csv"):
        school.lessons(lesson(), name=name)
    school.lessons(lesson(), name="attendance_v48.csv")
    assert list(school.poll().files) == ["attendance_v48.csv"]


REJECTED = {
    "empty": (b"", "attendance.csv:1: is empty: the header row is missing"),
    "blank": (b"\n\n", "attendance.csv:1: is empty: the header row is missing"),
    "bom_only": (b"\xef\xbb\xbf", "attendance.csv:1: is empty: the header row is missing"),
    "missing": (
        HEADER.replace(",reason", "").encode(),
        f"attendance.csv:1: broken header: missing reason; allowed: {HEADER}",
    ),
    "unknown": (
        f"{HEADER},canary\n".encode(),
        f"attendance.csv:1: broken header: unknown column number 9; allowed: {HEADER}",
    ),
    "twice": (
        f"{HEADER},reason\n".encode(),
        f"attendance.csv:1: broken header: reason twice; allowed: {HEADER}",
    ),
    "quotes": (b'"record_id,pupil_id\n', "attendance.csv:1: the header row's quotation marks do not match"),
    "latin": (
        f"{HEADER}\n{lesson()}\n".encode() + "r2,på".encode("latin-1"),
        "attendance.csv:3: is not UTF-8: byte 0xE5 at offset {at}; save the file as UTF-8",
    ),
    "utf16": (HEADER.encode("utf-16"), "attendance.csv:1: is UTF-16: save it as UTF-8"),
    "zero": (f"{HEADER}\nr1\0".encode(), "attendance.csv:2: is not text: it holds a zero byte"),
}


@pytest.mark.parametrize("mistake", REJECTED)
def test_a_file_that_cannot_be_trusted_is_rejected_whole_until_it_is_mended(
    school: School, mistake: str
) -> None:
    data, why = REJECTED[mistake]
    school.write("attendance.csv", data)
    for _ in range(2):
        batch = school.poll()
        assert said(batch) == [why.format(at=len(data) - 1)]
        assert (batch.records.height, batch.files) == (0, {})
    school.lessons(lesson())
    assert only(school.poll())["record_id"] == "r1"


def test_a_header_alone_is_taken_as_no_rows(school: School) -> None:
    school.lessons()
    batch = school.poll()
    assert (said(batch), batch.records.height, list(batch.files)) == ([], 0, ["attendance.csv"])


def test_a_file_beyond_the_cap_is_refused_unread(school: School) -> None:
    school.source = CsvFolder("csv", school.path, "Europe/Stockholm", size_cap=2000)
    school.lessons(*[lesson(f"r{n}") for n in range(100)])
    assert said(school.poll()) == ["attendance.csv: is larger than 0.00190735 MB"]


def test_links_out_of_the_folder_folders_and_pipes_are_refused(school: School, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(f"{HEADER}\n{lesson()}\n")
    (school.path / "attendance-link.csv").symlink_to(outside)
    (school.path / "attendance-loop.csv").symlink_to("attendance-loop.csv")
    (school.path / "attendance-dir.csv").mkdir()
    os.mkfifo(school.path / "attendance-pipe.csv")
    batch = school.poll()
    assert batch.files == {}
    assert {problem.file: problem.why for problem in batch.problems}.items() >= {
        "attendance-link.csv": "is a link that leads out of the folder",
        "attendance-dir.csv": "is not a file",
        "attendance-pipe.csv": "is not a file",
    }.items()
    assert "attendance-loop.csv" in {problem.file for problem in batch.problems}


def test_a_link_inside_the_folder_is_followed(school: School) -> None:
    school.lessons(lesson(), name="export.csv")
    (school.path / "attendance.csv").symlink_to("export.csv")
    assert only(school.poll())["record_id"] == "r1"


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_poll(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.lessons(lesson())
    read = csv_file._read

    def grow(path: Path, size: int) -> bytes:
        data = read(path, size)
        if path.name == "attendance.csv":
            with path.open("a") as file:
                file.write(lesson("r2") + "\n")
        return data

    monkeypatch.setattr(csv_file, "_read", grow)
    batch = school.poll()
    assert said(batch) == ["attendance.csv: is still being written: left for the next poll"]
    assert batch.files == {}
    monkeypatch.undo()
    assert list(records(school.poll())) == ["r1", "r2"]


@pytest.mark.parametrize("name", ["roster.csv", "staff.csv", "terms.csv", "channels.csv"])
def test_without_a_good_roster_no_attendance_is_taken(school: School, name: str) -> None:
    school.lessons(lesson())
    school.write(name, "canary\n")
    batch = school.poll()
    assert batch.roster is None
    assert (batch.records.height, batch.files) == (0, {})
    assert [problem.file for problem in batch.problems] == [name]
    assert "canary" not in "".join(said(batch))


def test_a_missing_folder_is_said_file_by_file(tmp_path: Path) -> None:
    batch = CsvFolder("csv", tmp_path / "nowhere", "Europe/Stockholm").read({})
    assert batch.roster is None
    assert str(batch.problems[0]) == "roster.csv: is missing"


def test_a_dry_run_may_do_without_staff_terms_and_channels(school: School) -> None:
    for name in ("staff.csv", "terms.csv", "channels.csv"):
        (school.path / name).unlink()
    school.lessons(lesson())
    source = CsvFolder("csv", school.path, "Europe/Stockholm", needed=("roster.csv",))
    batch = source.read({})
    assert batch.records.height == 1
    assert batch.roster is not None


def test_a_pupil_who_becomes_protected_stops_at_the_next_poll(school: School) -> None:
    school.lessons(lesson(), name="attendance-1.csv")
    school.poll()
    school.write(
        "roster.csv",
        ROSTER.replace("p1,Alva,Påhittad,8C,8,Testskolan,mentor@test.example,no", "p1,,,,,,,yes"),
    )
    school.lessons(lesson("r2"), name="attendance-2.csv")
    batch = school.poll()
    assert (batch.records.height, batch.protected_rows) == (0, 1)
    assert batch.roster is not None
    assert [pupil.pupil_id for pupil in batch.roster.pupils] == ["p2"]
    assert len(batch.roster.protected) == 2
