"""Questions as the standard has them: which filters an endpoint knows, and what they leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from tests.ss12000.register import KINDS, START, Register, Thing

Query = Mapping[str, Sequence[str]]
MODIFIED = frozenset(
    {"meta.modified.after", "meta.modified.before", "meta.created.after", "meta.created.before"}
)
COMMON = MODIFIED | {"expandReferenceNames", "sortkey"}
FILTERS: Mapping[str, frozenset[str]] = {
    "organisations": COMMON | {"parent", "type", "schoolUnitCode"},
    "persons": COMMON | {"relationship.entity.type", "relationship.organisation", "expand"},
    "groups": COMMON | {"groupType", "organisation", "expand"},
    "duties": COMMON | {"organisation", "dutyRole", "person", "expand"},
    "activities": COMMON | {"organisation", "group", "expand"},
    "calendarEvents": COMMON
    | {"startTime.onOrAfter", "startTime.onOrBefore", "student", "organisation", "activity", "expand"},
    "attendances": COMMON - {"sortkey"} | {"student", "organisation", "calendarEvent"},
    "absences": COMMON | {"student", "organisation", "type", "endTime.onOrAfter", "startTime.onOrBefore"},
    "aggregatedAttendance": frozenset({"startDate", "endDate", "organisation", "student", "expand"}),
    "deletedEntities": frozenset({"after", "entities"}),
}
NEEDED: Mapping[str, frozenset[str]] = {
    "calendarEvents": frozenset({"startTime.onOrAfter", "startTime.onOrBefore"}),
    "aggregatedAttendance": frozenset({"startDate", "endDate"}),
}


class BadQuestionError(Exception):
    """400: the standard does not have it."""


def check(path: str, query: Query) -> None:
    """Refuse filters the standard does not have, and questions without those it needs."""
    strange = sorted(query.keys() - FILTERS[path])
    if strange:
        raise BadQuestionError(f"{path} has no filter {strange[0]}")
    missing = sorted(NEEDED.get(path, frozenset()) - query.keys())
    if missing:
        raise BadQuestionError(f"{path} needs {missing[0]}")


def selected(register: Register, path: str, query: Query) -> list[Thing]:
    """The objects asked for, as they are kept."""
    tests = list(_tests(register, path, query))
    return [one for one in register.things[path].values() if all(test(one) for test in tests)]


def _tests(register: Register, path: str, query: Query) -> Iterator[Callable[[Thing], bool]]:
    for name, values in query.items():
        if name == "meta.modified.after":
            yield partial(_after, _moment(values[0]))
        elif name in ("startTime.onOrAfter", "endTime.onOrAfter"):
            yield partial(_on_or_after, name.partition(".")[0], _moment(values[0]))
        elif name == "startTime.onOrBefore":
            yield partial(_on_or_before, _moment(values[0]))
        elif name == "student" and path == "calendarEvents":
            yield partial(_has_student, register, values[0])
        elif name in ("student", "calendarEvent", "person"):
            yield partial(_refers, name, values[0])
        elif name == "relationship.entity.type":
            yield partial(_relates, register, values[0])


def _after(at: datetime, one: Thing) -> bool:
    return _moment(one["meta"]["modified"]) > at


def _on_or_after(key: str, at: datetime, one: Thing) -> bool:
    return _moment(one[key]) >= at


def _on_or_before(at: datetime, one: Thing) -> bool:
    return _moment(one["startTime"]) <= at


def _refers(key: str, who: str, one: Thing) -> bool:
    return bool(one[key]["id"] == who)


def _has_student(register: Register, who: str, event: Thing) -> bool:
    """Whatever the dates of the membership: so the standard has it."""
    activity = register.things["activities"][event["activity"]["id"]]
    members = (
        one["person"]["id"]
        for group in activity["groups"]
        for one in register.things["groups"].get(group["id"], {}).get("groupMemberships", ())
    )
    excepted = (one["student"]["id"] for one in event.get("studentExceptions", ()))
    return who in {*members, *excepted}


def _relates(register: Register, what: str, person: Thing) -> bool:
    if what == "enrolment":
        return bool(person.get("enrolments"))
    assert what == "duty"
    return any(one["person"]["id"] == person["id"] for one in register.things["duties"].values())


def expanded(register: Register, path: str, thing: Thing, wanted: Sequence[str]) -> Thing:
    """With what was asked to be put in."""
    found: dict[str, Any] = {}
    if path == "calendarEvents":
        if "activity" in wanted:
            found["activity"] = register.things["activities"][thing["activity"]["id"]]
        if "attendance" in wanted:
            found["attendance"] = list(register.attendance_of(thing["id"]))
    if path == "duties" and "person" in wanted:
        found["person"] = register.things["persons"][thing["person"]["id"]]
    if path == "groups" and "assignmentRoles" in wanted:
        found["assignmentRoles"] = list(_roles(register, thing["id"]))
    return thing | {"_embedded": found} if found else thing


def _roles(register: Register, group: str) -> Iterator[Thing]:
    for duty in register.things["duties"].values():
        for one in duty.get("assignmentRole", ()):
            if one["group"]["id"] == group:
                rest = {key: value for key, value in one.items() if key != "group"}
                yield rest | {"duty": {"id": duty["id"]}}


def deleted(register: Register, query: Query) -> Thing:
    """Ids by kind. The key of activities is misspelt in the standard."""
    after = _moment(query["after"][0]) if "after" in query else START
    kinds = query.get("entities", tuple(KINDS.values()))
    found: dict[str, list[str]] = {}
    for at, kind, name in register.gone:
        if at > after and KINDS[kind] in kinds:
            found.setdefault("activitites" if kind == "activities" else kind, []).append(name)
    return found


@lru_cache(maxsize=500_000)
def _moment(said: str) -> datetime:
    found = datetime.fromisoformat(said.replace(" ", "+"))
    if found.tzinfo is None:
        raise BadQuestionError(f"{said} has no offset")
    return found
