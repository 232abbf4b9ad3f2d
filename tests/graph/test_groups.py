"""Staff by role from groups of the directory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.graph.groups import members, staff_of
from bot.graph.warm import warm
from bot.ports import SendError
from tests.graph.open import with_graph
from tests.graph.server import GraphServer

HEALTH, HEADS = "0000aaaa-0000-4000-8000-00000000000a", "0000aaaa-0000-4000-8000-00000000000b"


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        for number in range(5):
            server.know(f"n{number}", f"P{number}@lits.example")
        server.know("guest", "g_firm.example#EXT#@lits.example", mail="g@firm.example", guest=True)
        server.know("closed", "former@lits.example", enabled=False)
        server.directory.groups = {HEALTH: ["n0", "guest", "n1", "closed", "n2"], HEADS: ["n0"]}
        yield server


def test_every_page_is_read_and_guests_closed_accounts_and_devices_left_out(graph: GraphServer) -> None:
    found = with_graph(graph, lambda one: members(one, HEALTH))
    assert [email for email, _ in found] == ["p0@lits.example", "p1@lits.example", "p2@lits.example"]


def test_a_role_is_of_every_school_or_of_the_one_it_names(graph: GraphServer) -> None:
    roles = {"health_team": HEALTH, "principal:Norra skolan": HEADS}
    found = with_graph(graph, lambda one: staff_of(one, roles, ["Lits skola", "Norra skolan"]))
    told = {(one.email[:2], one.school): sorted(one.roles) for one in found}
    assert told["p0", "Norra skolan"] == ["health_team", "principal"]
    assert told["p0", "Lits skola"] == ["health_team"]
    assert len(told) == 6


def test_the_token_follows_no_page_to_another_host(graph: GraphServer) -> None:
    with GraphServer() as other:
        graph.directory.other_host = other.url
        with pytest.raises(SendError):
            with_graph(graph, lambda one: members(one, HEALTH))
        assert other.calls_of("members") == []


def test_without_the_right_to_read_users_nobody_loses_a_role(graph: GraphServer) -> None:
    graph.know("blank", "", enabled=None)
    graph.directory.groups[HEALTH].append("blank")
    with pytest.raises(SendError, match=r"User\.Read\.All"):
        with_graph(graph, lambda one: members(one, HEALTH))


def test_a_group_that_is_not_there_is_said(graph: GraphServer) -> None:
    with pytest.raises(SendError, match="Request_ResourceNotFound") as caught:
        with_graph(graph, lambda one: members(one, HEADS[::-1]))
    assert caught.value.permanent
