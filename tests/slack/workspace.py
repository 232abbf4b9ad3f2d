"""The pretended workspace: everything the server remembers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.slack.clock import Clock
from tests.slack.messages import Json, Message, View
from tests.slack.people import Channel, User

TRIGGER_SECONDS = 3
RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60


class SlackError(Exception):
    """``ok: false``; the first argument is Slack's code, ``messages`` its explanations."""

    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)


@dataclass(kw_only=True)
class Trigger:
    """What a click gives the app for three seconds: the right to open one modal."""

    user: str
    at: float
    view: str = ""
    used: bool = False


@dataclass(kw_only=True)
class Response:
    """A ``response_url``: five uses in half an hour."""

    channel: str
    user: str
    at: float
    ts: str = ""
    uses: list[Json] = field(default_factory=list)


class Workspace:
    """One team, the bot in it, and what both did."""

    def __init__(self, clock: Clock, team_id: str, enterprise_id: str = "") -> None:
        self.clock = clock
        self.enterprise_id = enterprise_id
        self.team_id = team_id
        self.bot = User(id="U0LOTS", team_id=team_id, name="Lots", is_bot=True)
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.views: list[View] = []
        self.homes: dict[str, View] = {}
        self.ephemerals: list[Message] = []
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, Response] = {}
        self.schema_errors: list[str] = []
        self._count = itertools.count(1)
        self._last_ts = 0

    def number(self) -> int:
        """A number nobody had yet."""
        return next(self._count)

    def ts(self) -> str:
        """Slack's id of a message: its time, never the same twice, always increasing."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.time() * 1_000_000))
        seconds, rest = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def user(self, user_id: str, missing: str = "user_not_found") -> User:
        """The user of that id."""
        if user_id not in self.users:
            raise SlackError(missing)
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """The channel of that id; a user's id means the direct message with that user."""
        if channel_id in self.users:
            return self.direct(channel_id)
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def joined(self, channel_id: str) -> Channel:
        """The channel, if the bot is in it."""
        channel = self.channel(channel_id)
        if not channel.bot_in:
            raise SlackError("channel_not_found" if channel.is_private else "not_in_channel")
        return channel

    def writable(self, channel_id: str) -> Channel:
        """The channel, if the bot may write there."""
        channel = self.joined(channel_id)
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def direct(self, user_id: str) -> Channel:
        """The direct message with a user, opened if need be."""
        if self.user(user_id).deleted:
            raise SlackError("user_disabled")
        channel_id = f"D{user_id[1:]}"
        return self.channels.setdefault(channel_id, Channel(id=channel_id, user=user_id))

    def give_trigger(self, user: str, view: str = "") -> str:
        """A fresh ``trigger_id`` as a click carries it."""
        trigger_id = f"{self.number()}.{self.team_id}.trigger"
        self.triggers[trigger_id] = Trigger(user=user, view=view, at=self.clock.time())
        return trigger_id

    def take_trigger(self, trigger_id: str) -> Trigger:
        """Use a ``trigger_id`` up."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.time() - trigger.at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def refuse(self, where: str, found: Sequence[str], code: str = "invalid_blocks") -> None:
        """Keep what the schema found and answer the app as Slack would; nothing found, nothing done."""
        if found:
            self.schema_errors += [f"{where}: {line}" for line in found]
            too_long = any(line.startswith("text: ") and line.endswith("is too long") for line in found)
            raise SlackError("msg_too_long" if too_long else code, found)

    def private(self, channel: Channel, user: str, args: Mapping[str, Any]) -> Message:
        """An ephemeral message: only ``user`` sees it."""
        message = Message(
            channel=channel.id,
            ts=self.ts(),
            user=self.bot.id,
            bot_id="B0LOTS",
            to=user,
            text=args.get("text", ""),
            blocks=args.get("blocks", []),
            thread_ts=args.get("thread_ts", ""),
        )
        self.ephemerals.append(message)
        return message

    def posted(self, channel: Channel, args: Mapping[str, Any]) -> Message:
        """A message of the bot."""
        message = Message(
            channel=channel.id,
            ts=self.ts(),
            user=self.bot.id,
            bot_id="B0LOTS",
            text=args.get("text", ""),
            blocks=args.get("blocks", []),
            metadata=args.get("metadata", {}),
            thread_ts=args.get("thread_ts", ""),
        )
        channel.messages.append(message)
        return message
