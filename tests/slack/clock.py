"""The server's clock: real time plus what the test moved it, or standing still."""

from __future__ import annotations

import time


class Clock:
    """Seconds since 1970 and seconds on a monotonic clock; both move together."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._frozen: tuple[float, float] | None = None

    def time(self) -> float:
        """Seconds since 1970."""
        return (self._frozen[0] if self._frozen else time.time()) + self._ahead

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something."""
        return (self._frozen[1] if self._frozen else time.monotonic()) + self._ahead

    def freeze(self) -> None:
        """Stand still from now on; ``advance`` is then the only movement."""
        self._frozen = (time.time(), time.monotonic())

    def advance(self, seconds: float) -> None:
        """Jump ahead, nobody sleeps."""
        self._ahead += seconds
