"""What the configuration says of an Ed-Fi server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sources.web import Certificate

AUGUST = 8
PAGE = 500
"""More objects at once no server gives."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """``url`` is the root above ``data/v3``; ``folder`` the school folder: pupils are taken from there."""

    name: str
    url: str
    client_id: str
    client_secret: str = field(repr=False)
    now: Callable[[], datetime]
    zone: ZoneInfo
    folder: Path
    token_url: str = ""
    since: date | None = None
    reread_days: int = 14
    page_size: int = PAGE
    day_minutes: int = 360
    """Length of a school day of which only the whole is told."""
    scope: str = ""
    certificate: Certificate = field(default_factory=Certificate)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(self.zone).date()

    @property
    def first(self) -> date:
        """The first day to read: else the first of August of this school year."""
        today = self.today
        return self.since or date(today.year if today.month >= AUGUST else today.year - 1, AUGUST, 1)
