"""What people do in Slack: verified, handed to the inbox, acknowledged once it is saved, then shown."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, request_response

from bot.chat.slack.api import QUIET, Json
from bot.chat.slack.backlog import Backlog, Quiet
from bot.chat.slack.client import SlackChat
from bot.chat.slack.guard import Guard
from bot.chat.slack.keeper import Keeper
from bot.chat.slack.newcomers import Newcomers
from bot.chat.slack.touch import (
    Place,
    Touch,
    again_at_home,
    of_action,
    of_command,
    of_home,
    of_kept,
    of_submission,
    picked_users,
    to_keep,
    with_email,
)
from bot.chat.slack.views import read_view
from bot.chat.slack.window import Window
from bot.notices.compose_small import small
from bot.ports import Inbox, Press, Pressed, PressKind, SendError

log = logging.getLogger(__name__)

PATH, COMMAND = "/slack/events", "/franvaro"
ANYTHING = re.compile(".*", re.DOTALL)
AGAIN = 503
LEFT = ("member_left_channel", "channel_left", "group_left")
CLOSED = ("channel_archive", "group_archive", "channel_deleted", "group_deleted")


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds. A trigger lives three: ``opening`` after the click *Hämtar …* opens, at ``latest`` Slack is answered."""

    opening: float = 1.2
    latest: float = 2.5
    quiet: Quiet = field(default_factory=Quiet)


class Inbound:
    """The listeners. The inbox's functions run in threads; nothing is acknowledged before what was done is kept."""

    def __init__(
        self, inbox: Inbox, chat: SlackChat, language: str = "sv", patience: Patience | None = None
    ) -> None:
        self._inbox, self.chat, self._language = inbox, chat, language
        self._patience = patience or Patience()
        self._newcomers = Newcomers(inbox, chat)
        self._window = Window(chat, language)
        self._keeper = Keeper(inbox.keep)
        self._backlog = Backlog(self._answer, chat.later, self._patience.quiet)

    async def action(self, ack: AsyncAck, body: Json) -> None:
        """A button or a menu choice. Inputs of a form count when it is sent."""
        touch = of_action(body)
        if touch and touch.saves:
            await self._keep(touch)
        elif touch:
            await self._take(touch)
        await ack()

    async def resume(self, before: datetime) -> None:
        """Press what was kept before that moment and has led to nothing: a stop came between."""
        for what in await asyncio.to_thread(self._inbox.kept, self.chat.name, before):
            self._backlog.add(of_kept(what))

    async def command(self, ack: AsyncAck, body: Json) -> None:
        """``/franvaro``."""
        await self._take(of_command(body))
        await ack()

    async def submission(self, ack: AsyncAck, body: Json) -> None:
        """A sent form: the answer is part of the acknowledgement."""
        touch = of_submission(body)
        try:
            answer = await self._window.answer(await self._ask(touch))
        except Exception:
            log.exception("a sent form could not be saved")
            answer = self._window.failed(touch)
        await ack(answer)

    async def home(self, body: Json) -> None:
        """The home tab shows the person's own cases; Slack does not wait for it."""
        touch = of_home(body)
        if touch:
            self.chat.later.start(self._show_home(touch))

    async def gone(self, event: Json) -> BoltResponse | None:
        """The bot was removed or the channel closed. A failure is answered 503: Slack tells us again."""
        channel = event.get("channel")
        channel_id = str(channel.get("id") if isinstance(channel, Mapping) else channel or "")
        try:
            if event.get("type") == "member_left_channel" and not await self._is_me(event.get("user")):
                return None
            self.chat.directory.forget_channel(channel_id)
            await asyncio.to_thread(self._inbox.gone, self.chat.name, channel_id)
        except Exception:
            log.exception("that a channel is gone could not be saved")
            return BoltResponse(status=AGAIN, body="")
        return None

    async def _is_me(self, user: object) -> bool:
        return user == (await self.chat.directory.me()).user

    async def shared(self, event: Json) -> None:
        """The channel is shared with another organisation from now on."""
        self.chat.directory.forget_channel(str(event.get("channel") or ""))

    async def nothing(self, ack: AsyncAck) -> None:
        """What nobody here waits for."""
        await ack()

    async def _keep(self, touch: Touch) -> None:
        """Returns once the click is kept (docs/adr/0018): whatever happens now, it will be pressed."""
        try:
            is_new = await self._keeper.keep(touch.click_id, to_keep(touch))
        except Exception:
            log.exception("a click could not be kept")
            self.chat.later.start(self._apologise(touch))
            return
        if is_new:
            self._backlog.add(touch)

    async def _answer(self, touch: Touch) -> None:
        pressed = self.chat.later.start(self._pressed(touch))
        if (await pressed).kind is not PressKind.SAVED:
            await asyncio.to_thread(self._inbox.let_go, touch.click_id)
        await self._show(touch, pressed, None)

    async def _take(self, touch: Touch) -> None:
        """Returns once it may be acknowledged: saved, or, where nothing is saved yet, before Slack gives up."""
        later, patience = self.chat.later, self._patience
        pressed = later.start(self._pressed(touch))
        waiting: asyncio.Task[str] | None = None
        await asyncio.wait({pressed}, timeout=patience.opening if touch.opens else None)
        if not pressed.done():
            waiting = later.start(self._loading(touch))
            await asyncio.wait({pressed}, timeout=patience.latest - patience.opening)
        later.start(self._show(touch, pressed, waiting))

    async def _pressed(self, touch: Touch) -> Pressed:
        """What the inbox says; an error is said to the one who clicked, and changes nothing."""
        try:
            return await self._ask(touch)
        except Exception:
            log.exception("a click could not be taken")
            return Pressed(kind=PressKind.PRIVATE, notice=small(self._language, "error"))

    async def _ask(self, touch: Touch) -> Pressed:
        user = await self._newcomers.user(touch)
        if touch.place is Place.COMMAND or (touch.place is Place.HOME and not touch.action):
            return await asyncio.to_thread(self._inbox.command, user, touch.text, touch.click_id)
        fields = await self._fields(touch) if touch.place is Place.FORM else None
        press = Press(
            click_id=touch.click_id, ask_id=touch.ask_id, action=touch.asked, user=user, fields=fields
        )
        return await asyncio.to_thread(self._inbox.press, press)

    async def _fields(self, touch: Touch) -> Mapping[str, object]:
        """What was filled in; a person picked from Slack's own list becomes their e-mail."""
        view = touch.view
        for user in picked_users(view):
            view = with_email(view, user, (await self.chat.directory.member(user)).email)
        return read_view(view)

    async def _loading(self, touch: Touch) -> str:
        try:
            return await self._window.loading(touch)
        except SendError as error:
            log.warning("the waiting view did not open: %s", error.why)
            return ""

    async def _show(
        self, touch: Touch, pressed: asyncio.Task[Pressed], waiting: asyncio.Task[str] | None
    ) -> None:
        """After the acknowledgement. What could not be shown is in the case all the same."""
        answer = await pressed
        try:
            await self._window.show(touch, answer, await waiting if waiting else "")
        except SendError as error:
            log.warning("an answer was not shown: %s", error.why)
            if answer.kind is not PressKind.SAVED:
                await self._apologise(touch)
        if answer.kind is PressKind.SAVED and touch.place is Place.HOME:
            await self._show_home(again_at_home(touch))

    async def _apologise(self, touch: Touch) -> None:
        try:
            await self._window.whisper(touch, small(self._language, "error"))
        except SendError as error:
            log.warning("nor was that said: %s", error.why)

    async def _show_home(self, touch: Touch) -> None:
        pressed = await self._pressed(touch)
        try:
            if pressed.notice:
                await self._window.home(touch.user, pressed.notice)
        except SendError as error:
            log.warning("the home tab was not shown: %s", error.why)


def bolt_app(inbound: Inbound, signing_secret: str) -> AsyncApp:
    """Bolt with every listener; the same for HTTP and Socket Mode.

    ``process_before_response``: the answer leaves when the listener is done. Without it Bolt polls, and an
    exception just after ``ack()`` takes the acknowledgement back.
    """
    chat = inbound.chat

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """One workspace, one token, which Bolt need not know; ``auth.test`` once, not at every click."""
        try:
            me = await chat.directory.me()
        except SendError:
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
        return AuthorizeResult(
            enterprise_id=me.enterprise or None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot
        )

    app = AsyncApp(
        name="lots",
        logger=QUIET,
        client=chat.api.unsigned(),
        signing_secret=signing_secret,
        authorize=authorize,
        process_before_response=True,
        # Unsigned ssl_check=1 would be answered 200.
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.action(ANYTHING)(inbound.action)
    app.view_submission(ANYTHING)(inbound.submission)
    app.view_closed(ANYTHING)(inbound.nothing)
    app.command(COMMAND)(inbound.command)
    app.event("app_home_opened")(inbound.home)
    for kind in (*LEFT, *CLOSED):
        app.event(kind)(inbound.gone)
    app.event("channel_shared")(inbound.shared)
    app.event(ANYTHING)(inbound.nothing)
    return app


def routes(inbound: Inbound, signing_secret: str, now: Callable[[], float] = time.time) -> list[Route]:
    """``POST /slack/events``: events, interactions and commands."""
    handler = AsyncSlackRequestHandler(bolt_app(inbound, signing_secret))

    async def events(request: Request) -> Response:
        try:
            answer = await handler.handle(request)
        except Exception:
            # Signed, and yet nothing Bolt can read.
            log.exception("a signed request could not be read")
            return Response(status_code=400)
        odd = answer.status_code >= 500 and answer.status_code != AGAIN
        return Response(status_code=400) if odd else answer

    return [Route(PATH, Guard(request_response(events), signing_secret, now), methods=["POST"])]
