"""Mail by Graph, from a mailbox of the school. Written as a draft that carries the key, then sent.

Graph has no key for a mail that is sent at once: whether it went out could not be seen. A draft is looked for before
another is written, and one that was sent cannot be sent again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from bot.graph.client import KEY, Graph, carrying, garbled
from bot.ports import SendError

if TYPE_CHECKING:
    from msgraph.generated.models.message import Message
    from msgraph.generated.models.recipient import Recipient
    from msgraph.generated.users.item.messages.messages_request_builder import MessagesRequestBuilder

T = TypeVar("T")
QUIET = {"X-Auto-Response-Suppress": "All"}
"""No answers by machines: an out-of-office note would go to nobody."""
GONE = "ErrorItemNotFound"
RIGHTS = frozenset(
    {"ErrorAccessDenied", "ErrorSendAsDenied", "AccessDenied", "Authorization_RequestDenied", "HTTP 403"}
)
"""What the app may do is the office's to mend, and takes Exchange up to two hours to learn: mails wait for it."""


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
        draft = there[0] if there else await self._drafted(self._mail(to, subject, text, key))
        if there and not _is_to(draft, to):
            # Written by an earlier try, to an address that the office has mended since.
            await self._addressed(draft, to)
        await self._sent(draft)

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
            filter=carrying(key), select=["id", "isDraft", "toRecipients"], top=5
        )
        configured = RequestConfiguration(query_parameters=asked)
        found = await self._do(lambda mails: mails.get(configured))
        if found is None or found.value is None:
            raise garbled(wrote=False)
        return found.value

    async def _drafted(self, mail: Message) -> Message:
        made = await self._do(lambda mails: mails.post(mail), wrote=True)
        if made is None or not made.id:
            raise garbled(wrote=True)
        return made

    async def _addressed(self, draft: Message, to: str) -> None:
        from msgraph.generated.models.message import Message

        number, mended = str(draft.id), Message(to_recipients=_recipients(to))
        await self._there(lambda mails: mails.by_message_id(number).patch(mended))

    async def _sent(self, draft: Message) -> None:
        number = str(draft.id)
        await self._there(lambda mails: mails.by_message_id(number).send.post())

    async def _there(self, call: Callable[[MessagesRequestBuilder], Awaitable[object]]) -> None:
        """A call to a draft that was there a moment ago."""
        try:
            await self._do(call, wrote=True)
        except SendError as error:
            if error.why != GONE:
                raise
            # It moved while we spoke: an earlier try went out after all. The look will say so.
            raise SendError("the draft is gone", unknown=True) from None

    async def _do(self, call: Callable[[MessagesRequestBuilder], Awaitable[T]], *, wrote: bool = False) -> T:
        try:
            return await self._graph.do(
                lambda sdk: call(sdk.users.by_user_id(self._sender).messages), wrote=wrote
            )
        except SendError as error:
            if error.why in RIGHTS:
                raise SendError(error.why) from None
            raise

    def _mail(self, to: str, subject: str, text: str, key: str) -> Message:
        from msgraph.generated.models.body_type import BodyType
        from msgraph.generated.models.internet_message_header import InternetMessageHeader
        from msgraph.generated.models.item_body import ItemBody
        from msgraph.generated.models.message import Message
        from msgraph.generated.models.single_value_legacy_extended_property import (
            SingleValueLegacyExtendedProperty,
        )

        return Message(
            subject=subject,
            body=ItemBody(content_type=BodyType.Text, content=text),
            to_recipients=_recipients(to),
            internet_message_headers=[
                InternetMessageHeader(name=name, value=value) for name, value in self._headers.items()
            ],
            single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=KEY, value=key)],
        )


def _recipients(to: str) -> list[Recipient]:
    from msgraph.generated.models.email_address import EmailAddress
    from msgraph.generated.models.recipient import Recipient

    return [Recipient(email_address=EmailAddress(address=to))]


def _is_to(draft: Message, to: str) -> bool:
    named = [one.email_address.address for one in draft.to_recipients or [] if one.email_address]
    return [str(one).lower() for one in named] == [to.lower()]
