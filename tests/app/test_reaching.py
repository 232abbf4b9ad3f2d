"""The job that makes staff reachable in Teams: at once when staff or channels change, else seldom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    met: list[Sequence[Conversation]] = field(default_factory=list)
    wanted: list[Sequence[str]] = field(default_factory=list)

    async def meet(self, strangers: Sequence[Conversation]) -> int:
        self.met.append(strangers)
        return 0

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
        return len(reach.met)

    assert (looks(), looks(60)) == (1, 1)
    with database.write() as conn:
        person = Person(email="anna@lits.example", school="Lits skola", name="Anna", roles=frozenset())
        staff.replace_staff(conn, "Lits skola", [person])
        conversations.met(conn, ANNA, NOW)
    assert (looks(60), list(reach.met[-1])) == (2, [ANNA])
    channel = ChannelAddress(audience="mentor:a", platform="teams", address="@anna@lits.example")
    with database.write() as conn:
        school.replace_channels(conn, "Lits skola", [channel])
    reach.lacking = 1
    assert (looks(60), list(reach.wanted[-1])) == (3, ["@anna@lits.example"])
    assert (looks(AGAIN - 1), looks(1)) == (3, 4)
    reach.lacking = 0
    assert (looks(AGAIN), looks(SELDOM - 1), looks(1)) == (5, 5, 6)
