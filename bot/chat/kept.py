"""What was looked up once and need not be asked for again for a while."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.ports import SendError

OUTAGE = 3600.0
"""Seconds an answer is good for while the chat gives no new one; who may read along may change in longer."""
K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key for ``seconds``; beyond ``most`` the oldest one goes."""

    def __init__(
        self, seconds: float, *, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._found: dict[K, tuple[float, V]] = {}

    def get(self, key: K, *, within: float | None = None) -> V | None:
        """The value while it is fresh, or was put ``within`` so many seconds."""
        found = self._found.get(key)
        good = self._seconds if within is None else within
        if found is None or self._clock() - found[0] >= good:
            return None
        return found[1]

    async def asked(self, key: K, look: Callable[[], Awaitable[V]]) -> V:
        """The value while it is fresh, else what ``look`` finds; the last one for a while where it fails in passing."""
        if (kept := self.get(key)) is not None:
            return kept
        try:
            found = await look()
        except SendError as error:
            kept = self.get(key, within=OUTAGE)
            if kept is None or error.permanent:
                raise
            return kept
        return self.put(key, found)

    def put(self, key: K, value: V) -> V:
        """Keep it from now on; gives it back."""
        self._found.pop(key, None)
        while len(self._found) >= self._most:
            del self._found[next(iter(self._found))]
        self._found[key] = (self._clock(), value)
        return value

    def drop(self, key: K) -> None:
        """Ask again next time."""
        self._found.pop(key, None)
