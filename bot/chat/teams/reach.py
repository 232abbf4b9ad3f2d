"""Staff who never spoke to the bot: known by who stands in the conversations it has, or by the directory.

Teams tells the bot of an installation once, also of people nobody has named yet; and some never install the app
themselves. Both are looked at whenever staff or channels change.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from bot.chat.teams.client import TeamsChat
from bot.chat.teams.people import member_of
from bot.chat.teams.place import PLATFORM, split
from bot.graph.client import Graph
from bot.graph.install import Installer
from bot.graph.people import directory_id
from bot.ports import ChatUser, Conversation, ConversationKind, Inbox, SendError

GROUP = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""A team as its link names it. By the team's own id Graph does not know it."""


class Reach:
    """``graph`` and ``app`` (its id in the catalogue) where the app may be installed for others."""

    def __init__(self, chat: TeamsChat, inbox: Inbox, graph: Graph | None = None, app: str = "") -> None:
        self._chat, self._inbox, self._graph = chat, inbox, graph
        self._installer = Installer(graph, app) if graph is not None and app else None
        self._tenant = chat.api.account.tenant_id

    async def meet(self, strangers: Sequence[Conversation]) -> int:
        """Link people the bot has a conversation with, if they are staff; how many nobody could say anything of."""
        unclear = 0
        for place in strangers:
            try:
                said = await self._chat.api.member(place.address, place.user, place.service_url)
            except SendError as error:
                unclear += not error.permanent
                continue
            member = member_of(said, self._tenant)
            if not member.outside and member.user == place.user and member.email:
                await self._link(member.user, member.email)
        return unclear

    async def install(self, addresses: Sequence[str]) -> int:
        """Have the app wherever channels.csv names; how many of the places still lack it."""
        if self._installer is None:
            return 0
        lacking = 0
        for address in addresses:
            try:
                lacking += not await self._have(address, self._installer)
            except SendError:
                lacking += 1
        return lacking

    async def _have(self, address: str, installer: Installer) -> bool:
        if address.startswith("@"):
            return await self._have_person(address[1:], installer)
        team, channel = split(address)
        known = await asyncio.to_thread(self._chat.places.at, PLATFORM, channel, team)
        if known is not None:
            # Whoever took it out of a team meant it: ``lots check`` says so.
            return not known.gone
        if not GROUP.fullmatch(team):
            return False
        await installer.into_team(team)
        return True

    async def _have_person(self, email: str, installer: Installer) -> bool:
        assert self._graph is not None, "there is an installer"
        linked = await asyncio.to_thread(self._chat.linked, email)
        user = linked or await directory_id(self._graph, email)
        if not user:
            return False
        if not linked:
            await self._link(user, email)
        known = await asyncio.to_thread(self._chat.places.direct, PLATFORM, user)
        if known is not None:
            return not known.gone
        place = Conversation(
            platform=PLATFORM,
            address=await installer.chat_with(user),
            kind=ConversationKind.PERSONAL,
            service_url=self._chat.api.account.service_url,
            user=user,
        )
        await asyncio.to_thread(self._chat.places.met, place)
        return True

    async def _link(self, user: str, email: str) -> None:
        await asyncio.to_thread(
            self._inbox.linked, ChatUser(platform=PLATFORM, team=self._tenant, user=user), email
        )
