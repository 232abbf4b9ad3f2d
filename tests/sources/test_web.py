"""One host and no other, bounded answers, patience with bounds: how a school's system is spoken to."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from bot.sources.web import Certificate, Web, WebError

Answer = tuple[int, dict[str, str], bytes]


class Site:
    """Answers what it is told to; ``asked`` are the paths."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[Answer] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.asked.append(self.path)
                status, headers, body = owner.answers.pop(0) if len(owner.answers) > 1 else owner.answers[0]
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except BrokenPipeError:
                    return

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.httpd.shutdown()
    made.httpd.server_close()


def web(site: Site, waits: list[float] | None = None, **more: Any) -> Web:
    pause: Callable[[float], None] = (waits if waits is not None else []).append
    return Web(site.url, pause=pause, clock=lambda: 100.0, **more)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(site: Site, status: int) -> None:
    site.answers = [(status, {"location": f"{site.url}/elsewhere"}, b"")]
    with pytest.raises(WebError, match="leads to another address"):
        web(site).get("here")
    assert site.asked == ["/here"]


@pytest.mark.parametrize(
    "path", ["http://elsewhere.example/x", "//elsewhere.example/x", "@elsewhere.example/x"]
)
def test_no_path_leads_to_another_host(site: Site, path: str) -> None:
    site.answers = [(200, {}, b"{}")]
    web(site).get(path)
    assert len(site.asked) == 1


def test_an_answer_larger_than_the_cap_is_given_up_also_when_it_is_packed(site: Site) -> None:
    packed = gzip.compress(b" " * 20_000_000)
    site.answers = [(200, {"content-encoding": "gzip", "content-length": str(len(packed))}, packed)]
    with pytest.raises(WebError, match="more than 4 MB"):
        web(site, cap=4 * 1024 * 1024).get("x")


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, [0.5, 2.0, 5.0]),
        ({"retry-after": "3"}, [3.0, 3.0, 3.0]),
        (
            {"retry-after": "Mon, 17 Aug 2026 06:00:09 GMT", "date": "Mon, 17 Aug 2026 06:00:00 GMT"},
            [9.0] * 3,
        ),
        (
            {"retry-after": "Mon, 17 Aug 2026 05:00:00 GMT", "date": "Mon, 17 Aug 2026 06:00:00 GMT"},
            [0.0] * 3,
        ),
        ({"retry-after": "21"}, []),
        ({"retry-after": "soon"}, [0.5, 2.0, 5.0]),
    ],
)
def test_a_busy_server_is_asked_again_as_it_wants_and_not_for_ever(
    site: Site, headers: dict[str, str], waits: list[float]
) -> None:
    site.answers = [(429, headers, b"")]
    waited: list[float] = []
    with pytest.raises(WebError) as error:
        web(site, waited).get("x")
    assert waited == waits
    assert error.value.status == 429


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 501])
def test_what_a_server_refuses_is_not_asked_again(site: Site, status: int) -> None:
    site.answers = [(status, {}, b"")]
    with pytest.raises(WebError) as error:
        web(site).get("x")
    assert error.value.status == status
    assert len(site.asked) == 1


def test_a_certificate_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("hej", encoding="utf-8")
    with pytest.raises(WebError, match="the certificate cannot be read"):
        Certificate(file=tmp_path / "cert.pem").context()
    with pytest.raises(WebError, match="No such file"):
        Certificate(trusted=tmp_path / "none.pem").context()
