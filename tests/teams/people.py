"""People and conversations of the pretended tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypedDict

Json = dict[str, Any]
PERSONAL, GROUP, CHANNEL = "personal", "groupChat", "channel"


class UserKind(TypedDict, total=False):
    """What may be said of a person; a member of the tenant who has nothing blocked unless said."""

    role: str
    """``user``, ``guest`` or ``anonymous`` (a meeting's passer-by)."""
    blocked: bool


@dataclass(kw_only=True)
class User:
    """``id`` is the bot's own name for a person, ``aad`` the directory's. ``tenant`` is where they belong."""

    id: str
    aad: str
    tenant: str
    name: str
    email: str = ""
    role: str = "user"
    blocked: bool = False
    locale: str = "sv-SE"

    def as_account(self) -> Json:
        """``from`` of an activity."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.aad}

    def as_member(self) -> Json:
        """What ``GET members`` answers."""
        given, _, surname = self.name.partition(" ")
        guest = f"{self.email.replace('@', '_')}#EXT#@lits.onmicrosoft.example"
        return {
            "id": self.id,
            "name": self.name,
            "objectId": self.aad,
            "aadObjectId": self.aad,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": guest if self.role == "guest" else self.email,
            "tenantId": self.tenant,
            "userRole": self.role,
        }


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a message said until it was changed."""

    activity: Json


@dataclass(kw_only=True)
class Message:
    """A message; ``activity`` is as the app or person sent it, ``thread`` the message it answers."""

    id: str
    conversation: str
    sender: str
    activity: Json
    thread: str = ""
    versions: list[Version] = field(default_factory=list)
    """Oldest first, the present one not among them."""
    views: dict[str, Json] = field(default_factory=dict)
    """Cards that replaced this one for one person only: what an invoke was answered with."""

    @property
    def text(self) -> str:
        """The text beside the cards."""
        return str(self.activity.get("text") or "")

    @property
    def card(self) -> Json:
        """The first card, {} when there is none."""
        attached = self.activity.get("attachments") or [{}]
        return dict(attached[0].get("content") or {})

    def shown(self, user: str) -> Json:
        """The card as this person sees it."""
        return self.views.get(user) or self.card

    def change(self, activity: Json) -> None:
        """Say something else; everybody sees the new card."""
        self.versions.append(Version(activity=self.activity))
        self.activity = activity
        self.views.clear()


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team; ``id`` is that of its first channel too, ``group`` the directory's."""

    id: str
    name: str
    group: str

    def as_data(self, *, whole: bool) -> Json:
        """``channelData.team``: only updates say more than the id."""
        return {"id": self.id} | ({"name": self.name, "aadGroupId": self.group} if whole else {})


@dataclass(kw_only=True)
class Conversation:
    """``members`` None: everybody of the tenant; ``team`` is a channel's, ``user`` whom a personal chat is with."""

    id: str
    kind: str
    name: str = ""
    team: str = ""
    user: str = ""
    members: set[str] | None = None
    installed: bool = True
    messages: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)

    def has(self, user: str) -> bool:
        """Whether ``user`` can read along."""
        return user == self.user if self.user else self.members is None or user in self.members

    def message(self, message_id: str) -> Message | None:
        """The message of that id, None when there is none (or no longer)."""
        return next((message for message in self.messages if message.id == message_id), None)

    def as_account(self, tenant: str, thread: str = "") -> Json:
        """``conversation`` of an activity."""
        known = {"conversationType": self.kind, "tenantId": tenant, "id": self.id}
        if self.kind == CHANNEL and thread:
            known["id"] = f"{self.id};messageid={thread}"
        return known if self.kind == PERSONAL else {"isGroup": True} | known


@dataclass(kw_only=True)
class Dialog:
    """A dialog (task module) open at one person; ``task`` is what the app answered, ``typed`` what was filled in."""

    user: str
    message: Message
    task: Json
    is_open: bool = True
    typed: dict[str, str] = field(default_factory=dict)
    versions: list[Json] = field(default_factory=list)

    @property
    def card(self) -> Json:
        """The card in it."""
        return dict((self.task.get("card") or {}).get("content") or {})

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.task.get("title", ""))
