"""The fixed job that makes staff reachable in Teams, whenever staff or channels changed and twice a day besides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.app.wiring import Clock
from bot.handlers.house import House
from bot.ports import ChatPlatform, Conversation, Inbox
from bot.settings import Settings
from bot.storage import conversations, school, staff

if TYPE_CHECKING:
    from bot.chat.teams.reach import Reach
    from bot.graph.client import Graph

log = logging.getLogger("lots")
TEAMS = "teams"
AGAIN, SELDOM = 600.0, 12 * 3600.0
"""Seconds until the next look: where something was lacking, and where nothing was."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Who is staff, and where channels.csv has them asked."""

    staff: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


class Reaching:
    """``run`` is called every minute, and seldom does anything."""

    def __init__(self, house: House, reach: Reach, clock: Clock) -> None:
        self._house, self._reach, self._clock = house, reach, clock
        self._seen = Wanted()
        self._strangers: frozenset[str] = frozenset()
        self._next = float("-inf")

    async def run(self) -> None:
        """Link who is linked to nobody, whoever is new of them at once; then have the app wherever it lacks."""
        wanted, strangers = await asyncio.to_thread(self._read)
        new = [one for one in strangers if one.address not in self._strangers]
        self._strangers = frozenset(one.address for one in strangers)
        if wanted == self._seen and self._clock.monotonic() < self._next:
            if await self._reach.meet(new):
                self._next = min(self._next, self._clock.monotonic() + AGAIN)
            return
        self._seen, self._next = wanted, self._clock.monotonic() + AGAIN
        lacking = await self._reach.meet(strangers) + await self._reach.install(sorted(wanted.addresses))
        if lacking:
            log.warning("%d places in Teams cannot be written to: `lots check` names each", lacking)
        else:
            self._next = self._clock.monotonic() + SELDOM

    def _read(self) -> tuple[Wanted, tuple[Conversation, ...]]:
        with self._house.db.read() as conn:
            wanted = Wanted(staff=staff.emails(conn), addresses=school.addresses(conn, TEAMS))
            return wanted, conversations.strangers(conn, TEAMS)


def reaching_of(
    settings: Settings,
    house: House,
    inbox: Inbox,
    clock: Clock,
    found: Mapping[str, ChatPlatform],
    graph: Graph | None,
) -> Reaching | None:
    """The job; None without Teams."""
    if settings.teams is None:
        return None
    from bot.chat.teams.client import TeamsChat
    from bot.chat.teams.reach import Reach

    chat = found[TEAMS]
    assert isinstance(chat, TeamsChat)
    return Reaching(house, Reach(chat, inbox, graph, settings.teams.catalogue_id or ""), clock)
