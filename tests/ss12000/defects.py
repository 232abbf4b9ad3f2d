"""Defects seen in the wild, done to answers just before they leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_OFFSET = re.compile(r"(?<=\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)$")
Change = Callable[[dict[str, Any]], dict[str, Any]]


def no_offset(thing: dict[str, Any]) -> dict[str, Any]:
    """Timestamps in local time, and not a word of it. Only those of lessons, absences and registers."""
    times = ("startTime", "endTime", "reportedTimestamp")
    return {key: _OFFSET.sub("", value) if key in times else value for key, value in thing.items()}


def person_for_duty(thing: dict[str, Any]) -> dict[str, Any]:
    """Teachers and mentors as persons, where the standard has their duty. ``PERSONS`` says who has which."""
    if "duty" in thing and isinstance(thing["duty"], dict):
        rest = {key: value for key, value in thing.items() if key != "duty"}
        return rest | {"person": {"id": PERSONS.get(thing["duty"]["id"], "")}}
    return thing


PERSONS: dict[str, str] = {}


def hyphenated(thing: dict[str, Any]) -> dict[str, Any]:
    """Personal numbers with a hyphen."""
    value = thing.get("civicNo")
    if isinstance(value, dict):
        number = str(value["value"])
        return thing | {"civicNo": value | {"value": f"{number[:8]}-{number[8:]}"}}
    return thing


_OTHERWISE = {
    "enroledAt": "enrolledAt",
    "enrolments": "enrollments",
    "cancelled": "canceled",
    "activitites": "activities",
    "groupMemberships": "groupMembership",
    "assignmentRole": "assignmentRoles",
}


def misspelt(thing: dict[str, Any]) -> dict[str, Any]:
    """Keys spelt as somebody thought they should be."""
    return {_OTHERWISE.get(key, key): value for key, value in thing.items()}


def numbers_as_text(thing: dict[str, Any]) -> dict[str, Any]:
    """Minutes and truths in quotation marks."""
    kept = {"pageToken"}
    return {
        key: str(value).lower() if isinstance(value, int) and key not in kept else value
        for key, value in thing.items()
    }


def bare_ids(thing: dict[str, Any]) -> dict[str, Any]:
    """References as ids alone."""
    return {
        key: value["id"] if isinstance(value, dict) and set(value) == {"id"} else value
        for key, value in thing.items()
    }


def capital_ids(thing: dict[str, Any]) -> dict[str, Any]:
    """References in capital letters to objects with small ones."""
    return {
        key: value | {"id": value["id"].upper()} if key == "student" and isinstance(value, dict) else value
        for key, value in thing.items()
    }


DEFECTS: Mapping[str, Change] = {
    "no_offset": no_offset,
    "person_for_duty": person_for_duty,
    "hyphenated": hyphenated,
    "misspelt": misspelt,
    "numbers_as_text": numbers_as_text,
    "bare_ids": bare_ids,
    "capital_ids": capital_ids,
}


def spoilt(value: Any, defects: tuple[str, ...]) -> Any:
    """The value with these defects all through."""
    if isinstance(value, list):
        return [spoilt(one, defects) for one in value]
    if not isinstance(value, dict):
        return value
    thing = {key: spoilt(one, defects) for key, one in value.items()}
    for name in defects:
        thing = DEFECTS[name](thing)
    return thing
