"""The activities Teams sends when people write, click, submit, come and go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.teams.people import CHANNEL, PERSONAL, Conversation, Json, Message, User
from tests.teams.server import TeamsServer
from tests.teams.tenant import BOT_NAME

CLIENT = {"type": "clientInfo", "locale": "sv-SE", "country": "SE", "platform": "Web"}


class Activities:
    """Builds each activity from what the server stores."""

    def __init__(self, teams: TeamsServer) -> None:
        self.teams = teams
        self.tenant = teams.tenant
        self.bot = {"id": self.tenant.bot_id, "name": BOT_NAME}

    def person(self, name: str) -> User:
        """A known person by id or e-mail; a test that forgot ``add_user`` is told."""
        known = [user for user in self.tenant.users.values() if name in {user.id, user.email, user.aad}]
        assert known, f"no user {name}: call teams.add_user first"
        return known[0]

    def message(self, said: Message, user: User) -> Json:
        """What a person wrote, as it stands in the conversation."""
        place = self.tenant.conversations[said.conversation]
        thread = (said.thread or said.id) if place.kind == CHANNEL else ""
        reply = {"replyToId": said.thread} if said.thread else {}
        return self._base("message", place, user, said.id, thread) | said.activity | reply

    def said(self, text: str, *, mention: bool) -> Json:
        """The body of what a person writes, with the bot mentioned in front."""
        if not mention:
            return {"text": text, "textFormat": "plain", "entities": [self._client()]}
        at = f"<at>{BOT_NAME}</at>"
        entity = {"type": "mention", "text": at, "mentioned": self.bot}
        return {"text": f"{at} {text}", "textFormat": "plain", "entities": [entity, self._client()]}

    def submitted(self, message: Message, user: User, data: Any) -> Json:
        """An Action.Submit of a card: a message without text."""
        return self._on(message, user, "message") | {"value": data, "entities": [self._client()]}

    def invoke(self, name: str, message: Message, user: User, value: Json) -> Json:
        """``adaptiveCard/action``, ``task/fetch`` and ``task/submit`` on a message."""
        found = self._on(message, user, "invoke", f"f:{self.tenant.uuid()}")
        found["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{message.id}"}}
        return found | {"name": name, "value": value, "localTimezone": "Europe/Stockholm"}

    def reaction(self, message: Message, user: User, kind: str, *, added: bool) -> Json:
        """``messageReaction``: a like, or its withdrawal."""
        key = "reactionsAdded" if added else "reactionsRemoved"
        return self._on(message, user, "messageReaction") | {key: [{"type": kind}]}

    def typing(self, place: Conversation, user: User) -> Json:
        """A person is writing."""
        return self._base("typing", place, user, self.tenant.message_id())

    def members(self, place: Conversation, user: User, who: list[Json], *, added: bool) -> Json:
        """``conversationUpdate``: people or the bot came or went."""
        event = f"teamMember{'Added' if added else 'Removed'}" if place.kind == CHANNEL else None
        found = self._base("conversationUpdate", place, user, f"f:{self.tenant.uuid()}")
        return self._event(found, event) | {"membersAdded" if added else "membersRemoved": who}

    def changed(self, place: Conversation, user: User, event: str) -> Json:
        """``conversationUpdate`` of a team: ``channelDeleted``, ``channelRenamed``, ``teamArchived`` …"""
        found = self._base("conversationUpdate", place, user, f"f:{self.tenant.uuid()}")
        found["channelData"]["channel"] = {"id": place.id, "name": place.name}
        return self._event(found, event)

    def installation(self, place: Conversation, user: User, action: str) -> Json:
        """``installationUpdate``: ``add`` or ``remove``."""
        found = self._base("installationUpdate", place, user, f"f:{self.tenant.uuid()}")
        found["channelData"] |= {
            "settings": {"selectedChannel": {"id": place.id}},
            "source": {"name": "message"},
        }
        return self._event(found, None) | {"action": action}

    def _event(self, found: Json, event: str | None) -> Json:
        data = found["channelData"] | ({"eventType": event} if event else {})
        if "team" in data:
            data["team"] = self.tenant.teams[data["team"]["id"]].as_data(whole=True)
        return found | {"channelData": data}

    def _on(self, message: Message, user: User, kind: str, activity_id: str = "") -> Json:
        place = self.tenant.conversations[message.conversation]
        thread = (message.thread or message.id) if place.kind == CHANNEL else ""
        base = self._base(kind, place, user, activity_id or self.tenant.message_id(), thread)
        return base | {"replyToId": message.id}

    def _base(self, kind: str, place: Conversation, user: User, activity_id: str, thread: str = "") -> Json:
        return {
            "type": kind,
            "id": activity_id,
            "timestamp": self.tenant.now(),
            "localTimestamp": self.tenant.now(),
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": user.as_account(),
            "conversation": place.as_account(self.tenant.id, thread),
            "recipient": dict(self.bot),
            "channelData": self._data(place, user),
            "locale": user.locale,
        }

    def _data(self, place: Conversation, user: User) -> Json:
        # In a shared channel the tenant is that of the person, while the conversation's stays the host's.
        data: Json = {"tenant": {"id": user.tenant}}
        if place.kind != CHANNEL:
            return data
        return data | {
            "teamsChannelId": place.id,
            "teamsTeamId": place.team,
            "channel": {"id": place.id},
            "team": self.tenant.teams[place.team].as_data(whole=False),
        }

    def _client(self) -> Mapping[str, str]:
        return dict(CLIENT)


__all__ = ["PERSONAL", "Activities"]
