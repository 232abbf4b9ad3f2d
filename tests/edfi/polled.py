"""A server polled as the service does, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.ports import Batch
from bot.sources.edfi.account import Account
from bot.sources.edfi.source import EdFi
from tests.edfi.server import CATEGORY, KEY, SCHOOL, SECRET, SECTION, EdFiServer, Thing
from tests.sources.school import School
from tests.sources.term import BELLS, Told, clock

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 2)
WORDS = {"valid": "Excused Absence", "invalid": "Unexcused Absence"}


def section(number: int) -> Thing:
    """The natural key of the section of a lesson."""
    return {
        "localCourseCode": BELLS[number - 1][2], "schoolId": 1, "schoolYear": 2027,
        "sectionIdentifier": f"s{number}", "sessionName": "HT",
    }  # fmt: skip


def event(category: str, number: int = 1, pupil: str = "p1", day: date = MONDAY, **more: Any) -> Thing:
    """An event of a section; its reason is a canary."""
    return {
        "attendanceEventCategoryDescriptor": CATEGORY + category, "eventDate": str(day),
        "studentReference": {"studentUniqueId": pupil}, "sectionReference": section(number),
        "attendanceEventReason": "kanariefågel: ont i magen", **more,
    }  # fmt: skip


def whole_day(category: str, pupil: str = "p1", day: date = MONDAY, **more: Any) -> Thing:
    """An event of the school."""
    made = event(category, pupil=pupil, day=day, **more)
    del made["sectionReference"]
    session = {"schoolId": 1, "schoolYear": 2027, "sessionName": "HT"}
    return {**made, "schoolReference": {"schoolId": 1}, "sessionReference": session}


def opened() -> EdFiServer:
    """A school with its class periods and sections."""
    server = EdFiServer()
    kinds: Thing = {"educationOrganizationCategories": [], "gradeLevels": []}
    server.put("schools", "1", {"schoolId": 1, "nameOfInstitution": "Testskolan", **kinds})
    session = {
        "schoolReference": {"schoolId": 1}, "sessionName": "HT", "schoolYearTypeReference": {"schoolYear": 2027},
        "termDescriptor": "uri://ed-fi.org/TermDescriptor#Fall Semester", "totalInstructionalDays": 80,
    }  # fmt: skip
    server.put("sessions", "1", {**session, "beginDate": "2026-08-18", "endDate": "2026-12-18"})
    for number, (at, length, _) in enumerate(BELLS, 1):
        name = {"classPeriodName": f"P{number}", "schoolId": 1}
        times = [{"startTime": f"{clock(at)}:00", "endTime": f"{clock(at + length)}:00"}]
        period = {"classPeriodName": f"P{number}", "schoolReference": {"schoolId": 1}, "meetingTimes": times}
        server.put("classPeriods", f"{number}", period)
        key = section(number)
        offering = {k: key[k] for k in ("localCourseCode", "schoolId", "schoolYear", "sessionName")}
        server.put("sections", f"{number}", {
            "sectionIdentifier": key["sectionIdentifier"], "courseOfferingReference": offering,
            "classPeriods": [{"classPeriodReference": name}],
        })  # fmt: skip
    return server


def tell(server: EdFiServer, lessons: list[Told]) -> None:
    """The invented term in positive attendance: every lesson has its event."""
    for n, one in enumerate(lessons):
        category = "Present" if one.status == "present" else WORDS[one.kind]
        more: Thing = {}
        if one.status == "late":
            category, more = "Tardy", {"sectionAttendanceDuration": one.absent}
        server.put(SECTION, f"e{n}", event(category, one.number, one.pupil, one.day, **more))


@dataclass
class Polled:
    """Polls, and remembers marks and records as the database would."""

    server: EdFiServer
    source: EdFi
    account: Account
    school: School
    now: datetime
    taken: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)

    def poll(self, most: int = 10_000) -> list[Batch]:
        """All batches of one poll, ``most`` at most: then it is killed."""
        self.batches = []
        while len(self.batches) < most:
            batch = self.source.read(self.taken)
            self.taken |= batch.files
            told = {row["record_id"]: row for row in batch.records.to_dicts()}
            days = [one.days for one in batch.told if one.days]
            self.rows = {
                name: row
                for name, row in self.rows.items()
                if not any(d.first <= row["day"] <= d.last for d in days)
            } | told
            self.batches.append(batch)
            if not batch.more:
                break
        return self.batches

    def restarted(self) -> None:
        """The process died; what was remembered stands."""
        self.source = EdFi(self.account, pause=lambda seconds: None)

    @property
    def said(self) -> list[str]:
        """The problems of the last poll."""
        return [str(problem) for batch in self.batches for problem in batch.problems]

    def marks(self, pupil: str = "p1") -> list[tuple[str, int, int, str, str | None]]:
        """A pupil's lessons: day and clock, length, missed, status, kind."""
        mine = [row for row in self.rows.values() if row["pupil_id"] == pupil]
        return [
            (
                f"{row['day']:%m-%d} {clock(row['starts'])}",
                row["scheduled"], row["absent"], row["status"], row["kind"],
            )
            for row in sorted(mine, key=lambda row: (row["day"], row["starts"]))
        ]  # fmt: skip


@contextmanager
def polled(tmp_path: Path, server: EdFiServer, **more: Any) -> Iterator[Polled]:
    """A source of a running server; it is five in the afternoon of the Monday."""
    folder = tmp_path / "data"
    folder.mkdir()
    school = School(folder)
    with server.running() as url:
        account = Account(
            name="edfi", url=url, client_id=KEY, client_secret=SECRET, now=lambda: one.now, zone=ZONE, folder=folder,
            since=MONDAY,
        )  # fmt: skip
        account = replace(account, **more)
        source = EdFi(account, pause=lambda seconds: None)
        one = Polled(
            server=server,
            source=source,
            account=account,
            school=school,
            now=datetime(2026, 11, 2, 17, tzinfo=ZONE),
        )
        yield one


__all__ = ["SCHOOL", "SECTION", "Polled", "event", "opened", "polled", "tell", "whole_day"]
