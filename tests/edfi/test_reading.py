"""What an Ed-Fi server tells becomes the lessons of the school, and stays so through changes, deletes and new keys."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources.csv_folder import CsvFolder
from bot.sources.edfi.lessons import Day
from bot.sources.edfi.periods import Periods, terms
from bot.sources.records import Known
from bot.sources.table import table
from tests.edfi.polled import MONDAY, SCHOOL, SECTION, ZONE, event, opened, polled, tell, whole_day
from tests.edfi.server import CATEGORY, Thing
from tests.sources.term import as_folder, term

DAY = timedelta(days=1)
AT = "11-02 08:10"


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([event("Present")], (AT, 60, 0, "present", None)),
        ([event("In Attendance")], (AT, 60, 0, "present", None)),
        ([event("Excused Absence")], (AT, 60, 60, "absent", "valid")),
        ([event("Unexcused Absence")], (AT, 60, 60, "absent", "invalid")),
        ([event("Tardy", sectionAttendanceDuration=10)], (AT, 60, 10, "late", "invalid")),
        ([event("Tardy", arrivalTime="08:25:00"), event("Present")], (AT, 60, 15, "late", "invalid")),
        ([event("Early departure", departureTime="08:50:00")], (AT, 60, 20, "left_early", "unresolved")),
        ([event("Tardy")], (AT, 60, 0, "late", "invalid")),
        ([event("Excused Absence", eventDuration=0.5)], (AT, 60, 30, "absent", "valid")),
    ],
)
def test_the_events_of_a_lesson_are_one_record_whatever_their_categories(
    tmp_path: Path, events: list[Thing], found: tuple[object, ...]
) -> None:
    server = opened()
    for n, one in enumerate(events):
        server.put(SECTION, f"e{n}", one)
    with polled(tmp_path, server) as one_source:
        one_source.poll()
        assert (one_source.said, one_source.marks()) == ([], [found])
        assert "kanariefågel" not in repr(one_source.rows)


def test_a_day_told_as_a_whole_counts_only_where_no_lesson_of_it_is_told(tmp_path: Path) -> None:
    server = opened()
    server.put(SCHOOL, "d1", whole_day("Excused Absence"))
    server.put(SCHOOL, "d2", whole_day("Excused Absence", "p2"))
    server.put(SECTION, "e1", event("Unexcused Absence"))
    with polled(tmp_path, server) as one:
        one.poll()
        assert one.marks("p1") == [(AT, 60, 60, "absent", "invalid")]
        assert one.marks("p2") == [("11-02 08:00", 360, 360, "absent", "valid")]


def test_sessions_are_the_school_s_terms_and_the_roster_stays_one_object(tmp_path: Path) -> None:
    with polled(tmp_path, opened()) as one:
        first, second = one.poll()[-1].roster, one.poll()[-1].roster
    assert first is second
    assert first is not None
    assert [(span.name, str(span.last)) for span in first.terms] == [("HT", "2026-12-18")]


def test_a_correction_a_new_key_and_a_deletion_are_followed_by_change_versions(tmp_path: Path) -> None:
    server = opened()
    for number in (1, 2, 3):
        server.put(SECTION, f"e{number}", event("Unexcused Absence", number))
    with polled(tmp_path, server) as one:
        one.poll()
        server.rekey(SECTION, "e1", attendanceEventCategoryDescriptor=f"{CATEGORY}Excused Absence")
        server.rekey(SECTION, "e2", eventDate=str(MONDAY + DAY))
        server.delete(SECTION, "e3")
        server.asked = []
        one.poll()
        assert [(at, kind) for at, _, _, _, kind in one.marks()] == [
            (AT, "valid"),
            ("11-03 09:20", "invalid"),
        ]
        asked = {path.rpartition("/")[2] for path, _ in server.asked}
        assert {"deletes", "keyChanges"} <= asked


def test_the_last_event_of_a_day_can_be_deleted(tmp_path: Path) -> None:
    server = opened()
    server.put(SECTION, "e1", event("Unexcused Absence"))
    with polled(tmp_path, server) as one:
        one.poll()
        server.delete(SECTION, "e1")
        one.poll()
        assert one.marks() == []


def test_a_deletion_that_names_no_day_is_found_among_the_latest_days(tmp_path: Path) -> None:
    server = opened()
    server.tells_keys = False
    server.put(SECTION, "e1", event("Unexcused Absence"))
    server.put(SECTION, "e2", event("Unexcused Absence", 2))
    with polled(tmp_path, server) as one:
        one.now += 3 * DAY
        one.poll()
        server.delete(SECTION, "e1")
        one.poll()
        assert [at for at, *_ in one.marks()] == ["11-02 09:20"]


def test_nothing_is_read_again_where_nothing_changed(tmp_path: Path) -> None:
    server = opened()
    server.put(SECTION, "e1", event("Present"))
    with polled(tmp_path, server) as one:
        one.poll()
        server.asked = []
        one.poll()
        assert [path for path, _ in server.asked] == ["changeQueries/v1/availableChangeVersions"]


def test_pages_hold_500_at_most_and_all_of_them_are_read(tmp_path: Path) -> None:
    server = opened()
    for n in range(1100):
        server.put(SECTION, f"e{n}", event("Present", pupil=f"x{n}"))
    server.put(SECTION, "last", event("Unexcused Absence"))
    with polled(tmp_path, server, page_size=10_000) as one:
        one.poll()
        assert len(one.marks()) == 1
    assert {query["limit"] for path, query in server.asked if "limit" in query} == {"500"}


def test_pages_that_shift_while_they_are_read_lose_nobody(tmp_path: Path) -> None:
    server = opened()
    for n in range(6):
        server.put(SECTION, f"e{n}", event("Present", pupil=f"x{n}"))
    server.put(SECTION, "p", event("Unexcused Absence"))

    def shift(path: str, offset: int) -> None:
        if path.endswith(SECTION) and offset and "e0" in server.tables[SECTION]:
            server.delete(SECTION, "e0")  # whoever stood first on the next page slips to the one already read

    server.on_page = shift
    with polled(tmp_path, server, page_size=3) as one:
        one.poll()
        assert len(one.marks()) == 1


def test_a_first_reading_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    server = opened()
    tell(server, term(("p1",), MONDAY, 5))
    with polled(tmp_path, server) as one:
        one.now += 4 * DAY
        assert [batch.whole for batch in one.poll(most=3)] == [False] * 3
        one.restarted()
        server.asked = []
        assert [batch.whole for batch in one.poll()] == [False, True]
        assert "2026-11-05" in {query.get("eventDate") for _, query in server.asked}
        assert "2026-11-04" not in {query.get("eventDate") for _, query in server.asked}
        assert len(one.marks()) == 20


PATHS = (SECTION, SCHOOL, f"{SECTION}/deletes", f"{SCHOOL}/keyChanges", "availableChangeVersions")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("fault", [403, 500, b"<html>", b"{}"])
def test_half_an_answer_opens_and_closes_nothing(tmp_path: Path, path: str, fault: int | bytes) -> None:
    server = opened()
    server.put(SECTION, "e1", event("Unexcused Absence"))
    with polled(tmp_path, server) as one:
        one.poll()
        before = dict(one.taken)
        server.delete(SECTION, "e1")
        server.faults = {path: fault}
        (batch,) = one.poll()
        assert (batch.roster, batch.told, one.taken, len(one.marks())) == (None, (), before, 1)
        assert len(one.said) == 1
        server.faults = {}
        one.poll()
        assert (one.said, one.marks()) == ([], [])


def test_unknown_and_protected_students_are_numbers(tmp_path: Path) -> None:
    server = opened()
    for n, pupil in enumerate(("hidden", "nobody", "p1")):
        server.put(SECTION, f"e{n}", event("Unexcused Absence", pupil=pupil))
    with polled(tmp_path, server) as one:
        (batch,) = one.poll()
        assert (batch.protected_rows, len(one.rows)) == (1, 1)
        assert one.said == ["edfi: 2026-11-02: events of students who are not in roster.csv (1)"]


def test_the_term_is_told_as_by_the_school_folder(tmp_path: Path) -> None:
    """The reason apart, which is free text in Ed-Fi."""
    lessons = term(("p1", "p2"), date(2026, 9, 28), 36)
    server = opened()
    tell(server, lessons)
    with polled(tmp_path, server, since=date(2026, 9, 28)) as one:
        one.poll()
        one.school.write("attendance.csv", as_folder(lessons))
        plain = CsvFolder("csv", one.school.path, ZONE).read({}).records
        names = ("pupil_id", "day", "starts", "ends", "scheduled", "absent", "status", "kind")
        expected = {tuple(row[name] for name in names) for row in plain.to_dicts()}
        assert {tuple(row[name] for name in names) for row in one.rows.values()} == expected


JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-5, 10**6), st.floats(allow_nan=True), st.text(max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [*event("x"), "classPeriods", "meetingTimes", "eventDuration", "arrivalTime", "beginDate"]
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.dictionaries(KEYS, JUNK, max_size=4), max_size=5),
    st.sampled_from(["Tardy", "Excused Absence", "Present"]),
)
def test_any_objects_are_records_or_counted(things: list[Thing], category: str) -> None:
    known = Known(pupils=frozenset({"p1"}), protected=frozenset())
    told = [event(category) | one for one in things]
    periods = Periods.of(things, told)
    periods.spans["1", "P1"] = 490, 550
    terms(things, things)
    found = Day(day=MONDAY, known=known, periods=periods, day_minutes=360)
    found.take(told, told)
    assert all(0 <= row["absent"] <= row["scheduled"] for row in table(found.rows(), "edfi").to_dicts())
