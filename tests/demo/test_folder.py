"""The written folder is the CSV school folder of the contract."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.demo.school import Which, plan, write_day, write_school
from tests.demo.counting import read

HEADERS = {
    "roster.csv": "pupil_id,given_name,family_name,class,grade,school,mentor,protected",
    "staff.csv": "email,name,role,school",
    "terms.csv": "school,term,starts,ends",
    "periods.csv": "school,period,starts,ends",
    "days_off.csv": "school,date,name",
    "channels.csv": "audience,platform,address",
    "attendance-2026-09-07.csv": (
        "record_id,pupil_id,lesson_start,lesson_end,status,absent_minutes,authorisation,reason"
    ),
}
SCHOOLS: tuple[Which, ...] = ("ostersund", "nyland")


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_those_of_the_contract(lit: Path, nyland: Path, name: str) -> None:
    for folder in (lit, nyland):
        assert (folder / name).read_text(encoding="utf-8").splitlines()[0] == HEADERS[name]


@pytest.mark.parametrize("which", SCHOOLS)
def test_a_school_without_until_has_no_attendance_yet(which: Which, tmp_path: Path) -> None:
    write_school(plan(which), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {n for n in HEADERS if "attendance" not in n}


@pytest.mark.parametrize("which", SCHOOLS)
def test_day_by_day_writes_what_the_whole_term_writes(
    which: Which, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole: Path = request.getfixturevalue("lit" if which == "ostersund" else "nyland")
    write_school(plan(which), tmp_path)
    for day in plan(which).school_days:
        write_day(plan(which), tmp_path, day)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in whole.iterdir()
    }


def test_a_day_without_school_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2026-10-28 is no school day of Lits skola"):
        write_day(plan("ostersund"), tmp_path, date(2026, 10, 28))


@pytest.mark.parametrize("which", SCHOOLS)
def test_every_row_of_a_day_parses(which: Which, tmp_path: Path) -> None:
    day = date(2026, 11, 10)
    rows = read(write_day(plan(which), tmp_path, day))
    known = {pupil.pupil_id for pupil in plan(which).pupils}
    for row in rows:
        starts, ends = datetime.fromisoformat(row["lesson_start"]), datetime.fromisoformat(row["lesson_end"])
        assert starts.date() == ends.date() <= day
        assert 45 <= (ends - starts).total_seconds() / 60 <= 60
        assert row["pupil_id"] in known
        assert row["status"] in {"present", "absent", "late", "left_early", "unreported", "cancelled"}
        away = row["status"] in {"absent", "late", "left_early"}
        assert row["authorisation"] in ({"valid", "invalid", "unresolved"} if away else {""})
        assert row["reason"] in ({"health", "leave", "other", ""} if away else {""})
        assert bool(row["absent_minutes"]) == (row["status"] in {"late", "left_early"})
    assert len({row["record_id"] for row in rows}) == len(rows)


def test_lessons_of_a_day_do_not_overlap_and_end_in_the_afternoon() -> None:
    for which in SCHOOLS:
        for lessons in plan(which).timetable.values():
            assert all(a.ends < b.starts for a, b in itertools.pairwise(lessons))
            assert lessons[-1].ends < "16:00"


@pytest.mark.parametrize("which", SCHOOLS)
def test_every_mentor_and_role_has_a_room_and_every_mentor_is_staff(
    which: Which, lit: Path, nyland: Path
) -> None:
    folder, school = (lit if which == "ostersund" else nyland), plan(which).name
    rooms = {row["audience"]: row["address"] for row in read(folder / "channels.csv")}
    staff = {(row["email"], row["role"]) for row in read(folder / "staff.csv")}
    for row in read(folder / "roster.csv"):
        assert rooms[f"mentor:{row['mentor']}"] == rooms[f"class:{row['class']}"] == row["class"]
        assert (row["mentor"], "mentor") in staff
    for role in ("health_team", "nurse", "special_educator", "principal"):
        assert f"{role}:{school}" in rooms
        assert any(had == role for _, had in staff)
    assert all(email.endswith(".example") for email, _ in staff)


def test_the_people_of_the_page_are_there() -> None:
    lit = plan("ostersund")
    mentors = {c.key: c.mentor for c in lit.classes}
    assert mentors["8C"] == "anna.lindqvist@lits.example"
    assert mentors["8B"] == "petra.naslund@lits.example"
    assert mentors["9B"] == "karin.asberg@lits.example"
    deputies = [row.name for row in lit.staff if row.role == "deputy"]
    assert deputies == ["Petra Näslund", "Olle Fjellström"]
    assert len(lit.pupils) == 300
    assert 110 <= len(plan("nyland").pupils) <= 130


def test_names_and_ids_are_all_different() -> None:
    for which in SCHOOLS:
        pupils = plan(which).pupils
        assert max(Counter((p.given_name, p.family_name) for p in pupils).values()) == 1
        assert max(Counter(p.pupil_id for p in pupils).values()) == 1


@pytest.mark.parametrize("which", SCHOOLS)
def test_one_pupil_is_protected_and_one_is_not_known_to_be(which: Which, lit: Path, nyland: Path) -> None:
    rows = read((lit if which == "ostersund" else nyland) / "roster.csv")
    assert Counter(row["protected"] for row in rows) == {"no": len(rows) - 2, "yes": 1, "": 1}


def test_the_holidays_are_no_school_days() -> None:
    lit, nyland = plan("ostersund"), plan("nyland")
    assert (lit.first_day, lit.last_day) == (date(2026, 8, 18), date(2026, 12, 18))
    assert not any(d.isocalendar().week == 44 for d in lit.school_days)
    assert not any(d.isocalendar().week == 42 for d in nyland.school_days)
    assert (nyland.first_day, nyland.last_day) == (date(2026, 8, 11), date(2026, 12, 19))
