"""Calls to Graph: the bot's own token, one host, time limits, no retries, no redirects; every failure a SendError.

The SDK's own HTTP client sends a POST again after 503 and 504 (one mail became three) and follows redirects with
the token: it is left out, and a plain one is put in its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import httpx

from bot.graph.errors import CALL_ERRORS, send_error, unclear
from bot.graph.login import GRAPH_SCOPE, Login
from bot.ports import SendError

if TYPE_CHECKING:
    from msgraph.graph_service_client import GraphServiceClient

T = TypeVar("T")
URL = "https://graph.microsoft.com"
NAME = "Graph"
SECONDS = 15.0
"""For a call in all."""
KEY = "String {6a2f0c1e-7c55-4b0d-9b1b-3d6c8f2b7e90} Name lots-key"
"""The extended property in which a mail or an event carries the outbox's key: the one thing that can be searched."""


@dataclass(frozen=True, kw_only=True)
class GraphAccount:
    """The app registration of ``[teams]``, and where Graph is: Microsoft's, or in tests a server on this machine."""

    client_id: str
    client_secret: str = field(repr=False)
    tenant_id: str
    login_url: str
    url: str = URL


class Graph:
    """One tenant. Made in a thread: the import takes longer than a loop may stand still."""

    def __init__(self, account: GraphAccount, timeout: float = SECONDS) -> None:
        self._timeout = timeout
        self._login = Login(account, timeout, scope=GRAPH_SCOPE)
        self._http = httpx.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            event_hooks={"request": [self._signed], "response": [_good]},
        )
        self.base = f"{account.url.rstrip('/')}/v1.0"
        self._sdk = _sdk(self._http, self.base)

    async def do(self, call: Callable[[GraphServiceClient], Awaitable[T]], *, wrote: bool = False) -> T:
        """The answer of ``call``; SendError. ``wrote``: after an unclear answer it may have been done."""
        await self._login.ensure()
        try:
            async with asyncio.timeout(self._timeout):
                return await call(self._sdk)
        except CALL_ERRORS as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 401:
                self._login.forget()
            # Not "from error": it holds the request, and with it the token.
            raise send_error(error, wrote=wrote, whom=NAME) from None

    async def close(self) -> None:
        """Hang up."""
        await self._login.close()
        await self._http.aclose()

    async def _signed(self, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Bearer {self._login.token}"


async def _good(response: httpx.Response) -> None:
    await response.aread()
    response.raise_for_status()
    if response.content and "json" not in response.headers.get("content-type", ""):
        # A proxy's page: the SDK would take it for done, or raise what nobody expects.
        raise ValueError("garbled")


def garbled(*, wrote: bool) -> SendError:
    """Graph answered with something else than was asked for."""
    return unclear("garbled", wrote=wrote, whom=NAME)


def quoted(value: str) -> str:
    """A text in a filter."""
    return "'" + value.replace("'", "''") + "'"


def carrying(key: str) -> str:
    """The filter for what carries a key."""
    found = f"ep/id eq {quoted(KEY)} and ep/value eq {quoted(key)}"
    return f"singleValueExtendedProperties/Any(ep: {found})"


def _sdk(http: httpx.AsyncClient, base: str) -> GraphServiceClient:
    from kiota_abstractions.authentication import AnonymousAuthenticationProvider
    from msgraph.graph_request_adapter import GraphRequestAdapter
    from msgraph.graph_service_client import GraphServiceClient

    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), http)
    # Before the client: it would take Microsoft's own.
    adapter.base_url = base
    return GraphServiceClient(request_adapter=adapter)
