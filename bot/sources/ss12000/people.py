"""Persons: who is a pupil (elev) where and when, and who must not be known here at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.rules.values import Pupil
from bot.sources.ss12000.read import Span, ident, inside, is_open, refers, span, text, things, truth, whole
from bot.sources.ss12000.units import Units

NO_SCHOOL = frozenset({"FS", "FTH", "OPPFTH"})
"""Preschool and after-school care: nobody must be there."""
GRADED = frozenset({"GR", "GRS", "TR", "SP", "SAM"})
"""School types whose year is the grade of the ladder's bands; upper secondary counts from one again."""
STAYS = ("", "Aktiv")
STAFF_MAIL, WORK_MAIL = "Skola personal", "Arbete övrigt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """A pupil at a school (inskrivning)."""

    school: str
    span: Span
    grade: int | None


def enrolments(person: dict[str, Any], units: Units) -> Iterator[Enrolment]:
    """At schools known; one that was broken off without a day never was."""
    for one in things(person, "enrolments", "enrollments"):
        school = units.get(refers(one, "enroledAt", "enrolledAt"), "")
        kind = text(one, "schoolType").upper()
        broken_off = truth(one, "cancelled", "canceled") and not text(one, "endDate")
        if school and kind not in NO_SCHOOL and not broken_off:
            yield Enrolment(school=school, span=span(one), grade=_grade(one, kind))


def _grade(enrolment: dict[str, Any], kind: str) -> int | None:
    if kind == "FKLASS":
        return 0
    return whole(enrolment, "schoolYear") if kind in GRADED or not kind else None


def current(found: Iterable[Enrolment], day: date) -> Enrolment | None:
    """The one that holds on that day: of several the one begun last."""
    return max((one for one in found if one.span.holds(day)), key=lambda one: one.span.first, default=None)


def is_there(person: dict[str, Any]) -> bool:
    """Whether a person is alive and in the country."""
    return text(person, "personStatus") in STAYS


def protected(persons: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Those who may not be known here: by their marking, or for want of one."""
    return frozenset(ident(person) for person in persons if not is_open(person))


def pupil(person: dict[str, Any], where: Enrolment, class_name: str, mentor: str) -> Pupil | None:
    """A pupil who may be shown; None where the name is missing."""
    given, family = text(person, "givenName"), text(person, "familyName")
    if not given or not family:
        return None
    return Pupil(
        pupil_id=ident(person),
        given_name=given,
        family_name=family,
        class_name=class_name,
        grade=where.grade,
        school=where.school,
        mentor=mentor,
    )


def address(person: dict[str, Any]) -> str:
    """The e-mail staff are reached at: the school's, else that of work; never a private one."""
    mails = {text(one, "type"): text(one, "value").lower() for one in things(person, "emails", "email")}
    return mails.get(STAFF_MAIL) or mails.get(WORK_MAIL) or ""


def name(person: dict[str, Any]) -> str:
    """Given and family name."""
    return " ".join(part for part in (text(person, "givenName"), text(person, "familyName")) if part)


def embedded(thing: dict[str, Any], what: str) -> dict[str, Any]:
    """What was expanded into a thing."""
    return inside(inside(thing, "_embedded"), what)


def by_id(persons: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By the id as references hold it."""
    return {ident(person): person for person in persons.values() if ident(person)}
