"""Who cannot sign gets 401 whatever they send, and never an error of ours."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from bot.chat.body import MOST_BYTES
from bot.chat.slack.guard import Guard
from bot.chat.slack.inbound import Inbound, routes
from tests.chat.slack.school import FakeInbox, chat_of, run
from tests.slack.server import SIGNING_SECRET, SlackServer
from tests.slack.signed import FORM, JSON, signature

NOW = 1_795_000_000
BODY = json.dumps(
    {"type": "url_verification", "challenge": "3eZbrw1a", "name": "Åsa"}, ensure_ascii=False
).encode()
GOOD = signature(SIGNING_SECRET, str(NOW), BODY)

# The app is never reached without a signature, so Slack's side need not run.
SLACK = SlackServer()
INBOX = FakeInbox()
NOWHERE = "http://127.0.0.1:9/api/"
APP = Starlette(
    routes=[
        *routes(Inbound(INBOX, chat_of(SLACK)), SIGNING_SECRET, now=lambda: float(NOW)),
    ]
)


async def posted(body: bytes, headers: list[tuple[bytes, bytes]], app: Any = APP) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.post("/slack/events", content=body, headers=headers)


def status(
    body: bytes = BODY, stamp: bytes = str(NOW).encode(), sign: bytes = GOOD.encode(), kind: str = JSON
) -> int:
    headers = [
        (b"content-type", kind.encode()),
        (b"x-slack-request-timestamp", stamp),
        (b"x-slack-signature", sign),
    ]
    return run(posted(body, headers)).status_code


def through_guard(body: bytes = BODY, now: float = NOW, secret: str = SIGNING_SECRET, **headers: str) -> int:
    """Only the guard, before an app that answers 200: tells the guard's refusals from Bolt's."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert message["body"] == body
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    given = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {"x-slack-request-timestamp": str(NOW), "x-slack-signature": GOOD} | given
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in said.items()]
    return run(posted(body, pairs, Guard(app, secret, lambda: now))).status_code


def test_a_signed_request_passes() -> None:
    assert through_guard() == 200


@pytest.mark.parametrize(("apart", "answered"), [(0, 200), (299, 200), (-299, 200), (301, 401), (-301, 401)])
def test_the_window_is_five_minutes_both_ways(apart: int, answered: int) -> None:
    assert through_guard(now=NOW + apart) == answered


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(BODY) - 1), other=st.integers(1, 255))
def test_any_byte_of_the_body_changed_is_refused(at: int, other: int) -> None:
    changed = bytearray(BODY)
    changed[at] ^= other
    assert status(bytes(changed)) == 401


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(GOOD) - 1), other=st.integers(1, 255))
def test_any_byte_of_the_signature_changed_is_refused(at: int, other: int) -> None:
    changed = bytearray(GOOD.encode())
    changed[at] ^= other
    assert status(sign=bytes(changed)) == 401


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, 9), other=st.integers(1, 255))
def test_any_byte_of_the_timestamp_changed_is_refused(at: int, other: int) -> None:
    changed = bytearray(str(NOW).encode())
    changed[at] ^= other
    assert status(stamp=bytes(changed)) == 401


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=200), kind=st.sampled_from([FORM, JSON, "", "text/plain"]))
def test_no_unsigned_body_is_anything_but_refused(body: bytes, kind: str) -> None:
    assert status(body, kind=kind) == 401


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
NAMES = st.sampled_from(
    [
        "type",
        "actions",
        "view",
        "user",
        "team",
        "enterprise",
        "event",
        "id",
        "state",
        "values",
        "channel",
        "value",
    ]
)
KINDS = st.sampled_from(
    ["block_actions", "view_submission", "view_closed", "event_callback", "url_verification"]
)
VALUES = st.recursive(
    LEAVES, lambda deeper: st.lists(deeper, max_size=2) | st.dictionaries(NAMES, deeper, max_size=4)
)
PAYLOADS = st.builds(
    lambda kind, rest: rest | {"type": kind}, KINDS, st.dictionaries(NAMES, VALUES, max_size=6)
)
FORMS = PAYLOADS.map(lambda payload: b"payload=" + quote(json.dumps(payload)).encode())
ODD = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(str.encode),
    FORMS,
    PAYLOADS.map(json.dumps).map(str.encode),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=ODD, kind=st.sampled_from([FORM, JSON]))
def test_no_signed_body_is_an_error_of_ours(body: bytes, kind: str) -> None:
    stamp = str(int(time.time()))
    headers = {
        "content-type": kind,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature(SIGNING_SECRET, stamp, body),
    }

    async def sent() -> int:
        chat = chat_of(SLACK, api_url=NOWHERE)
        app = Starlette(routes=[*routes(Inbound(INBOX, chat), SIGNING_SECRET)])
        answer = await posted(body, [(name.encode(), value.encode()) for name, value in headers.items()], app)
        await chat.close()
        return answer.status_code

    assert run(sent()) < 500


@pytest.mark.parametrize(
    "stamp",
    ["", "soon", "1e9", "+1795000000", " 1795000000", "1_795_000_000", "-1", "1795000000.0", "9" * 400],
)
def test_a_non_numeric_timestamp_is_refused_not_an_unauthenticated_500(stamp: str) -> None:
    sign = signature(SIGNING_SECRET, stamp, BODY)
    assert status(stamp=stamp.encode(), sign=sign.encode()) == 401


@pytest.mark.parametrize(
    "sign", ["", "v0=", "v0=åäö", "v1=" + "0" * 64, "V0=" + GOOD[3:], GOOD.upper(), GOOD + " "]
)
def test_a_non_ascii_or_odd_signature_is_refused_not_an_unauthenticated_500(sign: str) -> None:
    assert through_guard(x_slack_signature=sign) == 401


def test_a_body_that_is_not_utf8_is_refused_not_an_unauthenticated_500() -> None:
    body = b"payload=%7B%7D&name=\xe5\xe4"
    signed = signature(SIGNING_SECRET, str(NOW), body).encode()
    assert status(body, sign=signed, kind=FORM) == 401


def test_an_unsigned_body_that_is_not_json_is_refused_before_it_is_read() -> None:
    assert status(b"{") == 401


@pytest.mark.parametrize("missing", ["x-slack-request-timestamp", "x-slack-signature"])
def test_a_missing_header_is_refused(missing: str) -> None:
    said = {"x-slack-request-timestamp": str(NOW), "x-slack-signature": GOOD}
    pairs = [(name.encode(), value.encode()) for name, value in said.items() if name != missing]
    assert run(posted(BODY, pairs)).status_code == 401


def test_a_header_sent_twice_is_refused() -> None:
    stamp = (b"x-slack-request-timestamp", str(NOW).encode())
    assert run(posted(BODY, [stamp, stamp, (b"x-slack-signature", GOOD.encode())])).status_code == 401


def test_an_empty_secret_signs_nothing() -> None:
    assert through_guard(secret="", x_slack_signature=signature("", str(NOW), BODY)) == 401


def test_ssl_check_is_switched_off_and_unsigned_gets_no_200() -> None:
    assert status(b"ssl_check=1&token=deprecated", kind=FORM) == 401


def test_a_body_over_256_kb_is_refused_and_not_read_to_its_end() -> None:
    read = 0

    async def endless() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a" * 65_536, "more_body": True}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def never(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the app was reached")

    scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    run(Guard(never, SIGNING_SECRET)(scope, endless, send))
    assert sent[0]["status"] == 413
    assert read == MOST_BYTES // 65_536 + 1


def test_a_body_of_exactly_256_kb_is_read() -> None:
    body = b"a" * MOST_BYTES
    assert through_guard(body, x_slack_signature=signature(SIGNING_SECRET, str(NOW), body)) == 200


def test_nothing_but_post_is_answered() -> None:
    async def got() -> int:
        transport = httpx.ASGITransport(app=APP)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return (await client.get("/slack/events")).status_code

    assert run(got()) == 405


def test_nobody_unsigned_ever_reached_the_inbox() -> None:
    assert not INBOX.presses
    assert not INBOX.commands
