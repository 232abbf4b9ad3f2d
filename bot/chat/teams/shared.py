"""Whether another organisation reads along: a channel shared with it, or a group chat with somebody of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.chat.kept import Kept
from bot.chat.teams.api import Api
from bot.chat.teams.people import is_foreign

SHARED = "the channel is shared with another organisation"
KEPT = 300.0


class Shared:
    """Asked before every post, and known for five minutes."""

    def __init__(self, api: Api, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._known: Kept[str, bool] = Kept(KEPT, clock=clock)

    async def by(self, conversation: str, service_url: str) -> bool:
        """Whether it is; SendError where nobody can say."""
        return await self._known.asked(conversation, lambda: self._looked(conversation, service_url))

    def forget(self, conversation: str) -> None:
        """It was shared, or is no longer: ask again."""
        self._known.drop(conversation)

    async def _looked(self, conversation: str, service_url: str) -> bool:
        after: str | None = None
        while True:
            said, after = await self._api.members(conversation, service_url, after)
            if any(is_foreign(one, self._api.account.tenant_id) for one in said):
                return True
            if after is None:
                return False
