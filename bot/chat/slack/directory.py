"""Who and where in Slack: looked up once, kept some minutes, the last answer good when Slack gives none."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.chat.kept import Kept
from bot.chat.slack.api import Api, Json
from bot.chat.slack.people import Me, Member, member_of
from bot.ports import SendError

MINUTES = 60.0
MEMBER_KEPT, CHANNEL_KEPT, DIRECT_KEPT = 10 * MINUTES, 5 * MINUTES, 60 * MINUTES


class Directory:
    """Look-ups with the bot's token. Every method may raise SendError."""

    def __init__(self, api: Api, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._me: Me | None = None
        self._members: Kept[str, Member] = Kept(MEMBER_KEPT, clock=clock)
        self._shared: Kept[str, bool] = Kept(CHANNEL_KEPT, clock=clock)
        self._ids: Kept[str, str] = Kept(DIRECT_KEPT, clock=clock)
        self._directs: Kept[str, str] = Kept(DIRECT_KEPT, clock=clock)

    async def me(self) -> Me:
        """The bot itself; asked for once, not at every click."""
        if self._me is None:
            said = await self._api.do(lambda web: web.auth_test())
            self._me = Me(
                team=str(said.get("team_id") or ""),
                enterprise=str(said.get("enterprise_id") or ""),
                user=str(said.get("user_id") or ""),
                bot=str(said.get("bot_id") or ""),
            )
        return self._me

    async def member(self, user: str) -> Member:
        """A user by id."""
        return await self._members.asked(user, lambda: self._member(user))

    async def _member(self, user: str) -> Member:
        me = await self.me()
        said = await self._api.do(lambda web: web.users_info(user=user))
        return member_of(_part(said, "user"), me)

    async def shared(self, channel: str) -> bool:
        """Whether another company reads along in the channel."""
        return await self._shared.asked(channel, lambda: self._is_shared(channel))

    async def _is_shared(self, channel: str) -> bool:
        said = await self._api.do(lambda web: web.conversations_info(channel=channel))
        return bool(_part(said, "channel").get("is_ext_shared"))

    async def user_of(self, email: str) -> str:
        """The user with that e-mail; permanent SendError where there is none."""
        return await self._ids.asked(email, lambda: self._user_of(email))

    async def _user_of(self, email: str) -> str:
        said = await self._api.do(lambda web: web.users_lookupByEmail(email=email))
        return str(_part(said, "user").get("id") or "")

    async def direct(self, user: str) -> str:
        """The direct message with a member of the workspace; anybody else is refused."""
        if (await self.member(user)).outside:
            raise SendError("outside the workspace: nothing is sent there", permanent=True)
        return await self._directs.asked(user, lambda: self._direct(user))

    async def _direct(self, user: str) -> str:
        said = await self._api.do(lambda web: web.conversations_open(users=user))
        return str(_part(said, "channel").get("id") or "")

    def forget_channel(self, channel: str) -> None:
        """It was shared, left or archived: ask again."""
        self._shared.drop(channel)


def _part(said: Json, name: str) -> Json:
    part = said.get(name)
    return part if isinstance(part, dict) else {}
