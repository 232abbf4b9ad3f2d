"""A city's system for the bench: so many pupils in classes of 25, five lessons a school day, pages put together ahead.

``python -m tests.bench.backfill_server PUPILS`` prints its address. Every page of a day is the same but for the date,
so that what is measured is who reads it, not who writes it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLASS, LESSONS, PAGE = 25, 5, 200
NAME = "Testskolan"
DAY = "2000-01-01"
META = {"created": f"{DAY}T05:00:00.000+00:00", "modified": f"{DAY}T05:00:00.000+00:00"}
Thing = dict[str, Any]


def standing(pupils: int) -> Mapping[str, list[Thing]]:
    """Everything but lessons."""
    classes = [range(first, min(first + CLASS, pupils)) for first in range(0, pupils, CLASS)]
    since = {"startDate": "2020-08-01"}
    at = {"enroledAt": {"id": "unit"}, "schoolType": "GR", "schoolYear": 8} | since
    unit = {"id": "unit", "meta": META, "displayName": NAME, "organisationType": "Skolenhet"}
    persons = [
        {"id": f"p{n}", "meta": META, "givenName": "Påhittad", "familyName": f"Nr{n}", "enrolments": [at]}
        | {"securityMarking": "Ingen"}
        for n in range(pupils)
    ]
    groups = [
        {
            "id": f"g{n}",
            "meta": META,
            "displayName": f"{n}A",
            "groupType": "Klass",
            "organisation": {"id": "unit"},
        }
        | since
        | {"groupMemberships": [{"person": {"id": f"p{one}"}} for one in members]}
        for n, members in enumerate(classes)
    ]
    return {"organisations": [unit], "persons": persons, "groups": groups}


def pages(pupils: int) -> list[bytes]:
    """The pages of a day, for the day :data:`DAY`."""
    events = [
        _event(group, place, pupils) for group in range(-(-pupils // CLASS)) for place in range(LESSONS)
    ]
    found = []
    for first in range(0, len(events), PAGE):
        token = str(first + PAGE) if first + PAGE < len(events) else None
        body = {"data": events[first : first + PAGE], "pageToken": token and f"{DAY}/{token}"}
        found.append(json.dumps(body, ensure_ascii=False).encode())
    return found


def _event(group: int, place: int, pupils: int) -> Thing:
    name = f"{DAY}-{group:05}-{place}"
    activity = {
        "id": f"a{group}",
        "meta": META,
        "displayName": f"Matematik {group}A",
        "activityType": "Undervisning",
        "calendarEventsRequired": True,
        "groups": [{"id": f"g{group}"}],
        "organisation": {"id": "unit"},
        "startDate": "2020-08-01",
    }
    members = range(group * CLASS, min((group + 1) * CLASS, pupils))
    said = [_said(name, one, missed=(one * 7 + place) % 20 == 0) for one in members]
    return {
        "id": name,
        "meta": META,
        "activity": {"id": f"a{group}"},
        "startTime": f"{DAY}T{8 + place:02}:10:00+02:00",
        "endTime": f"{DAY}T{9 + place:02}:10:00+02:00",
        "cancelled": False,
        "_embedded": {"activity": activity, "attendance": said},
    }


def _said(event: str, pupil: int, *, missed: bool) -> Thing:
    return {
        "id": f"{event}-{pupil:06}-4f2c-9a51-7b3d2e1f0c9a",
        "meta": META,
        "calendarEvent": {"id": event},
        "student": {"id": f"p{pupil}", "securityMarking": "Ingen"},
        "reporter": {"id": "teacher", "securityMarking": "Ingen"},
        "isReported": True,
        "attendanceMinutes": 0 if missed else 60,
        "validAbsenceMinutes": 60 if missed else 0,
        "invalidAbsenceMinutes": 0,
        "otherAttendanceMinutes": 0,
        "reportedTimestamp": f"{DAY}T13:00:00.000+00:00",
    }


class Handler(BaseHTTPRequestHandler):
    """Answers everything, asks for no token. Pages go by the place in a day."""

    protocol_version = "HTTP/1.1"
    standing: Mapping[str, list[Thing]]
    pages: list[bytes]

    def do_GET(self) -> None:
        """A page."""
        parts = urlsplit(self.path)
        path, query = parts.path.removeprefix("/v2.0/"), parse_qs(parts.query)
        if path == "calendarEvents" and "meta.modified.after" not in query:
            body = self._lessons(query)
        else:
            body = json.dumps({"data": self.standing.get(path, []), "pageToken": None}).encode()
        self.send_response_only(200)
        self.send_header("Date", formatdate(usegmt=True))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _lessons(self, query: Mapping[str, list[str]]) -> bytes:
        day, _, first = query.get("pageToken", [""])[0].partition("/")
        day = day or query["startTime.onOrAfter"][0][:10]
        if date.fromisoformat(day).weekday() > 4:
            return b'{"data": [], "pageToken": null}'
        return self.pages[int(first or 0) // PAGE].replace(DAY.encode(), day.encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until killed."""
    Handler.standing, Handler.pages = standing(int(sys.argv[1])), pages(int(sys.argv[1]))
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{httpd.server_address[1]}/v2.0", flush=True)
    httpd.serve_forever()


if __name__ == "__main__":
    main()
