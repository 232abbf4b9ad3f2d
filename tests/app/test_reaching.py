"""The job that makes staff reachable in Teams: at once when staff or channels change, else seldom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.app.reaching import AGAIN, SELDOM, Reaching
from bot.app.wiring import Clock
from bot.chat.teams.reach import Reach
from bot.handlers.house import House
from bot.ports import ChannelAddress, Conversation, ConversationKind
from bot.rules.values import Person
from bot.storage import conversations, school, staff
from bot.storage.db import Database
from tests.handlers.town import school_of
from tests.storage.make import NOW

ANNA = Conversation(
    platform="teams", address="a:1", kind=ConversationKind.PERSONAL, service_url="", user="anna"
)


@dataclass
class Asked(Reach):
    """Writes down what it is asked; ``lacking`` is what it answers."""

    lacking: int = 0
    unclear: int = 0
    """How many strangers nobody says anything of."""
    asked_of: list[Sequence[str]] = field(default_factory=list)
    wanted: list[Sequence[str]] = field(default_factory=list)

    async def meet(self, strangers: Sequence[Conversation]) -> int:
        if strangers:
            self.asked_of.append([one.user for one in strangers])
        return self.unclear if strangers else 0

    async def install(self, addresses: Sequence[str]) -> int:
        self.wanted.append(addresses)
        return self.lacking


class Hand(Clock):
    """A clock set by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def test_it_looks_when_something_changed_and_sooner_again_where_something_lacks(database: Database) -> None:
    clock, reach = Hand(), Asked()
    job = Reaching(House(db=database, schools=(school_of(),)), reach, clock)

    def looks(after: float = 0.0) -> int:
        clock.seconds += after
        asyncio.run(job.run())
        return len(reach.wanted)

    assert (looks(), looks(60)) == (1, 1)
    with database.write() as conn:
        person = Person(email="anna@lits.example", school="Lits skola", name="Anna", roles=frozenset())
        staff.replace_staff(conn, "Lits skola", [person])
        conversations.met(conn, ANNA, NOW)
    assert (looks(60), reach.asked_of) == (2, [["anna"]])
    channel = ChannelAddress(audience="mentor:a", platform="teams", address="@anna@lits.example")
    with database.write() as conn:
        school.replace_channels(conn, "Lits skola", [channel])
    reach.lacking = 1
    assert (looks(60), list(reach.wanted[-1])) == (3, ["@anna@lits.example"])
    assert (looks(AGAIN - 1), looks(1)) == (3, 4)
    reach.lacking = 0
    assert (looks(AGAIN), looks(SELDOM - 1), looks(1)) == (5, 5, 6)


def test_whoever_installed_the_app_meanwhile_is_asked_for_at_once_and_alone(database: Database) -> None:
    clock, reach = Hand(), Asked()
    job = Reaching(House(db=database, schools=(school_of(),)), reach, clock)

    def runs(after: float, *installed: Conversation) -> list[Sequence[str]]:
        with database.write() as conn:
            for one in installed:
                conversations.met(conn, one, NOW)
        clock.seconds += after
        reach.asked_of.clear()
        asyncio.run(job.run())
        return list(reach.asked_of)

    assert runs(0, ANNA) == [["anna"]]
    assert runs(60) == []
    reach.unclear = 1
    assert runs(60, replace(ANNA, address="a:2", user="omar")) == [["omar"]]
    assert runs(AGAIN - 1) == []
    assert runs(1) == [["anna", "omar"]]
    assert len(reach.wanted) == 2
