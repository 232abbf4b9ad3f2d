"""A school folder (CONTRACT.md) told to a server of SS 12000: roster and attendance rows as its objects.

``Told(register, folder)`` tells the roster; ``told.rows(rows)`` tells attendance rows as they arrive, corrections too.
A row's class is that of the roster; who has no row in a lesson of their class is excepted from it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.ss12000.register import Register, uid

Row = Mapping[str, str]
ROLES = {
    "principal": "Rektor",
    "nurse": "Skolsköterska",
    "special_educator": "Speciallärare/specialpedagog",
    "mentor": "Lärare",
    "teacher": "Lärare",
}
LONG_AGO = date(2020, 8, 1).isoformat()
Slot = tuple[str, str, str]
"""Class, start and end of a lesson."""


def read(path: Path) -> list[Row]:
    """The rows of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Told:
    """Keeps what every row said last, and says each lesson anew that a row concerns."""

    def __init__(self, register: Register, folder: Path, zone: str = "Europe/Stockholm") -> None:
        self.register, self.zone = register, ZoneInfo(zone)
        self.last: dict[str, Row] = {}
        self.slots: dict[Slot, dict[str, str]] = defaultdict(dict)
        """The record each pupil has in a lesson."""
        self.classes: dict[str, str] = {}
        self.members: dict[str, list[str]] = defaultdict(list)
        self.roster(folder)

    def roster(self, folder: Path) -> None:
        """Schools, pupils, classes and staff."""
        rows = read(folder / "roster.csv")
        for school in sorted({row["school"] for row in rows}):
            unit = {"id": uid("unit", school), "displayName": school, "organisationType": "Skolenhet"}
            self.register.put("organisations", unit)
        self._staff(folder, rows)
        self.classes = {row["pupil_id"]: row["class"] for row in rows}
        self.members.clear()
        for row in rows:
            self.members[row["class"]].append(row["pupil_id"])
            self.register.put("persons", _pupil(row))
        for name, pupils in self.members.items():
            school = next(row["school"] for row in rows if row["class"] == name)
            self.register.put("groups", _group(name, school, pupils))
            self.register.put("activities", _activity(name, school))

    def _staff(self, folder: Path, rows: Iterable[Row]) -> None:
        mentors = {(row["mentor"].lower(), row["class"]) for row in rows}
        for one in read(folder / "staff.csv"):
            mail = one["email"].lower()
            if one["role"] not in ROLES:
                continue
            self.register.put("persons", _person(mail, one["name"]))
            mine = sorted(name for who, name in mentors if who == mail)
            self.register.put("duties", _duty(one, mine))

    def rows(self, rows: Iterable[Row]) -> None:
        """Attendance rows in the order in which they arrive."""
        touched: set[Slot] = set()
        for row in rows:
            pupil = row["pupil_id"]
            slot = (self.classes[pupil], row["lesson_start"], row["lesson_end"])
            self.last[row["record_id"]] = row
            self.slots[slot][pupil] = row["record_id"]
            touched.add(slot)
        for slot in sorted(touched):
            self._lesson(slot)

    def _lesson(self, slot: Slot) -> None:
        name, start, end = slot
        said = {pupil: self.last[record] for pupil, record in self.slots[slot].items()}
        given = {pupil: row for pupil, row in said.items() if row["status"] not in ("cancelled", "deleted")}
        out = [one for one in self.members[name] if one not in given] if given else []
        added = [one for one in given if one not in self.members[name]]
        event: dict[str, Any] = {
            "id": uid("event", *slot),
            "activity": {"id": uid("activity", name)},
            "startTime": self._moment(start).isoformat(),
            "endTime": self._moment(end).isoformat(),
            "cancelled": not given,
            "studentExceptions": [
                {"student": {"id": uid(one)}, "participates": one in given} for one in (*out, *added)
            ],
        }
        self._put("calendarEvents", event)
        for pupil, row in given.items():
            self._register(event["id"], pupil, row)

    def _register(self, event: str, pupil: str, row: Row) -> None:
        starts, ends = self._moment(row["lesson_start"]), self._moment(row["lesson_end"])
        length = int((ends - starts).total_seconds()) // 60
        self._put("attendances", _attendance(event, pupil, row, length))
        if row["reason"] == "leave":
            self._put("absences", _leave(pupil, starts, ends))

    def _put(self, kind: str, thing: dict[str, Any]) -> None:
        """What says nothing new is no change."""
        known = self.register.things[kind].get(thing["id"], {})
        if {key: value for key, value in known.items() if key != "meta"} != thing:
            self.register.put(kind, thing)

    def _moment(self, said: str) -> datetime:
        return datetime.fromisoformat(said).replace(tzinfo=self.zone)


def _attendance(event: str, pupil: str, row: Row, length: int) -> dict[str, Any]:
    missed = row["status"] in ("absent", "late", "left_early")
    whole = length if row["status"] == "absent" else 0
    minutes = int(row["absent_minutes"] or whole) if missed else 0
    thing = {
        "id": uid("attendance", event, pupil),
        "calendarEvent": {"id": event},
        "student": {"id": uid(pupil)},
        "isReported": row["status"] != "unreported",
        "attendanceMinutes": length - minutes,
    }
    key = {"valid": "validAbsenceMinutes", "invalid": "invalidAbsenceMinutes"}.get(row["authorisation"])
    return thing | ({key: minutes} if key and missed else {})


def _leave(pupil: str, starts: datetime, ends: datetime) -> dict[str, Any]:
    return {
        "id": uid("absence", pupil, starts),
        "student": {"id": uid(pupil)},
        "startTime": starts.isoformat(),
        "endTime": ends.isoformat(),
        "type": "Beviljad ledighet",
    }


def _pupil(row: Row) -> dict[str, Any]:
    year = {"schoolYear": int(row["grade"])} if row["grade"].isdigit() else {}
    kind = "FKLASS" if row["grade"].upper() == "F" else "GR"
    at = {"enroledAt": {"id": uid("unit", row["school"])}, "schoolType": kind, "startDate": LONG_AGO}
    return {
        "id": uid(row["pupil_id"]),
        "givenName": row["given_name"],
        "familyName": row["family_name"],
        "securityMarking": "Ingen" if row["protected"] == "no" else "Sekretessmarkering",
        "enrolments": [at | year],
    }


def _person(mail: str, name: str) -> dict[str, Any]:
    given, _, family = name.partition(" ")
    emails = [{"type": "Skola personal", "value": mail}]
    known = {"id": uid("staff", mail), "givenName": given, "familyName": family or given}
    return known | {"emails": emails, "securityMarking": "Ingen"}


def _duty(row: Row, classes: Iterable[str]) -> dict[str, Any]:
    roles = [{"group": {"id": uid("group", one)}, "assignmentRoleType": "Mentor"} for one in classes]
    return {
        "id": uid("duty", row["email"].lower(), row["role"], row["school"]),
        "person": {"id": uid("staff", row["email"].lower())},
        "dutyAt": {"id": uid("unit", row["school"])},
        "dutyRole": ROLES[row["role"]],
        "startDate": LONG_AGO,
        "assignmentRole": roles if row["role"] == "mentor" else [],
    }


def _group(name: str, school: str, pupils: Iterable[str]) -> dict[str, Any]:
    return {
        "id": uid("group", name),
        "displayName": name,
        "groupType": "Klass",
        "organisation": {"id": uid("unit", school)},
        "startDate": LONG_AGO,
        "groupMemberships": [{"person": {"id": uid(one)}} for one in pupils],
    }


def _activity(name: str, school: str) -> dict[str, Any]:
    return {
        "id": uid("activity", name),
        "displayName": name,
        "activityType": "Undervisning",
        "calendarEventsRequired": True,
        "groups": [{"id": uid("group", name)}],
        "organisation": {"id": uid("unit", school)},
        "startDate": LONG_AGO,
    }
