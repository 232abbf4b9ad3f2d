"""The client in one loop of its own: what it did, or the SendError it raised."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.slack.client import SlackChat
from bot.ports import ChatUser, Receipt, SendError
from tests.chat.slack.school import FakeInbox, alert, chat_of, run
from tests.slack.server import SlackServer

KEY = "5b0c4c1e8a6f4d0fb1f6a9a1c2d3e4f5"
LINKED = ChatUser(platform="slack", team="T0LIT", user="U0ANNA")


@asynccontextmanager
async def chatting(
    slack: SlackServer, inbox: FakeInbox | None = None, **changed: Any
) -> AsyncIterator[SlackChat]:
    chat = chat_of(slack, inbox, **changed)
    try:
        yield chat
    finally:
        await chat.close()


def with_chat(slack: SlackServer, work: Callable[[SlackChat], Awaitable[Any]], **changed: Any) -> Any:
    async def use() -> Any:
        async with chatting(slack, **changed) as chat:
            return await work(chat)

    return run(use())


def refused(slack: SlackServer, work: Callable[[SlackChat], Awaitable[Any]], **changed: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        with_chat(slack, work, **changed)
    return caught.value


def posting(address: str = "C8C", thread: Receipt | None = None) -> Callable[[SlackChat], Awaitable[Receipt]]:
    return lambda chat: chat.post(address, alert(), KEY, thread)


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)
