"""A server of SS 12000 for tests: real HTTP, both dialects of paging, faults and defects on demand."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.ss12000.asked import FILTERS, BadQuestionError, Query, check, deleted, expanded, selected
from tests.ss12000.defects import spoilt
from tests.ss12000.register import Register
from tests.ss12000.sums import sums

CLIENT, SECRET = "lots-test", "inte-en-riktig-hemlighet"
HANG, BREAK, MOVED, GARBLED, LIST, ENDLESS = "hang", "break", "moved", "garbled", "list", "endless"
LATIN = "latin"
"""The right answer in a wrong encoding."""


@dataclass(kw_only=True)
class Fault:
    """What happens to questions whose path begins so; ``times`` of them."""

    path: str
    what: int | str
    times: int = 10**9
    headers: Mapping[str, str] = field(default_factory=dict)
    after: int = 0
    """So many questions pass before."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A question as it came."""

    method: str
    path: str
    query: Query


class SsServer:
    """``paging`` is ``token`` or ``filters``; ``lacks`` are paths it does not offer; ``page`` its most on a page."""

    def __init__(self, register: Register | None = None, *, paging: str = "token", page: int = 1000) -> None:
        self.register = register or Register()
        self.paging, self.page = paging, page
        self.lacks: set[str] = set()
        self.defects: tuple[str, ...] = ()
        self.faults: list[Fault] = []
        self.calls: list[Call] = []
        self.tokens: set[str] = set()
        self.refuses_body = False
        """Credentials only in the header, as some token servers have it."""
        self.says_the_time = True
        self.on_page: Callable[[str, int], None] = lambda path, offset: None
        """Called before a page is put together: things may shift."""
        self.closed = threading.Event()
        self.lock = threading.RLock()
        self._questions: dict[str, tuple[str, Query, int]] = {}

    @contextmanager
    def running(self) -> Iterator[str]:
        """Its address while it runs."""
        owner = self

        class Handler(_Handler):
            server_of = owner

        httpd = _Quiet(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}"
        finally:
            self.closed.set()
            httpd.shutdown()
            httpd.server_close()

    def fault(self, path: str, what: int | str, times: int = 10**9, **more: Any) -> None:
        """Have questions to ``path`` go wrong."""
        self.faults.append(Fault(path=path, what=what, times=times, **more))

    def asked(self, path: str) -> list[Call]:
        """The questions put to a path."""
        return [call for call in self.calls if call.path == path or call.path.startswith(f"{path}/")]

    def meets(self, path: str) -> Fault | None:
        """The fault this question meets."""
        for one in self.faults:
            if path.startswith(one.path) and one.times > 0:
                if one.after > 0:
                    one.after -= 1
                    continue
                one.times -= 1
                return one
        return None

    def answer(self, path: str, query: Query) -> tuple[int, Any]:
        """Status and body of a question."""
        with self.lock:
            kind, _, name = path.partition("/")
            if kind in self.lacks or kind not in FILTERS:
                return 404, {"code": "404", "message": "finns inte"}
            try:
                body = self._one(kind, name, query) if name else self._page(kind, dict(query))
            except BadQuestionError as error:
                return 400, {"code": "400", "message": str(error)}
            if body is None:
                return 404, {"code": "404", "message": "finns inte"}
            return 200, spoilt(body, self.defects) if self.defects else body

    def _one(self, kind: str, name: str, query: Query) -> Any:
        thing = self.register.things[kind].get(name)
        return thing and expanded(self.register, kind, thing, query.get("expand", ()))

    def _page(self, kind: str, query: dict[str, Any]) -> Any:
        limit = min(int(query.pop("limit", [self.page])[0]), self.page)
        token = query.pop("pageToken", [""])[0]
        offset = 0
        if token and token not in self._questions:
            raise BadQuestionError("pageToken is none of ours")
        if token:
            _, asked, offset = self._questions[token]
            if self.paging == "token" and query:
                raise BadQuestionError("pageToken goes with limit only")
            if self.paging == "filters" and query != asked:
                raise BadQuestionError("pageToken needs the filters it came with")
            query = dict(asked)
        check(kind, query)
        self.on_page(kind, offset)
        return self._answered(kind, query, offset, limit)

    def _answered(self, kind: str, query: dict[str, Any], offset: int, limit: int) -> Any:
        if kind == "deletedEntities":
            return {"data": deleted(self.register, query), "pageToken": None}
        if kind == "aggregatedAttendance":
            first, last = (date.fromisoformat(query[key][0]) for key in ("startDate", "endDate"))
            found = sums(self.register, first, last)
        else:
            found = selected(self.register, kind, query)
        wanted = query.get("expand", ())
        page = [expanded(self.register, kind, one, wanted) for one in found[offset : offset + limit]]
        following = None
        if offset + limit < len(found):
            following = f"p{len(self._questions)}"
            self._questions[following] = (kind, query, offset + limit)
        return {"data": page, "pageToken": following}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """A client that was killed, or gave up, is nothing to speak of."""


class _Handler(BaseHTTPRequestHandler):
    server_of: SsServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The school's clock, not this machine's."""
        return format_datetime(self.server_of.register.now.astimezone(UTC), usegmt=True)

    def do_POST(self) -> None:
        """A token."""
        owner = self.server_of
        form = parse_qs(self.rfile.read(int(self.headers.get("content-length", 0))).decode())
        owner.calls.append(Call(method="POST", path="token", query=form))
        if self._met("token"):
            return
        header = self.headers.get("authorization", "").removeprefix("Basic ")
        said = base64.b64decode(header).decode().split(":") if header else []
        if not said and not owner.refuses_body:
            said = [*form.get("client_id", []), *form.get("client_secret", [])]
        if said != [CLIENT, SECRET]:
            self._send(401, {"error": "invalid_client"})
            return
        token = f"token-{len(owner.tokens)}"
        owner.tokens.add(token)
        self._send(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def do_GET(self) -> None:
        """Anything else."""
        owner = self.server_of
        parts = urlsplit(self.path)
        path, query = parts.path.removeprefix("/v2.0/"), parse_qs(parts.query)
        owner.calls.append(Call(method="GET", path=path, query=query))
        if self._met(path):
            return
        if self.headers.get("authorization", "").removeprefix("Bearer ") not in owner.tokens:
            self._send(401, {"code": "401", "message": "vem är du?"})
            return
        status, body = owner.answer(path, query)
        self._send(status, body)

    def _met(self, path: str) -> bool:
        fault = self.server_of.meets(path)
        if fault is None:
            return False
        if fault.what == HANG:
            self.server_of.closed.wait(30)
            self.close_connection = True
        elif fault.what == BREAK:
            self._raw(200, b'{"data": [{"id": "', {"content-length": "900"})
            self.close_connection = True
        elif fault.what == MOVED:
            self._raw(302, b"", {"location": "http://127.0.0.1:9/", "content-length": "0"})
        elif fault.what == GARBLED:
            self._raw(200, b"<html>Proxy</html>", {"content-length": "18"})
        elif fault.what == LATIN:
            body = '{"data": [{"displayName": "Åsa Öberg"}]}'.encode("latin-1")
            self._raw(200, body, {"content-type": "application/json", "content-length": str(len(body))})
        elif fault.what == LIST:
            self._send(200, [])
        elif fault.what == ENDLESS:
            self._send(200, {"data": [], "pageToken": "samma"})
        else:
            self._send(int(fault.what), {"code": str(fault.what), "message": "fel"}, fault.headers)
        return True

    def _send(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        kind = {"content-type": "application/json", "content-length": str(len(data))}
        self._raw(status, data, kind | dict(headers or {}))

    def _raw(self, status: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        if self.server_of.says_the_time:
            self.send_header("Date", self.date_time_string())
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()
