"""Slack as a place where messages are posted, updated and found again by their key."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.later import Later
from bot.chat.slack.api import Api, Json
from bot.chat.slack.blocks import blocks
from bot.chat.slack.directory import Directory
from bot.chat.slack.errors import SOON, unclear
from bot.chat.slack.text import escape
from bot.notices.model import Notice
from bot.ports import Receipt, SendError

Who = Callable[[str, str], tuple[str, str] | None]
"""``(platform, email)`` to the linked ``(team, user)``; may read the database."""
Names = Callable[[str], str]
"""E-mail to the name of a member of staff; may read the database."""

EVENT_TYPE = "lots_message"
API_URL = "https://slack.com/api/"
PAGE, PAGES = 200, 50
SKEW = 60.0
"""Seconds our clock and Slack's may be apart."""


class SlackChat:
    """The chat platform ``slack``. Whatever Slack does wrong is a SendError; what ``who`` raises passes through.

    ``timeout``: seconds for a call; looking up where to post and posting take at most twice that. ``pace``:
    seconds between two posts in a channel, about one as Slack publishes it.
    """

    name = "slack"

    def __init__(
        self,
        *,
        token: str,
        who: Who,
        names: Names,
        api_url: str = API_URL,
        timeout: float = 10.0,
        pace: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.api = Api(token, api_url, timeout)
        self.directory = Directory(self.api, clock=clock)
        self.later = Later()
        self.pace = pace
        self._who, self._names = who, names
        self._now = now

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Post ``notice``; ``key`` goes along as opaque metadata, which every member can read."""
        try:
            async with asyncio.timeout(self.api.timeout):
                channel = await self._where(address)
                message = await asyncio.to_thread(blocks, notice, self.mention)
        except TimeoutError:
            raise SendError("Slack did not say in time where to post", retry_after=SOON) from None
        message |= {
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        parent = thread.message if thread and thread.channel == channel else ""
        try:
            return await self._posted(channel, message, parent)
        except SendError as error:
            if not parent or error.why != "thread_not_found":
                raise
            return await self._posted(channel, message, "")

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Replace a posted message. Idempotent: after an unclear answer it may simply be done again."""
        message = await asyncio.to_thread(blocks, notice, self.mention)
        await self.api.do(lambda web: web.chat_update(channel=receipt.channel, ts=receipt.message, **message))

    async def pin(self, receipt: Receipt) -> None:
        """Pin a posted message; one that is pinned already stays so."""
        try:
            await self.api.do(lambda web: web.pins_add(channel=receipt.channel, timestamp=receipt.message))
        except SendError as error:
            if error.why != "already_pinned":
                raise

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """Our own message carrying ``key``, newest first, or None: it is not there."""
        channel = await self._channel(address)
        oldest = self._oldest(since)
        if thread and thread.channel == channel:
            try:
                return await self._found(channel, key, oldest, thread.message)
            except SendError as error:
                if error.why != "thread_not_found":
                    raise
        return await self._found(channel, key, oldest, "")

    def mention(self, email: str) -> str:
        """``<@U0ANNA>`` for somebody linked, else the name. Reads the database: call it in a thread."""
        linked = self._who(self.name, email)
        return f"<@{linked[1]}>" if linked else escape(self._names(email))

    async def close(self) -> None:
        """Finish what is still being shown, then hang up."""
        await self.later.settled()
        await self.api.close()

    async def _posted(self, channel: str, message: Json, parent: str) -> Receipt:
        said = await self.api.do(
            lambda web: web.chat_postMessage(channel=channel, thread_ts=parent or None, **message), wrote=True
        )
        if not said.get("ts"):
            raise unclear("no ts", wrote=True)
        return Receipt(
            platform=self.name, channel=str(said.get("channel") or channel), message=str(said["ts"])
        )

    async def _where(self, address: str) -> str:
        """The channel, if nobody from outside reads it: checked again before every post."""
        channel = await self._channel(address)
        if not address.startswith("@") and await self.directory.shared(channel):
            raise SendError("the channel is shared with another organisation", permanent=True)
        return channel

    async def _channel(self, address: str) -> str:
        if not address.startswith("@"):
            return address
        email = address[1:]
        linked = await asyncio.to_thread(self._who, self.name, email)
        user = linked[1] if linked else await self.directory.user_of(email)
        return await self.directory.direct(user)

    def _oldest(self, since: datetime) -> str | None:
        # A rehearsal's clock runs ahead of Slack's: then "since" says nothing about Slack's time.
        began = since.timestamp()
        return f"{began - SKEW:.6f}" if began <= self._now() + SKEW else None

    async def _found(self, channel: str, key: str, oldest: str | None, parent: str) -> Receipt | None:
        cursor: str | None = None
        for _ in range(PAGES):
            said = await self._page(channel, oldest, parent, cursor)
            for message in said.get("messages") or ():
                if await self._carries(message, key):
                    return Receipt(platform=self.name, channel=channel, message=str(message["ts"]))
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return None
        raise SendError("the channel is too long to look through", retry_after=SOON)

    async def _page(self, channel: str, oldest: str | None, parent: str, cursor: str | None) -> Json:
        def call(web: AsyncWebClient) -> Awaitable[AsyncSlackResponse]:
            if parent:
                return web.conversations_replies(
                    channel=channel,
                    ts=parent,
                    oldest=oldest,
                    cursor=cursor,
                    limit=PAGE,
                    include_all_metadata=True,
                )
            return web.conversations_history(
                channel=channel, oldest=oldest, cursor=cursor, limit=PAGE, include_all_metadata=True
            )

        return await self.api.do(call)

    async def _carries(self, message: Json, key: str) -> bool:
        """Whether it is our message of that key: any other app could post the same metadata."""
        metadata = message.get("metadata") or {}
        if (metadata.get("event_payload") or {}).get("key") != key or metadata.get(
            "event_type"
        ) != EVENT_TYPE:
            return False
        me = await self.directory.me()
        return message.get("user") == me.user or (bool(me.bot) and message.get("bot_id") == me.bot)
