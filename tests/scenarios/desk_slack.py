"""A school in Slack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from time import time as wall_clock
from typing import Any

import httpx
from starlette.routing import Route

from bot.chat.slack.backlog import Quiet
from bot.chat.slack.client import SlackChat
from bot.chat.slack.inbound import Inbound, Patience, routes
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from tests.posting import After
from tests.scenarios.desk import Moment
from tests.scenarios.reading import Shown
from tests.scenarios.reading_slack import read, versions
from tests.scenarios.setting import Somebody
from tests.slack.client import Clicker
from tests.slack.messages import Message, View
from tests.slack.serve import Served
from tests.slack.server import SlackServer
from tests.slack.signed import How
from tests.slack.touch import button_action, find, menu_action, touchable


class Hand(Clicker):
    """Signs by the wall clock, as Slack does: a story's days say nothing of when a request was signed."""

    def post(self, body: bytes, content_type: str, how: How, after: After = lambda _: None) -> httpx.Response:
        """Sign and send."""
        now: How = {"timestamp": wall_clock()}
        return super().post(body, content_type, {**now, **how}, after)

    def touch(self, place: Message | View, action: str, user: str) -> httpx.Response:
        """Click the action's button, or its line behind the dots."""
        buttons = {one.get("action_id") for _, one in touchable(place.shown()) if one["type"] == "button"}
        now = self.slack.space.ts()
        if action in buttons:
            made = button_action(find(place.shown(), action, None, ["button"]), now)
        else:
            made = menu_action(find(place.shown(), "more", None, ["overflow"]), action, now)
        return self._act(place, made, user, {})


class SlackDesk:
    """The desk of a workspace."""

    name = "slack"

    def __init__(self) -> None:
        self.server = SlackServer(rate_limit=True)
        self.clock = self.server.clock

    def connect(self, house: House, inbox: HouseInbox, names: Callable[[str], str]) -> Sequence[Route]:
        """The platform and its address."""
        self.chat = SlackChat(
            token=self.server.token,
            who=inbox.who,
            names=names,
            api_url=self.server.api_url,
            clock=self.clock.monotonic,
            now=self.clock.time,
            pace=1.0,
        )
        language = house.schools[0].language
        secret = self.server.signing_secret
        return routes(Inbound(inbox, self.chat, language, Patience(quiet=Quiet(gap=0, longest=0))), secret)

    def open(self, people: Iterable[Somebody], rooms: Iterable[str], served: Served) -> None:
        """The workspace with its people and channels."""
        self.server.__enter__()
        self.hand = Hand(self.server, served.url)
        for person in people:
            self.server.add_user(person.email, id=person.user, name=person.name)
        for room in rooms:
            self.server.add_channel(room, name=room.lower())

    def install(self) -> None:
        """Nothing to do: the manifest brought the bot in."""

    def close(self, error: type[BaseException] | None, served: Served) -> None:
        """Hang up."""
        served.run(self.chat.close())
        self.hand.__exit__()
        self.server.__exit__(error, None, None)

    def settled(self) -> Any:
        """See the desk."""
        return self.chat.later.settled()

    def address(self, room: str) -> str:
        """A channel's id."""
        return room

    def messages(self, room: str) -> list[Shown]:
        """See the desk."""
        return [read(one) for one in self.server.messages(room) if one.bot_id]

    def written(self) -> Iterator[tuple[str, Shown, Sequence[str]]]:
        """Channels and direct messages, deleted ones too."""
        for channel in self.server.space.channels.values():
            for one in (*channel.messages, *channel.deleted):
                if one.bot_id:
                    yield one.channel, read(one), versions(one)

    def click(self, who: Somebody, action: str, at: Shown) -> httpx.Response:
        """See the desk."""
        return self.hand.touch(at.place, action, who.user)

    def submit(self, who: Somebody, at: Shown, fields: dict[str, Any]) -> httpx.Response:
        """See the desk."""
        return self.hand.submit(fields, view=at.place, user=who.user)

    def command(self, who: Somebody, words: str) -> httpx.Response:
        """See the desk."""
        return self.hand.command(who.user, words)

    def moment(self, who: Somebody) -> Moment:
        """See the desk."""
        top = self._top(who)
        return Moment(top=(top.id, top.hash) if top else None, lines=len(self.server.ephemerals))

    def since(self, who: Somebody, before: Moment) -> tuple[Shown | None, Shown | None, dict[str, str]]:
        """See the desk."""
        top = self._top(who)
        if top is not None and top.errors:
            return None, None, dict(top.errors)
        changed = top is not None and (top.id, top.hash) != before.top
        said = [one for one in self.server.ephemerals[before.lines :] if one.to == who.user]
        return read(top) if top is not None and changed else None, read(said[-1]) if said else None, {}

    def _top(self, who: Somebody) -> View | None:
        found = [view for view in self.server.views if view.is_open and view.user == who.user]
        return found[-1] if found else None
