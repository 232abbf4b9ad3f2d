"""Where the bot was let in, remembered for a chat that cannot be asked for it; no vendor is known here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.handlers.house import House
from bot.ports import Conversation
from bot.storage import conversations


class HouseConversations:
    """The :class:`bot.ports.Conversations` of a house."""

    def __init__(self, house: House, now: Callable[[], datetime]) -> None:
        self._house, self._now = house, now

    def met(self, conversation: Conversation, /) -> None:
        """The bot was let in. Written only where something is new: whoever speaks to it is met each time."""
        with self._house.db.read() as conn:
            if conversations.at(conn, conversation.platform, conversation.address) == conversation:
                return
        with self._house.db.write() as conn:
            conversations.met(conn, conversation, self._now())

    def at(self, platform: str, address: str, team: str = "", /) -> Conversation | None:
        """The place of that address, else its team's."""
        with self._house.db.read() as conn:
            return conversations.at(conn, platform, address, team)

    def direct(self, platform: str, user: str, /) -> Conversation | None:
        """The personal conversation with a user."""
        with self._house.db.read() as conn:
            return conversations.direct(conn, platform, user)
