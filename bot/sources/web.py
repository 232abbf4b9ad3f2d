"""Calls to a school's system: one host, time limits, capped answers, no redirects; patient with a busy server."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic_core import from_json

MEGABYTE = 1024 * 1024
PAUSES = (0.5, 2.0, 5.0)
"""Seconds before the second, third and fourth try, where the server names none."""
WHOLE_ANSWER = 300.0
"""Seconds an answer may take in all: a server that gives a byte now and then would hold us for ever."""
PATIENCE = 20.0
"""Seconds a server may have us wait; longer is left to the next poll."""
BUSY = (429, 500, 502, 503, 504)
_USED = {
    301: "leads to another address, which is not followed: mend the address in the settings",
    400: "does not understand the question (400)",
    401: "refuses the credentials (401)",
    403: "does not allow it (403)",
    404: "has no such address (404)",
    405: "has no such address (405)",
    410: "has no such address any more (410)",
    429: "asks to be asked less often (429)",
    501: "does not offer it (501)",
}
Params = Sequence[tuple[str, str]]


class WebError(Exception):
    """An answer that cannot be used. ``why`` names no address, no credential and nothing of any pupil.

    ``status`` is the answer's where there was one; ``later`` the moment, by the monotonic clock, before which
    the server wants no other question.
    """

    def __init__(self, why: str, *, status: int | None = None, later: float | None = None) -> None:
        super().__init__(why)
        self.why, self.status, self.later = why, status, later


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What this side shows: certificate and key as PEM files; ``trusted``: whom to believe besides the system's."""

    file: Path | None = None
    key: Path | None = field(default=None, repr=False)
    trusted: Path | None = None

    def context(self) -> ssl.SSLContext:
        """For TLS. :class:`WebError` where a file cannot be used."""
        try:
            made = ssl.create_default_context()
            if self.trusted is not None:
                made.load_verify_locations(self.trusted)
            if self.file is not None:
                made.load_cert_chain(self.file, self.key)
        except (OSError, ssl.SSLError) as error:
            why = getattr(error, "strerror", None) or "it is no PEM file of that kind"
            raise WebError(f"the certificate cannot be read: {why}") from None
        return made


class Web:
    """One host. ``pause`` waits; ``cap`` is the most bytes of an answer, unpacked."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 30.0,
        cap: int = 64 * MEGABYTE,
        certificate: Certificate | None = None,
        pause: Callable[[float], None] = sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.host = urlsplit(url).hostname or ""
        self.said_at: datetime | None = None
        """The server's own clock in its last answer."""
        self._base, self._cap, self._pause, self._clock = url.rstrip("/"), cap, pause, clock
        self._http = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(seconds, 10.0)),
            follow_redirects=False,
            verify=(certificate or Certificate()).context(),
        )

    def get(self, path: str, params: Params = (), headers: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        """What stands there, as JSON. Asked again while the server is busy; :class:`WebError`."""
        return self.json(self.ask("GET", path, params, headers))

    def json(self, body: bytes) -> Any:  # noqa: ANN401 - JSON has no narrower type
        """A body read as JSON."""
        try:
            return from_json(body)
        except ValueError:
            raise WebError("answers with something that is not JSON") from None

    def ask(
        self,
        method: str,
        path: str,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> bytes:
        """The body of a good answer. Only questions that change nothing are asked, so each may be asked again."""
        for seconds in (*PAUSES, None):
            try:
                return self._once(method, path, params, headers, form)
            except WebError as error:
                busy = error.status is None or error.status in BUSY
                wait = seconds if error.later is None else error.later - self._clock()
                if not busy or seconds is None or wait is None or wait > PATIENCE:
                    raise
                self._pause(max(wait, 0.0))
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def _once(
        self,
        method: str,
        path: str,
        params: Params,
        headers: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
    ) -> bytes:
        try:
            # The address is put together here and nowhere else: no answer can name another host.
            query = httpx.QueryParams(list(params)) if params else None
            request = self._http.build_request(
                method,
                f"{self._base}/{path.lstrip('/')}".rstrip("/"),
                params=query,
                headers=headers,
                data=form,
            )
            answer = self._http.send(request, stream=True)
        except httpx.TimeoutException:
            raise WebError("does not answer in time") from None
        except httpx.HTTPError:
            raise WebError("cannot be reached") from None
        try:
            return self._body(answer)
        finally:
            answer.close()

    def _body(self, answer: httpx.Response) -> bytes:
        self.said_at = _moment(answer.headers.get("date"))
        status = answer.status_code
        if status != 200:
            why = _USED.get(301 if 300 <= status < 400 else status, f"answers with an error ({status})")
            raise WebError(why, status=status, later=self._later(answer.headers.get("retry-after")))
        body, end = bytearray(), self._clock() + WHOLE_ANSWER
        try:
            for chunk in answer.iter_bytes():
                body += chunk
                if self._clock() > end:
                    raise WebError("does not come to the end of an answer")
                if len(body) > self._cap:
                    raise WebError(
                        f"answers with more than {self._cap // MEGABYTE} MB at once", status=status
                    )
        except httpx.TimeoutException:
            raise WebError("stops in the middle of an answer") from None
        except httpx.HTTPError:
            raise WebError("breaks off in the middle of an answer") from None
        return bytes(body)

    def _later(self, said: str | None) -> float | None:
        if said is None:
            return None
        if said.strip().isdigit():
            return self._clock() + min(int(said), 24 * 3600)
        until = _moment(said)
        if until is None or self.said_at is None:
            return None
        return self._clock() + max((until - self.said_at).total_seconds(), 0.0)


def _moment(said: str | None) -> datetime | None:
    """An HTTP date."""
    try:
        found = parsedate_to_datetime(said or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
