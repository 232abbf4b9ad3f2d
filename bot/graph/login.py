"""The bot's own token, for Teams or for Graph: fetched with a time limit, kept until shortly before it runs out.

The SDK's way, MSAL in a thread, has no time limit and asks Microsoft about every authority it does not know.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Protocol

import httpx

from bot.graph.errors import A_WHILE, CALL_ERRORS, send_error
from bot.ports import SendError

log = logging.getLogger(__name__)
BOT_SCOPE = "https://api.botframework.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
EARLY = 300.0
"""Seconds before its end from which a token is renewed."""
REFUSED = {
    "invalid_client": "teams.client_secret is refused: it is wrong or has run out",
    "unauthorized_client": "teams.client_id is unknown in teams.tenant_id",
    "invalid_request": "teams.tenant_id is unknown",
}


class Registered(Protocol):
    """An app registration in one tenant."""

    @property
    def client_id(self) -> str:
        """Of the app."""
        ...

    @property
    def client_secret(self) -> str:
        """Of the app."""
        ...

    @property
    def tenant_id(self) -> str:
        """Where it is registered."""
        ...

    @property
    def login_url(self) -> str:
        """Where tokens are given."""
        ...


class Login:
    """One token for all calls; whoever comes while it is fetched waits for the same one, and hears the same failure."""

    def __init__(
        self,
        account: Registered,
        timeout: float,
        *,
        scope: str = BOT_SCOPE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account, self._scope, self._clock, self._timeout = account, scope, clock, timeout
        self._http = httpx.AsyncClient(timeout=timeout, follow_redirects=False)
        self._fetching: asyncio.Task[None] | None = None
        self._until = self._not_before = float("-inf")
        self._refused = ""
        self.token = ""

    async def ensure(self) -> None:
        """Have a token that is good for a while. SendError, never a permanent one.

        A secret that ran out is mended by the office: no message is given up and nobody turned away because of it.
        """
        if self._refused and self._clock() < self._not_before:
            raise SendError(self._refused, retry_after=A_WHILE)
        try:
            await self.renew()
        except SendError as error:
            raise SendError(error.why, retry_after=error.retry_after or A_WHILE) from None

    async def renew(self) -> None:
        """The same, at once; SendError, permanent where the registration or its secret is wrong."""
        if self._clock() < self._until:
            return
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(_heard)
        await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                said = await self._asked()
            lasts = float(str(said["expires_in"]))
            self.token = str(said["access_token"])
        except CALL_ERRORS as error:
            raise send_error(error, wrote=False, whom="Microsoft's login") from None
        except SendError as error:
            log.warning("Microsoft gives no token: %s", error.why)
            self._refused, self._not_before = error.why, self._clock() + A_WHILE
            raise
        self._refused = ""
        self._until = self._clock() + max(lasts - EARLY, lasts / 2)

    def forget(self) -> None:
        """It was refused: fetch another one next time."""
        self._until = float("-inf")

    async def close(self) -> None:
        """Hang up."""
        if self._fetching is not None:
            self._fetching.cancel()
        await self._http.aclose()

    async def _asked(self) -> dict[str, object]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._account.client_id,
            "client_secret": self._account.client_secret,
            "scope": self._scope,
        }
        url = f"{self._account.login_url.rstrip('/')}/{self._account.tenant_id}/oauth2/v2.0/token"
        answer = await self._http.post(url, data=form)
        if answer.status_code in (400, 401, 403):
            code = str(answer.json().get("error", ""))
            raise SendError(REFUSED.get(code, "Microsoft gives the bot no token"), permanent=True)
        found: dict[str, object] = answer.raise_for_status().json()
        return found


def _heard(fetched: asyncio.Task[None]) -> None:
    """Whoever waited has been told of a failure, if anybody still did."""
    if not fetched.cancelled():
        fetched.exception()
