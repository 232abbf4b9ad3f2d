"""Teams' rate limits: per conversation for each kind of call, and for the app in all."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Sequence

Window = tuple[float, int]
SEND: Sequence[Window] = ((1, 7), (2, 8), (30, 60), (3600, 1800))
READ: Sequence[Window] = ((1, 14), (2, 16), (30, 120), (3600, 3600))
APP: Sequence[Window] = ((1, 50),)
KINDS = {
    "post": ("send", SEND),
    "update": ("send", SEND),
    "delete": ("send", SEND),
    "create": ("create", SEND),
    "members": ("read", READ),
    "paged": ("read", READ),
    "member": ("read", READ),
}
"""(seconds, calls) of what shares a limit."""


class Limits:
    """``wait`` answers how many whole seconds a call came too early, 0 when it may pass."""

    def __init__(self) -> None:
        self._calls: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wait(self, method: str, conversation: str, now: float) -> int:
        """A call that may pass is counted, a refused one is not; ``now`` is monotonic."""
        counted = [(("app", ""), APP)]
        if method in KINDS:
            kind, windows = KINDS[method]
            counted.append(((kind, conversation.partition(";")[0]), windows))
        left = max(self._left(key, windows, now) for key, windows in counted)
        if left > 0:
            return math.ceil(left)
        for key, _ in counted:
            self._calls[key].append(now)
        return 0

    def _left(self, key: tuple[str, str], windows: Sequence[Window], now: float) -> float:
        calls = self._calls[key]
        while calls and calls[0] <= now - windows[-1][0]:
            calls.popleft()
        return max(
            (calls[-most] + seconds - now for seconds, most in windows if len(calls) >= most), default=0
        )
