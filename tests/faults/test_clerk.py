"""Kill -9 at any point between a booking or a mail and its being written down: one meeting, one mail, no twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.storage.db import Database
from tests.databases import fresh_url
from tests.faults.clerk import EHT, SENDER, STEPS, house_of
from tests.faults.nursery import KILLED, Worker, lose_leases, worker
from tests.graph.exchange import Exchange
from tests.graph.open import account
from tests.graph.server import GraphServer
from tests.handlers.test_meetings import BOOKED
from tests.handlers.town import MONDAY, Town, email, ladder, school_of
from tests.teams.faults import ACCEPT_THEN_504

POINTS = 60
"""More than there are."""
STRIDE = {"sqlite": 1, "postgresql": 4}
"""Every point on one engine; on the other, whose databases take longer to make, every fourth."""
PRESSED = {"meeting": "meeting_booked", "mail": "talked_with_pupil"}


@pytest.fixture(scope="module")
def lives() -> Iterator[Worker]:
    with worker("tests.faults.clerk") as made:
        yield made


@pytest.fixture
def graph() -> Iterator[GraphServer]:
    with GraphServer() as server:
        yield server


def empty(graph: GraphServer) -> None:
    """Nothing was ever booked or sent."""
    graph.exchange.boxes.clear()
    graph.exchange.invited.clear()
    graph.add(SENDER, EHT, email("8c"), email("nurse"))


def wanted(database: Database, what: str) -> Town:
    """A case with something for Graph in its outbox."""
    town = Town(database, [school_of(steps=ladder(STEPS[what]))])
    town.house = house_of(database, what)
    town.days(MONDAY, 2, p1="AAAA")
    fields = {**BOOKED, "invited": ("nurse",)} if what == "meeting" else None
    town.press(town.case().waiting[0], PRESSED[what], town.case().mentor, fields)
    return town


def stands(exchange: Exchange, what: str) -> None:
    """One meeting and one invitation, or one mail."""
    if what == "mail":
        assert len(exchange.boxes[SENDER].sent) == 1
        return
    assert len(exchange.boxes[email("8c")].events) == 1
    assert exchange.invited == [("booked", email("nurse"))]


def killed(lives: Worker, graph: GraphServer, folder: Path, kind: str, what: str, kill_at: int) -> bool:
    """One history with a kill at that point; False where it had no such point."""
    folder.mkdir()
    empty(graph)
    with fresh_url(kind, folder) as url:
        database = Database(url)
        try:
            now = wanted(database, what).clock.isoformat()
            order = {
                "url": url,
                "folder": str(folder),
                "account": asdict(account(graph)),
                "now": now,
                "what": what,
            }
            lives.order(**order, kill_at=kill_at)
            end = lives.ended()
            if end == KILLED:
                lose_leases(database)
                lives.order(**order, kill_at=kill_at)
                assert lives.ended() == 0, (folder / "error").read_text()
            else:
                assert end == 0, (folder / "error").read_text()
            stands(graph.exchange, what)
            return end == KILLED
        finally:
            database.close()


@pytest.mark.parametrize("what", ["meeting", "mail"])
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_anywhere_it_is_done_once(
    lives: Worker, graph: GraphServer, tmp_path: Path, kind: str, what: str
) -> None:
    kills = 0
    for point in range(1, POINTS, STRIDE[kind]):
        if not killed(lives, graph, tmp_path / str(point), kind, what, point):
            break
        kills += STRIDE[kind]
    assert 8 < kills < POINTS - 1


@pytest.mark.parametrize("what", ["meeting", "mail"])
def test_504_having_done_it_then_a_kill_and_then_all_well_is_done_once(
    lives: Worker, graph: GraphServer, tmp_path: Path, what: str
) -> None:
    graph.faults.push("book" if what == "meeting" else "send", ACCEPT_THEN_504)
    assert killed(lives, graph, tmp_path / "0", "sqlite", what, 12)
