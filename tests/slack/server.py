"""A stateful Slack for tests: ``with SlackServer() as slack:`` and point the SDK at ``slack.api_url``.

It keeps what the bot posts, checks every payload against ``tests.slack.schema`` and can break in
every way Slack breaks (``slack.faults``). ``tests.slack.client`` plays the people who click.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, Unpack

from tests.slack import views
from tests.slack.clock import Clock
from tests.slack.faults import Faults
from tests.slack.messages import Message, View
from tests.slack.people import Channel, ChannelKind, User, UserKind
from tests.slack.serve import Served
from tests.slack.web import Call, Web
from tests.slack.workspace import Response, Workspace

TOKEN = "xoxb-test"
SIGNING_SECRET = "lots-test-signing-secret"


class SlackServer:
    """Leaving the ``with`` block fails when a payload broke Slack's rules: clear ``schema_errors`` if meant."""

    def __init__(
        self,
        *,
        team_id: str = "T0LIT",
        enterprise_id: str = "",
        rate_limit: bool = False,
        signing_secret: str = SIGNING_SECRET,
    ) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.token = TOKEN
        self.signing_secret = signing_secret
        self.enterprise_id = enterprise_id
        self.space = Workspace(self.clock, team_id, enterprise_id)
        self.tokens = {TOKEN: "ok"}
        self._web = Web(self.space, self.faults, self.tokens, limited=rate_limit)
        self._served = Served(self._web.app, abrupt=True)
        self._web.reset = self._served.reset
        self.url = self._served.url
        self.api_url = f"{self.url}/api/"

    def __enter__(self) -> Self:
        self._served.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._served.stop()
        if kind is None:
            self.check()

    def check(self) -> None:
        """Fail when the bot sent what Slack refuses."""
        assert not self.schema_errors, "\n".join(self.schema_errors)

    # -- the workspace -------------------------------------------------------------------------

    def add_user(
        self,
        email: str,
        *,
        id: str,  # noqa: A002 - Slack's own word
        name: str = "",
        team_id: str = "",
        **kind: Unpack[UserKind],
    ) -> User:
        """``kind``: ``is_restricted`` (guest), ``is_stranger``, ``is_bot``, ``deleted``."""
        user = User(id=id, email=email, name=name or email, team_id=team_id or self.team_id, **kind)
        self.space.users[id] = user
        return user

    def add_channel(
        self,
        id: str,  # noqa: A002 - Slack's own word
        *,
        name: str = "",
        members: Sequence[str] | None = None,
        **kind: Unpack[ChannelKind],
    ) -> Channel:
        """``kind``: ``is_archived``, ``is_ext_shared``, ``is_private``, ``bot_in``; no ``members`` = everybody."""
        everybody = None if members is None else set(members)
        channel = Channel(id=id, name=name or id.lower(), members=everybody, **kind)
        self.space.channels[id] = channel
        return channel

    def remove_channel(self, channel_id: str) -> None:
        """From now on ``channel_not_found``."""
        del self.space.channels[channel_id]

    def say(self, channel_id: str, user: str, text: str, *, thread_ts: str = "") -> Message:
        """A person writes in a channel."""
        message = Message(channel=channel_id, ts=self.space.ts(), user=user, text=text, thread_ts=thread_ts)
        self.space.channel(channel_id).messages.append(message)
        return message

    def revoke_token(self, token: str = TOKEN, error: str = "token_revoked") -> None:
        """From now on the token is answered with ``error`` (``account_inactive``, ``token_expired`` …)."""
        self.tokens[token] = error

    # -- what the bot did ----------------------------------------------------------------------

    @property
    def team_id(self) -> str:
        """The workspace the bot is installed in."""
        return self.space.team_id

    @property
    def schema_errors(self) -> list[str]:
        """What Slack would have refused, each line with its method."""
        return self.space.schema_errors

    @property
    def calls(self) -> list[Call]:
        """Every call, in order of arrival."""
        return self._web.calls

    @property
    def ephemerals(self) -> list[Message]:
        """Every message only one person saw."""
        return self.space.ephemerals

    @property
    def views(self) -> list[View]:
        """Every modal that was opened, oldest first."""
        return self.space.views

    @property
    def homes(self) -> dict[str, View]:
        """The Home tab by user id."""
        return self.space.homes

    @property
    def responses(self) -> dict[str, Response]:
        """What each ``response_url`` was used for, by its last part."""
        return self.space.responses

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method (``response_url`` for that endpoint)."""
        return [call for call in self.calls if call.method == method]

    def channel(self, channel_id: str) -> Channel:
        """A channel; a user's id means the direct message with that user."""
        return self.space.channel(channel_id)

    def messages(self, channel_id: str) -> list[Message]:
        """What stands in a channel, oldest first, replies and people's messages included."""
        return list(self.space.channel(channel_id).messages)

    def latest(self, channel_id: str) -> Message:
        """The newest message of a channel."""
        found = self.messages(channel_id)
        assert found, f"nothing was posted in {channel_id}"
        return found[-1]

    def latest_view(self, user: str = "") -> View:
        """The open modal on top (of ``user``)."""
        found = [view for view in self.views if view.is_open and user in {"", view.user}]
        assert found, f"no modal is open{f' for {user}' if user else ''}"
        return found[-1]

    # -- what the click helper needs -----------------------------------------------------------

    def give_trigger(self, user: str, view: str = "") -> str:
        """A ``trigger_id`` that lives three seconds of ``clock``."""
        return self.space.give_trigger(user, view)

    def give_response_url(self, channel_id: str, user: str, ts: str = "") -> str:
        """A ``response_url`` for what ``user`` clicked (``ts``) or typed in a channel."""
        name = f"R{self.space.number():06d}"
        now = self.clock.time()
        self.space.responses[name] = Response(channel=channel_id, user=user, ts=ts, at=now)
        return f"{self.url}/response/{name}"

    def answered(self, view: View, body: dict[str, Any]) -> None:
        """Show what the app answered a submission with."""
        views.answered(self.space, view, body)
