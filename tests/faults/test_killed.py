"""Kill -9 at any point of poll, click, tick and delivery: no alert lost, none doubled."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.days import DaysView
from bot.rules.simulate import dry_run
from bot.storage import calendars, rollup
from bot.storage.db import Database
from tests.databases import fresh_url
from tests.faults import school as s
from tests.faults.nursery import KILLED, Outcome, Worker, empty, lose_leases, outcome, slack, worker
from tests.faults.script import LADDER, STEPS
from tests.slack.server import SlackServer

TURNS = 12
POINTS = 200
"""More than any step has."""
RACES = 1


@pytest.fixture(scope="module")
def lives() -> Iterator[Worker]:
    """Where lives are forked from."""
    with worker() as made:
        yield made


@pytest.fixture(scope="module")
def chat() -> Iterator[SlackServer]:
    """One chat for all histories, emptied before each."""
    with slack() as server:
        yield server


def history(lives: Worker, chat: SlackServer, kind: str, folder: Path, kill_at: int) -> tuple[Outcome, int]:
    """The whole script with a kill at that point of every step; the outcome and how many kills there were."""
    folder.mkdir()
    empty(chat)
    kills = 0
    with fresh_url(kind, folder) as url:
        database = Database(url)
        try:
            while True:
                lives.order(url=url, folder=str(folder), api_url=chat.api_url, kill_at=kill_at)
                end = lives.ended()
                if end != KILLED:
                    break
                kills += 1
                lose_leases(database)
            assert end == 0, (folder / "error").read_text()
            if kill_at == 0:
                raised_as_expected(database)
            return outcome(database, chat), kills
        finally:
            database.close()


def race(pair: tuple[Worker, Worker], chat: SlackServer, url: str, folder: Path, dice: random.Random) -> int:
    """Two workers live each step at the same time, dying now and then; who died or failed tries again."""
    database, kills = Database(url), 0
    for step in range(len(STEPS)):
        order = {"url": url, "folder": str(folder), "api_url": chat.api_url, "step": step}
        left = list(pair)
        for turn in range(TURNS):
            rate = 0.05 if turn < TURNS // 2 else 0
            for one in left:
                one.order(**order, rate=rate, seed=dice.getrandbits(32))
            ends = [(one, one.ended()) for one in left]
            lose_leases(database)  # only now: nobody lives
            kills += sum(end == KILLED for _, end in ends)
            left = [one for one, end in ends if end != 0]
            if not left:
                break
        assert not left, (folder / "error").read_text()
    database.close()
    return kills


def raised_as_expected(database: Database) -> None:
    """The crossings that stand are those a dry run over the final records finds."""
    with database.read() as conn:
        calendar = calendars.read(conn, s.NAME, "SE")
        found = rollup.days_of_many(conn, ["p1", "p2", "p3", "p4"], s.FIRST, s.MONDAY)
        expected = [
            (one.pupil_id, one.stage, one.day)
            for pupil_id, days in found.items()
            for one in dry_run(
                LADDER,
                pupil_id,
                8,
                DaysView.of(days, calendar),
                calendar,
                s.THURSDAY,
                s.MONDAY + timedelta(1),
            )
        ]
    assert expected == [("p1", "contact", s.THURSDAY), ("p2", "contact", s.FRIDAY)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_at_any_point_and_started_again_the_days_come_to_the_same(
    lives: Worker, chat: SlackServer, tmp_path: Path, kind: str
) -> None:
    expected, kills = history(lives, chat, kind, tmp_path / "0", 0)
    assert kills == 0
    assert expected.said == {"C8C": 4, "CREKTOR": 2, "CEHT": 0}
    assert [one[:3] for one in expected.crossings if one[3] is None] == [
        ("p1", "contact", s.THURSDAY),
        ("p2", "contact", s.FRIDAY),
    ]
    assert expected.clicks == 1
    total = 0
    for point in range(1, POINTS):
        found, kills = history(lives, chat, kind, tmp_path / str(point), point)
        assert found == expected, f"after kills at point {point} of every step that has one"
        if kills == 0:
            break
        total += kills
    assert total > 100


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_workers_that_do_everything_twice_and_die_now_and_then_come_to_the_same(
    lives: Worker, chat: SlackServer, tmp_path: Path, kind: str
) -> None:
    expected, _ = history(lives, chat, kind, tmp_path / "alone", 0)
    dice, kills = random.Random(11), 0
    with worker() as other:
        for number in range(RACES):
            folder = tmp_path / str(number)
            folder.mkdir()
            empty(chat)
            with fresh_url(kind, folder) as url:
                kills += race((lives, other), chat, url, folder, dice)
                database = Database(url)
                assert outcome(database, chat) == expected
                database.close()
    assert kills > 0
