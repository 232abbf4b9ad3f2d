"""The people and the machinery on Slack's side: signed clicks, forms, commands and events.

``Clicker(slack, base_url=…)`` posts and waits. ``AsyncClicker(slack, app=…)`` does the same inside
the test's own event loop. An app that needs a thread of its own: ``with Served(app) as url``.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar, Unpack

import httpx
from starlette.types import ASGIApp

from tests.posting import After, AsyncPoster, Poster
from tests.slack.messages import Json, Message, View
from tests.slack.payloads import Payloads
from tests.slack.server import SlackServer
from tests.slack.signed import FORM, JSON, How, Signed, form, interaction, sign
from tests.slack.state import Values, state_values, typed, unanswered
from tests.slack.touch import button_action, find, menu_action, pick_action
from tests.slack.views import by_id

T = TypeVar("T")
PATH = "/slack/events"


class Clicks(Generic[T]):
    """What people do; every method posts one signed request and gives what ``send`` gives.

    All take ``timestamp``, ``signature``, ``secret``, ``retry``, ``headers`` and ``payload`` to send it
    otherwise (``How``).
    """

    def __init__(self, slack: SlackServer, send: Callable[[Signed, After], T]) -> None:
        self.slack = slack
        self.payloads = Payloads(slack)
        self.sent: list[Signed] = []
        self._transport = send

    def press(
        self,
        action_id: str,
        *,
        user: str,
        channel: str = "",
        ts: str = "",
        view: View | None = None,
        value: str | None = None,
        **how: Unpack[How],
    ) -> T:
        """Click a button in a message (``ts``, else the newest of ``channel``) or in ``view``."""
        place = view or self._message(channel, ts, user)
        found = find(place.shown(), action_id, value, ["button"])
        return self._act(place, button_action(found, self.slack.space.ts()), user, how)

    def menu(
        self,
        option: str,
        *,
        user: str,
        action_id: str = "more",
        channel: str = "",
        ts: str = "",
        view: View | None = None,
        **how: Unpack[How],
    ) -> T:
        """Choose from an overflow menu: ``option`` is a value, its last part after a dot, or a label."""
        place = view or self._message(channel, ts, user)
        found = find(place.shown(), action_id, None, ["overflow"])
        return self._act(place, menu_action(found, option, self.slack.space.ts()), user, how)

    def pick(self, action_id: str, value: object, *, view: View, user: str = "", **how: Unpack[How]) -> T:
        """Choose in a select or picker of a view that tells the app at once."""
        blocks = view.shown()
        block, element = find(blocks, action_id, None)
        action = pick_action(blocks, (block, element), value, self.slack.space.ts())
        view.typed |= typed(blocks, {f"{block['block_id']}/{element['action_id']}": value})
        return self._act(view, action, user or view.user, how)

    def fill(self, values: Values, *, view: View | None = None) -> None:
        """Type into a form without sending it yet."""
        view = view or self.slack.latest_view()
        view.typed |= typed(view.shown(), values)

    def submit(
        self,
        values: Values,
        *,
        view: View | str | None = None,
        user: str = "",
        by_hand: bool = True,
        **how: Unpack[How],
    ) -> T:
        """Fill in and send a form (else the one on top); what the app answers is then shown.

        Fails where Slack itself would not let it pass (required and empty, too long), unless
        ``by_hand`` is False: a forged submission.
        """
        view = self._view(view, user)
        view.typed |= typed(view.shown(), values)
        wrong = unanswered(view.shown(), state_values(view.shown(), view.typed)) if by_hand else []
        assert not wrong, "; ".join(wrong)
        payload = self.payloads.submission(view, view.typed, user or view.user)
        return self._interact(payload, how, lambda answer: self._shown(view, answer))

    def close(self, *, view: View | str | None = None, user: str = "", **how: Unpack[How]) -> T:
        """Close a form; Slack only tells apps that asked for it (``notify_on_close``)."""
        view = self._view(view, user)
        assert view.payload.get("notify_on_close"), "the view does not ask for view_closed"
        view.is_open = False
        payload = self.payloads.closed(view, user or view.user, cleared=False)
        return self._interact(payload, how)

    def command(
        self, user: str, text: str = "", *, command: str = "/franvaro", channel: str = "", **how: Unpack[How]
    ) -> T:
        """Type a slash command, in ``channel`` or in the direct message with the bot."""
        fields = self.payloads.command(command, text, user, channel or user)
        return self.post(form(fields | dict(how.get("payload", {}))), FORM, how)

    def event(self, event: Json, **how: Unpack[How]) -> T:
        """Something happened; ``payload`` changes the envelope (``event_id``, ``team_id`` …)."""
        body = self.payloads.event(event) | dict(how.get("payload", {}))
        return self.post(json.dumps(body).encode(), JSON, how)

    def app_home_opened(self, user: str, **how: Unpack[How]) -> T:
        """A person opens the app's Home tab."""
        direct = self.slack.channel(user).id
        return self.event({"type": "app_home_opened", "user": user, "channel": direct, "tab": "home"}, **how)

    def message_im(self, user: str, text: str, **how: Unpack[How]) -> T:
        """A person writes to the bot in private."""
        said = self.slack.say(self.slack.channel(user).id, user, text)
        event = said.as_slack() | {"channel": said.channel, "channel_type": "im", "team": self.slack.team_id}
        return self.event(event, **how)

    def member_left(self, user: str, channel: str, **how: Unpack[How]) -> T:
        """A person, or with the bot's own id the bot, leaves a channel."""
        if user == self.slack.space.bot.id:
            self.slack.channel(channel).bot_in = False
        left = {"type": "member_left_channel", "user": user, "channel": channel, "channel_type": "C"}
        return self.event(left | {"team": self.slack.team_id}, **how)

    def url_verification(self, challenge: str = "challenge-3eZbrw1a", **how: Unpack[How]) -> T:
        """Slack asks whether the address is ours."""
        body = {"type": "url_verification", "token": "deprecated-token", "challenge": challenge}
        return self.post(json.dumps(body).encode(), JSON, how)

    def ssl_check(self, **how: Unpack[How]) -> T:
        """Slack's certificate check; pass ``signature=""`` for the unsigned one anybody can send."""
        return self.post(form({"ssl_check": "1", "token": "deprecated-token"}), FORM, how)

    def post(self, body: bytes, content_type: str, how: How, after: After = lambda _: None) -> T:
        """Sign any body and send it."""
        signed = sign(body, content_type, self.slack.clock.time(), self.slack.signing_secret, how)
        return self.replay(signed, after)

    def replay(self, signed: Signed, after: After = lambda _: None) -> T:
        """Send what was sent before (``clicker.sent[-1]``, or its ``.again()``) once more, byte for byte."""
        self.sent.append(signed)
        return self._transport(signed, after)

    def _interact(self, payload: Json, how: How, after: After = lambda _: None) -> T:
        return self.post(interaction(payload | dict(how.get("payload", {}))), FORM, how, after)

    def _act(self, place: View | Message, action: Json, user: str, how: How) -> T:
        if isinstance(place, View):
            return self._interact(self.payloads.view_click(place, action, user), how)
        return self._interact(self.payloads.message_click(place, action, user), how)

    def _message(self, channel: str, ts: str, user: str) -> Message:
        place = self.slack.channel(channel)
        there = [
            *place.messages,
            *(m for m in self.slack.ephemerals if m.channel == place.id and m.to == user),
        ]
        fits = [message for message in there if ts in {"", message.ts}]
        assert fits, f"no message {ts} in {channel}"
        return max(fits, key=lambda message: message.ts)

    def _view(self, view: View | str | None, user: str) -> View:
        found = (
            by_id(self.slack.space, view) if isinstance(view, str) else view or self.slack.latest_view(user)
        )
        assert found, f"no view {view}"
        assert found.is_open, f"the view {found.id} is closed"
        return found

    def _shown(self, view: View, answer: httpx.Response) -> None:
        if answer.status_code == 200:
            self.slack.answered(view, answer.json() if answer.content.strip() else {})


class Clicker(Poster, Clicks[httpx.Response]):
    """Clicks that are posted to ``base_url``."""

    def __init__(self, slack: SlackServer, base_url: str, *, path: str = PATH, timeout: float = 30) -> None:
        Poster.__init__(self, base_url, path, timeout)
        Clicks.__init__(self, slack, self.send)


class AsyncClicker(AsyncPoster, Clicks[Awaitable[httpx.Response]]):
    """Clicks that are awaited, in the running loop where there is an ``app``."""

    def __init__(
        self,
        slack: SlackServer,
        *,
        app: ASGIApp | None = None,
        base_url: str = "http://app",
        path: str = PATH,
    ) -> None:
        AsyncPoster.__init__(self, app, base_url, path)
        Clicks.__init__(self, slack, self.send)
