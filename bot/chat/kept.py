"""What was looked up once and need not be asked for again for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

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

    def get(self, key: K, *, stale: bool = False) -> V | None:
        """The value while it is fresh; ``stale``: however old, for when asking again failed."""
        found = self._found.get(key)
        if found is None or (not stale and self._clock() - found[0] >= self._seconds):
            return None
        return found[1]

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
