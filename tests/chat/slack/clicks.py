"""A school whose people click in Slack: real Bolt over ASGI, signed requests, Slack's side played."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

from bot.chat.slack.backlog import Quiet
from bot.chat.slack.client import SlackChat
from bot.chat.slack.inbound import Inbound, Patience, routes
from bot.notices.model import Notice
from bot.ports import Press, Pressed, PressKind
from tests.chat.slack.school import FakeInbox, alert, chat_of, contact_form, run
from tests.slack.client import AsyncClicker
from tests.slack.server import SlackServer

ASK = "q_7f3c91d2"
SOON = Quiet(gap=0, longest=0)
AT_ONCE = Patience(opening=0.01, latest=0.02, quiet=SOON)
FORM = Pressed(kind=PressKind.FORM, form=contact_form())
FILLED = {"note": "Sover bättre", "what_1": "Väckning", "who_1": "Hemmet", "due_1": "2026-12-01"}


@dataclass
class School:
    """One app with its inbox, and the people in Slack."""

    slack: SlackServer
    inbox: FakeInbox
    chat: SlackChat
    clicker: AsyncClicker

    async def alerted(self, notice: Notice | None = None, address: str = "C8C") -> None:
        await self.chat.post(address, notice or alert(), "key")

    def committed(self) -> bool:
        """Whether the inbox has saved."""
        return self.inbox.committed

    async def settled(self) -> None:
        await self.chat.later.settled()

    async def press(self, key: str, user: str = "U0ANNA", **how: Any) -> int:
        place = how if "view" in how else {"channel": "C8C"} | how
        answer = await self.clicker.press(key, user=user, **place)
        await self.settled()
        return answer.status_code

    async def menu(self, option: str, user: str = "U0ANNA") -> int:
        answer = await self.clicker.menu(option, user=user, channel="C8C")
        await self.settled()
        return answer.status_code

    async def form(self) -> None:
        """The form is open and filled in, not sent."""
        await self.press("contacted_guardian")
        self.clicker.fill(FILLED)


@asynccontextmanager
async def open_school(
    slack: SlackServer, inbox: FakeInbox, patience: Patience | None
) -> AsyncIterator[School]:
    chat = chat_of(slack, inbox)
    inbound = Inbound(inbox, chat, patience=patience or Patience(quiet=SOON))
    app = Starlette(routes=[*routes(inbound, slack.signing_secret)])
    async with AsyncClicker(slack, app=app) as clicker:
        try:
            yield School(slack, inbox, chat, clicker)
        finally:
            await chat.close()


def story(
    slack: SlackServer,
    tell: Callable[[School], Awaitable[object]],
    inbox: FakeInbox | None = None,
    patience: Patience | None = None,
) -> FakeInbox:
    """Post the alert, then tell the story."""
    taken = inbox or FakeInbox()

    async def told() -> None:
        async with open_school(slack, taken, patience) as school:
            await school.alerted()
            await tell(school)

    run(told())
    return taken


def private(notice: Notice) -> Pressed:
    return Pressed(kind=PressKind.PRIVATE, notice=notice)


def form_then_saved(press: Press) -> Pressed:
    """The form, then that it is saved."""
    return FORM if press.fields is None else Pressed(kind=PressKind.SAVED)
