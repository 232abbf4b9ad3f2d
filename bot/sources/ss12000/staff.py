"""Staff: duties as roles at a school, and whose mentor is who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.rules.values import Person
from bot.sources.ss12000.groups import CLASS, MENTOR_GROUP, Assignment, Groups
from bot.sources.ss12000.people import address, embedded, name
from bot.sources.ss12000.read import ident, is_open, refers, span, text
from bot.sources.ss12000.units import Units

ROLES: Mapping[str, str] = {
    "Rektor": "principal",
    "Skolsköterska": "nurse",
    "Speciallärare/specialpedagog": "special_educator",
    "Kurator": "counsellor",
    "Skolpsykolog": "psychologist",
    "Skolläkare": "school_doctor",
    "Lärare": "teacher",
    "Förstelärare": "teacher",
}
"""Who is in the health team no system tells: ``staff.csv`` does."""
MENTOR = "mentor"


@dataclass(frozen=True, kw_only=True)
class Staff:
    """E-mail by duty and by person, and the schools each works at."""

    people: tuple[Person, ...]
    by_duty: Mapping[str, str]
    by_person: Mapping[str, str]
    nameless: int
    """Duties of somebody without an e-mail address of the school."""


def staff(
    duties: Iterable[dict[str, Any]], persons: Mapping[str, dict[str, Any]], units: Units, day: date
) -> Staff:
    """Those on duty that day. Somebody with protected identity is left to ``staff.csv``."""
    people: dict[tuple[str, str], Person] = {}
    by_duty: dict[str, str] = {}
    by_person: dict[str, str] = {}
    nameless = 0
    for duty in duties:
        person_id = refers(duty, "person")
        person = embedded(duty, "person") or persons.get(person_id, {})
        school = units.get(refers(duty, "dutyAt"), "")
        if not school or not span(duty).holds(day):
            continue
        mail = address(person)
        if not mail or not is_open(person):
            nameless += 1
            continue
        by_duty[ident(duty)] = by_person[person_id] = mail
        role = ROLES.get(text(duty, "dutyRole"), "")
        known = people.get((mail, school))
        roles = (known.roles if known else frozenset()) | ({role} if role else set())
        people[mail, school] = Person(email=mail, name=name(person) or mail, school=school, roles=roles)
    return Staff(people=tuple(people.values()), by_duty=by_duty, by_person=by_person, nameless=nameless)


def mentor_of(
    assignments: Iterable[Assignment], groups: Groups, staff: Staff, day: date
) -> Mapping[str, str]:
    """Pupil to the e-mail of their mentor: of their mentor group, else of their class; of several the first."""
    of_group: dict[str, tuple[date, str]] = {}
    for one in assignments:
        mail = staff.by_duty.get(one.duty) or staff.by_person.get(one.person)
        if mail and one.span.holds(day):
            of_group[one.group] = min(of_group.get(one.group, (date.max, mail)), (one.span.first, mail))
    found: dict[str, str] = {}
    for kind in (CLASS, MENTOR_GROUP):
        for person, group in groups.of(day, kind).items():
            if group in of_group:
                found[person] = of_group[group][1]
    return found
