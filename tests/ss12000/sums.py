"""The server's own sums (aggregatedAttendance): minutes by pupil and activity, counted its own way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from tests.ss12000.register import Register, Thing

COUNTED = ("Undervisning", "Elevaktivitet")


def sums(register: Register, first: date, last: date) -> list[Thing]:
    """A row for each pupil and activity with lessons in that time."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for event in register.things["calendarEvents"].values():
        activity = register.things["activities"][event["activity"]["id"]]
        day = datetime.fromisoformat(event["startTime"]).date()
        if not first <= day <= last or event.get("cancelled") or activity["activityType"] not in COUNTED:
            continue
        length = _minutes(event)
        said = {one["student"]["id"]: one for one in register.attendance_of(event["id"])}
        for who in _there(register, activity, day):
            row = found[who, activity["id"]]
            row["offeredSum"] += length
            one = said.get(who, {})
            row["reportedSum"] += length if one.get("isReported") else 0
            for key in ("attendance", "validAbsence", "invalidAbsence"):
                row[f"{key}Sum"] += one.get(f"{key}Minutes", 0) if one.get("isReported") else 0
    whole = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    return [
        {"student": {"id": who}, "activity": {"id": what}, **whole, **row}
        for (who, what), row in found.items()
    ]


def _minutes(event: Thing) -> int:
    starts, ends = (datetime.fromisoformat(event[key]) for key in ("startTime", "endTime"))
    return int(event.get("teachingLengthStudent") or (ends - starts).total_seconds() // 60)


def _there(register: Register, activity: Thing, day: date) -> set[str]:
    return {
        one["person"]["id"]
        for group in activity["groups"]
        for one in register.things["groups"][group["id"]]["groupMemberships"]
        if one.get("startDate", "0") <= day.isoformat() <= one.get("endDate", "9")
    }
