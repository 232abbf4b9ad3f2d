"""Calls to Teams: with the bot's token and a time limit, no retries, every failure a SendError."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from bot.chat.teams.account import Account
from bot.chat.teams.sdk import app_of
from bot.graph.errors import CALL_ERRORS, send_error, unclear
from bot.graph.login import Login
from bot.ports import SendError

T = TypeVar("T")
Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
PAGE = 500
"""People asked for at once: the most Teams gives."""
NO_ID = "DO_NOT_USE_PLACEHOLDER_ID"
"""What the SDK makes of a garbled answer."""


class Api:
    """The connector of one bot. ``timeout``: seconds a call may take in all."""

    def __init__(self, account: Account, timeout: float) -> None:
        self.account, self.timeout = account, timeout
        self.login = Login(account, timeout)
        self._app = app_of(account, lambda: self.login.token, timeout)
        self._ready = False

    async def send(self, conversation: str, card: Json, push: str, service_url: str) -> str:
        """Post a card; its id. ``push`` is what a notification shows."""
        sent = await self.do(lambda: self._sent(conversation, card, push, service_url), wrote=True)
        if not sent or sent == NO_ID:
            raise unclear("no id", wrote=True)
        return sent

    async def put(self, conversation: str, message: str, card: Json, push: str, service_url: str) -> None:
        """Replace a card for everybody."""
        await self.do(lambda: self._sent(conversation, card, push, service_url, message))

    async def member(self, conversation: str, account: str, service_url: str) -> Mapping[str, Any]:
        """Somebody in a conversation, by the bot's or the directory's id for them."""
        clients = self._clients(service_url)
        found = await self.do(lambda: clients.get_member_by_id(conversation, account))
        return dict(found.model_dump(by_alias=True))

    async def members(
        self, conversation: str, service_url: str, after: str | None = None
    ) -> tuple[list[Mapping[str, Any]], str | None]:
        """A page of who is in a conversation, and what the next one is asked for with."""
        clients = self._clients(service_url)
        found = await self.do(lambda: clients.get_paged_members(conversation, PAGE, after))
        said: list[Mapping[str, Any]] = [one.model_dump(by_alias=True) for one in found.members]
        return said, found.continuation_token or None

    async def do(self, call: Callable[[], Awaitable[T]], *, wrote: bool = False) -> T:
        """The answer of ``call``; SendError. ``wrote``: after an unclear answer a message may stand there."""
        await self.login.ensure()
        if not self._ready:
            await self._app.initialize()
            self._ready = True
        try:
            async with asyncio.timeout(self.timeout):
                return await call()
        except CALL_ERRORS as error:
            if isinstance(error, httpx.HTTPStatusError) and error.response.status_code == 401:
                self.login.forget()
            # Not "from error": the SDK's errors hold the request, and with it the token.
            raise send_error(error, wrote=wrote) from None

    async def close(self) -> None:
        """Hang up."""
        await self.login.close()
        await self._app.api.http.http.aclose()
        await self._app.http_client.http.aclose()

    async def _sent(
        self, conversation: str, card: Json, push: str, service_url: str, message: str | None = None
    ) -> str:
        from microsoft_teams.api.activities.message import MessageActivityInput
        from microsoft_teams.api.models.attachment import Attachment

        attached = [Attachment(content_type=CARD, content=card)]
        # Read as a mapping: the SDK's class knows no summary, and passes it on.
        said = {"id": message, "summary": push, "attachments": attached}
        activity = MessageActivityInput.model_validate(said)
        sent = await self._app.send(conversation, activity, service_url=self._allowed(service_url))
        return sent.id

    def _clients(self, service_url: str) -> Any:  # noqa: ANN401 - the SDK's, which is imported late
        return self._app.api.from_service_url(self._allowed(service_url)).conversations

    def _allowed(self, service_url: str) -> str:
        """The token goes to the connector only, whatever was remembered of a conversation."""
        url = service_url or self.account.service_url
        if not self.account.serves(url):
            raise SendError("this is no address of Teams' connector", permanent=True)
        return url
