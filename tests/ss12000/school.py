"""Testskolan as its system has it: two classes, their mentors, a nurse, a rektor, and lessons one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.ss12000.register import Register, Thing, uid

ZONE = ZoneInfo("Europe/Stockholm")
NAME = "Testskolan"
MONDAY = date(2026, 8, 17)
DAY = timedelta(days=1)
UNIT, OWNER = uid("Testskolan"), uid("Testkommun")
OPEN = {"securityMarking": "Ingen"}
ENROLLED = date(2026, 8, 1)
MARKS: dict[str, Thing] = {
    "P": {"attendanceMinutes": 60, "validAbsenceMinutes": 0, "invalidAbsenceMinutes": 0},
    "A": {"attendanceMinutes": 0, "validAbsenceMinutes": 60, "invalidAbsenceMinutes": 0},
    "I": {"attendanceMinutes": 0, "validAbsenceMinutes": 0, "invalidAbsenceMinutes": 60},
    "L": {"attendanceMinutes": 40, "validAbsenceMinutes": 0, "invalidAbsenceMinutes": 20},
    "U": {"isReported": False},
    "N": {"attendanceMinutes": 0},
    "O": {"attendanceMinutes": 0, "otherAttendanceMinutes": 60},
}
"""Present, away validly, invalidly, twenty minutes late, no register, away nobody says how, elsewhere for school."""


@dataclass
class School:
    """Fills a register. Pupils are called p1, p2 …; ``id_of`` has the ids they go by."""

    register: Register = field(default_factory=Register)
    classes: dict[str, list[str]] = field(default_factory=dict)
    lessons: int = 0

    def open(self, **classes: Iterable[str]) -> School:
        """The school with these classes: ``open(c8=["p1", "p2"])``; the class is called 8C."""
        put = self.register.put
        put("organisations", _unit(OWNER, "Testkommun", "Huvudman"))
        put("organisations", _unit(UNIT, NAME, "Skolenhet", parentOrganisation={"id": OWNER}))
        for who, role in (("nurse", "Skolsköterska"), ("principal", "Rektor")):
            self.hire(who, role)
        for key, pupils in classes.items():
            name = key[1:] + key[0].upper()
            self.hire(f"mentor{name}", "Lärare")
            self.classes[name] = list(pupils)
            for one in pupils:
                self.enrol(one)
            self.group(name, pupils)
            self.appoint(f"mentor{name}", name)
            self.activity(name)
        return self

    def enrol(self, who: str, first: date = ENROLLED, last: date | None = None, **more: Any) -> str:
        """A pupil of the school."""
        ends = {"endDate": last.isoformat()} if last else {}
        year = {"schoolType": "GR", "schoolYear": 8, "enroledAt": {"id": UNIT}}
        person = {
            "id": id_of(who),
            "givenName": f"Kanarie{who}",
            "familyName": "Påhittad",
            "civicNo": {"value": "200112240123", "nationality": "SE"},
            "enrolments": [year | {"startDate": first.isoformat()} | ends],
            "responsibles": [
                {"relationType": "Vårdnadshavare", "person": {"id": uid("guardian", who), **OPEN}}
            ],
        }
        return self.register.put("persons", person | OPEN | more)

    def hire(self, who: str, role: str, **more: Any) -> str:
        """Somebody on duty, with an e-mail address of the school and one of their own."""
        mails = [
            {"type": "Privat", "value": f"{who}@hemma.example"},
            {"type": "Skola personal", "value": mail(who)},
        ]
        person = {"id": id_of(who), "givenName": who.title(), "familyName": "Exempel", "emails": mails}
        self.register.put("persons", person | OPEN | more)
        duty = {
            "id": uid("duty", who),
            "person": {"id": id_of(who), **OPEN},
            "dutyAt": {"id": UNIT},
            "dutyRole": role,
            "startDate": ENROLLED.isoformat(),
        }
        return self.register.put("duties", duty)

    def group(self, name: str, pupils: Iterable[str | Thing], kind: str = "Klass", **more: Any) -> str:
        """A group; who is in it may be a pupil or a whole membership."""
        group = {
            "id": uid("group", name),
            "displayName": name,
            "groupType": kind,
            "organisation": {"id": UNIT},
            "startDate": ENROLLED.isoformat(),
            "groupMemberships": [member(one) for one in pupils],
        }
        return self.register.put("groups", group | more)

    def appoint(self, who: str, group: str) -> None:
        """Make somebody the mentor of a group."""
        role = {"group": {"id": uid("group", group)}, "assignmentRoleType": "Mentor"}
        self.register.change("duties", uid("duty", who), assignmentRole=[role])

    def activity(self, group: str, name: str = "", kind: str = "Undervisning", **more: Any) -> str:
        """What a group is taught."""
        thing = {
            "id": uid("activity", name or group),
            "displayName": f"Matematik {group}",
            "activityType": kind,
            "calendarEventsRequired": True,
            "groups": [{"id": uid("group", group)}],
            "organisation": {"id": UNIT},
            "startDate": ENROLLED.isoformat(),
            "teachers": [{"duty": {"id": uid("duty", f"mentor{group}")}}],
        }
        return self.register.put("activities", thing | more)

    def lesson(
        self,
        day: date,
        at: str = "08:10",
        minutes: int = 60,
        activity: str = "8C",
        said: str = "",
        **more: Any,
    ) -> str:
        """A lesson; ``said`` has a mark for each pupil of the class, in order, ``-`` where there is no register."""
        starts = datetime.combine(day, time.fromisoformat(at), ZONE)
        self.lessons += 1
        event = {
            "id": uid("event", day, at, activity, self.lessons),
            "activity": {"id": uid("activity", activity)},
            "startTime": starts.isoformat(),
            "endTime": (starts + timedelta(minutes=minutes)).isoformat(),
            "cancelled": False,
        }
        name = self.register.put("calendarEvents", event | more)
        for who, mark in zip(self.classes.get(activity, []), said, strict=False):
            if mark != "-":
                self.said(name, who, mark)
        return name

    def said(self, event: str, who: str, mark: str, again: str = "", **more: Any) -> str:
        """A register taken, or taken otherwise; ``again`` makes it another one for the same lesson."""
        thing = {
            "id": uid("attendance", event, who, again),
            "calendarEvent": {"id": event},
            "student": {"id": id_of(who)},
            "isReported": True,
            "absenceReason": "Kräktes på bussen",
        }
        return self.register.put("attendances", thing | MARKS.get(mark, {}) | more)

    def day(self, day: date, said: str, count: int = 4) -> list[str]:
        """So many lessons of an hour, all with the same marks."""
        return [self.lesson(day, f"{8 + n:02}:10", said=said) for n in range(count)]

    def away(self, who: str, first: datetime, last: datetime, kind: str = "Anmäld frånvaro") -> str:
        """An absence told beforehand, by the guardian."""
        thing = {
            "id": uid("absence", who, first),
            "student": {"id": id_of(who)},
            "startTime": first.isoformat(),
            "endTime": last.isoformat(),
            "type": kind,
            "registeredBy": {"id": uid("guardian", who)},
        }
        return self.register.put("absences", thing)


def id_of(who: str) -> str:
    """The id a person goes by."""
    return uid("person", who)


def mail(who: str) -> str:
    """The address at the school."""
    return f"{who.lower()}@testskolan.example"


def member(who: str | Thing, first: date | None = None, last: date | None = None) -> Thing:
    """A membership, for a while or for good."""
    if isinstance(who, dict):
        return who
    spans = {"startDate": first, "endDate": last}
    said = {key: day.isoformat() for key, day in spans.items() if day}
    return {"person": {"id": id_of(who), **OPEN}} | said


def _unit(name: str, shown: str, kind: str, **more: Any) -> Thing:
    return {"id": name, "displayName": shown, "organisationType": kind} | more


def local(day: date, at: str) -> datetime:
    """A local time."""
    return datetime.combine(day, time.fromisoformat(at), ZONE)
