"""The server's HTTP side: reads a call, meets its fault, answers as Slack does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.slack import chat, directory, views
from tests.slack.faults import Break, Fault, Faults, Handled
from tests.slack.limits import Limits
from tests.slack.workspace import SlackError, Workspace

Json = dict[str, Any]
METHODS = {**chat.METHODS, **directory.METHODS, **views.METHODS}
STRUCTURED = ("blocks", "view", "metadata")
RESPONSE_URL = "response_url"


@dataclass(kw_only=True)
class Call:
    """One call as it arrived; ``at`` is monotonic. ``error`` and ``fault`` are "" when all went well."""

    method: str
    args: Json
    at: float
    status: int = 0
    error: str = ""
    fault: str = ""
    done: float = 0.0
    handled: bool = field(default=False)


class Web:
    """The ASGI side of a workspace. ``reset`` cuts the connection of a client's address."""

    def __init__(self, space: Workspace, faults: Faults, tokens: Mapping[str, str], *, limited: bool) -> None:
        self.space = space
        self.faults = faults
        self.tokens = tokens
        self.limits = Limits() if limited else None
        self.calls: list[Call] = []
        self.scopes = "chat:write,channels:history,users:read,users:read.email,commands,im:write"
        self.reset: Callable[[tuple[str, int]], None] = lambda _: None
        self.lock = threading.RLock()
        self.app = Starlette(
            routes=[Route("/api/{method}", _Endpoint(self)), Route("/response/{id}", _Endpoint(self))]
        )

    def answer(self, call: Call, token: str, response_id: str) -> Response:
        """Do what is asked, under one lock, and say how it went."""
        with self.lock:
            early = self.limits.wait(call.method, call.args, call.at) if self.limits else 0
            if early:
                return _spoilt(call, Fault.RATE_LIMITED(early))
            try:
                call.handled = True
                if response_id:
                    chat.respond(self.space, response_id, call.args)
                    return PlainTextResponse("ok")
                body = self._called(call, token)
            except SlackError as error:
                call.error, call.handled = error.code, False
                return _refused(error, 404 if response_id else 200)
        return JSONResponse({"ok": True} | body, headers={"x-oauth-scopes": self.scopes})

    def _called(self, call: Call, token: str) -> Json:
        if not token:
            raise SlackError("not_authed")
        state = self.tokens.get(token, "invalid_auth")
        if state != "ok":
            raise SlackError(state)
        if call.method not in METHODS:
            raise SlackError("unknown_method")
        return METHODS[call.method](self.space, call.args)


class _Endpoint:
    """One call from its first byte to its last, or to its cut connection."""

    def __init__(self, web: Web) -> None:
        self.web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        web, request = self.web, Request(scope, receive)
        response_id = request.path_params.get("id", "")
        args = await _args(request)
        token = _token(request, args)
        method = RESPONSE_URL if response_id else request.path_params["method"]
        call = Call(method=method, args=args, at=web.space.clock.monotonic())
        fault = web.faults.take(method)
        call.fault = fault.name if fault else ""
        web.calls.append(call)
        answer: Response | None = None
        if fault is None or fault.handled is Handled.BEFORE:
            answer = web.answer(call, token, response_id)
        if fault:
            answer = _spoilt(call, fault)
        if fault and fault.how is Break.RESET:
            web.reset((request.client.host, request.client.port) if request.client else ("", 0))
        if fault and fault.how in {Break.RESET, Break.HOLD}:
            await _gone(receive)
            if fault.handled is Handled.AFTER:
                web.answer(call, token, response_id)
        elif answer:
            call.status = answer.status_code
            call.done = web.space.clock.monotonic()
            await answer(scope, receive, send)


def _spoilt(call: Call, fault: Fault) -> Response:
    call.error = fault.error or call.error
    if fault.status == 429:
        return JSONResponse(
            {"ok": False, "error": fault.error}, 429, headers={"Retry-After": str(fault.retry_after)}
        )
    if fault.how is Break.STATUS:
        return PlainTextResponse("upstream connect error", fault.status)
    if fault.how is Break.GARBAGE:
        return Response("<html><body>Server Error</body></html>", media_type="text/html")
    return JSONResponse({"ok": False, "error": fault.error})


def _refused(error: SlackError, status: int) -> Response:
    body: Json = {"ok": False, "error": error.code}
    if error.messages:
        body |= {"errors": error.messages, "response_metadata": {"messages": error.messages}}
    return JSONResponse(body, status)


async def _gone(receive: Receive) -> None:
    """Until the client hangs up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _args(request: Request) -> Json:
    body = await request.body()
    args: Json = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        return args | (json.loads(body) if body else {})
    args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for key in STRUCTURED:
        if isinstance(args.get(key), str):
            args[key] = json.loads(args[key])
    return args


def _token(request: Request, args: Json) -> str:
    given = args.pop("token", "")
    return request.headers.get("authorization", "").removeprefix("Bearer ").strip() or str(given)
