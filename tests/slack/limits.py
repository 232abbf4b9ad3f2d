"""Slack's rate limits: one post a second per channel, the rest by tier a minute."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Any

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "apps.connections.open": 1,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "chat.update": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.open": 3,
    "conversations.replies": 3,
    "pins.add": 2,
    "users.info": 4,
    "users.list": 2,
    "users.lookupByEmail": 3,
    "views.open": 4,
    "views.publish": 4,
    "views.push": 4,
    "views.update": 4,
}


class Limits:
    """``wait`` answers how many whole seconds a call came too early, 0 when it may pass."""

    def __init__(self) -> None:
        self._posted: dict[str, float] = {}
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, method: str, args: Mapping[str, Any], now: float) -> int:
        """A call that may pass is counted, a refused one is not; ``now`` is monotonic."""
        if method == "chat.postMessage":
            return self._channel(str(args.get("channel")), now)
        tier = TIERS.get(method)
        return self._minute(method, PER_MINUTE[tier], now) if tier else 0

    def _channel(self, channel: str, now: float) -> int:
        left = self._posted.get(channel, -math.inf) + 1 - now
        if left > 0:
            return math.ceil(left)
        self._posted[channel] = now
        return 0

    def _minute(self, method: str, most: int, now: float) -> int:
        calls = self._calls[method]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= most:
            return math.ceil(calls[0] + 60 - now)
        calls.append(now)
        return 0
