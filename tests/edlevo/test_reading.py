"""What an Edlevo server tells becomes the lessons of the school, each once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.sources.csv_folder import CsvFolder
from tests.edlevo.polled import MONDAY, ZONE, as_events, lesson, polled
from tests.edlevo.server import KEY, MISSING, XSD, Edlevo, Event
from tests.sources.term import as_folder, term

DAY = timedelta(days=1)


@pytest.mark.skipif(not XSD.is_file(), reason=MISSING)
def test_the_test_server_is_held_to_the_published_structure() -> None:
    server = Edlevo([lesson(reason="Invalid")])
    query = {"UnitId": "unit-1", "StartDate": "2026-11-02", "EndDate": "2026-11-03", "LicenseKey": KEY}
    for service in ("GetCompulsorySchoolAbsence", "GetCompulsorySchoolAbsenceAggregation"):
        assert server.answer(service, dict(query))[0] == 200
        assert server.wrong == []
    server.events[0].reason = "Sjuk"
    server.answer("GetCompulsorySchoolAbsence", query)
    assert "Sjuk" in server.wrong[0]


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ([lesson()], ("11-02 08:10", 60, 0, "present", None)),
        ([lesson(reason="Valid")], ("11-02 08:10", 60, 60, "absent", "valid")),
        ([lesson(reason="Invalid")], ("11-02 08:10", 60, 60, "absent", "invalid")),
        ([lesson(reason="LateArrival", minutes=10)], ("11-02 08:10", 60, 10, "late", "invalid")),
        (
            [lesson(reason="LateArrival", minutes=10), lesson(minutes=50)],
            ("11-02 08:10", 60, 10, "late", "invalid"),
        ),
        (
            [lesson(reason="Valid", minutes=20), lesson(minutes=40)],
            ("11-02 08:10", 60, 20, "left_early", "valid"),
        ),
        (
            [lesson(reason="Valid", minutes=40), lesson(reason="LateArrival", minutes=20)],
            ("11-02 08:10", 60, 60, "absent", "valid"),
        ),
        ([lesson(reason="Invalid"), lesson(reason="Invalid")], ("11-02 08:10", 60, 60, "absent", "invalid")),
        ([lesson(reason="Invalid", minutes=90)], ("11-02 08:10", 60, 60, "absent", "invalid")),
        ([lesson(length=45, minutes=45, reason="Valid")], ("11-02 08:10", 45, 45, "absent", "valid")),
        ([lesson(stop=False)], ("11-02 08:10", 60, 0, "present", None)),
    ],
)
def test_absence_and_presence_of_a_lesson_are_one_record(
    tmp_path: Path, events: list[Event], found: tuple[object, ...]
) -> None:
    with polled(tmp_path, Edlevo(events)) as one:
        one.poll()
        assert one.said == []
        assert one.marks() == [found]


def test_a_day_without_a_time_of_day_is_its_beginning_so_the_next_day_is_asked_for(tmp_path: Path) -> None:
    server = Edlevo([lesson(clock="23:10")])
    with polled(tmp_path, server) as one:
        one.poll()
        assert one.marks()[0][0] == "11-02 23:10"
    service, query = server.asked[0]
    assert service == "GetCompulsorySchoolAbsence"
    assert (query["UnitId"], query["StartDate"], query["EndDate"]) == ("unit-1", "2026-11-02", "2026-11-03")


def test_a_register_nobody_took_is_seen_by_the_minutes_offered_and_never_as_absence(tmp_path: Path) -> None:
    events = [lesson(lesson="a"), lesson(clock="09:20", reason="", lesson="b")]
    with polled(tmp_path, Edlevo(events)) as one:
        one.now += DAY
        one.poll()
        assert one.marks() == [
            ("11-02 08:10", 60, 0, "present", None),
            ("11-02 09:10", 60, 0, "unreported", None),
        ]


def test_a_server_without_sums_is_done_without(tmp_path: Path) -> None:
    server = Edlevo([lesson()], faults={"GetCompulsorySchoolAbsenceAggregation": 404})
    with polled(tmp_path, server) as one:
        one.now += DAY
        one.poll()
        assert one.said == []
        assert len(one.marks()) == 1
        _, findings = one.source.probe()
    assert "no aggregations are served: registers nobody took are not seen" in [
        finding.what for finding in findings
    ]


def test_a_late_correction_and_a_deletion_are_found_by_reading_anew(tmp_path: Path) -> None:
    server = Edlevo(
        [lesson(reason="Invalid"), lesson(clock="09:20", reason="Invalid"), lesson(clock="10:20")]
    )
    with polled(tmp_path, server) as one:
        one.poll()
        server.events = [lesson(reason="Valid"), lesson(clock="10:20")]
        one.now += 9 * DAY
        one.poll()
        assert [(clock, kind) for clock, _, _, _, kind in one.marks()] == [
            ("11-02 08:10", "valid"),
            ("11-02 10:20", None),
        ]


def test_a_day_without_a_single_event_is_not_believed_to_have_lost_them_all(tmp_path: Path) -> None:
    server = Edlevo([lesson(reason="Invalid")])
    with polled(tmp_path, server) as one:
        one.poll()
        server.events = []
        one.poll()
        assert len(one.marks()) == 1


def test_what_changed_is_read_back_a_fortnight_each_night_and_a_day_at_every_poll(tmp_path: Path) -> None:
    with polled(tmp_path, Edlevo([lesson()])) as one:
        one.now += 30 * DAY
        assert len(one.poll()) == 31
        assert len(one.poll()) == 2
        one.now += DAY
        assert len(one.poll()) == 15
        assert len(one.poll()) == 2


def test_a_first_reading_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    server = Edlevo([lesson(MONDAY + n * DAY) for n in range(10)])
    with polled(tmp_path, server) as one:
        one.now += 9 * DAY
        batches = one.poll(most=4)
        assert [batch.whole for batch in batches] == [False] * 4
        assert [(batch.done, batch.of) for batch in batches] == [(1, 10), (2, 10), (3, 10), (4, 10)]
        one.restarted()
        server.asked = []
        batches = one.poll()
        assert server.asked[0][1]["StartDate"] == "2026-11-06"
        assert [batch.whole for batch in batches] == [False] * 5 + [True]
        assert len(one.marks()) == 10


def test_a_pupil_who_comes_later_has_all_days_read(tmp_path: Path) -> None:
    server = Edlevo([lesson(), lesson(person="p3", reason="Valid")])
    with polled(tmp_path, server) as one:
        one.now += 40 * DAY
        one.poll()
        assert one.marks("p3") == []
        roster = (one.school.path / "roster.csv").read_text(encoding="utf-8")
        one.school.write("roster.csv", roster + "p3,Cia,Påhittad,8C,8,Testskolan,mentor@test.example,no\n")
        one.poll()
        assert one.marks("p3") == [("11-02 08:10", 60, 60, "absent", "valid")]


def test_unknown_and_protected_pupils_are_numbers_and_ids_are_the_same_in_capitals(tmp_path: Path) -> None:
    server = Edlevo(
        [lesson(person="P1"), lesson(person="hidden"), lesson(person="HIDDEN"), lesson(person="nobody")]
    )
    with polled(tmp_path, server) as one:
        (batch,) = one.poll()
        assert len(one.marks()) == 1
        assert batch.protected_rows == 2
        assert one.said == ["edlevo: 2026-11-02: events of pupils who are not in roster.csv (1)"]
        assert not any(canary in repr(batch) for canary in ("hidden", "HIDDEN", "nobody", "kanarie"))


def test_two_units_that_tell_the_same_lesson_tell_it_once(tmp_path: Path) -> None:
    server = Edlevo([lesson(reason="Valid"), lesson(reason="Valid", unit="unit-2")])
    with polled(tmp_path, server, units=("unit-1", "unit-2")) as one:
        one.poll()
        assert one.marks() == [("11-02 08:10", 60, 60, "absent", "valid")]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (403, "does not allow it (403)"),
        (302, "leads to another address, which is not followed: mend the address in the settings"),
        (503, "answers with an error (503)"),
        (b"<persons", "answers with something that is not XML, or is cut off"),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><persons>&a;</persons>',
            "answers with something that is not XML, or is cut off",
        ),
        (b"<html/>", "answers with something that is not the Absence API's"),
        (b"", "answers with something that is not XML, or is cut off"),
    ],
)
@pytest.mark.parametrize("service", ["GetCompulsorySchoolAbsence", "GetCompulsorySchoolPresence"])
def test_half_an_answer_opens_and_closes_nothing(
    tmp_path: Path, service: str, fault: int | bytes, why: str
) -> None:
    server = Edlevo([lesson(reason="Valid")])
    with polled(tmp_path, server) as one:
        one.poll()
        before = dict(one.taken)
        server.faults = {service: fault}
        (batch,) = one.poll()
        assert (batch.roster, batch.records.height, batch.told, batch.whole) == (None, 0, (), True)
        assert one.said[0].startswith(f"edlevo: {service}: {why}")
        assert (one.taken, len(one.marks())) == (before, 1)
        server.faults = {}
        one.poll()
        assert one.said == []


def test_the_license_key_is_said_nowhere(tmp_path: Path) -> None:
    with polled(tmp_path, Edlevo(faults={"Get": 500}), license_key="fel-hemlighet") as one:
        one.poll()
        _, findings = one.source.probe()
        assert "hemlighet" not in repr(one.account) + repr(one.batches) + repr(findings)


def test_an_event_that_cannot_be_read_is_a_line_and_the_rest_is_taken(tmp_path: Path) -> None:
    server = Edlevo([lesson(reason="Valid"), lesson(clock="10:20", reason="Invalid")])
    server.dress = lambda text: text.replace("2026-11-02T10:20:00", "i dag")
    with polled(tmp_path, server) as one:
        one.poll()
        assert one.said == ["edlevo: 2026-11-02: event: start is not a time like 2026-11-02T08:10 (1)"]
        assert len(one.marks()) == 1


def test_the_term_is_told_as_by_the_school_folder(tmp_path: Path) -> None:
    """The reason apart, which this API does not tell."""
    lessons = term(("p1", "p2"), date(2026, 9, 28), 36)
    with polled(tmp_path, Edlevo(as_events(lessons)), since=date(2026, 9, 28)) as one:
        one.poll()
        one.school.write("attendance.csv", as_folder(lessons))
        plain = CsvFolder("csv", one.school.path, ZONE).read({}).records
        names = ("pupil_id", "day", "starts", "ends", "scheduled", "absent", "status", "kind")
        expected = {tuple(row[name] for name in names) for row in plain.to_dicts()}
        assert {tuple(row[name] for name in names) for row in one.rows.values()} == expected
