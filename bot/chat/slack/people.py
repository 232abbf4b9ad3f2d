"""Who somebody is, from what Slack says of them: our staff's workspace, or outside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Me:
    """The bot and where it is installed. ``enterprise`` is empty outside Enterprise Grid."""

    team: str
    enterprise: str
    user: str
    bot: str

    @property
    def key(self) -> str:
        """What people are linked under: in Enterprise Grid a team's id alone is not enough."""
        return f"{self.enterprise}/{self.team}" if self.enterprise else self.team


@dataclass(frozen=True, kw_only=True)
class Member:
    """A user. ``outside``: a guest, another workspace or company, somebody who left, a bot."""

    id: str
    team: str
    email: str
    outside: bool


def member_of(user: Mapping[str, Any], me: Me) -> Member:
    """From ``users.info``. What is not said counts against: only a full member of our workspace is inside."""
    team = str(user.get("team_id") or "")
    grid = user.get("enterprise_user")
    enterprise = str(grid.get("enterprise_id") or "") if isinstance(grid, Mapping) else ""
    ours = bool(team) and (team == me.team or (bool(me.enterprise) and enterprise == me.enterprise))
    barred = ("deleted", "is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
    profile = user.get("profile")
    return Member(
        id=str(user.get("id") or ""),
        team=team,
        email=str(profile.get("email") or "") if isinstance(profile, Mapping) else "",
        outside=not ours or any(user.get(flag) for flag in barred),
    )
