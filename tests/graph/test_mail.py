"""Mail by Graph: one mail a key, whatever the line does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.graph.client import Graph
from bot.graph.mail import GraphMail
from bot.graph.warm import warm
from bot.ports import SendError
from tests.graph.open import with_graph
from tests.graph.server import GraphServer
from tests.teams.faults import ACCEPT_THEN_504, AMBIGUOUS, HTTP_504, Fault, deny

SENDER, EHT = "narvaro@lits.example", "eht@lits.example"
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
KEY = "a" * 32
SHORT = 1.0
"""Seconds a call may take where the server holds the line."""


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        server.add(EHT, SENDER)
        yield server


async def sending(graph: Graph, key: str = KEY, **headers: str) -> None:
    mail = GraphMail(graph, SENDER, headers)
    await mail.send(EHT, "Ärende K7M2 är lyft till EHT", "Svara senast tis 25 aug.\n", key)


async def is_sent(graph: Graph) -> bool:
    return await GraphMail(graph, SENDER).sent(EHT, KEY, SINCE)


def refused(graph: GraphServer, timeout: float = 20.0) -> SendError:
    with pytest.raises(SendError) as caught:
        with_graph(graph, sending, timeout)
    return caught.value


def test_a_mail_leaves_the_mailbox_as_plain_text_and_wakes_no_machine(graph: GraphServer) -> None:
    with_graph(graph, lambda one: sending(one, KEY, **{"X-Encrypt": "yes"}))
    (mail,) = graph.exchange.box(SENDER).sent
    assert mail["toRecipients"] == [{"emailAddress": {"address": EHT}}]
    assert mail["body"] == {"contentType": "text", "content": "Svara senast tis 25 aug.\n"}
    assert mail["subject"] == "Ärende K7M2 är lyft till EHT"
    headers = {one["name"]: one["value"] for one in mail["internetMessageHeaders"]}
    assert headers == {"X-Auto-Response-Suppress": "All", "X-Encrypt": "yes"}


def test_whether_it_was_sent_can_be_seen(graph: GraphServer) -> None:
    assert not with_graph(graph, is_sent)
    graph.faults.push("send", deny(400, "ErrorInvalidRecipients"))
    assert refused(graph).permanent
    assert not with_graph(graph, is_sent), "a draft is not sent"
    with_graph(graph, sending)
    assert with_graph(graph, is_sent)


@pytest.mark.parametrize("method", ["draft", "send"])
@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda one: one.name)
def test_after_any_unclear_answer_one_mail_goes_out(graph: GraphServer, method: str, fault: Fault) -> None:
    graph.faults.push(method, fault)
    error = refused(graph, SHORT if fault.how == "hold" else 20.0)
    assert (error.unknown, error.retry_after) == (True, None)
    if not with_graph(graph, is_sent):
        with_graph(graph, sending)
    assert len(graph.exchange.box(SENDER).sent) == 1


def test_504_having_done_it_and_then_202_is_one_mail(graph: GraphServer) -> None:
    graph.faults.push("send", ACCEPT_THEN_504)
    assert refused(graph).unknown
    with_graph(graph, sending)
    assert len(graph.exchange.box(SENDER).sent) == 1
    assert len(graph.calls_of("send")) == 1
    assert len(graph.calls_of("draft")) == 1


def test_a_draft_of_an_earlier_try_goes_to_the_mailbox_as_it_was_mended(graph: GraphServer) -> None:
    graph.faults.push("send", HTTP_504)
    assert refused(graph).unknown
    mended = "elevhalsa@lits.example"
    with_graph(graph, lambda one: GraphMail(one, SENDER).send(mended, "Ärende", "Text.\n", KEY))
    (mail,) = graph.exchange.box(SENDER).sent
    assert mail["toRecipients"] == [{"emailAddress": {"address": mended}}]


def test_nothing_is_tried_again_behind_our_back(graph: GraphServer) -> None:
    graph.faults.push("draft", HTTP_504)
    assert refused(graph).unknown
    assert len(graph.calls_of("draft")) == 1


def test_two_keys_are_two_mails(graph: GraphServer) -> None:
    with_graph(graph, lambda one: asyncio.gather(sending(one, "b" * 32), sending(one, "c" * 32)))
    assert len(graph.exchange.box(SENDER).sent) == 2


def test_a_busy_graph_says_when(graph: GraphServer) -> None:
    graph.faults.push("draft", Fault.RATE_LIMITED(17))
    error = refused(graph)
    assert (error.retry_after, error.unknown, error.permanent) == (17, False, False)


@pytest.mark.parametrize("method", ["mails", "draft", "send"])
def test_without_its_rights_the_mail_waits_for_them(graph: GraphServer, method: str) -> None:
    graph.faults.push(method, deny(403, "ErrorAccessDenied"))
    error = refused(graph)
    assert (error.permanent, error.unknown) == (False, False)
    with_graph(graph, sending)
    assert len(graph.exchange.box(SENDER).sent) == 1


def test_without_its_mailbox_a_mail_is_given_up(graph: GraphServer) -> None:
    del graph.exchange.boxes[SENDER]
    assert refused(graph).permanent


def test_a_secret_that_ran_out_keeps_the_mail_waiting(graph: GraphServer) -> None:
    graph.entra.secret = "another"
    error = refused(graph)
    assert not error.permanent
    assert error.retry_after
    assert "teams.client_secret" in error.why
    assert graph.secret not in str(error)


def test_a_token_that_is_refused_is_asked_for_anew(graph: GraphServer) -> None:
    async def twice(one: Graph) -> None:
        await sending(one)
        graph.entra.for_graph.clear()
        with pytest.raises(SendError) as caught:
            await sending(one, "b" * 32)
        assert caught.value.retry_after
        await sending(one, "b" * 32)

    with_graph(graph, twice)
    assert len(graph.exchange.box(SENDER).sent) == 2


def test_the_token_goes_nowhere_else(graph: GraphServer) -> None:
    graph.faults.push("mails", Fault(name="MOVED", how=AMBIGUOUS[2].how, status=302, error="Moved"))
    assert refused(graph).retry_after
