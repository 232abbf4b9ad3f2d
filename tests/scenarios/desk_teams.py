"""A school in Teams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from time import time as wall_clock
from typing import Any

import httpx
from starlette.routing import Route

from bot.chat.teams.account import Account
from bot.chat.teams.client import TeamsChat
from bot.chat.teams.inbound import routes
from bot.chat.teams.keys import Keys, fetched
from bot.handlers.conversations import HouseConversations
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from tests.scenarios.desk import Moment
from tests.scenarios.reading import Shown, plain
from tests.scenarios.reading_teams import read, read_dialog, versions
from tests.scenarios.setting import Somebody
from tests.slack.serve import Served
from tests.teams.client import Clicker
from tests.teams.people import Dialog, Json, Message, User
from tests.teams.server import TeamsServer
from tests.teams.signed import How
from tests.teams.touch import find, opens_dialog

HOUR, LONG = 3600, 10**9
LINE = "application/vnd.microsoft.activity.message"


class Hand(Clicker):
    """Signs by the wall clock, as Teams does: a story's days say nothing of when an activity was signed."""

    def __init__(self, teams: TeamsServer, base_url: str) -> None:
        super().__init__(teams, base_url)
        self.lines: list[tuple[str, str]] = []

    def post(self, activity: Json, how: How, after: Any = lambda _: None) -> httpx.Response:
        """Sign and send; a line for the one who clicked is kept."""
        now = int(wall_clock())
        answer = super().post(activity, {**how, "claims": {"nbf": now, "exp": now + HOUR}}, after)
        if (line := _line(answer)) is not None:
            self.lines.append((activity["from"]["id"], line))
        return answer

    def touch(self, at: Message, action: str, user: str) -> httpx.Response:
        """Click in a message as it was when it was read, though it may have changed meanwhile."""
        found = find(at.card, action)
        place = self.teams.conversation(at.conversation).message(at.id)
        assert place, "the message is gone"
        if opens_dialog(found):
            return self.fetch(found["data"], place, user=user)
        return self.execute(found, place, user=user)


def _line(answer: httpx.Response) -> str | None:
    body = answer.json() if answer.status_code == 200 and answer.content.strip() else {}
    task = body.get("task") or {}
    said = body.get("value") if body.get("type") == LINE else None
    return str(task["value"]) if task.get("type") == "message" else said


class TeamsDesk:
    """The desk of a tenant. What the bot answers somebody's words with stands in their chat like any message."""

    name = "teams"

    def __init__(self) -> None:
        self.server = TeamsServer(rate_limit=True, token_seconds=LONG)
        self.clock = self.server.clock
        self.users: dict[str, User] = {}
        self.answers: set[tuple[str, str]] = set()

    def connect(self, house: House, inbox: HouseInbox, names: Callable[[str], str]) -> Sequence[Route]:
        """The platform and its address."""
        server = self.server
        account = Account(
            client_id=server.app_id,
            client_secret=server.secret,
            tenant_id=server.tenant_id,
            login_url=server.login_endpoint,
            openid_url=server.openid_url,
            service_url=server.service_url,
        )
        places = HouseConversations(house, inbox._now)
        self.chat = TeamsChat(account=account, who=inbox.who, names=names, places=places)
        keys = Keys(lambda: fetched(account.openid_url), later=self.chat.later)
        return routes(inbox=inbox, chat=self.chat, keys=keys, language=house.schools[0].language)

    def open(self, people: Iterable[Somebody], rooms: Iterable[str], served: Served) -> None:
        """The tenant with its people and a team, the app installed for all of them."""
        self.server.__enter__()
        self.hand = Hand(self.server, served.url)
        for person in people:
            self.users[person.user] = self.server.add_user(person.email, name=person.name)
        for room in rooms:
            self.server.add_channel(room)
        self.rooms = sorted(rooms)

    def install(self) -> None:
        """For everybody, and in the team."""
        for user in self.users.values():
            self.server.add_personal(user, installed=False)
            self.hand.install(user=user.id)
        if self.rooms:
            anybody = next(iter(self.users.values()))
            self.hand.install(user=anybody.id, conversation=self._id(self.rooms[0]))

    def close(self, error: type[BaseException] | None, served: Served) -> None:
        """Hang up."""
        served.run(self.chat.close())
        self.hand.__exit__()
        self.server.__exit__(error, None, None)

    def settled(self) -> Any:
        """See the desk."""
        return self.chat.later.settled()

    def address(self, room: str) -> str:
        """A channel within its team."""
        place = self.server.conversation(self._id(room)) if self.server.tenant.conversations else None
        return f"{place.team}/{place.id}" if place else f"19:lits-skola@thread.tacv2/{self._id(room)}"

    def messages(self, room: str) -> list[Shown]:
        """See the desk."""
        where = self.users[room].id if room in self.users else self._id(room)
        bot = self.server.tenant.bot_id
        return [
            read(one) for one in self.server.messages(where) if one.sender == bot and not self._is_answer(one)
        ]

    def written(self) -> Iterator[tuple[str, Shown, Sequence[str]]]:
        """Every conversation, deleted messages and answers to one person's words too: they stay there."""
        bot = self.server.tenant.bot_id
        for place in self.server.tenant.conversations.values():
            room = place.id if place.user else f"C{place.id}"
            for one in (*place.messages, *place.deleted):
                if one.sender == bot:
                    yield room, read(one), versions(one)

    def click(self, who: Somebody, action: str, at: Shown) -> httpx.Response:
        """In a dialog or a message, as it was when it was read."""
        user = self.users[who.user].id
        if isinstance(at.place, Dialog):
            return self.hand.press(action, user=user, dialog=at.place)
        return self.hand.touch(at.place, action, user)

    def submit(self, who: Somebody, at: Shown, fields: dict[str, Any]) -> httpx.Response:
        """A dialog."""
        user = self.users[who.user].id
        return self.hand.submit(fields, dialog=at.place, action=at.form, user=user)

    def command(self, who: Somebody, words: str) -> httpx.Response:
        """Written to the bot; what it writes back belongs to the one who wrote."""
        return self.hand.say(words or "mina ärenden", user=self.users[who.user].id)

    def moment(self, who: Somebody) -> Moment:
        """See the desk."""
        return Moment(
            top=_mark(self._top(who)), lines=len(self.hand.lines), written=len(self._written_to(who))
        )

    def since(self, who: Somebody, before: Moment) -> tuple[Shown | None, Shown | None, dict[str, str]]:
        """Called before anything else is delivered: what was written to them now answers them."""
        user, top = self.users[who.user].id, self._top(who)
        answers = self._written_to(who)[before.written :]
        self.answers |= {(one.conversation, one.id) for one in answers}
        lines = [line for to, line in self.hand.lines[before.lines :] if to == user]
        said = Shown(place=None, heading="", text=plain(lines[-1]), buttons=(), menu=()) if lines else None
        if top is not None and _mark(top) != before.top:
            shown = read_dialog(top)
            wrong = shown.form and top.versions and _wrong(top)
            return (None, None, wrong) if wrong else (shown, said, {})
        return read(answers[-1]) if answers else None, said, {}

    def _top(self, who: Somebody) -> Dialog | None:
        user = self.users[who.user].id
        found = [one for one in self.server.dialogs if one.is_open and one.user == user]
        return found[-1] if found else None

    def _written_to(self, who: Somebody) -> list[Message]:
        bot = self.server.tenant.bot_id
        return [one for one in self.server.messages(self.users[who.user].id) if one.sender == bot]

    def _is_answer(self, message: Any) -> bool:
        return (message.conversation, message.id) in self.answers

    def _id(self, room: str) -> str:
        return f"19:{room}@thread.tacv2"


def _wrong(top: Dialog) -> dict[str, str]:
    """What stands below an input that was filled in wrongly, by the input."""
    items = [*_flat(top.card.get("body", []))]
    return {
        str(one["id"]): str(after["text"])
        for one, after in pairwise(items)
        if str(one.get("type", "")).startswith("Input.")
        and after.get("type") == "TextBlock"
        and after.get("weight") == "Bolder"
        and after.get("spacing") == "Small"
    }


def _flat(value: Any) -> Iterator[Json]:
    for one in value:
        yield one
        for key in ("items", "columns"):
            yield from _flat(one.get(key, ()))


def _mark(top: Dialog | None) -> object:
    return (id(top), len(top.versions)) if top else None
