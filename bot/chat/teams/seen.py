"""Activities that came already: nothing is done twice while their token is good; what is asked again hears the same.

In memory, of one process: across replicas the click ids in the database see to it that nothing counts twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bot.chat.later import Later

Json = dict[str, Any]
KEPT, SWEPT = 120.0, 30.0
"""Seconds an answer is kept to be given again (it may name a pupil), and between two looks for what may go."""
MOST = 50_000


@dataclass
class Met:
    """One activity: until when its token is good, when it came, and the answer while it is kept."""

    until: float
    at: float
    answer: asyncio.Task[Json] | None


class Seen:
    """By conversation and activity. ``clock`` is the wall clock, as the tokens' is."""

    def __init__(self, later: Later, *, clock: Callable[[], float] = time.time) -> None:
        self._later, self._clock = later, clock
        self._met: dict[tuple[str, str], Met] = {}
        self._swept = clock()

    async def once(
        self, key: tuple[str, str], until: float, work: Callable[[], Coroutine[Any, Any, Json]]
    ) -> Json:
        """The answer of ``work``, done at the first time only; what failed may be tried again.

        The work goes on if whoever asked hangs up.
        """
        self._sweep()
        met = self._met.get(key)
        if met is None:
            met = self._met[key] = Met(until=until, at=self._clock(), answer=self._later.start(work()))
        if met.answer is None:
            return {}
        try:
            return await asyncio.shield(met.answer)
        except Exception:
            self._met.pop(key, None)
            raise

    def _sweep(self) -> None:
        now = self._clock()
        while len(self._met) >= MOST:
            del self._met[next(iter(self._met))]
        if now - self._swept < SWEPT:
            return
        self._swept = now
        self._met = {key: met for key, met in self._met.items() if met.until >= now}
        for met in self._met.values():
            if met.answer and met.answer.done() and now - met.at > KEPT:
                met.answer = None
