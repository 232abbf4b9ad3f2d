"""Staff's calendars by Graph: one event a key, whatever the line does, and when people are busy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.graph.meetings import GraphMeetings
from bot.graph.warm import warm
from bot.ports import Appointment, SendError
from tests.graph.open import with_graph
from tests.graph.server import GraphServer
from tests.teams.faults import AMBIGUOUS, Fault, deny

ANNA, NURSE, OMAR = "anna@lits.example", "skot@lits.example", "omar@lits.example"
KEY = "k" * 32
STARTS = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
MEETING = Appointment(
    organiser=ANNA,
    attendees=(NURSE,),
    subject="Möte · ärende K7M2",
    text="Bjud in själva.",
    starts=STARTS,
    minutes=45,
)
MOVED = replace(MEETING, starts=STARTS.replace(day=26))
Work = Callable[[GraphMeetings], Awaitable[Any]]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        server.add(ANNA, NURSE, OMAR)
        yield server


def run(graph: GraphServer, work: Work, timeout: float = 20.0) -> Any:
    return with_graph(graph, lambda one: work(GraphMeetings(one)), timeout)


def put(meeting: Appointment = MEETING, key: str = KEY) -> Work:
    return lambda meetings: meetings.put(meeting, key)


def cancel(meetings: GraphMeetings) -> Awaitable[None]:
    return meetings.cancel(ANNA, KEY)


def refused(graph: GraphServer, work: Work, timeout: float = 20.0) -> SendError:
    with pytest.raises(SendError) as caught:
        run(graph, work, timeout)
    return caught.value


def test_a_meeting_stands_in_the_organisers_calendar_as_private(graph: GraphServer) -> None:
    run(graph, put())
    (event,) = graph.exchange.box(ANNA).events
    assert event["subject"] == "Möte · ärende K7M2"
    assert event["start"] == {"dateTime": "2026-11-24T13:30:00", "timeZone": "UTC"}
    assert event["end"] == {"dateTime": "2026-11-24T14:15:00", "timeZone": "UTC"}
    assert [one["emailAddress"] for one in event["attendees"]] == [{"address": NURSE}]
    assert (event["sensitivity"], event["isReminderOn"], event["transactionId"]) == ("private", True, KEY)
    assert graph.exchange.invited == [("booked", NURSE)]


def test_it_is_moved_and_cancelled_and_everybody_hears_of_it(graph: GraphServer) -> None:
    for work in (put(), put(MOVED), put(MOVED), cancel, cancel):
        run(graph, work)
    assert graph.exchange.box(ANNA).events == []
    assert graph.exchange.invited == [("booked", NURSE), ("moved", NURSE), ("cancelled", NURSE)]


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda one: one.name)
def test_after_any_unclear_answer_it_is_one_event(graph: GraphServer, fault: Fault) -> None:
    timeout = 1.0 if fault.how == "hold" else 20.0
    for method, work, events in (("book", put(), 1), ("move", put(MOVED), 1), ("cancel", cancel, 0)):
        graph.faults.push(method, fault)
        assert not refused(graph, work, timeout).permanent
        run(graph, work)
        assert len(graph.exchange.box(ANNA).events) == events
    assert [what for what, _ in graph.exchange.invited] == ["booked", "moved", "cancelled"]


def test_one_the_search_does_not_show_yet_is_tried_again_later(graph: GraphServer) -> None:
    run(graph, put())
    (event,) = graph.exchange.box(ANNA).events
    hidden = event.pop("singleValueExtendedProperties")
    error = refused(graph, put(MOVED))
    assert error.retry_after
    event["singleValueExtendedProperties"] = hidden
    run(graph, put(MOVED))
    assert len(graph.exchange.box(ANNA).events) == 1


def test_refusals(graph: GraphServer) -> None:
    graph.faults.push("book", Fault.RATE_LIMITED(9))
    assert refused(graph, put()).retry_after == 9
    graph.faults.push("events", deny(403, "ErrorAccessDenied"))
    assert refused(graph, put()).permanent
    assert refused(graph, put(replace(MEETING, organiser="gone@lits.example"))).permanent
    graph.faults.push("cancel", deny(403, "ErrorAccessDenied"))
    run(graph, put())
    assert refused(graph, cancel).permanent


def test_when_people_are_busy(graph: GraphServer) -> None:
    graph.exchange.box(OMAR).taken.append(("2026-11-25T08:00:00", "2026-11-25T09:00:00"))
    graph.exchange.box(OMAR).free.append(("2026-11-25T10:00:00", "2026-11-25T11:00:00"))
    run(graph, put())

    def asked(meetings: GraphMeetings) -> Awaitable[Any]:
        return meetings.busy([ANNA, OMAR], STARTS.replace(day=24, hour=7), STARTS.replace(day=30))

    at = STARTS.replace(minute=0)
    assert run(graph, asked) == (
        (STARTS, at.replace(hour=14, minute=15)),
        (at.replace(day=25, hour=8), at.replace(day=25, hour=9)),
    )
    graph.exchange.box(OMAR).hidden = True
    assert "cannot be read" in refused(graph, asked).why
