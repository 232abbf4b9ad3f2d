"""A platform that is away keeps no run going, and what is given up is said."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.app.wiring import Clock
from bot.handlers.deliver import FRUITLESS, Deliverer
from bot.notices.model import Notice
from bot.ports import Receipt, SendError
from bot.storage.db import Database
from tests.handlers.posting import Posts
from tests.handlers.town import HOURS, MONDAY, Town, ladder, pupil, school_of


@dataclass
class Away(Posts):
    """Asks to be tried again at once, every time."""

    tried: int = 0

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        self.tried += 1
        if self.tried > 50:
            pytest.fail("the run does not end")
        raise SendError("no connection", retry_after=2)


def asked(database: Database) -> Town:
    """Two messages for one channel: while the first rests, the second keeps the channel worth waiting for."""
    town = Town(database, [school_of(steps=ladder(HOURS))], [pupil(f"p{n}") for n in range(1, 13)])
    town.days(MONDAY, 2, p1="AAAA", p2="AAAA")
    return town


def test_a_run_ends_though_the_platform_never_answers_and_the_messages_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, chat = asked(database), Away()
    clock = Clock(town.clock, stands=True)

    async def rested(seconds: float) -> None:
        clock.set(clock.now() + timedelta(seconds=seconds))

    monkeypatch.setattr(asyncio, "sleep", rested)
    done = asyncio.run(Deliverer(town.house, {"local": chat}, clock).run())
    assert (done.sent, done.failed, done.waiting) == (0, 0, 2)
    assert FRUITLESS <= chat.tried <= 2 * (FRUITLESS + 1)
    clock.set(clock.now() + timedelta(seconds=2))
    later = asyncio.run(Deliverer(town.house, {"local": Posts()}, clock).run())
    assert (later.sent, later.waiting) == (2, 0)


def test_what_is_given_up_is_said_without_the_pupil(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    town = asked(database)
    done = asyncio.run(Deliverer(town.house, {}, Clock(town.clock)).run())
    assert done.failed
    assert "was given up: no platform 'local' is set up" in caplog.text
    assert "p1" not in caplog.text
