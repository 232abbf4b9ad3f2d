"""Calls to Slack: one session with its own time limit, no retries, every failure a SendError."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.slack.errors import CALL_ERRORS, send_error, unclear
from bot.ports import SendError

Json = dict[str, Any]
Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
SLACK_HOSTS = (".slack.com", ".slack-gov.com")


QUIET = logging.getLogger("bot.chat.slack.sdk")
"""The SDK's logger: at DEBUG it would write whole messages."""
QUIET.setLevel(logging.WARNING)


class Api:
    """Slack's Web API with one bot token. ``timeout``: seconds a call may take in all."""

    def __init__(self, token: str, base_url: str, timeout: float) -> None:
        self.timeout = timeout
        self._base_url = base_url
        # The default handlers post again after a dropped connection: two messages.
        self._web = AsyncWebClient(
            token=token,
            base_url=base_url,
            timeout=int(timeout) or 1,
            retry_handlers=[],
            logger=QUIET,
        )

    def session(self) -> aiohttp.ClientSession:
        """The open session. A session passed to the SDK ignores the client's time limit: it has its own."""
        if self._web.session is None or self._web.session.closed:
            limit = aiohttp.ClientTimeout(total=self.timeout)
            self._web.session = aiohttp.ClientSession(timeout=limit)
        return self._web.session

    def unsigned(self) -> AsyncWebClient:
        """A client that holds no token, for what only passes clients on."""
        return AsyncWebClient(base_url=self._base_url, retry_handlers=[], logger=QUIET)

    async def do(self, call: Call, *, wrote: bool = False) -> Json:
        """The answer of ``call``; SendError. ``wrote``: after an unclear answer a message may stand there."""
        self.session()
        try:
            answer = await call(self._web)
        except CALL_ERRORS as error:
            # Not "from error": the SDK's errors hold the request, and with it the token.
            raise send_error(error, wrote=wrote) from None
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    async def respond(self, url: str, message: Json) -> None:
        """Post to a ``response_url`` (five uses in 30 minutes); SendError."""
        if not self._is_slack(url):
            raise SendError("this is no response_url of Slack", permanent=True)
        hook = AsyncWebhookClient(url, session=self.session(), retry_handlers=[], logger=QUIET)
        try:
            answer = await hook.send_dict(message)
        except CALL_ERRORS as error:
            raise send_error(error, wrote=False) from None
        if answer.status_code >= 500 or answer.status_code == 429:
            raise unclear(f"HTTP {answer.status_code}", wrote=False)
        if answer.status_code != 200:
            raise SendError(f"response_url answered {answer.status_code}", permanent=True)

    def _is_slack(self, url: str) -> bool:
        asked, own = urlsplit(url), urlsplit(self._base_url)
        if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
            return True
        return asked.scheme == "https" and (asked.hostname or "").endswith(SLACK_HOSTS)

    async def close(self) -> None:
        """Close the session."""
        if self._web.session is not None:
            await self._web.session.close()
