"""A hold must swallow no question that was on its way, and no duty at all."""

from __future__ import annotations

import asyncio

from bot.handlers.deliver import Deliverer
from bot.notices.model import NoticeKind
from bot.rules.state import AskKind
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, MONDAY, Town, email, ladder, school_of

DUTY = HOURS.replace("talked_with_pupil: {}", "talked_with_pupil: {principal_duty: report_to_huvudman}")
PAUSE = {"until": "2026-09-10", "reason": "plan_running"}


def deliver(town: Town, chat: Posts) -> None:
    asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())


def test_a_question_held_before_it_was_posted_and_taken_up_again_is_in_its_room(database: Database) -> None:
    town = Town(database)
    town.days(MONDAY, 2, p1="AAAA")
    ask, mentor, chat = town.case().waiting[0], town.case().mentor, Posts()
    town.press(ask, "hold", mentor, PAUSE)
    deliver(town, chat)
    town.press(ask, "undo", mentor)
    deliver(town, chat)
    assert [room for room, _ in chat.posted] == [f"room-{mentor}"]


def test_a_duty_is_asked_though_the_case_rests(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(DUTY))])
    town.days(MONDAY, 2, p1="AAAA")
    ask, mentor, chat = town.case().waiting[0], town.case().mentor, Posts()
    town.press(ask, "talked_with_pupil", mentor)
    duty = next(one for one in town.case().waiting if one.kind is AskKind.DUTY)
    town.press(duty, "hold", email("principal"), PAUSE)
    assert town.case().held_until is not None
    deliver(town, chat)
    posted = dict(chat.posted)
    told = posted[f"room-{email('principal')}"]
    assert told.kind is NoticeKind.DUTY
    assert "duty_done" in [button.key for button in told.buttons]
