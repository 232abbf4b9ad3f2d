"""The app installed by Graph for people and teams, once whatever the line does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.graph.client import Graph
from bot.graph.install import Installer
from bot.graph.people import directory_id
from bot.graph.warm import warm
from bot.ports import SendError
from tests.graph.directory import APP
from tests.graph.open import with_graph
from tests.graph.server import GraphServer
from tests.teams.faults import AMBIGUOUS, Fault, deny

ANNA, GUEST = "anna.lind@lits.example", "guest@firm.example"
NUMBER, OTHER = "0000aaaa-0000-4000-8000-00000000000a", "0000aaaa-0000-4000-8000-00000000000b"
TEAM = "1f2e3d4c-0000-4000-8000-000000000000"


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        server.know(NUMBER, ANNA)
        yield server


def chat(graph: GraphServer, app: str = APP, timeout: float = 20.0) -> str:
    return with_graph(graph, lambda one: Installer(one, app).chat_with(NUMBER), timeout)


def found(graph: GraphServer, email: str) -> str:
    return with_graph(graph, lambda one: directory_id(one, email))


def test_the_conversation_is_known_once_the_app_is_installed(graph: GraphServer) -> None:
    assert chat(graph) == chat(graph) == f"19:{NUMBER}@unq.gbl.spaces"
    assert len(graph.calls_of("install")) == 1


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda one: one.name)
def test_after_an_unclear_answer_it_is_simply_done_again(graph: GraphServer, fault: Fault) -> None:
    graph.faults.push("install", fault)
    with pytest.raises(SendError) as caught:
        chat(graph, timeout=1.0 if fault.how == "hold" else 20.0)
    assert caught.value.retry_after
    assert chat(graph)
    assert list(graph.directory.installed) == [NUMBER]


def test_an_installation_that_came_meanwhile_is_no_failure(graph: GraphServer) -> None:
    async def twice(one: Graph) -> None:
        installer = Installer(one, APP)
        await installer.into_team(TEAM)
        await installer.into_team(TEAM)

    with_graph(graph, twice)
    assert list(graph.directory.installed) == [TEAM]


def test_an_app_nobody_published_and_a_right_nobody_gave_are_said(graph: GraphServer) -> None:
    with pytest.raises(SendError, match="NotFound"):
        chat(graph, TEAM)
    graph.faults.push("install", deny(403, "Forbidden"))
    with pytest.raises(SendError, match="Forbidden") as caught:
        chat(graph)
    assert caught.value.permanent


def test_a_member_is_found_by_sign_in_name_or_by_mail(graph: GraphServer) -> None:
    graph.know(OTHER, "olha01@lits.example", mail="omar.haddad@lits.example")
    assert found(graph, ANNA.upper()) == NUMBER
    assert found(graph, "omar.haddad@lits.example") == OTHER


def test_guests_and_closed_accounts_are_nobody(graph: GraphServer) -> None:
    graph.know(OTHER, "guest_firm.example#EXT#@lits.example", mail=GUEST, guest=True)
    graph.know("c", "former@lits.example", enabled=False)
    assert [found(graph, one) for one in (GUEST, "former@lits.example", "it's@lits.example")] == [""] * 3
