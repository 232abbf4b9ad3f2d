"""An activity is done once while its token is good; what is remembered of it has an end and a bound."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.chat.later import Later
from bot.chat.teams import seen
from bot.chat.teams.seen import KEPT, SWEPT, Json, Seen

KEY = ("19:8c@thread.tacv2", "f:1")


@dataclass
class Work:
    """Counts how often it is done; fails the first ``failing`` times."""

    done: int = 0
    failing: int = 0

    async def __call__(self) -> Json:
        self.done += 1
        if self.done <= self.failing:
            raise RuntimeError("disk full")
        return {"said": self.done}


@dataclass
class Clock:
    """Stands until it is set."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def test_once_while_the_token_is_good_and_anew_after_it() -> None:
    clock, work = Clock(), Work()

    async def told() -> list[Json]:
        memory, answers = Seen(Later(), clock=clock), []
        for at in (1000.0, 1000.0, 1000.0 + KEPT, 1001.0 + KEPT + SWEPT, 1600.0, 1601.0 + SWEPT):
            clock.at = at
            answers.append(await memory.once(KEY, 1600.0, work))
        return answers

    # Kept no longer than needed, as it may name a pupil: who asks again late hears nothing.
    first, again, kept, late, last, new = asyncio.run(told())
    assert first == again == kept == {"said": 1}
    assert late == last == {}
    assert new == {"said": 2}


def test_what_failed_is_tried_again() -> None:
    work = Work(failing=1)

    async def told() -> Json:
        memory = Seen(Later(), clock=Clock())
        with pytest.raises(RuntimeError):
            await memory.once(KEY, 1600.0, work)
        return await memory.once(KEY, 1600.0, work)

    assert asyncio.run(told()) == {"said": 2}


def test_a_flood_pushes_out_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST", 10)
    work = Work()

    async def told() -> None:
        memory = Seen(Later(), clock=Clock())
        for number in range(100):
            await memory.once((KEY[0], str(number)), 1600.0, work)
        assert len(memory._met) == 10

    asyncio.run(told())
    assert work.done == 100
