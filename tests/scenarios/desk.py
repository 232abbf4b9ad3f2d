"""Where a school's people read and press: one chat of theirs, as a story needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from starlette.routing import Route

from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.ports import ChatPlatform
from tests.scenarios.reading import Shown
from tests.scenarios.setting import Somebody
from tests.slack.clock import Clock
from tests.slack.serve import Served


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a person has in front of them, to be compared with later: the view on top, the lines only they see."""

    top: object
    lines: int
    written: int = 0
    """How many messages the bot has written to them alone."""


class Desk(Protocol):
    """A chat with a server of its own. Rooms are ``C8C``, ``CEHT``; somebody's code is the room with the bot."""

    name: str

    @property
    def clock(self) -> Clock:
        """The server's."""
        ...

    @property
    def chat(self) -> ChatPlatform:
        """What the bot posts with; there once connected."""
        ...

    def connect(self, house: House, inbox: HouseInbox, names: Callable[[str], str]) -> Sequence[Route]:
        """Make the chat platform; where its clicks come in."""
        ...

    def open(self, people: Iterable[Somebody], rooms: Iterable[str], served: Served) -> None:
        """Start the server with these people and rooms; ``served`` takes the clicks."""
        ...

    def install(self) -> None:
        """The app is installed where it has to be, once the staff are known."""
        ...

    def close(self, error: type[BaseException] | None, served: Served) -> None:
        """Hang up; without an error the server's own checks are made."""
        ...

    def settled(self) -> Any:
        """Awaited: everything that is shown after an answer is shown."""
        ...

    def address(self, room: str) -> str:
        """A room as channels.csv names it."""
        ...

    def messages(self, room: str) -> list[Shown]:
        """What the bot wrote there and what it says now, oldest first."""
        ...

    def written(self) -> Iterable[tuple[str, Shown, Sequence[str]]]:
        """Everything the bot wrote that others read too: room, as it is now, every version as text."""
        ...

    def click(self, who: Somebody, action: str, at: Shown) -> httpx.Response:
        """One signed click."""
        ...

    def submit(self, who: Somebody, at: Shown, fields: dict[str, Any]) -> httpx.Response:
        """Send an open form."""
        ...

    def command(self, who: Somebody, words: str) -> httpx.Response:
        """``/franvaro …``, or the same written to the bot."""
        ...

    def moment(self, who: Somebody) -> Moment:
        """What they have in front of them."""
        ...

    def since(self, who: Somebody, before: Moment) -> tuple[Shown | None, Shown | None, dict[str, str]]:
        """The view that opened or changed, the line only they see, what is wrong in the form they sent."""
        ...
