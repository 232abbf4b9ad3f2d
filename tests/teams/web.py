"""The server's HTTP side: reads a call, meets its fault, answers as Teams, its login and its key store do."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.slack.faults import Break, Fault, Faults, Handled
from tests.teams.connector import CALLS
from tests.teams.entra import Entra, LoginError
from tests.teams.limits import Limits
from tests.teams.people import Json
from tests.teams.tenant import TeamsError, Tenant
from tests.teams.tokens import ISSUER, jwks

OPENID, KEYS = "/v1/.well-known/openidconfiguration", "/v1/.well-known/keys"
CONVERSATIONS = "/emea/{tenant}/v3/conversations"
ONE = CONVERSATIONS + "/{conversation}"
ADDRESSES = (
    ("POST", "/{tenant}/oauth2/v2.0/token", "token"),
    ("GET", OPENID, "openid"),
    ("GET", KEYS, "keys"),
    ("POST", CONVERSATIONS, "create"),
    ("POST", ONE + "/activities", "post"),
    ("POST", ONE + "/activities/{activity}", "post"),
    ("PUT", ONE + "/activities/{activity}", "update"),
    ("DELETE", ONE + "/activities/{activity}", "delete"),
    ("GET", ONE + "/members", "members"),
    ("GET", ONE + "/pagedMembers", "paged"),
    ("GET", ONE + "/members/{member}", "member"),
    ("GET", "/emea/{tenant}/v3/teams/{team}", "team"),
    ("GET", "/emea/{tenant}/v3/teams/{team}/conversations", "channels"),
)


@dataclass(kw_only=True)
class Call:
    """One call as it arrived; ``at`` is monotonic. ``error`` and ``fault`` are "" when all went well."""

    method: str
    path: Mapping[str, str]
    body: Json
    at: float
    status: int = 0
    error: str = ""
    fault: str = ""
    done: float = 0.0
    handled: bool = field(default=False)

    @property
    def conversation(self) -> str:
        """Which conversation is meant, "" when none is."""
        return self.path.get("conversation", "")


class Web:
    """The ASGI side of a tenant. ``reset`` cuts the connection of a client's address."""

    addresses: ClassVar[Sequence[tuple[str, str, str]]] = ADDRESSES

    def __init__(self, tenant: Tenant, entra: Entra, faults: Faults, *, limited: bool) -> None:
        self.tenant = tenant
        self.entra = entra
        self.faults = faults
        self.limits = Limits() if limited else None
        self.calls: list[Call] = []
        self.reset: Callable[[tuple[str, int]], None] = lambda _: None
        self.lock = threading.RLock()
        paths: dict[str, dict[str, _Endpoint]] = {}
        for verb, path, name in self.addresses:
            paths.setdefault(path, {})[verb] = _Endpoint(self, name)
        self.app = Starlette(routes=[Route(path, _ByVerb(ends)) for path, ends in paths.items()])

    def answer(self, call: Call, authorization: str, base_url: str) -> Response:
        """Do what is asked, under one lock, and say how it went."""
        with self.lock:
            call.handled = True
            if call.method == "keys":
                return JSONResponse(jwks(self.entra.kid))
            if call.method == "openid":
                return JSONResponse({"issuer": ISSUER, "jwks_uri": base_url.rstrip("/") + KEYS})
            try:
                if call.method == "token":
                    return JSONResponse(self.entra.token(call.path["tenant"], call.body))
                return self.served(call, authorization)
            except LoginError as error:
                call.error, call.handled = error.body["error"], False
                return JSONResponse(error.body, error.status)
            except TeamsError as error:
                call.error, call.handled = error.code, False
                body = {"error": {"code": error.code, "message": error.message}}
                return JSONResponse(body, error.status)

    def served(self, call: Call, authorization: str) -> Response:
        """What stands behind the login: here the connector."""
        if not self.entra.knows(authorization):
            raise TeamsError(401, "Unauthorized", "Authorization has been denied for this request.")
        if call.path["tenant"] != self.tenant.id:
            raise TeamsError(403, "InvalidBotApiHost", "The tenant is another one's.")
        early = self.limits.wait(call.method, call.conversation, call.at) if self.limits else 0
        if early:
            call.handled = False
            return _spoilt(call, Fault.RATE_LIMITED(early))
        body = CALLS[call.method](self.tenant, call.path, call.body)
        return JSONResponse(body, 201 if call.method in {"create", "post"} else 200)


class _Endpoint:
    """One call from its first byte to its last, or to its cut connection."""

    def __init__(self, web: Web, name: str) -> None:
        self.web = web
        self.name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        web, request = self.web, Request(scope, receive)
        body = await _body(request)
        call = Call(
            method=self.name, path=dict(request.path_params), body=body, at=web.tenant.clock.monotonic()
        )
        fault = web.faults.take(self.name)
        call.fault = fault.name if fault else ""
        web.calls.append(call)
        told = request.headers.get("authorization", ""), str(request.base_url)
        answer: Response | None = None
        if fault is None or fault.handled is Handled.BEFORE:
            answer = web.answer(call, *told)
        if fault:
            answer = _spoilt(call, fault)
        if fault and fault.how is Break.RESET:
            web.reset((request.client.host, request.client.port) if request.client else ("", 0))
        if fault and fault.how in {Break.RESET, Break.HOLD}:
            await _gone(receive)
            if fault.handled is Handled.AFTER:
                web.answer(call, *told)
        elif answer:
            call.status = answer.status_code
            call.done = web.tenant.clock.monotonic()
            await answer(scope, receive, send)


class _ByVerb:
    """The endpoints of one address."""

    def __init__(self, endpoints: Mapping[str, _Endpoint]) -> None:
        self.endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self.endpoints.get(scope["method"])
        await (endpoint or PlainTextResponse("Method Not Allowed", 405))(scope, receive, send)


def _spoilt(call: Call, fault: Fault) -> Response:
    call.error = fault.error or call.error
    if fault.status == 429:
        body = {"error": {"code": "Throttled", "message": "Too Many Requests"}}
        return JSONResponse(body, 429, headers={"Retry-After": str(fault.retry_after)})
    if fault.how is Break.STATUS and fault.error:
        return JSONResponse({"error": {"code": fault.error, "message": fault.error}}, fault.status)
    if fault.how is Break.STATUS:
        return PlainTextResponse("upstream connect error", fault.status)
    return Response("<html><body>Server Error</body></html>", media_type="text/html")


async def _gone(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> Json:
    raw = await request.body()
    found: Json = dict(request.query_params)
    if "form" in request.headers.get("content-type", ""):
        return found | dict(parse_qsl(raw.decode(), keep_blank_values=True))
    given: Any = json.loads(raw) if raw else {}
    return found | (given if isinstance(given, dict) else {})
