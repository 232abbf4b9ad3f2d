"""What can go wrong between the bot and Slack, on demand or at random from a seed."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Break(StrEnum):
    """How the answer is spoilt."""

    RESET = "reset"
    HOLD = "hold"
    STATUS = "status"
    GARBAGE = "garbage"
    ERROR = "error"


class Handled(StrEnum):
    """Whether Slack did what was asked."""

    NEVER = "never"
    BEFORE = "before"
    AFTER = "after"
    """Only once the client has given up: the late message."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One spoilt call. ``Fault.RESET``, ``Fault.RATE_LIMITED(30)``, ``Fault.DENY("channel_not_found")``."""

    name: str
    how: Break
    handled: Handled = Handled.NEVER
    status: int = 200
    error: str = ""
    retry_after: int = 0

    RESET: ClassVar[Fault]
    TIMEOUT: ClassVar[Fault]
    HTTP_500: ClassVar[Fault]
    HTTP_503: ClassVar[Fault]
    GARBAGE: ClassVar[Fault]
    LATE: ClassVar[Fault]
    LANDS_LATE: ClassVar[Fault]
    ACCEPT_THEN_RESET: ClassVar[Fault]
    ACCEPT_THEN_500: ClassVar[Fault]
    ACCEPT_THEN_GARBAGE: ClassVar[Fault]

    @staticmethod
    def RATE_LIMITED(retry_after: int = 1) -> Fault:  # noqa: N802 - reads as one of the kinds
        """429 with ``Retry-After`` in whole seconds."""
        return Fault(
            name="RATE_LIMITED", how=Break.STATUS, status=429, error="ratelimited", retry_after=retry_after
        )

    @staticmethod
    def DENY(error: str) -> Fault:  # noqa: N802 - reads as one of the kinds
        """200 with ``ok: false``."""
        return Fault(name=f"DENY {error}", how=Break.ERROR, error=error)


Fault.RESET = Fault(name="RESET", how=Break.RESET)
Fault.TIMEOUT = Fault(name="TIMEOUT", how=Break.HOLD)
Fault.HTTP_500 = Fault(name="HTTP_500", how=Break.STATUS, status=500)
Fault.HTTP_503 = Fault(name="HTTP_503", how=Break.STATUS, status=503)
Fault.GARBAGE = Fault(name="GARBAGE", how=Break.GARBAGE)
Fault.LATE = Fault(name="LATE", how=Break.HOLD, handled=Handled.BEFORE)
Fault.LANDS_LATE = Fault(name="LANDS_LATE", how=Break.HOLD, handled=Handled.AFTER)
Fault.ACCEPT_THEN_RESET = Fault(name="ACCEPT_THEN_RESET", how=Break.RESET, handled=Handled.BEFORE)
Fault.ACCEPT_THEN_500 = Fault(name="ACCEPT_THEN_500", how=Break.STATUS, status=500, handled=Handled.BEFORE)
Fault.ACCEPT_THEN_GARBAGE = Fault(name="ACCEPT_THEN_GARBAGE", how=Break.GARBAGE, handled=Handled.BEFORE)

AMBIGUOUS = (
    Fault.RESET,
    Fault.TIMEOUT,
    Fault.HTTP_500,
    Fault.HTTP_503,
    Fault.GARBAGE,
    Fault.LATE,
    Fault.LANDS_LATE,
    Fault.ACCEPT_THEN_RESET,
    Fault.ACCEPT_THEN_500,
    Fault.ACCEPT_THEN_GARBAGE,
)
"""After each of these the client cannot know whether the message is there."""

EVERY = (*AMBIGUOUS, Fault.RATE_LIMITED(1))


class Faults:
    """Which fault the next call meets: those pushed first, then the random ones."""

    def __init__(self) -> None:
        self._queued: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._rate = 0.0
        self._kinds: Sequence[Fault] = ()
        self._methods: Collection[str] = ()
        self._random = random.Random(0)
        self.happened: list[tuple[str, Fault]] = []

    def push(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next ``times`` calls of ``method`` (``response_url`` for that endpoint) meet ``fault``."""
        self._queued[method].extend([fault] * times)

    def at_random(
        self, *, seed: int, rate: float, kinds: Sequence[Fault] = EVERY, methods: Collection[str] = ()
    ) -> None:
        """From now on a share ``rate`` of the calls (of ``methods``, or of all) meets one of ``kinds``."""
        self._random, self._rate, self._kinds, self._methods = random.Random(seed), rate, kinds, methods

    def clear(self) -> None:
        """No more faults."""
        self._queued.clear()
        self._rate = 0.0

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, None for none."""
        fault = self._queued[method].popleft() if self._queued[method] else self._drawn(method)
        if fault:
            self.happened.append((method, fault))
        return fault

    def _drawn(self, method: str) -> Fault | None:
        if self._methods and method not in self._methods:
            return None
        return self._random.choice(self._kinds) if self._random.random() < self._rate else None
