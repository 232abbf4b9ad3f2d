"""Who it is that clicked: inside or outside the school's workspace, and linked to the staff list once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.chat.kept import Kept
from bot.chat.slack.client import SlackChat
from bot.chat.slack.directory import MEMBER_KEPT
from bot.chat.slack.people import Me, Member
from bot.chat.slack.touch import Place, Touch
from bot.ports import ChatUser, Inbox, SendError


class Newcomers:
    """From a touch to a ChatUser. Look-ups are kept, so that a click seldom waits for one."""

    def __init__(self, inbox: Inbox, chat: SlackChat, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._inbox, self._chat = inbox, chat
        self._met: Kept[str, str] = Kept(MEMBER_KEPT, clock=clock)

    async def user(self, touch: Touch) -> ChatUser:
        """The one who clicked; SendError where Slack does not say who that is."""
        me, member, shared = await asyncio.gather(
            self._chat.directory.me(), self._chat.directory.member(touch.user), self._shared(touch)
        )
        outside = shared or touch.is_stranger or member.outside or foreign(touch, me)
        team = touch.user_team or member.team
        user = ChatUser(
            platform=self._chat.name,
            team=team if outside else me.key,
            user=touch.user,
            outsider=outside,
        )
        if not outside:
            await self._introduce(user, member)
        return user

    async def _shared(self, touch: Touch) -> bool:
        """Whether others read the channel that was clicked in. A channel we were put out of tells nothing."""
        if touch.place is not Place.MESSAGE or touch.channel[:1] in ("", "D"):
            return False
        try:
            return await self._chat.directory.shared(touch.channel)
        except SendError as error:
            if not error.permanent:
                raise
            return False

    async def _introduce(self, user: ChatUser, member: Member) -> None:
        """Link by e-mail once, not at every click: whoever is linked stays so, whatever their e-mail becomes."""
        if not member.email or self._met.get(user.user):
            return
        if await asyncio.to_thread(self._inbox.who, user.platform, member.email) is None:
            await asyncio.to_thread(self._inbox.linked, user, member.email)
        self._met.put(user.user, member.email)


def foreign(touch: Touch, me: Me) -> bool:
    """Another workspace, as the click itself says. In Enterprise Grid the organisation counts: ``users.info`` told."""
    if me.enterprise:
        return touch.enterprise != me.enterprise
    return touch.team != me.team or touch.user_team not in ("", touch.team)
