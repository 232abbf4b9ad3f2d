"""The bot's own token, for Teams or for Graph: fetched with a time limit, kept until shortly before it runs out.

The SDK's way, MSAL in a thread, has no time limit and asks Microsoft about every authority it does not know.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import httpx

from bot.graph.errors import CALL_ERRORS, send_error
from bot.ports import SendError

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
    """One token for all calls; whoever comes while it is fetched waits for the same one."""

    def __init__(
        self,
        account: Registered,
        timeout: float,
        *,
        scope: str = BOT_SCOPE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account, self._scope, self._clock = account, scope, clock
        self._http = httpx.AsyncClient(timeout=timeout, follow_redirects=False)
        self._fetching = asyncio.Lock()
        self._until = float("-inf")
        self.token = ""

    async def ensure(self) -> None:
        """Have a token that is good for a while; SendError."""
        async with self._fetching:
            if self._clock() < self._until:
                return
            try:
                said = await self._asked()
                lasts = float(str(said["expires_in"]))
                self.token = str(said["access_token"])
            except CALL_ERRORS as error:
                raise send_error(error, wrote=False, whom="Microsoft's login") from None
            self._until = self._clock() + max(lasts - EARLY, lasts / 2)

    def forget(self) -> None:
        """It was refused: fetch another one next time."""
        self._until = float("-inf")

    async def close(self) -> None:
        """Hang up."""
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
