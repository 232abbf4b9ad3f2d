"""Users and channels of the pretended workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict

from tests.slack.messages import Message

Json = dict[str, Any]


class UserKind(TypedDict, total=False):
    """What may be said of a user; everything is False unless said."""

    is_restricted: bool
    is_stranger: bool
    is_bot: bool
    deleted: bool


class ChannelKind(TypedDict, total=False):
    """What may be said of a channel; ``bot_in`` is True unless said."""

    is_archived: bool
    is_ext_shared: bool
    is_private: bool
    bot_in: bool


@dataclass(kw_only=True)
class User:
    """``is_restricted`` is a guest; ``is_stranger`` belongs to another company of a shared channel."""

    id: str
    team_id: str
    name: str
    email: str = ""
    is_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    locale: str = "sv-SE"

    def as_slack(self) -> Json:
        """What ``users.info`` answers."""
        handle = self.email.split("@", maxsplit=1)[0] or self.id.lower()
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": handle,
            "real_name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_stranger": self.is_stranger,
            "is_app_user": False,
            "locale": self.locale,
            "tz": "Europe/Stockholm",
            "profile": {"real_name": self.name, "display_name": self.name}
            | ({"email": self.email} if self.email and not self.is_stranger else {}),
        }


@dataclass(kw_only=True)
class Channel:
    """``members`` None means everybody; ``user`` is the other one in a direct message."""

    id: str
    name: str = ""
    is_archived: bool = False
    is_ext_shared: bool = False
    is_private: bool = False
    bot_in: bool = True
    user: str = ""
    members: set[str] | None = None
    messages: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)

    def as_slack(self) -> Json:
        """What ``conversations.info`` answers."""
        if self.user:
            return {"id": self.id, "is_im": True, "user": self.user, "is_archived": self.is_archived}
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_member": self.bot_in,
            "is_shared": self.is_ext_shared,
            "is_ext_shared": self.is_ext_shared,
            "is_org_shared": False,
        }

    def has(self, user: str) -> bool:
        """Whether ``user`` can read along."""
        return user == self.user if self.user else self.members is None or user in self.members

    def message(self, ts: str) -> Message | None:
        """The message of that moment, None when there is none (or no longer)."""
        return next((message for message in self.messages if message.ts == ts), None)
