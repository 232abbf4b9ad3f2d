"""The chat platforms the configuration names, open for as long as they are used."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.app.mailing import mail_platform
from bot.chat.local.platform import LocalChat
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.ports import ChatPlatform
from bot.settings import Settings
from bot.storage import staff


@asynccontextmanager
async def platforms(
    settings: Settings, house: House, inbox: HouseInbox
) -> AsyncIterator[Mapping[str, ChatPlatform]]:
    """By name; the local chat always stands, so that a rehearsal needs no account."""
    found: dict[str, ChatPlatform] = {LocalChat.name: LocalChat(), **mail_platform(settings.mail)}
    if settings.slack is None:
        yield found
        return
    # Slack's client is imported only where it is set up: it is the larger part of a start.
    from bot.chat.slack.client import SlackChat

    def name_of(email: str) -> str:
        with house.db.read() as conn:
            person = staff.person(conn, email)
        return person.name if person else ""

    slack = SlackChat(
        token=settings.slack.bot_token.get_secret_value(),
        who=inbox.who,
        names=name_of,
        api_url=settings.slack.api_url,
        pace=settings.slack.pace,
    )
    try:
        yield {**found, slack.name: slack}
    finally:
        await slack.close()
