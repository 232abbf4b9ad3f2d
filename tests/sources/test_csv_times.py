"""Lesson times: the school's zone first, then the local date; both nights the clocks change."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.sources.csv_times import lesson_time
from tests.sources.school import School, lesson, only, records, said

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FORWARD, BACK = "2026-03-29", "2026-10-25"


@pytest.mark.parametrize(
    ("start", "end", "day", "starts", "ends", "scheduled"),
    [
        ("2026-11-02T08:10", "2026-11-02T09:10", "2026-11-02", 490, 550, 60),
        ("2026-11-02 08:10", "2026-11-02 09:10:00", "2026-11-02", 490, 550, 60),
        ("2026-11-02T08:10:59", "2026-11-02T09:10:01.5", "2026-11-02", 490, 550, 60),
        ("2026-11-02T07:10Z", "2026-11-02T08:10Z", "2026-11-02", 490, 550, 60),
        ("2026-06-02T06:10:00Z", "2026-06-02T09:10:00+02:00", "2026-06-02", 490, 550, 60),
        ("2026-11-02T23:30Z", "2026-11-03T00:30Z", "2026-11-03", 30, 90, 60),
        ("2026-11-02T23:30", "2026-11-03T00:30", "2026-11-02", 1410, 1470, 60),
        ("2026-11-02T01:00+0530", "2026-11-02T02:00+0530", "2026-11-01", 1230, 1290, 60),
        # spring: 02:00 becomes 03:00
        (f"{FORWARD}T01:30", f"{FORWARD}T03:30", FORWARD, 90, 210, 60),
        (f"{FORWARD}T00:30Z", f"{FORWARD}T01:30Z", FORWARD, 90, 210, 60),
        ("2026-03-28T23:30", f"{FORWARD}T03:30", "2026-03-28", 1410, 1650, 180),
        # autumn: 03:00 becomes 02:00
        (f"{BACK}T01:30", f"{BACK}T03:30", BACK, 90, 210, 180),
        (f"{BACK}T01:30", f"{BACK}T02:30", BACK, 90, 150, 60),
        (f"{BACK}T02:00", f"{BACK}T02:30", BACK, 120, 150, 30),
        (f"{BACK}T02:30", f"{BACK}T03:30", BACK, 150, 210, 60),
        (f"{BACK}T02:45", f"{BACK}T02:15", BACK, 165, 195, 30),
        (f"{BACK}T02:45+02:00", f"{BACK}T02:15+01:00", BACK, 165, 195, 30),
        (f"{BACK}T08:10", f"{BACK}T09:10", BACK, 490, 550, 60),
    ],
)
def test_a_lesson_lies_on_its_local_day(
    school: School, start: str, end: str, day: str, starts: int, ends: int, scheduled: int
) -> None:
    by_itself = lesson_time(start, end, STOCKHOLM)
    assert (by_itself.why, str(by_itself.day)) == ("", day)
    assert (by_itself.starts, by_itself.ends, by_itself.scheduled) == (starts, ends, scheduled)
    school.lessons(lesson("r1", "p1", start, end, "absent"))
    row = only(school.poll())
    assert (str(row["day"]), row["starts"], row["ends"], row["scheduled"]) == (day, starts, ends, scheduled)
    assert row["absent"] == scheduled


@pytest.mark.parametrize("at", ["02:00", "02:30", "02:59"])
def test_a_time_the_spring_night_leaves_out_is_a_mistake(school: School, at: str) -> None:
    school.lessons(lesson("r1", "p1", f"{FORWARD}T{at}", f"{FORWARD}T04:00"))
    why = f"lesson_start: '{FORWARD}T{at}' does not exist: the clocks go forward that night"
    assert said(school.poll()) == [f"attendance.csv:2: {why}"]


def test_plain_and_odd_times_in_one_file_keep_their_rows_and_order(school: School) -> None:
    school.lessons(
        lesson("plain", "p1", "2026-11-02T08:10", "2026-11-02T09:10"),
        lesson("zulu", "p1", "2026-11-02T08:10Z", "2026-11-02T09:10Z"),
        lesson("seconds", "p1", "2026-11-02T08:10:00", "2026-11-02T09:10:00"),
        lesson("night", "p1", f"{BACK}T01:30", f"{BACK}T03:30"),
        lesson("plain2", "p2", "2026-11-02T08:10", "2026-11-02T09:10"),
    )
    found = records(school.poll())
    assert list(found) == ["plain", "zulu", "seconds", "night", "plain2"]
    assert [row["starts"] for row in found.values()] == [490, 550, 490, 90, 490]


def test_a_record_near_midnight_moves_with_the_zone(school: School) -> None:
    school.lessons(lesson("r1", "p1", "2026-06-01T22:30Z", "2026-06-01T23:00Z"))
    assert str(only(school.poll())["day"]) == "2026-06-02"
