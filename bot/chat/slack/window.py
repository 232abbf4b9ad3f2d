"""Puts an answer before the one who clicked: a modal, the home tab, a message only they see, a redrawn message."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.chat.rows import ROWS
from bot.chat.slack import views
from bot.chat.slack.api import Json
from bot.chat.slack.blocks import blocks, ephemeral
from bot.chat.slack.client import SlackChat
from bot.chat.slack.touch import ADD_ROW, IN_PLACE, Place, Touch
from bot.notices.compose_small import small
from bot.notices.model import FieldKind, Form, Notice, NoticeKind
from bot.notices.texts import text
from bot.ports import Pressed, PressKind, SendError

BIG = frozenset(
    {NoticeKind.SHOW, NoticeKind.EXPLAIN, NoticeKind.BEFORE_AFTER, NoticeKind.CASES, NoticeKind.TASKS}
)
"""These need a modal; anything else is a line only the one who clicked sees."""


class Window:
    """Shows answers. Its methods raise SendError."""

    def __init__(self, chat: SlackChat, language: str) -> None:
        self._chat, self._language = chat, language

    async def loading(self, touch: Touch) -> str:
        """Open *Hämtar …* before the trigger is too old; the id of the view."""
        title = text(self._language, "private.title")
        return await self._open(touch, views.loading(self._language, title))

    async def show(self, touch: Touch, pressed: Pressed, waiting: str = "") -> None:
        """Show what a press led to; ``waiting`` is the view that *loading* opened."""
        match pressed.kind:
            case PressKind.SAVED:
                await self._saved(touch, pressed, waiting)
            case PressKind.FORM | PressKind.ERRORS if pressed.form:
                await self._put(touch, views.form_view(_longer(pressed.form, touch)), waiting)
            case PressKind.PRIVATE | PressKind.ERRORS if pressed.notice:
                await self._private(touch, pressed.notice, waiting)
            case _ if waiting:
                await self._put(touch, await self.view(self._word("done.closed")), waiting)

    async def answer(self, pressed: Pressed) -> Json:
        """What a sent form is answered with."""
        if pressed.kind is PressKind.ERRORS and pressed.form and pressed.form.errors:
            return views.field_errors(pressed.form.errors)
        if pressed.kind in (PressKind.FORM, PressKind.ERRORS) and pressed.form:
            return {"response_action": "update", "view": views.form_view(pressed.form)}
        if pressed.kind is not PressKind.SILENT and pressed.notice:
            return {"response_action": "update", "view": await self.view(pressed.notice)}
        return {"response_action": "clear"}

    def failed(self, touch: Touch) -> Json:
        """A form could not be saved: it stays as it was filled in, with the reason at its first field."""
        error = text(self._language, "error")
        inputs = [block for block in touch.view.get("blocks") or () if block.get("type") == "input"]
        if not inputs:
            return {"response_action": "update", "view": self._small_view("error")}
        return {"response_action": "errors", "errors": {str(inputs[0].get("block_id")): error}}

    async def home(self, user: str, notice: Notice) -> None:
        """The person's home tab."""
        drawn = await asyncio.to_thread(views.home, notice, self._chat.mention)
        await self._chat.api.do(lambda web: web.views_publish(user_id=user, view=drawn))

    async def view(self, notice: Notice) -> Json:
        """A notice as a modal."""
        titled = notice if notice.dialog_title or notice.heading else self._titled(notice)
        return await asyncio.to_thread(views.view, titled, self._chat.mention)

    def _titled(self, notice: Notice) -> Notice:
        return replace(notice, dialog_title=text(self._language, "private.title"))

    def _word(self, key: str) -> Notice:
        words = text(self._language, key)
        return Notice(kind=NoticeKind.SMALL, fallback=words, language=self._language, body=words)

    def _small_view(self, key: str) -> Json:
        return views.view(self._titled(small(self._language, key)))

    async def _saved(self, touch: Touch, pressed: Pressed, waiting: str) -> None:
        if touch.response_url and pressed.redraw:
            drawn = await asyncio.to_thread(blocks, pressed.redraw, self._chat.mention)
            await self._chat.api.respond(touch.response_url, {"replace_original": True, **drawn})
        notice = pressed.notice
        if waiting or touch.place is Place.MODAL:
            shown = notice or pressed.redraw or self._word("done.closed")
            await self._put_at(waiting or touch.view_id, await self.view(shown))
        elif notice:
            await self._private(touch, notice, waiting)

    async def _private(self, touch: Touch, notice: Notice, waiting: str) -> None:
        if touch.place is Place.HOME and touch.action in IN_PLACE:
            await self.home(touch.user, notice)
        elif waiting or touch.view_id or notice.kind in BIG or notice.dialog_title:
            await self._put(touch, await self.view(notice), waiting)
        else:
            await self.whisper(touch, notice)

    async def whisper(self, touch: Touch, notice: Notice) -> None:
        """A message only the one who clicked sees, where they clicked."""
        message = await asyncio.to_thread(ephemeral, notice, self._chat.mention)
        try:
            await self._chat.api.respond(touch.response_url, message)
        except SendError:
            said = {key: message[key] for key in ("text", "blocks")}
            await self._chat.api.do(
                lambda web: web.chat_postEphemeral(channel=touch.channel, user=touch.user, **said)
            )

    async def _put(self, touch: Touch, view: Json, waiting: str) -> None:
        if waiting:
            await self._put_at(waiting, view)
        elif touch.place is Place.MODAL and touch.action in IN_PLACE:
            await self._put_at(touch.view_id, view)
        else:
            await self._open(touch, view)

    async def _put_at(self, view_id: str, view: Json) -> None:
        await self._chat.api.do(lambda web: web.views_update(view_id=view_id, view=view))

    async def _open(self, touch: Touch, view: Json) -> str:
        """On top of the modal that was clicked in, where there is one. At most three lie on each other."""
        trigger = touch.trigger
        if touch.place is not Place.MODAL:
            said = await self._chat.api.do(lambda web: web.views_open(trigger_id=trigger, view=view))
            return str(said["view"]["id"])
        try:
            said = await self._chat.api.do(lambda web: web.views_push(trigger_id=trigger, view=view))
        except SendError as error:
            if error.why != "push_limit_reached":
                raise
            await self._put_at(touch.view_id, view)
            return touch.view_id
        return str(said["view"]["id"])


def _longer(form: Form, touch: Touch) -> Form:
    """With one row more than the view shows, where that was asked for."""
    if touch.action != ADD_ROW:
        return form
    wanted = min(views.rows_shown(touch.view) + 1, ROWS)
    while any(each.kind is FieldKind.LIST and each.rows < wanted for each in form.fields):
        form = views.with_row(form)
    return form
