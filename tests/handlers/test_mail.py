"""A referral is mailed to the role's mailbox too: by reference, and marked where it may be a repetition."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from inline_snapshot import snapshot

from bot.handlers.deliver import Delivered, Deliverer
from bot.mail.post import MailPost
from bot.ports import ChatPlatform, NoLookUpError, SendError
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, LIT, MONDAY, Town, email, ladder, pupil, school_of

REFERS = HOURS.replace("talked_with_pupil: {}", "talked_with_pupil: {refer: health_team}")
EHT = "eht@lits.example"
NAMES = ("Kanariep1", "Fågelssonp1")


@dataclass
class Mails:
    """A mail server in the test's hands: ``lost`` mails are taken without a word."""

    sent_to: list[tuple[str, str, str, str]] = field(default_factory=list)
    lost: int = 0
    refused: list[SendError] = field(default_factory=list)

    async def send(self, to: str, subject: str, text: str, key: str) -> None:
        if self.refused:
            raise self.refused.pop(0)
        self.sent_to.append((to, subject, text, key))
        if self.lost:
            self.lost -= 1
            raise SendError("no answer", unknown=True)

    async def sent(self, to: str, key: str, since: datetime) -> bool:
        raise NoLookUpError("nobody can look")


def referred(database: Database, boxes: dict[str, str], display: str = "reference") -> Town:
    town = Town(
        database, [school_of(steps=ladder(REFERS), display=display)], [pupil(f"p{n}") for n in range(1, 13)]
    )
    town.house = replace(town.house, boxes=boxes)
    town.days(MONDAY, 2, p1="AAAA")
    town.press(town.case().waiting[0], "talked_with_pupil", town.case().mentor)
    return town


def deliver(town: Town, mails: Mails | None, boxes: dict[str, str], later: int = 0) -> Delivered:
    chats: dict[str, ChatPlatform] = {"local": Posts()}
    if mails is not None:
        chats["mail"] = MailPost(mails, boxes)
    clock = Standing(town.clock + timedelta(minutes=later))
    return asyncio.run(Deliverer(town.house, chats, clock, settle=timedelta()).run())


def test_the_mailbox_hears_of_a_referral_without_a_name(database: Database) -> None:
    boxes, mails = {"health_team": EHT}, Mails()
    town = referred(database, boxes, display="name")
    deliver(town, mails, boxes)
    ((to, subject, text, _),) = mails.sent_to
    assert to == EHT
    assert not any(name in subject + text for name in NAMES)
    ref = town.case().ref
    assert subject.replace(ref, "REF") == snapshot("Ärende REF är lyft till EHT")
    assert text.replace(ref, "REF") == snapshot("""\
Ärende REF väntar i EHT:s kanal. Svara senast tis\xa025\xa0aug. Uppgifter om eleven finns bara där.

Gjort hittills
✓  Samtal med eleven, 18\xa0aug
""")


def test_a_school_of_several_has_a_mailbox_of_its_own(database: Database) -> None:
    boxes, mails = {"health_team": EHT, f"health_team:{LIT}": "lit@lits.example"}, Mails()
    deliver(referred(database, boxes), mails, boxes)
    assert [to for to, *_ in mails.sent_to] == ["lit@lits.example"]


def test_a_referral_is_mailed_though_the_case_was_put_to_rest_before_the_mail_went(
    database: Database,
) -> None:
    boxes, mails = {"health_team": EHT}, Mails()
    town = referred(database, boxes)
    fields = {"until": "2026-09-10", "reason": "plan_running"}
    town.press(town.case().waiting[0], "hold", town.case().mentor, fields)
    assert town.case().held_until is not None
    deliver(town, mails, boxes)
    assert [to for to, *_ in mails.sent_to] == [EHT]


def test_without_a_mailbox_nothing_waits_and_nothing_fails(database: Database) -> None:
    town = referred(database, {})
    done = deliver(town, None, {})
    assert (done.failed, done.waiting) == (0, 0)


def test_a_mailbox_that_refuses_keeps_no_chat_waiting(database: Database) -> None:
    boxes, mails = {"health_team": EHT}, Mails(refused=[SendError("no such mailbox", permanent=True)])
    done = deliver(referred(database, boxes), mails, boxes)
    assert (done.failed, done.waiting, mails.sent_to) == (1, 0, [])


def test_a_server_that_is_away_gets_the_mail_later(database: Database) -> None:
    boxes, mails = {"health_team": EHT}, Mails(refused=[SendError("away")])
    town = referred(database, boxes)
    assert deliver(town, mails, boxes).waiting == 1
    assert deliver(town, mails, boxes, later=1).waiting == 0
    assert len(mails.sent_to) == 1


def test_where_nobody_can_look_it_goes_out_again_and_says_so(database: Database) -> None:
    boxes, mails = {"health_team": EHT}, Mails(lost=1)
    town = referred(database, boxes)
    deliver(town, mails, boxes)
    deliver(town, mails, boxes, later=1)
    first, second = mails.sent_to
    assert first[3] == second[3]
    assert "Kan vara en upprepning." not in first[2]
    assert "Kan vara en upprepning." in second[2]
    deliver(town, mails, boxes, later=60)
    assert len(mails.sent_to) == 2


def test_nobody_else_is_mailed(database: Database) -> None:
    boxes, mails = {"nurse": email("nurse")}, Mails()
    deliver(referred(database, boxes), mails, boxes)
    assert mails.sent_to == []
