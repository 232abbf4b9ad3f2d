"""A chat that loses answers and cannot be searched: what is posted but once is posted again, a digest is not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handlers.deliver import Deliverer
from bot.notices.model import Notice, NoticeKind
from bot.ports import NoLookUpError, Receipt, SendError
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, MONDAY, Town, ladder, pupil, school_of

REFERS = HOURS.replace("talked_with_pupil: {}", "talked_with_pupil: {refer: health_team}")


@dataclass
class Losing(Posts):
    """Takes the first list it is given without a word, and knows nothing of what it took."""

    lost: bool = False

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        taken = await super().post(address, notice, key, thread)
        if notice.kind is NoticeKind.QUEUE and not self.lost:
            self.lost = True
            raise SendError("no answer", unknown=True)
        return taken

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        raise NoLookUpError("nobody can look")


def test_the_health_teams_list_is_never_given_up_for_a_lost_answer(database: Database) -> None:
    town = Town(
        database, [school_of(steps=ladder(REFERS))], [pupil("p1"), *(pupil(f"q{n}") for n in range(11))]
    )
    town.days(MONDAY, 2, p1="AAAA")
    town.press(town.case().waiting[0], "talked_with_pupil", town.case().mentor)
    chat = Losing()
    for minutes in (0, 1, 60):
        clock = Standing(town.clock + timedelta(minutes=minutes))
        asyncio.run(Deliverer(town.house, {"local": chat}, clock, settle=timedelta()).run())
    lists = [notice for _, notice in chat.posted if notice.kind is NoticeKind.QUEUE]
    assert len(lists) == 2
    assert not lists[0].repeat
    assert lists[1].repeat
