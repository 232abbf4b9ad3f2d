"""A message that somebody deleted keeps none of the others of its question as they were."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.handlers.deliver import Delivered, Deliverer
from bot.notices.model import Notice, NoticeKind
from bot.ports import Receipt, SendError
from bot.storage import posts
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, MONDAY, Town, ladder, school_of


@dataclass
class Deleted(Posts):
    """Does not know the messages named any more."""

    gone: frozenset[str] = frozenset()
    drawn: dict[str, NoticeKind] = field(default_factory=dict)

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Refused for good where it was deleted."""
        if receipt.message in self.gone:
            raise SendError("ActivityNotFoundInConversation", permanent=True)
        self.drawn[receipt.message] = notice.kind


def asked_twice(database: Database) -> tuple[Town, tuple[str, str]]:
    """A question whose message stands twice in its channel, as one does that came back after a rest."""
    town = Town(database, [school_of(steps=ladder(HOURS))])
    town.days(MONDAY, 2, p1="AAAA")
    deliver(town, Deleted())
    ask = town.case().waiting[0]
    with town.db.write() as conn:
        (first,) = posts.posts_of(conn, ask.id)
        again = Receipt(platform="local", channel=first.receipt.channel, message="again")
        posts.keep(conn, again, case_id=first.case_id, ask_id=ask.id, kind="ask", at=town.clock)
    town.press(ask, "talked_with_pupil", town.case().mentor)
    return town, (first.receipt.message, "again")


def deliver(town: Town, chat: Deleted) -> Delivered:
    """Everything that is due."""
    return asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())


@pytest.mark.parametrize("deleted", [0, 1])
def test_the_one_that_stands_is_redrawn(database: Database, deleted: int) -> None:
    town, both = asked_twice(database)
    chat = Deleted(gone=frozenset({both[deleted]}))
    done = deliver(town, chat)
    assert chat.drawn == {both[1 - deleted]: NoticeKind.ANSWERED}
    assert done.failed == 0


def test_where_none_stands_any_more_it_is_given_up(database: Database) -> None:
    town, both = asked_twice(database)
    assert deliver(town, Deleted(gone=frozenset(both))).failed == 1
