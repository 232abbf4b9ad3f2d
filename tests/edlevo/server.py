"""An Absence API v2 for tests: real HTTP, a register that changes, answers checked by the published structure."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from lxml import etree

SHARED = Path(os.environ.get("LOTS_SHARED", Path(__file__).parents[3] / "shared"))
XSD = SHARED / "reference" / "edlevo" / "tieto-edu-absence-v2.xsd"
MISSING = "LOTS_SHARED names no folder with reference/edlevo/tieto-edu-absence-v2.xsd"
KEY = "inte-en-riktig-nyckel"
PATH = "/WE.Education.Integration.Host.Proxy/LES/Absence/v2/Absence"
SPACE = "http://open.tieto.com/edu/absence/v2"
YEAR = timedelta(days=366)


@dataclass(kw_only=True)
class Event:
    """One event. ``reason`` is Present for presence; ``offered`` events without a reason are lessons nobody took."""

    person: str
    start: str
    """Local, without offset."""
    length: int
    reason: str = "Present"
    minutes: int = 0
    unit: str = "unit-1"
    lesson: str = "lesson"
    course: str = "MA"
    stop: bool = True

    @property
    def at(self) -> datetime:
        """Local and naive, as the API's times are."""
        return datetime.fromisoformat(self.start)


@dataclass
class Edlevo:
    """``faults`` maps the beginning of a service's name to a status, or to bytes sent instead."""

    events: list[Event] = field(default_factory=list)
    faults: dict[str, int | bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Answers that are not of the published structure."""
    dress: Callable[[str], str] = lambda text: text
    """Changes what is sent."""

    @contextmanager
    def running(self) -> Iterator[str]:
        """Its address while it runs."""
        owner = self

        class Handler(_Handler):
            edlevo = owner

        httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}{PATH}"
        finally:
            httpd.shutdown()
            httpd.server_close()

    def answer(self, service: str, query: dict[str, str]) -> tuple[int, bytes]:
        """Status and body."""
        if query.pop("LicenseKey", "") != KEY:
            return 403, b"Forbidden"
        fault = next((what for name, what in self.faults.items() if service.startswith(name)), None)
        if isinstance(fault, bytes):
            return 200, fault
        if fault is not None:
            return fault, b""
        first, last = (datetime.fromisoformat(query[name]) for name in ("StartDate", "EndDate"))
        if last - first > YEAR and "Aggregation" not in service:
            return 400, b"more than a year"
        mine = [one for one in self.events if one.unit == query["UnitId"] and first <= one.at < last]
        body = self._told(service, mine, first, last)
        if XSD.is_file():
            schema = etree.XMLSchema(etree.parse(str(XSD)))
            if not schema.validate(etree.fromstring(body.encode())):
                self.wrong.append(str(schema.error_log))
        return 200, self.dress(body).encode()

    def _told(self, service: str, mine: list[Event], first: datetime, last: datetime) -> str:
        absence = "Absence" in service.removeprefix("GetCompulsorySchool")
        people = []
        for person in dict.fromkeys(one.person for one in mine):
            theirs = [one for one in mine if one.person == person]
            said = [one for one in theirs if one.reason and (one.reason != "Present") == absence]
            inner = (
                _sums(theirs, said, first, last) if "Aggregation" in service else "".join(map(_event, said))
            )
            people.append(f"<person><personid>{person}</personid>{inner}</person>")
        head = "<datetime>2026-09-01T12:00:00</datetime><datasource>Påhittad</datasource>"
        return f'<persons xmlns="{SPACE}"><properties>{head}</properties>{"".join(people)}</persons>'


def _event(one: Event) -> str:
    end = (one.at + timedelta(minutes=one.length)).isoformat()
    stop = f"<stop>{end}</stop>" if one.stop else ""
    return (
        f"<event><start>{one.at.isoformat()}</start>{stop}<unitname>Testskolan</unitname><unitid>{one.unit}</unitid>"
        f"<schoolevent><comment>{escape('kanariefågel: <ont i magen>')}</comment><lessonid>{one.lesson}</lessonid>"
        f"<registeredby>teacher-1</registeredby><reason>{one.reason}</reason><minutes>{one.minutes}</minutes>"
        f"<lessonminutes>{one.length}</lessonminutes><courseorsubjectid>{one.course}</courseorsubjectid>"
        f"<courseorsubjectcode>{one.course}</courseorsubjectcode><courseorsubjectname>Matte</courseorsubjectname>"
        f"<grouporclassid>8C</grouporclassid><grouporclassname>8C</grouporclassname></schoolevent></event>"
    )


def _sums(theirs: list[Event], said: list[Event], first: datetime, last: datetime) -> str:
    """By course and reason; lessons that two events tell of are offered once."""
    found = ""
    for course, reason in sorted({(one.course, one.reason) for one in said}):
        lessons = {(one.lesson, one.start): one.length for one in theirs if one.course == course}
        minutes = sum(one.minutes for one in said if (one.course, one.reason) == (course, reason))
        found += (
            f"<aggregation><personid>{theirs[0].person}</personid><minutes>{minutes}</minutes>"
            f"<offeredminutes>{sum(lessons.values())}</offeredminutes><start>{first.isoformat()}</start>"
            f"<stop>{last.isoformat()}</stop><courseorsubjectid>{course}</courseorsubjectid>"
            f"<courseorsubjectcode>{course}</courseorsubjectcode><courseorsubjectname>Matte</courseorsubjectname>"
            f"<reason>{reason}</reason></aggregation>"
        )
    return found


class _Handler(BaseHTTPRequestHandler):
    edlevo: Edlevo

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """One service."""
        parts = urlsplit(self.path)
        query = {name: said[0] for name, said in parse_qs(parts.query).items()}
        service = parts.path.removeprefix(f"{PATH}/")
        self.edlevo.asked.append((service, dict(query)))
        status, body = self.edlevo.answer(service, query)
        self.send_response_only(status)
        if 300 <= status < 400:
            self.send_header("location", "http://127.0.0.1:9/")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
