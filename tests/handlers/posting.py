"""A chat that keeps what was posted, and a clock that stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from bot.notices.model import Notice
from bot.ports import Receipt


@dataclass
class Posts:
    """The local chat's stand-in: every post succeeds."""

    name: str = "local"
    pace: float = 0.0
    posted: list[tuple[str, Notice]] = field(default_factory=list)

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Keep it."""
        self.posted.append((address, notice))
        return Receipt(platform=self.name, channel=address, message=key)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Nothing is updated here."""

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """Nothing is ever lost here."""
        return None


@dataclass(frozen=True)
class Standing:
    """A clock."""

    at: datetime

    def now(self) -> datetime:
        """Always the same."""
        return self.at

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return monotonic()
