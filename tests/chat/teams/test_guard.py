"""Whoever is not the Bot Framework speaking of our tenant gets 401 whatever they send, and never an error of ours."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from bot.chat.body import MOST_BYTES
from bot.chat.later import Later
from bot.chat.teams.account import Account
from bot.chat.teams.guard import ACTIVITY, UNTIL, Guard
from bot.chat.teams.keys import Keys
from bot.chat.teams.tokens import ISSUER
from tests.teams.server import APP_ID, OTHER_TENANT, TENANT
from tests.teams.tokens import jwks, signed

SERVICE = f"https://smba.trafficmanager.net/emea/{TENANT}/"
ACCOUNT = Account(client_id=APP_ID, client_secret="not-used", tenant_id=TENANT)
KID = "lots-test-key"
JSON = "application/json; charset=utf-8"


class Counted:
    """The published keys, and how often they were asked for."""

    def __init__(self) -> None:
        self.fetches = 0

    def __call__(self) -> dict[str, jwt.PyJWK]:
        self.fetches += 1
        return {KID: jwt.PyJWK(jwks(KID)["keys"][0], algorithm="RS256")}


def activity(**changed: Any) -> dict[str, Any]:
    said = {
        "type": "message",
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "channelData": {"tenant": {"id": TENANT}},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "text": "Åsa",
    } | changed
    return {key: value for key, value in said.items() if value is not None}


def token(*, signer: str = "teams", algorithm: str = "RS256", kid: str = KID, **claims: Any) -> str:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": APP_ID, "serviceurl": SERVICE, "nbf": now, "exp": now + 3600}
    return signed(usual | claims, kid=kid, signer=signer, algorithm=algorithm)


class Gate:
    """A guard before an app that answers 200 and keeps what came through."""

    def __init__(self) -> None:
        self.published, self.through, self.parsed, self.until = Counted(), 0, None, 0.0
        self.keys = Keys(self.published, later=Later())
        self.guard = Guard(self._app, ACCOUNT, self.keys)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.through += 1
        self.parsed, self.until = scope["state"][ACTIVITY], scope["state"][UNTIL]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(app=self.guard, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return (await client.post("/api/messages", content=body, headers=headers)).status_code

    def status(self, body: bytes | None = None, bearer: str | None = None, **headers: str) -> int:
        said = body if body is not None else json.dumps(activity()).encode()
        given = {"content-type": JSON, "authorization": f"Bearer {bearer or token()}"} | headers
        return asyncio.run(self.post(said, {name.replace("_", "-"): value for name, value in given.items()}))


def test_teams_itself_passes() -> None:
    gate = Gate()
    assert gate.status() == 200
    assert gate.parsed == activity()


def test_what_came_is_remembered_as_long_as_its_token_is_taken() -> None:
    """Clocks may differ: a token is taken for a while after its end, and what came with it could be sent again."""
    gate, ended = Gate(), int(time.time()) - 60
    assert gate.status(bearer=token(nbf=ended - 3600, exp=ended)) == 200
    assert gate.until > time.time() + 200


NOW = int(time.time())
FORGED = {
    "another tenant's bot": {"aud": OTHER_TENANT},
    "several audiences": {"aud": [APP_ID, OTHER_TENANT]},
    "another issuer": {"iss": f"https://sts.windows.net/{TENANT}/"},
    "no issuer": {"iss": None},
    "another tenant": {"tid": OTHER_TENANT},
    "run out": {"nbf": NOW - 7200, "exp": NOW - 3600},
    "no end": {"exp": None},
    "no beginning": {"nbf": None},
    "not begun": {"nbf": NOW + 3600, "exp": NOW + 7200},
    "an end that is no number": {"exp": "soon"},
    "no service address": {"serviceurl": None},
    "a service address that is none": {"serviceurl": 7},
    "a foreign service address": {"serviceurl": "https://evil.example/"},
    "a service address with a user": {"serviceurl": "https://smba.trafficmanager.net@evil.example/"},
    "a service address without encryption": {"serviceurl": "http://smba.trafficmanager.net/emea/"},
    "a look-alike": {"serviceurl": "https://evilbotframework.com/"},
}


@pytest.mark.parametrize("claims", FORGED.values(), ids=FORGED.keys())
def test_a_token_that_says_something_else(claims: dict[str, Any]) -> None:
    gate = Gate()
    body = activity(serviceUrl=claims.get("serviceurl", SERVICE))
    assert gate.status(json.dumps(body).encode(), token(**claims)) == 401
    assert not gate.through


@pytest.mark.parametrize(
    "made", [{"signer": "forger"}, {"algorithm": "none"}, {"algorithm": "HS256"}, {"kid": "unknown"}]
)
def test_a_token_that_nobody_of_theirs_signed(made: dict[str, str]) -> None:
    assert Gate().status(bearer=token(**made)) == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YTpi", "bearer a.b.c", "Bearer a.b.c d"],
)
def test_no_token_at_all(header: str) -> None:
    assert Gate().status(authorization=header) == 401


OTHERS = {
    "another tenant": {
        "channelData": {"tenant": {"id": OTHER_TENANT}},
        "conversation": {"id": "a:1", "tenantId": OTHER_TENANT},
    },
    "another tenant's conversation": {"conversation": {"id": "a:1", "tenantId": OTHER_TENANT}},
    "no tenant": {"channelData": {}},
    "no channel data": {"channelData": None},
    "a tenant that is none": {"channelData": {"tenant": TENANT}},
    "no service address": {"serviceUrl": None},
    "another service address": {"serviceUrl": "https://smba.trafficmanager.net/amer/"},
    "a service address that is none": {"serviceUrl": {"a": 1}},
    "another channel": {"channelId": "webchat"},
}


@pytest.mark.parametrize("changed", OTHERS.values(), ids=OTHERS.keys())
def test_a_good_token_with_somebody_else_s_activity(changed: dict[str, Any]) -> None:
    gate = Gate()
    assert gate.status(json.dumps(activity(**changed)).encode()) == 401
    assert not gate.through


def test_a_person_of_another_tenant_in_our_shared_channel_is_told_so_further_in() -> None:
    gate = Gate()
    body = activity(channelData={"tenant": {"id": OTHER_TENANT}})
    assert gate.status(json.dumps(body).encode()) == 200


def test_a_body_of_a_megabyte_is_refused_with_and_without_its_length() -> None:
    gate = Gate()
    large = json.dumps(activity(text="x" * 1024 * 1024)).encode()
    assert gate.status(large) == 413
    assert gate.status(large, content_length="10") == 413
    assert gate.status(large, content_length="9" * 5000) == 413
    assert gate.status(large, token(signer="forger"), content_length="10") == 401
    assert not gate.through
    assert len(json.dumps(activity(text="x" * MOST_BYTES))) > MOST_BYTES


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe{}", b'"a"', b"[" * 100_000])
def test_a_body_that_is_no_activity(body: bytes) -> None:
    assert Gate().status(body) == 400


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_of_another_kind(kind: str) -> None:
    assert Gate().status(content_type=kind) == 415


def test_a_flood_of_forged_tenants_and_issuers_fetches_no_key() -> None:
    gate = Gate()
    for number in range(300):
        forged = token(
            signer="forger",
            kid=f"kid-{number}",
            iss=f"https://login.microsoftonline.com/{number}/v2.0",
            tid=f"tenant-{number}",
        )
        assert gate.status(bearer=forged) == 401
    assert gate.published.fetches == 0


def test_a_flood_of_strange_keys_fetches_once() -> None:
    gate = Gate()

    async def flood() -> list[int]:
        await gate.keys.load()
        said = {"content-type": JSON}
        every = [
            said | {"authorization": f"Bearer {token(signer='forger', kid=f'k{n}')}"} for n in range(100)
        ]
        return list(await asyncio.gather(*(gate.post(b"{}", headers) for headers in every)))

    assert set(asyncio.run(flood())) == {401}
    assert gate.published.fetches == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        ).map(lambda value: json.dumps(value).encode()),
    ),
    bearer=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)
def test_whatever_is_sent_without_a_token_is_401(body: bytes, bearer: str) -> None:
    assert Gate().status(body, f"x{bearer}") == 401
