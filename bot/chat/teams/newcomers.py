"""Who it is that clicked: inside or outside the school's tenant, and linked to the staff list once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.chat.kept import Kept
from bot.chat.teams.client import TeamsChat
from bot.chat.teams.people import Member, member_of
from bot.chat.teams.touch import Touch
from bot.ports import ChatUser, Inbox, SendError

KEPT = 600.0
NOBODY = Member(user="", email="", outside=True)


class Newcomers:
    """From a touch to a ChatUser. Look-ups are kept, so that a click seldom waits for one."""

    def __init__(self, inbox: Inbox, chat: TeamsChat, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inbox, self._chat = inbox, chat
        self._members: Kept[str, Member] = Kept(KEPT, clock=clock)
        self._met: Kept[str, str] = Kept(KEPT, clock=clock)

    async def user(self, touch: Touch) -> ChatUser:
        """The one who clicked; SendError where Teams does not say who that is."""
        tenant = self._chat.api.account.tenant_id
        if touch.tenant != tenant or not touch.user:
            return self._outsider(touch)
        member = await self._member(touch, tenant)
        if member.outside or member.user != touch.user:
            return self._outsider(touch)
        user = ChatUser(platform=self._chat.name, team=tenant, user=touch.user)
        await self._introduce(user, member)
        return user

    def _outsider(self, touch: Touch) -> ChatUser:
        return ChatUser(platform=self._chat.name, team=touch.tenant, user=touch.user, outsider=True)

    async def _member(self, touch: Touch, tenant: str) -> Member:
        try:
            return await self._members.asked(touch.user, lambda: self._looked(touch, tenant))
        except SendError as error:
            if error.permanent:
                return NOBODY
            raise

    async def _looked(self, touch: Touch, tenant: str) -> Member:
        return member_of(
            await self._chat.api.member(touch.conversation, touch.account, touch.service_url), tenant
        )

    async def _introduce(self, user: ChatUser, member: Member) -> None:
        """Link by e-mail once, not at every click: whoever is linked stays so, whatever their e-mail becomes."""
        if not member.email or self._met.get(user.user):
            return
        if not await asyncio.to_thread(self._chat.linked, member.email):
            await asyncio.to_thread(self._inbox.linked, user, member.email)
        self._met.put(user.user, member.email)
