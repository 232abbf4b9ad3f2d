"""Staff who never spoke to the bot become reachable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.chat.teams.client import TeamsChat
from bot.chat.teams.reach import Reach
from bot.graph.client import Graph
from bot.graph.warm import warm
from bot.ports import Conversation, ConversationKind
from tests.chat.slack.school import ANNA, OMAR, FakeInbox, alert
from tests.chat.teams.school import CHANNEL, GUEST, KEY, Places, personal, with_chat
from tests.graph.directory import APP
from tests.graph.open import account
from tests.graph.server import GraphServer
from tests.teams.faults import HTTP_504, deny
from tests.teams.server import TeamsServer

T = TypeVar("T")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture
def graph(teams: TeamsServer) -> Iterator[GraphServer]:
    """The directory of the same tenant; what is installed there can be written to in Teams."""
    with GraphServer() as server:
        for user in teams.tenant.users.values():
            server.know(user.aad, user.email, guest=user.role == "guest")
        server.directory.chat = lambda aad: teams.add_personal(teams.tenant.user(aad)).id
        yield server


def reaching(
    teams: TeamsServer,
    graph: GraphServer,
    inbox: FakeInbox,
    places: Places,
    work: Callable[[Reach, TeamsChat], Awaitable[T]],
) -> T:
    async def opened(chat: TeamsChat) -> T:
        client = Graph(account(graph))
        try:
            return await work(Reach(chat, inbox, client, APP), chat)
        finally:
            await client.close()

    return with_chat(teams, opened, inbox=inbox, places=places)


def test_whoever_installed_the_app_before_staff_csv_named_them_is_linked(teams: TeamsServer) -> None:
    inbox = FakeInbox()
    assert with_chat(teams, lambda chat: Reach(chat, inbox).meet([personal(teams)])) == 0
    assert inbox.links[ANNA].user == personal(teams).user


def test_a_guest_is_linked_to_nobody(teams: TeamsServer) -> None:
    inbox = FakeInbox()
    teams.add_personal(teams.tenant.user(GUEST))
    assert with_chat(teams, lambda chat: Reach(chat, inbox).meet([personal(teams, GUEST)])) == 0
    assert inbox.link_calls == 0


def test_whom_nothing_can_be_said_of_is_asked_for_again_and_whoever_left_is_not(teams: TeamsServer) -> None:
    teams.faults.push("member", HTTP_504)
    strangers = [personal(teams), replace(personal(teams), address="a:gone")]
    assert with_chat(teams, lambda chat: Reach(chat, FakeInbox()).meet(strangers)) == 1


def test_the_app_is_installed_for_somebody_the_bot_never_met_and_a_message_arrives(
    teams: TeamsServer, graph: GraphServer
) -> None:
    inbox, places = FakeInbox(), Places()
    teams.add_personal(teams.tenant.user(OMAR), installed=False)

    async def work(reach: Reach, chat: TeamsChat) -> None:
        assert await reach.install([f"@{OMAR}"]) == 0
        await chat.post(f"@{OMAR}", alert(), KEY)
        assert await reach.install([f"@{OMAR}"]) == 0

    reaching(teams, graph, inbox, places, work)
    assert len(teams.messages(personal(teams, OMAR).address)) == 1
    assert len(graph.calls_of("install")) == 1


def test_whoever_took_the_app_away_is_left_in_peace(teams: TeamsServer, graph: GraphServer) -> None:
    places = Places({"a": replace(personal(teams), gone=True), CHANNEL: gone_channel()})
    lacking = reaching(
        teams, graph, FakeInbox(), places, lambda reach, _: reach.install([f"@{ANNA}", CHANNEL])
    )
    assert (lacking, graph.directory.installed) == (2, {})


def test_a_team_gets_the_app_by_its_group(teams: TeamsServer, graph: GraphServer) -> None:
    group = "1f2e3d4c-0000-4000-8000-000000000000"
    wanted = [f"{group}/{CHANNEL}", f"19:t@thread.tacv2/{CHANNEL}", CHANNEL, "a b"]
    lacking = reaching(teams, graph, FakeInbox(), Places(), lambda reach, _: reach.install(wanted))
    assert (lacking, list(graph.directory.installed)) == (3, [group])


def test_one_who_fails_holds_up_nobody_else(teams: TeamsServer, graph: GraphServer) -> None:
    graph.faults.push("installs", deny(403, "Forbidden"))
    inbox, places = FakeInbox(), Places()
    wanted = [f"@{GUEST}", f"@{OMAR}", f"@{ANNA}"]
    lacking = reaching(teams, graph, inbox, places, lambda reach, _: reach.install(wanted))
    assert (lacking, len(graph.directory.installed)) == (2, 1)


def gone_channel() -> Conversation:
    return Conversation(
        platform="teams", address=CHANNEL, kind=ConversationKind.CHANNEL, service_url="", gone=True
    )
