"""An Ed-Fi ODS/API for tests: change versions, deletes, key changes, pages of 500 at most, faults on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "lots-test", "inte-en-riktig-hemlighet"
SECTION, SCHOOL = "studentSectionAttendanceEvents", "studentSchoolAttendanceEvents"
CATEGORY = "uri://ed-fi.org/AttendanceEventCategoryDescriptor#"
MOST = 500
Thing = dict[str, Any]


@dataclass
class EdFiServer:
    """``tables`` by resource: id to object and its change version. ``gone`` and ``moved`` are the lists of changes."""

    tables: dict[str, dict[str, tuple[int, Thing]]] = field(default_factory=dict)
    gone: list[tuple[int, str, Thing]] = field(default_factory=list)
    moved: list[tuple[int, str, Thing]] = field(default_factory=list)
    version: int = 0
    faults: dict[str, int | bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    on_page: Callable[[str, int], None] = lambda path, offset: None
    tells_keys: bool = True
    """False: as servers before 5.3, which name a deleted object by its id alone."""

    def put(self, resource: str, name: str, thing: Thing) -> None:
        """Write an object."""
        self.version += 1
        self.tables.setdefault(resource, {})[name] = self.version, {**thing, "id": name}

    def delete(self, resource: str, name: str) -> None:
        """Take one away."""
        self.version += 1
        _, thing = self.tables[resource].pop(name)
        told = {"keyValues": _key(thing)} if self.tells_keys else {}
        self.gone.append((self.version, resource, {"id": name, "changeVersion": self.version, **told}))

    def rekey(self, resource: str, name: str, **values: Any) -> None:
        """Give one another key: its category, its day."""
        _, before = self.tables[resource][name]
        self.put(resource, name, {**before, **values})
        told = {"oldKeyValues": _key(before), "newKeyValues": _key({**before, **values})}
        self.moved.append((self.version, resource, {"id": name, "changeVersion": self.version, **told}))

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """Status and body."""
        fault = next((what for name, what in self.faults.items() if name in path), None)
        if fault is not None:
            return (200, fault) if isinstance(fault, bytes) else (fault, {})
        if path == "changeQueries/v1/availableChangeVersions":
            return 200, {"oldestChangeVersion": 0, "newestChangeVersion": self.version}
        resource, _, kind = path.removeprefix("data/v3/ed-fi/").partition("/")
        offset, limit = int(query.pop("offset", 0)), int(query.pop("limit", 25))
        if not 0 < limit <= MOST:
            return 400, {"message": "limit"}
        self.on_page(path, offset)
        least, most = int(query.pop("minChangeVersion", 0)), int(query.pop("maxChangeVersion", 10**9))
        if kind in ("deletes", "keyChanges"):
            changes = self.gone if kind == "deletes" else self.moved
            found = [told for at, one, told in changes if one == resource and least <= at <= most]
        else:
            rows = self.tables.get(resource, {}).values()
            found = [
                one
                for at, one in rows
                if least <= at <= most and all(str(one[k]) == v for k, v in query.items())
            ]
        return 200, found[offset : offset + limit]

    @contextmanager
    def running(self) -> Iterator[str]:
        """Its address while it runs."""
        owner = self

        class Handler(_Handler):
            edfi = owner

        httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}"
        finally:
            httpd.shutdown()
            httpd.server_close()


def _key(thing: Thing) -> Thing:
    names = ("eventDate", "attendanceEventCategoryDescriptor")
    parts = ("studentReference", "sectionReference", "sessionReference")
    return {
        **{name: thing[name] for name in names if name in thing},
        **{name: value for part in parts for name, value in thing.get(part, {}).items()},
    }


class _Handler(BaseHTTPRequestHandler):
    edfi: EdFiServer

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """A token."""
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        good = form.get("client_id") == [KEY] and form.get("client_secret") == [SECRET]
        self._send(200 if good else 401, {"access_token": "t", "expires_in": 1800} if good else {})

    def do_GET(self) -> None:
        """Anything else."""
        parts = urlsplit(self.path)
        query = {name: said[0] for name, said in parse_qs(parts.query).items()}
        self.edfi.asked.append((parts.path.strip("/"), dict(query)))
        if self.headers.get("authorization") != "Bearer t":
            self._send(401, {})
            return
        self._send(*self.edfi.answer(parts.path.strip("/"), query))

    def _send(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response_only(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
