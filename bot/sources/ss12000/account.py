"""What the configuration says of a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sources.web import Certificate


@dataclass(frozen=True, kw_only=True)
class Account:
    """A server of SS 12000, and how it is spoken to. ``now`` is the clock."""

    name: str
    url: str
    now: Callable[[], datetime]
    zone: ZoneInfo
    schools: tuple[str, ...] = ()
    """Names of the schools configured: a unit takes the name of that one of its ancestors."""
    token_url: str | None = None
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    certificate: Certificate = field(default_factory=Certificate)
    organisation: str = ""
    """Id of the organisation asked for; empty: all the credentials may see."""
    filters_again: bool = False
    """The server wants the filters repeated with each ``pageToken``; by the standard it refuses them."""
    page_size: int = 500
    since: date | None = None
    """First day to read; None: the first of August of this school year."""
    reread_days: int = 14
    """Days read anew each night: what no list of changes or deletions told."""
    folder: Path | None = None
    """The school folder with what the system does not tell."""

    @property
    def first(self) -> date:
        """The first day to read."""
        if self.since is not None:
            return self.since
        today = self.today
        return date(today.year if today.month >= 8 else today.year - 1, 8, 1)

    @property
    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(self.zone).date()
