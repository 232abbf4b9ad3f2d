"""Kept clicks wait here for a quiet moment: while people are clicking, acknowledging them comes first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.later import Later
from bot.chat.slack.touch import Touch

SIDE_BY_SIDE = 3
"""Worked on at a time: enough that one does not wait for another's network, and no crowd before the database."""


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Seconds: a click is worked on when none came for ``gap``, and after ``longest`` in any case."""

    gap: float = 0.05
    longest: float = 2.0


class Backlog:
    """Clicks, worked on in the order they came."""

    def __init__(self, work: Callable[[Touch], Awaitable[None]], later: Later, quiet: Quiet) -> None:
        self._work, self._later, self._quiet = work, later, quiet
        self._waiting: deque[tuple[float, Touch]] = deque()
        self._under_way: set[str] = set()
        self._free = asyncio.Semaphore(SIDE_BY_SIDE)
        self._last = 0.0

    def add(self, touch: Touch) -> None:
        """Work on it soon; one that is under way already is not begun again."""
        if touch.click_id in self._under_way:
            return
        self._last = asyncio.get_running_loop().time()
        self._under_way.add(touch.click_id)
        self._waiting.append((self._last, touch))
        if len(self._waiting) == 1:
            self._later.start(self._begin_all())

    async def _begin_all(self) -> None:
        while self._waiting:
            await self._until_quiet(self._waiting[0][0])
            await self._free.acquire()
            self._later.start(self._one(self._waiting.popleft()[1]))

    async def _until_quiet(self, came: float) -> None:
        now = asyncio.get_running_loop().time
        while (left := min(self._last + self._quiet.gap, came + self._quiet.longest) - now()) > 0:  # noqa: ASYNC110  # it is the time that is waited for
            await asyncio.sleep(left)

    async def _one(self, touch: Touch) -> None:
        try:
            await self._work(touch)
        finally:
            self._free.release()
            self._under_way.discard(touch.click_id)
