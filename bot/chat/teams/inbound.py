"""What people do in Teams: verified, handed to the inbox, answered once it is saved, then shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, request_response

from bot.chat.teams.arrivals import change_of, here
from bot.chat.teams.client import TeamsChat
from bot.chat.teams.guard import ACTIVITY, UNTIL, Guard
from bot.chat.teams.keys import Keys
from bot.chat.teams.newcomers import Newcomers
from bot.chat.teams.seen import Seen
from bot.chat.teams.touch import Activity, Place, Touch, of_activity, text
from bot.chat.teams.window import Window, typed
from bot.ports import ChatUser, ConversationKind, Inbox, Press, Pressed, SendError

log = logging.getLogger(__name__)
PATH = "/api/messages"
AGAIN = 503
LONGEST = 1000
"""Characters of an id; Teams' own have a few hundred at most. Ids are remembered by the thousand."""
Json = dict[str, Any]


class Inbound:
    """Takes activities. The inbox's functions run in threads; nothing is answered before they return."""

    def __init__(self, inbox: Inbox, chat: TeamsChat, language: str = "sv") -> None:
        self._inbox, self._chat = inbox, chat
        self._newcomers = Newcomers(inbox, chat)
        self._window = Window(chat, language)

    async def take(self, activity: Activity) -> Json:
        """The body of the answer, empty where none is awaited. Raises where Teams should tell us again."""
        touch = of_activity(activity)
        if touch.place is Place.CHANGE:
            await self._changed(activity, touch)
            return {}
        if touch.place is Place.OTHER or (touch.place is Place.CARD and touch.automatic):
            # A card that was drawn anew by itself: putting the message then would draw it again, and again.
            return {}
        pressed, user = await self._pressed(touch)
        if user is not None and not user.outsider:
            self._chat.later.start(self._met(touch))
        if not touch.invoked:
            self._chat.later.start(self._show(touch, pressed))
            return {}
        try:
            return await self._window.answer(touch, pressed)
        except Exception:
            log.exception("an answer could not be drawn")
            return await self._window.answer(touch, self._window.failed)

    async def _pressed(self, touch: Touch) -> tuple[Pressed, ChatUser | None]:
        """What the inbox says; an error is said to the one who clicked, and changes nothing."""
        user: ChatUser | None = None
        try:
            user = await self._newcomers.user(touch)
            return await self._ask(touch, user), user
        except Exception:
            log.exception("a click could not be taken")
            return self._window.failed, user

    async def _ask(self, touch: Touch, user: ChatUser) -> Pressed:
        if touch.place is Place.SAID:
            return await asyncio.to_thread(self._inbox.command, user, touch.text, touch.click_id)
        press = Press(
            click_id=touch.click_id,
            ask_id=touch.ask_id,
            action=touch.action,
            user=user,
            fields=typed(touch) if touch.sends_form else None,
        )
        return await asyncio.to_thread(self._inbox.press, press)

    async def _show(self, touch: Touch, pressed: Pressed) -> None:
        """What was written is answered in the personal chat only: elsewhere others read along."""
        try:
            if touch.kind is ConversationKind.PERSONAL:
                await self._window.tell(pressed, touch.conversation, touch.service_url)
            else:
                await self._whisper(touch, pressed)
        except SendError as error:
            log.warning("an answer was not shown: %s", error.why)

    async def _whisper(self, touch: Touch, pressed: Pressed) -> None:
        own = await asyncio.to_thread(self._chat.places.direct, self._chat.name, touch.user)
        if own and not own.gone:
            await self._window.tell(pressed, own.address, own.service_url)

    async def _met(self, touch: Touch) -> None:
        """Where the bot is spoken to it may speak. Of a team only its coming and going says enough."""
        places = self._chat.places
        known = await asyncio.to_thread(places.at, self._chat.name, touch.conversation)
        if known is None or touch.kind is not ConversationKind.CHANNEL:
            await asyncio.to_thread(places.met, here(touch))

    async def _changed(self, activity: Activity, touch: Touch) -> None:
        self._chat.shared.forget(touch.conversation)
        change = change_of(activity, touch)
        for address in change.gone:
            await asyncio.to_thread(self._inbox.gone, self._chat.name, address)
        if change.met and touch.kind is ConversationKind.PERSONAL and await self._is_outsider(touch):
            return
        for place in change.met:
            await asyncio.to_thread(self._chat.places.met, place)

    async def _is_outsider(self, touch: Touch) -> bool:
        """False also where Teams does not say: an installation is told of once, and who it was is asked again later.

        Installed for all staff at once, the bot is throttled. Until somebody is linked nothing is said there.
        """
        try:
            return (await self._newcomers.user(touch)).outsider
        except SendError as error:
            log.warning("who installed the app is not clear yet: %s", error.why)
            return False


def routes(*, inbox: Inbox, chat: TeamsChat, keys: Keys, language: str = "sv") -> list[Route]:
    """``POST /api/messages``: every activity of the bot."""
    inbound, seen = Inbound(inbox, chat, language), Seen(chat.later)

    async def messages(request: Request) -> Response:
        activity: Activity = getattr(request.state, ACTIVITY)
        conversation = activity.get("conversation")
        where = conversation.get("id") if isinstance(conversation, Mapping) else ""
        key = (text(where), text(activity.get("id")))
        if not all(0 < len(one) <= LONGEST for one in key):
            return Response(status_code=400)
        try:
            answer = await seen.once(key, getattr(request.state, UNTIL), lambda: inbound.take(activity))
        except Exception:
            log.exception("a signed activity could not be taken")
            return Response(status_code=AGAIN)
        return JSONResponse(answer) if activity.get("type") == "invoke" else Response(status_code=200)

    return [Route(PATH, Guard(request_response(messages), chat.api.account, keys), methods=["POST"])]
