"""A school in Teams for tests: people, a channel of class 8C, places remembered in a dict."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.applications import Starlette

from bot.chat.teams.account import Account
from bot.chat.teams.client import TeamsChat
from bot.chat.teams.inbound import routes
from bot.chat.teams.keys import Keys, fetched
from bot.ports import ChatUser, Conversation, ConversationKind
from tests.chat.slack.school import ANNA, OMAR, FakeInbox, alert
from tests.teams.client import AsyncClicker
from tests.teams.server import OTHER_TENANT, TENANT, TeamsServer

T = TypeVar("T")
CHANNEL = "19:8c@thread.tacv2"
GUEST, ELSA = "guest@lits.example", "elsa@firm.example"
KEY = "a" * 32


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run in a loop of its own; nothing here may take long."""
    return asyncio.run(asyncio.wait_for(work, 30))


@dataclass
class Places:
    """:class:`bot.ports.Conversations` in memory."""

    known: dict[str, Conversation] = field(default_factory=dict)

    def met(self, conversation: Conversation, /) -> None:
        self.known[conversation.address] = conversation

    def at(self, platform: str, address: str, team: str = "", /) -> Conversation | None:
        return self.known.get(address) or self.known.get(team)

    def direct(self, platform: str, user: str, /) -> Conversation | None:
        return next((one for one in self.known.values() if one.user == user), None)


@dataclass
class School:
    """The app in front of the test server, with an inbox that writes down what it is asked."""

    teams: TeamsServer
    inbox: FakeInbox
    places: Places
    chat: TeamsChat
    clicker: AsyncClicker


def people(teams: TeamsServer) -> TeamsServer:
    """Anna and Omar of the staff, a guest, somebody of another tenant; a channel of class 8C."""
    for email, name in ((ANNA, "Anna Lind"), (OMAR, "Omar Haddad")):
        teams.add_personal(teams.add_user(email, name=name))
    teams.add_user(GUEST, name="En Gäst", role="guest")
    teams.add_user(ELSA, name="Elsa Firm", tenant_id=OTHER_TENANT)
    teams.add_channel("8c")
    return teams


def linked(teams: TeamsServer, email: str = ANNA) -> ChatUser:
    return ChatUser(platform="teams", team=TENANT, user=teams.tenant.user(email).aad)


def personal(teams: TeamsServer, email: str = ANNA) -> Conversation:
    """The chat with one person, as it was remembered."""
    user = teams.tenant.user(email)
    return Conversation(
        platform="teams",
        address=teams.tenant.personal(user.id).id,
        kind=ConversationKind.PERSONAL,
        service_url=teams.service_url,
        user=user.aad,
    )


def account(teams: TeamsServer) -> Account:
    return Account(
        client_id=teams.app_id,
        client_secret=teams.secret,
        tenant_id=teams.tenant_id,
        login_url=teams.login_endpoint,
        openid_url=teams.openid_url,
        service_url=teams.service_url,
    )


def chat_of(teams: TeamsServer, inbox: FakeInbox, places: Places, **changed: Any) -> TeamsChat:
    said: dict[str, Any] = {
        "account": account(teams),
        "who": inbox.who,
        "names": lambda email: email.partition(".")[0].title(),
        "places": places,
        "timeout": 5.0,
    }
    return TeamsChat(**(said | changed))


@asynccontextmanager
async def school(
    teams: TeamsServer, inbox: FakeInbox | None = None, places: Places | None = None
) -> AsyncIterator[School]:
    inbox, places = inbox or FakeInbox(), places or Places()
    chat = chat_of(teams, inbox, places)
    keys = Keys(lambda: fetched(teams.openid_url), later=chat.later)
    app = Starlette(routes=[*routes(inbox=inbox, chat=chat, keys=keys)])
    async with AsyncClicker(teams, app=app) as clicker:
        try:
            yield School(teams=teams, inbox=inbox, places=places, chat=chat, clicker=clicker)
        finally:
            await chat.close()


def with_chat(
    teams: TeamsServer,
    work: Callable[[TeamsChat], Awaitable[T]],
    *,
    inbox: FakeInbox | None = None,
    places: Places | None = None,
    **changed: Any,
) -> T:
    async def done() -> T:
        chat = chat_of(teams, inbox or FakeInbox(), places or Places(), **changed)
        try:
            return await work(chat)
        finally:
            await chat.close()

    return run(done())


def story(teams: TeamsServer, tell: Callable[[School], Awaitable[Any]], inbox: FakeInbox) -> School:
    """With the alert standing in the channel; gives the school once everything has been shown."""

    async def told() -> School:
        async with school(teams, inbox) as at:
            await at.chat.post(CHANNEL, alert(), KEY)
            await tell(at)
            await at.chat.later.settled()
            return at

    return run(told())
