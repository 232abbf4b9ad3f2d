"""Mail by Graph, from a mailbox of the school. Written as a draft that carries the key, then sent.

Graph has no key for a mail that is sent at once: whether it went out could not be seen. A draft is looked for before
another is written, and one that was sent cannot be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from bot.graph.client import KEY, Graph, carrying, garbled
from bot.ports import SendError

if TYPE_CHECKING:
    from msgraph.generated.models.message import Message

QUIET = {"X-Auto-Response-Suppress": "All"}
"""No answers by machines: an out-of-office note would go to nobody."""
GONE = "ErrorItemNotFound"


class GraphMail:
    """The :class:`bot.ports.Mail` of a school with Exchange Online. ``headers`` go on every mail."""

    def __init__(self, graph: Graph, sender: str, headers: Mapping[str, str] | None = None) -> None:
        self._graph, self._sender = graph, sender
        self._headers = QUIET | dict(headers or {})

    async def send(self, to: str, subject: str, text: str, key: str) -> None:
        """Send one mail; the one of that key that is there already is not written or sent anew."""
        there = await self._found(key)
        if any(not one.is_draft for one in there):
            return
        await self._sent(there[0] if there else await self._drafted(self._mail(to, subject, text, key)))

    async def sent(self, to: str, key: str, since: datetime) -> bool:
        """Whether the mailbox holds a mail of that key that is no draft."""
        return any(not one.is_draft for one in await self._found(key))

    async def ready(self) -> None:
        """SendError: the mailbox is not there, or the bot may not use it."""
        await self._found("")

    async def _found(self, key: str) -> list[Message]:
        from kiota_abstractions.base_request_configuration import RequestConfiguration
        from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder

        asked = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters(
            filter=carrying(key), select=["id", "isDraft"], top=5
        )
        configured = RequestConfiguration(query_parameters=asked)
        found = await self._graph.do(lambda sdk: sdk.users.by_user_id(self._sender).messages.get(configured))
        if found is None or found.value is None:
            raise garbled(wrote=False)
        return found.value

    async def _drafted(self, mail: Message) -> Message:
        made = await self._graph.do(
            lambda sdk: sdk.users.by_user_id(self._sender).messages.post(mail), wrote=True
        )
        if made is None or not made.id:
            raise garbled(wrote=True)
        return made

    async def _sent(self, draft: Message) -> None:
        number = str(draft.id)
        try:
            await self._graph.do(
                lambda sdk: sdk.users.by_user_id(self._sender).messages.by_message_id(number).send.post(),
                wrote=True,
            )
        except SendError as error:
            if error.why != GONE:
                raise
            # It moved while we spoke: an earlier try went out after all. The look will say so.
            raise SendError("the draft is gone", unknown=True) from None

    def _mail(self, to: str, subject: str, text: str, key: str) -> Message:
        from msgraph.generated.models.body_type import BodyType
        from msgraph.generated.models.email_address import EmailAddress
        from msgraph.generated.models.internet_message_header import InternetMessageHeader
        from msgraph.generated.models.item_body import ItemBody
        from msgraph.generated.models.message import Message
        from msgraph.generated.models.recipient import Recipient
        from msgraph.generated.models.single_value_legacy_extended_property import (
            SingleValueLegacyExtendedProperty,
        )

        return Message(
            subject=subject,
            body=ItemBody(content_type=BodyType.Text, content=text),
            to_recipients=[Recipient(email_address=EmailAddress(address=to))],
            internet_message_headers=[
                InternetMessageHeader(name=name, value=value) for name, value in self._headers.items()
            ],
            single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=KEY, value=key)],
        )
