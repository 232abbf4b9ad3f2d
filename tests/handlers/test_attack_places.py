"""Where a question goes: to nobody who was not asked, and never nowhere without the principal hearing of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date

from bot.handlers.deliver import Deliverer
from bot.handlers.roster import forget
from bot.notices.model import Notice
from bot.ports import Receipt, SendError
from bot.rules.state import AskKind
from bot.storage import cases, outbox
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, LIT, MONDAY, Town, email, ladder, pupil, school_of

SECRET = HOURS.replace("talked_with_pupil: {}, closed_it: {closes: true}", "guardian_informed: {}")
WEDNESDAY = date(2026, 8, 19)


@dataclass
class Gone(Posts):
    """A chat whose channels are all gone."""

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        raise SendError("channel_not_found", permanent=True)


def deliver(town: Town, chat: Posts) -> None:
    asyncio.run(Deliverer(town.house, {chat.name: chat}, Standing(town.clock)).run())


def test_a_mentors_secret_decision_is_put_to_that_mentor_alone(database: Database) -> None:
    pupils = [pupil("p1"), pupil("p2", class_name="9A"), pupil("p3", class_name="7B")]
    town = Town(database, [school_of(steps=ladder(SECRET))], pupils)
    town.days(MONDAY, 2, p1="AAAA")
    with town.db.read() as conn:
        assert outbox.places(conn, town.case().waiting[0].id) == (("local", f"@{email('8C', LIT)}"),)


def test_a_question_given_up_and_the_principal_asked_are_one(database: Database) -> None:
    town = Town(database)
    town.days(MONDAY, 2, p1="AAAA")
    asked = town.case().waiting[0]
    deliver(town, Gone())
    kinds = {ask.kind for ask in town.case().waiting}
    assert kinds == {AskKind.STAGE, AskKind.WHO_TAKES}
    assert "delivery_failed" in town.journal(town.case())
    with town.db.read() as conn:
        assert cases.case_by_ask(conn, asked.id) is not None


def test_a_question_never_posted_is_not_posted_to_say_that_it_is_gone(database: Database) -> None:
    town = Town(database)
    town.days(MONDAY, 2, p1="AAAA")
    forget(town.house, "p1", town.clock)
    chat = Posts()
    deliver(town, chat)
    assert chat.posted == []
