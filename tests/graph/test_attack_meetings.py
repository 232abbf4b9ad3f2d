"""Events changed by hand between two calls, and answers nobody expects."""

from __future__ import annotations

from dataclasses import replace

from tests.graph.server import GraphServer
from tests.graph.test_meetings import (
    ANNA,
    MOVED,
    NURSE,
    OMAR,
    _warm,
    graph,
    put,
    run,
)

__all__ = ["_warm", "graph"]
GUARDIAN = "hemma@familj.example"


def invited(graph: GraphServer) -> list[str]:
    (event,) = graph.exchange.box(ANNA).events
    return [one["emailAddress"]["address"] for one in event["attendees"]]


def test_whom_staff_invited_and_what_they_wrote_stays_when_it_is_moved(graph: GraphServer) -> None:
    run(graph, put())
    (event,) = graph.exchange.box(ANNA).events
    event["attendees"] += [{"emailAddress": {"address": GUARDIAN, "name": "Hemma"}, "type": "optional"}]
    event["body"] = {"contentType": "html", "content": "<p>Teams-länk</p>"}
    event["subject"] = "Möte om närvaro"
    run(graph, put(replace(MOVED, attendees=(OMAR,), dropped=(NURSE,))))
    assert invited(graph) == [GUARDIAN, OMAR]
    assert (event["subject"], event["body"]["content"]) == ("Möte om närvaro", "<p>Teams-länk</p>")
    assert event["start"]["dateTime"] == "2026-11-26T13:30:00"


def test_the_same_people_are_not_invited_twice(graph: GraphServer) -> None:
    run(graph, put())
    (event,) = graph.exchange.box(ANNA).events
    event["attendees"][0]["emailAddress"]["address"] = NURSE.upper()
    run(graph, put(MOVED))
    assert invited(graph) == [NURSE.upper()]
