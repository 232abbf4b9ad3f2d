"""The local chat as a platform: the page is drawn from what is stored, so posting is keeping the receipt."""

from __future__ import annotations

from datetime import datetime

from bot.notices.model import Notice
from bot.ports import Receipt


class LocalChat:
    """Rooms of the local page; a channel is a room's key, or ``@EMAIL`` for a person's own room."""

    name = "local"
    pace = 0.0

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """The message stands in the room from now on."""
        return Receipt(platform=self.name, channel=address, message=key)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """The page words every message anew whenever it is drawn."""

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """Posting cannot fail half-way here: what has no receipt was not posted."""
        return None
