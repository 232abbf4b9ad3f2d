"""An answer that refers and closes: nothing waits, and the role hears of it all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.handlers.deliver import Deliverer
from bot.mail.post import MailPost
from bot.ports import ChatPlatform
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.test_mail import EHT, NAMES, Mails
from tests.handlers.town import HOURS, MONDAY, Town, ladder, pupil, school_of

BOXES = {"health_team": EHT}
STEPS = HOURS.replace("closed_it: {closes: true}", "closed_it: {closes: true, refer: health_team}")


def closed(database: Database) -> Town:
    town = Town(database, [school_of(steps=ladder(STEPS))], [pupil(f"p{n}") for n in range(1, 13)])
    town.house = replace(town.house, boxes=BOXES)
    town.days(MONDAY, 2, p1="AAAA")
    town.close()
    return town


def deliver(town: Town) -> tuple[Posts, Mails]:
    chat, mails = Posts(), Mails()
    chats: dict[str, ChatPlatform] = {"local": chat, "mail": MailPost(mails, BOXES)}
    asyncio.run(Deliverer(town.house, chats, Standing(town.clock)).run())
    return chat, mails


def test_an_answer_that_refers_and_closes_is_mailed_and_told_in_the_channel(database: Database) -> None:
    town = closed(database)
    chat, mails = deliver(town)
    ((to, subject, text, _),) = mails.sent_to
    assert to == EHT
    assert f"Ärende {town.case().ref} är avslutat." in text
    assert not any(name in subject + text for name in NAMES)
    assert [one.kind for at, one in chat.posted if at == "room-health_team@lits.example"] == ["copy"]


@pytest.mark.parametrize("protected", [False, True])
def test_put_back_or_of_a_pupil_who_may_not_be_shown_nothing_is_said(
    database: Database, protected: bool
) -> None:
    town = closed(database)
    if protected:
        town.enrol(*(one for one in town.pupils if one.pupil_id != "p1"), protected=["p1"])
        town.poll(town.clock.date(), 18)
    else:
        town.press(town.case().asks[0], "undo", town.case().mentor)
    chat, mails = deliver(town)
    assert mails.sent_to == []
    assert [at for at, _ in chat.posted if at == "room-health_team@lits.example"] == []
