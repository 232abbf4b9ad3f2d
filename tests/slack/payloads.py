"""The payloads Slack sends when people click, submit, type a command or when something happens."""

from __future__ import annotations

from tests.slack.messages import Json, Message, View
from tests.slack.people import User
from tests.slack.server import SlackServer
from tests.slack.state import Typed, state_values

APP_ID, VERIFICATION = "A0LOTS", "deprecated-token"
NO_GRID = {"is_enterprise_install": False}


class Payloads:
    """Builds each payload from what the server stores."""

    def __init__(self, slack: SlackServer) -> None:
        self.slack = slack

    def message_click(self, message: Message, action: Json, user: str) -> Json:
        """``block_actions`` in a message; an ephemeral one is not sent along."""
        channel = self.slack.channel(message.channel)
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.to),
        }
        shown = {} if message.to else {"message": message.as_slack()}
        return (
            self._base("block_actions", user)
            | {
                "container": container,
                "trigger_id": self.slack.give_trigger(user),
                "channel": {"id": channel.id, "name": channel.name or "directmessage"},
                "state": {"values": state_values(message.shown(), {})},
                "response_url": self.slack.give_response_url(channel.id, user, message.ts),
                "actions": [action],
            }
            | shown
        )

    def view_click(self, view: View, action: Json, user: str) -> Json:
        """``block_actions`` in a modal or Home tab."""
        return self._base("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self.slack.give_trigger(user, view.id),
            "view": self.view(view, view.typed),
            "actions": [action],
        }

    def submission(self, view: View, given: Typed, user: str) -> Json:
        """``view_submission``."""
        return self._base("view_submission", user) | {
            "trigger_id": self.slack.give_trigger(user, view.id),
            "view": self.view(view, given),
            "response_urls": [],
        }

    def closed(self, view: View, user: str, *, cleared: bool) -> Json:
        """``view_closed``; ``cleared`` when the whole stack went."""
        shown = self.view(view, view.typed)
        return self._base("view_closed", user) | {"view": shown, "is_cleared": cleared}

    def view(self, view: View, given: Typed) -> Json:
        """A view with its state."""
        return view.as_slack(self.slack.team_id, state_values(view.shown(), given))

    def command(self, command: str, text: str, user: str, channel_id: str) -> dict[str, str]:
        """A slash command's form fields."""
        who = self.person(user)
        channel = self.slack.channel(channel_id)
        return {
            "token": VERIFICATION,
            "team_id": self.slack.team_id,
            "team_domain": "lits",
            "channel_id": channel.id,
            "channel_name": channel.name or "directmessage",
            "user_id": user,
            "user_name": who.as_slack()["name"],
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self.slack.give_response_url(channel.id, user),
            "trigger_id": self.slack.give_trigger(user),
        }

    def event(self, event: Json) -> Json:
        """``event_callback`` around an event."""
        now = self.slack.clock.time()
        team = {"team_id": self.slack.team_id, "enterprise_id": self.slack.enterprise_id or None}
        return {
            "token": VERIFICATION,
            "team_id": self.slack.team_id,
            "api_app_id": APP_ID,
            "event": {"event_ts": self.slack.space.ts()} | event,
            "type": "event_callback",
            "event_id": f"Ev{self.slack.space.number():08d}",
            "event_time": int(now),
            "authorizations": [team | {"user_id": self.slack.space.bot.id, "is_bot": True} | NO_GRID],
            "is_ext_shared_channel": self._is_shared(event),
        }

    def person(self, user: str) -> User:
        """A known user; a test that forgot ``add_user`` is told."""
        assert user in self.slack.space.users, f"no user {user}: call slack.add_user first"
        return self.slack.space.users[user]

    def _is_shared(self, event: Json) -> bool:
        channel = self.slack.space.channels.get(str(event.get("channel", "")))
        return bool(channel and channel.is_ext_shared)

    def _base(self, kind: str, user: str) -> Json:
        who = self.person(user)
        handle = who.as_slack()["name"]
        return {
            "type": kind,
            "user": {"id": user, "username": handle, "name": handle, "team_id": who.team_id},
            "api_app_id": APP_ID,
            "token": VERIFICATION,
            "team": {"id": self.slack.team_id, "domain": "lits"},
            "enterprise": {"id": grid, "name": "Kommunen"} if (grid := self.slack.enterprise_id) else None,
        } | NO_GRID
