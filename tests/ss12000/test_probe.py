"""``lots check`` says what a server offers, in words an office can act on."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from tests.ss12000.polled import polled, served
from tests.ss12000.school import MONDAY, School


def test_a_whole_server_is_said_to_be_whole(tmp_path: Path) -> None:
    school = School().open(c8=["p1"])
    school.day(MONDAY, "P")
    with polled(served(school), tmp_path) as one:
        roster, found = one.source.probe()
    assert roster is not None
    assert [(line.what, line.mend) for line in found] == snapshot(
        [
            ("calendarEvents answers", ""),
            ("attendances answers", ""),
            ("absences answers", ""),
            ("deletedEntities answers", ""),
            ("aggregatedAttendance answers", ""),
        ]
    )


def test_a_server_without_attendance_is_said_to_be_one(tmp_path: Path) -> None:
    school = School().open(c8=["p1"])
    with polled(served(school), tmp_path) as one:
        one.server.lacks = {
            "attendances",
            "calendarEvents",
            "absences",
            "deletedEntities",
            "aggregatedAttendance",
            "duties",
        }
        one.server.fault("groups", 403)
        roster, found = one.source.probe()
    assert roster is not None
    assert [(line.what, line.mend) for line in found] == snapshot(
        [
            (
                "groups: is not served: the roster folder must tell it",
                "mend it at the vendor's, or in the roster folder",
            ),
            (
                "duties: is not served: the roster folder must tell it",
                "mend it at the vendor's, or in the roster folder",
            ),
            (
                "groups: pupils without a mentor in the staff, the principal is asked instead: 1",
                "mend it at the vendor's, or in the roster folder",
            ),
            ("calendarEvents: has no such address (404)", "ask the vendor to open it for these credentials"),
            ("attendances: has no such address (404)", "ask the vendor to open it for these credentials"),
            ("absences is not served: leave that was granted is not told apart", ""),
            ("deletedEntities is not served: deletions are found by reading 14 days anew each night", ""),
            (
                "aggregatedAttendance is not served: the lessons' sums are not held against the system's own",
                "",
            ),
        ]
    )


def test_a_server_that_lets_nobody_in_is_asked_nothing_more(tmp_path: Path) -> None:
    with polled(served(School().open()), tmp_path) as one:
        one.server.fault("token", 401)
        roster, found = one.source.probe()
        assert {call.path for call in one.server.calls} == {"token"}
    assert roster is None
    assert [(line.what, line.mend) for line in found] == snapshot(
        [
            (
                "organisations: token_url refuses the credentials (401)",
                "mend url, token_url, client_id and client_secret, or ask the vendor",
            )
        ]
    )
