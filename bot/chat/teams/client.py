"""Teams as a place where messages are posted and updated. It cannot be asked what stands in a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.chat.later import Later
from bot.chat.teams.account import Account
from bot.chat.teams.api import Api
from bot.chat.teams.cards import card
from bot.chat.teams.place import NOT_INSTALLED, PLATFORM, base, split, still_there, threaded
from bot.chat.teams.shared import SHARED, Shared
from bot.chat.teams.text import Mentioned
from bot.graph.errors import SOON
from bot.notices.model import Notice
from bot.ports import Conversation, ConversationKind, Conversations, NoLookUpError, Receipt, SendError

Who = Callable[[str, str], tuple[str, str] | None]
"""``(platform, email)`` to the linked ``(tenant, directory id)``; may read the database."""
Names = Callable[[str], str]
"""E-mail to the name of a member of staff; may read the database."""


class TeamsChat:
    """The chat platform ``teams``. Whatever Teams does wrong is a SendError; what the functions raise passes through.

    ``timeout``: seconds for a call; finding out where to post and posting take at most twice that. ``pace``:
    seconds between two posts in a conversation; Teams takes 60 in 30 seconds and 1,800 in an hour.
    """

    name = PLATFORM

    def __init__(
        self,
        *,
        account: Account,
        who: Who,
        names: Names,
        places: Conversations,
        timeout: float = 10.0,
        pace: float = 1.0,
    ) -> None:
        self.api = Api(account, timeout)
        self.shared = Shared(self.api)
        self.later = Later()
        self.pace = pace
        self.places = places
        self._who, self._names = who, names

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Post ``notice``. ``key`` stays here: nobody could look for it."""
        del key
        try:
            async with asyncio.timeout(self.api.timeout):
                where = await asyncio.to_thread(self._where, address)
                if not address.startswith("@") and await self.shared.by(where.address, where.service_url):
                    raise SendError(SHARED, permanent=True)
                drawn = await asyncio.to_thread(card, notice, self.mention)
        except TimeoutError:
            raise SendError("it did not become clear in time where to post", retry_after=SOON) from None
        parent = thread.message if thread and base(split(thread.channel)[1]) == where.address else ""
        reply = threaded(where.address, parent)
        try:
            sent = await self.api.send(reply, drawn, notice.fallback, where.service_url)
        except SendError as error:
            # The question above was deleted: then it stands by itself.
            if reply == where.address or not error.permanent:
                raise
            sent = await self.api.send(where.address, drawn, notice.fallback, where.service_url)
        channel = where.address if address.startswith("@") else address
        return Receipt(platform=self.name, channel=channel, message=sent)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Replace a posted message. Idempotent: after an unclear answer it may simply be done again."""
        where = await asyncio.to_thread(self._channel, receipt.channel)
        drawn = await asyncio.to_thread(card, notice, self.mention)
        await self.api.put(where.address, receipt.message, drawn, notice.fallback, where.service_url)

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """A bot may not read what stands in a conversation, not even what it wrote itself."""
        del address, key, since, thread
        raise NoLookUpError("a bot cannot look for a message in Teams")

    def mention(self, email: str) -> Mentioned:
        """Somebody linked by their directory id, else the name. Reads the database: call it in a thread."""
        return Mentioned(name=self._names(email) or email.partition("@")[0], id=self.linked(email))

    def linked(self, email: str) -> str:
        """The directory id of somebody linked in our tenant, else empty. Reads the database.

        A link into a tenant the school has left is none: Teams refuses a message that calls somebody unknown to it.
        """
        found = self._who(self.name, email)
        return found[1] if found is not None and found[0] == self.api.account.tenant_id else ""

    async def close(self) -> None:
        """Finish what is still being shown, then hang up."""
        await self.later.settled()
        await self.api.close()

    def _where(self, address: str) -> Conversation:
        if not address.startswith("@"):
            return self._channel(address)
        user = self.linked(address[1:])
        known = still_there(self.places.direct(self.name, user)) if user else None
        if known is None:
            raise SendError(NOT_INSTALLED, permanent=True)
        return known

    def _channel(self, address: str) -> Conversation:
        team, channel = split(address)
        known = still_there(self.places.at(self.name, channel, team))
        return Conversation(
            platform=self.name,
            address=channel,
            kind=known.kind if known else ConversationKind.CHANNEL,
            service_url=known.service_url if known else "",
        )
