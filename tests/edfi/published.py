"""What the published Ed-Fi API (ODS/API 7.3) says of the resources we read: names, and which are required.

Nested names are those of the references and collections that are read; everything else may stand or be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator

Schema = Mapping[str, Any]
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CLOCK = {"type": "string", "pattern": r"^\d{2}:\d{2}:\d{2}$"}
DESCRIPTOR = {"type": "string", "pattern": "^uri://[^#]+#.+$"}
ALWAYS = {"id": TEXT, "_etag": TEXT, "_lastModifiedDate": TEXT, "_ext": {"type": "object"}}


def made(required: Mapping[str, Any], **optional: Any) -> Schema:
    """An object of these names and no others."""
    return {
        "type": "object",
        "properties": {**required, **optional, **ALWAYS, "link": {"type": "object"}},
        "required": list(required),
        "additionalProperties": False,
    }


def many(of: Schema) -> Schema:
    """A collection."""
    return {"type": "array", "items": of}


SCHOOL = made({"schoolId": WHOLE})
STUDENT = made({"studentUniqueId": TEXT})
YEAR = made({"schoolYear": WHOLE})
SESSION = made({"schoolId": WHOLE, "schoolYear": WHOLE, "sessionName": TEXT})
OFFERING = made({"localCourseCode": TEXT, "schoolId": WHOLE, "schoolYear": WHOLE, "sessionName": TEXT})
SECTION = made(
    {
        "localCourseCode": TEXT,
        "schoolId": WHOLE,
        "schoolYear": WHOLE,
        "sectionIdentifier": TEXT,
        "sessionName": TEXT,
    }
)
PERIODS = many(made({"classPeriodReference": made({"classPeriodName": TEXT, "schoolId": WHOLE})}))
EVENT = {"attendanceEventCategoryDescriptor": DESCRIPTOR, "eventDate": DAY, "studentReference": STUDENT}
TIMES = {"arrivalTime": CLOCK, "departureTime": CLOCK, "attendanceEventReason": TEXT}
PUBLISHED: Mapping[str, Schema] = {
    "schools": made(
        {
            "schoolId": WHOLE,
            "nameOfInstitution": TEXT,
            "educationOrganizationCategories": many({"type": "object"}),
            "gradeLevels": many({"type": "object"}),
        }
    ),
    "sessions": made(
        {
            "sessionName": TEXT,
            "schoolReference": SCHOOL,
            "schoolYearTypeReference": YEAR,
            "beginDate": DAY,
            "endDate": DAY,
            "termDescriptor": DESCRIPTOR,
            "totalInstructionalDays": WHOLE,
        }
    ),
    "classPeriods": made(
        {"classPeriodName": TEXT, "schoolReference": SCHOOL},
        meetingTimes=many(made({"startTime": CLOCK, "endTime": CLOCK})),
    ),
    "sections": made({"sectionIdentifier": TEXT, "courseOfferingReference": OFFERING}, classPeriods=PERIODS),
    "studentSectionAttendanceEvents": made(
        {**EVENT, "sectionReference": SECTION},
        **TIMES,
        classPeriods=PERIODS,
        eventDuration={"type": "number"},
        sectionAttendanceDuration=WHOLE,
    ),
    "studentSchoolAttendanceEvents": made(
        {**EVENT, "schoolReference": SCHOOL, "sessionReference": SESSION},
        **TIMES,
        eventDuration={"type": "number"},
        schoolAttendanceDuration=WHOLE,
    ),
}
KEY = {
    "attendanceEventCategoryDescriptor": DESCRIPTOR,
    "eventDate": DAY,
    "localCourseCode": TEXT,
    "schoolId": WHOLE,
    "schoolYear": WHOLE,
    "sectionIdentifier": TEXT,
    "sessionName": TEXT,
    "studentUniqueId": TEXT,
}
CHANGE = {"id": TEXT, "changeVersion": WHOLE}
CHANGES: Mapping[str, Schema] = {
    "deletes": made({**CHANGE, "keyValues": made(KEY)}),
    "keyChanges": made({**CHANGE, "oldKeyValues": made(KEY), "newKeyValues": made(KEY)}),
}
"""Of section events."""


def wrong(schema: Schema, things: list[Any]) -> Iterator[str]:
    """What is not as published."""
    check = Draft202012Validator(schema)
    for thing in things:
        for error in check.iter_errors(thing):
            yield f"{error.json_path}: {error.message[:120]}"
