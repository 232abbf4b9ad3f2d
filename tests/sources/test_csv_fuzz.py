"""Whatever stands in the folder: never an exception, every row accounted for, memory in proportion to the file."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import PROBLEMS_LISTED, Batch
from bot.sources.csv_times import lesson_time
from bot.sources.records import RECORD_SCHEMA
from tests.sources.school import HEADER, ROSTER, School, lesson

ZONE = ZoneInfo("Europe/Stockholm")
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def moments(first: str, days: int) -> st.SearchStrategy[datetime]:
    """Whole minutes of ``days`` from ``first`` on."""
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    return st.integers(0, days * 1440).map(lambda minutes: start + timedelta(minutes=minutes))


TIMES = st.one_of(
    moments("2026-01-01", 365).map(lambda at: f"{at:%Y-%m-%dT%H:%M}"),
    moments("2026-10-24", 2).map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}"),
    moments("2026-03-28", 2).map(lambda at: f"{at:%Y-%m-%dT%H:%M}"),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.sampled_from(["", "2026-11-02T08:10", "2026-03-29T02:30", "+12026-1-1T00:00", "99999-01-01T0:0"]),
    st.from_regex(r"\A[-+0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9:]{4,8}(Z|[+-][0-9:]{0,6})?\Z"),
)
WORDS = st.sampled_from(
    [
        "",
        "p1",
        "hidden",
        "present",
        "absent",
        "late",
        "cancelled",
        "deleted",
        "valid",
        "health",
        "0",
        "45",
        "-1",
        "9x",
    ]
)
CELLS = st.one_of(
    WORDS, TIMES, st.text(max_size=8), st.sampled_from(['"', '""', '"a\n"', ",", ";", "\r", "\n", "\x1f"])
)
ROWS = st.lists(st.lists(CELLS, max_size=10).map(",".join), max_size=12)
LESSONS = st.tuples(
    st.sampled_from(["r1", "r2", "r3"]),
    st.sampled_from(["p1", "p2", "hidden", "nobody"]),
    TIMES,
    TIMES,
    WORDS,
    WORDS,
    WORDS,
    WORDS,
)


@contextmanager
def a_school() -> Iterator[School]:
    with TemporaryDirectory() as folder:
        yield School(Path(folder))


def poll(data: bytes, name: str = "attendance.csv") -> Batch:
    with a_school() as school:
        school.write(name, data)
        batch = school.poll()
    assert batch.records.schema == RECORD_SCHEMA
    assert (
        not batch.records.select("source", "record_id", "pupil_id", "status", "deleted")
        .null_count()
        .sum_horizontal()[0]
    )
    kept = batch.records.filter(~batch.records["deleted"])
    assert not kept.select("day", "starts", "ends", "scheduled", "absent").null_count().sum_horizontal()[0]
    assert ((kept["absent"] >= 0) & (kept["absent"] <= kept["scheduled"])).all()
    assert ((kept["starts"] >= 0) & (kept["starts"] < 1440) & (kept["ends"] > kept["starts"])).all()
    assert batch.records["record_id"].is_unique().all()
    assert set(batch.records["pupil_id"]) <= {"p1", "p2", *batch.records.filter("deleted")["pupil_id"]} - {
        "hidden"
    }
    assert all(problem.why and "\n" not in str(problem) for problem in batch.problems)
    return batch


@FUZZ
@given(st.binary(max_size=300))
def test_any_bytes_are_a_file_or_a_problem(data: bytes) -> None:
    poll(data)
    poll(data, "roster.csv")
    poll(data, "channels.csv")


@FUZZ
@given(st.binary(max_size=200), st.sampled_from([b"\n", b"\r\n", b"\n\n", b""]))
def test_any_bytes_under_a_good_header(data: bytes, end: bytes) -> None:
    poll(HEADER.encode() + end + data)
    poll(ROSTER.encode() + data + end, "roster.csv")


@FUZZ
@given(ROWS)
def test_any_rows_leave_the_good_rows_around_them(rows: list[str]) -> None:
    text = "\n".join([HEADER, lesson("first"), *rows, "", *[""] * 10, lesson("last"), ""])
    batch = poll(text.encode("utf-8", "surrogatepass"))
    if batch.files:
        assert "first" in set(batch.records["record_id"])


@FUZZ
@given(st.lists(LESSONS, min_size=1, max_size=20))
def test_each_well_formed_row_is_taken_or_named_or_protected(lessons: list[tuple[str, ...]]) -> None:
    numbered = [(f"{place}-{row[0]}", *row[1:]) for place, row in enumerate(lessons)]
    batch = poll("\n".join([HEADER, *(",".join(row) for row in numbered)]).encode())
    assert len(batch.problems) <= PROBLEMS_LISTED
    assert batch.records.height + len(batch.problems) + batch.protected_rows == len(lessons)


@FUZZ
@given(st.lists(st.tuples(TIMES, TIMES), min_size=1, max_size=20))
def test_times_read_in_columns_are_those_read_one_by_one(pairs: list[tuple[str, str]]) -> None:
    rows = [lesson(f"r{n}", "p1", start, end, "absent") for n, (start, end) in enumerate(pairs)]
    found = {row["record_id"]: row for row in poll("\n".join([HEADER, *rows]).encode()).records.to_dicts()}
    for n, (start, end) in enumerate(pairs):
        alone = lesson_time(start, end, ZONE)
        row = found.get(f"r{n}")
        assert (row is None) == bool(alone.why)
        if row is not None:
            columns = (row["day"], row["starts"], row["ends"], row["scheduled"])
            assert columns == (alone.day, alone.starts, alone.ends, alone.scheduled)


@FUZZ
@given(moments("2000-01-01", 32_000), st.integers(1, 300))
def test_a_lesson_in_utc_keeps_its_length_in_any_season(start: datetime, minutes: int) -> None:
    end = start + timedelta(minutes=minutes)
    found = lesson_time(f"{start:%Y-%m-%dT%H:%M}Z", f"{end:%Y-%m-%dT%H:%M}Z", ZONE)
    assert (found.why, found.scheduled) == ("", minutes)


def test_a_hostile_file_costs_memory_in_proportion_to_its_size() -> None:
    rows = [f'r{n},"p1,{"x" * 40}' for n in range(20_000)]
    data = "\n".join([HEADER, *rows]).encode()
    tracemalloc.start()
    batch = poll(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(batch.problems) == PROBLEMS_LISTED + 1
    assert batch.records.height == 0
    assert peak < 20 * len(data)
