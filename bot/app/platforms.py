"""The chat platforms the configuration names, open for as long as they are used."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app.mailing import mail_platform
from bot.chat.local.platform import LocalChat
from bot.handlers.conversations import HouseConversations
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.ports import ChatPlatform
from bot.settings import Settings, Slack, Teams
from bot.storage import staff

if TYPE_CHECKING:
    from bot.chat.slack.client import SlackChat
    from bot.chat.teams.account import Account
    from bot.chat.teams.client import TeamsChat
    from bot.graph.client import Graph


@asynccontextmanager
async def platforms(
    settings: Settings,
    house: House,
    inbox: HouseInbox,
    now: Callable[[], datetime],
    graph: Graph | None = None,
) -> AsyncIterator[Mapping[str, ChatPlatform]]:
    """By name; the local chat always stands, so that a rehearsal needs no account.

    A vendor's client is imported only where it is set up: it is the larger part of a start.
    """
    found: dict[str, ChatPlatform] = {LocalChat.name: LocalChat(), **mail_platform(settings, graph)}
    async with AsyncExitStack() as open_:
        if settings.slack is not None:
            slack = _slack(settings.slack, house, inbox)
            open_.push_async_callback(slack.close)
            found[slack.name] = slack
        if settings.teams is not None:
            # In a thread: the import takes longer than a loop may stand still.
            teams = await asyncio.to_thread(_teams, settings.teams, house, inbox, now)
            open_.push_async_callback(teams.close)
            found[teams.name] = teams
        yield found


def account_of(settings: Teams) -> Account:
    """The bot's registration as the chat knows it."""
    from bot.chat.teams.account import Account

    return Account(
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        tenant_id=settings.tenant_id,
        login_url=settings.login_url,
        openid_url=settings.openid_url,
        service_url=settings.service_url,
    )


def _slack(settings: Slack, house: House, inbox: HouseInbox) -> SlackChat:
    from bot.chat.slack.client import SlackChat

    return SlackChat(
        token=settings.bot_token.get_secret_value(),
        who=inbox.who,
        names=_names(house),
        api_url=settings.api_url,
        pace=settings.pace,
    )


def _teams(settings: Teams, house: House, inbox: HouseInbox, now: Callable[[], datetime]) -> TeamsChat:
    """UserError: somebody switched authentication off."""
    from bot.chat.teams.client import TeamsChat
    from bot.chat.teams.sdk import refuse_open_door

    refuse_open_door(os.environ)
    return TeamsChat(
        account=account_of(settings),
        who=inbox.who,
        names=_names(house),
        places=HouseConversations(house, now),
        pace=settings.pace,
    )


def _names(house: House) -> Callable[[str], str]:
    def name_of(email: str) -> str:
        with house.db.read() as conn:
            person = staff.person(conn, email)
        return person.name if person else ""

    return name_of
