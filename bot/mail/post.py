"""Mail as a platform of the outbox: the same protocol of claims, looks and tries as for a chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.mail.letter import letter
from bot.notices.model import Notice
from bot.ports import Mail, Receipt, SendError, box_of


class MailPost:
    """The platform ``mail``. An address is an audience (``health_team:Lits skola``); ``boxes`` knows its mailbox."""

    name = "mail"
    pace = 0.0

    def __init__(self, mail: Mail, boxes: Mapping[str, str]) -> None:
        self._mail, self._boxes = mail, boxes

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Send one mail; there are no threads."""
        written = letter(notice)
        await self._mail.send(self._box(address), written.subject, written.text, key)
        return Receipt(platform=self.name, channel=address, message=key)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """A mail that was sent is not changed any more: the channel's message says how things stand."""

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """The mail among those sent, where the server lets us look."""
        there = await self._mail.sent(self._box(address), key, since)
        return Receipt(platform=self.name, channel=address, message=key) if there else None

    def _box(self, address: str) -> str:
        box = box_of(self._boxes, address)
        if box is None:
            raise SendError(f"no mailbox is set up for {address.partition(':')[0]}", permanent=True)
        return box
