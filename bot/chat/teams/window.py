"""Puts an answer before the one who clicked: the card anew, a dialog, a line only they see, a message to them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.chat.rows import Value
from bot.chat.teams import dialogs
from bot.chat.teams.cards import card
from bot.chat.teams.client import TeamsChat
from bot.chat.teams.dialogs import Dialog
from bot.chat.teams.doors import written
from bot.chat.teams.text import Words
from bot.chat.teams.touch import DIALOG, SENT, Place, Touch
from bot.notices.compose_small import small
from bot.notices.texts import text
from bot.ports import Pressed, PressKind

Json = dict[str, Any]
CARD, LINE = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"


class Window:
    """What an invoke is answered with. Nothing here raises a SendError but :meth:`tell`."""

    def __init__(self, chat: TeamsChat, language: str) -> None:
        self._chat, self._language = chat, language
        self.failed = Pressed(kind=PressKind.PRIVATE, notice=small(language, "error"))
        """It could not be saved, and nothing changed."""

    async def answer(self, touch: Touch, pressed: Pressed) -> Json:
        """The body of the answer, for the clicker alone; everybody else sees what the outbox redraws."""
        return await asyncio.to_thread(self._answer, touch, pressed)

    async def tell(self, pressed: Pressed, where: str, service_url: str) -> None:
        """Answer in the personal chat what was written there. SendError."""
        notice = written(pressed)
        if notice is not None:
            drawn = await asyncio.to_thread(card, notice, self._chat.mention)
            await self._chat.api.send(where, drawn, notice.fallback, service_url)

    def _answer(self, touch: Touch, pressed: Pressed) -> Json:
        if touch.place is Place.CARD:
            return self._card(pressed)
        if touch.place in (Place.OPEN, Place.DIALOG):
            return self._dialog(touch, pressed)
        return {}

    def _card(self, pressed: Pressed) -> Json:
        """A form cannot be opened from here, and a private view would stay in the channel: both are a line."""
        if pressed.kind is PressKind.SAVED and pressed.redraw:
            drawn = card(pressed.redraw, self._chat.mention)
            return {"statusCode": 200, "type": CARD, "value": drawn}
        said = pressed.notice.fallback if pressed.notice else pressed.form.title if pressed.form else ""
        words = Words(self._chat.mention).push(said or text(self._language, "done.closed"))
        return {"statusCode": 200, "type": LINE, "value": words}

    def _dialog(self, touch: Touch, pressed: Pressed) -> Json:
        if form := self._form(touch, pressed):
            return _open(form, touch, sends=True)
        notice = pressed.notice or pressed.redraw
        if pressed.kind is PressKind.SILENT or notice is None:
            # A second click of the same person: the dialog closes, and one that should open says it is done.
            return {} if touch.place is Place.DIALOG else _line(text(self._language, "done.closed"))
        return _open(dialogs.of_notice(notice, self._chat.mention), touch, sends=False)

    def _form(self, touch: Touch, pressed: Pressed) -> Dialog | None:
        """What is still to be sent, with all that was typed."""
        if pressed.form and pressed.kind in (PressKind.FORM, PressKind.ERRORS):
            return dialogs.of_form(pressed.form, typed(touch))
        if pressed is self.failed and touch.sends_form:
            return dialogs.unsaved(touch.data, self._language)
        return None


def typed(touch: Touch) -> Mapping[str, Value]:
    """What was filled in; empty where a button was pressed."""
    return dialogs.read_data(touch.data) if touch.sends_form else {}


def _line(words: str) -> Json:
    return {"task": {"type": "message", "value": words}}


def _open(dialog: Dialog, touch: Touch, *, sends: bool) -> Json:
    drawn = _stamped(dialog.card, touch, sends=sends)
    shown = {"title": dialog.title, "height": "medium", "width": "medium"}
    attached = {"contentType": CARD, "content": drawn}
    return {"task": {"type": "continue", "value": shown | {"card": attached}}}


def _stamped(part: Any, touch: Touch, *, sends: bool) -> Any:  # noqa: ANN401 - any part of a card
    """Every button knows its dialog, and whether it sends a form: sent twice, it counts once."""
    if isinstance(part, list):
        return [_stamped(one, touch, sends=sends) for one in part]
    if not isinstance(part, dict):
        return part
    inside = {key: _stamped(one, touch, sends=sends) for key, one in part.items()}
    if part.get("type") == "Action.Submit" and isinstance(part.get("data"), dict):
        mark = {DIALOG: touch.dialog} | ({SENT: "1"} if sends else {})
        inside["data"] = {**part["data"], **mark}
    return inside
