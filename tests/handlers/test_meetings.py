"""A meeting in the chat: brought to mind under its question the school day before, asked about the school day after."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from bot.handlers.deliver import Deliverer
from bot.handlers.tick import tick
from bot.notices.model import Notice
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import HOURS, MONDAY, Town, ladder, school_of
from tests.notices.reading import buttons

NEEDS = HOURS.replace(
    "actions: {talked_with_pupil: {}, closed_it: {closes: true}}",
    "actions: {meeting_booked: {form: meeting}, meeting_held: {}, closed_it: {closes: true}},"
    " needed: [meeting_booked, meeting_held]",
)
FRIDAY = date(2026, 8, 21)
BOOKED = {"meeting_on": "2026-08-24", "time": "14:30", "invited": ("pupil", "guardian")}


def a_day(town: Town, chat: Posts, day: date) -> list[Notice]:
    """What is posted on a day that begins."""
    town.clock = town.clock.replace(month=day.month, day=day.day, hour=5)
    tick(town.house, town.clock)
    return deliver(town, chat)


def deliver(town: Town, chat: Posts) -> list[Notice]:
    before = len(chat.posted)
    asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())
    return [notice for _, notice in chat.posted[before:]]


def booked(database: Database) -> tuple[Town, Posts]:
    town, chat = Town(database, [school_of(steps=ladder(NEEDS))]), Posts()
    town.days(MONDAY, 2, p1="AAAA")
    deliver(town, chat)
    assert town.press(town.case().waiting[0], "meeting_booked", town.case().mentor, BOOKED).kind == "saved"
    assert deliver(town, chat) == []
    return town, chat


def test_the_school_day_before_it_is_brought_to_mind(database: Database) -> None:
    town, chat = booked(database)
    assert a_day(town, chat, FRIDAY - timedelta(days=1)) == []
    (told,) = a_day(town, chat, FRIDAY)
    assert "mån\u00a024\u00a0aug kl.\u00a014.30" in told.body
    assert town.case().ref in told.body
    assert a_day(town, chat, date(2026, 8, 24)) == []


def test_the_school_day_after_its_question_comes_back_and_the_day_may_be_moved(database: Database) -> None:
    town, chat = booked(database)
    a_day(town, chat, FRIDAY)
    (asked,) = a_day(town, chat, date(2026, 8, 25))
    assert asked.heading == "Håll mötet"
    assert "Mötet var bokat till mån\u00a024\u00a0aug. Har det hållits?" in asked.body
    assert next(one.key for one in buttons(asked)) == "meeting_held"
    assert "meeting_booked" in [one.key for one in buttons(asked)]
    later = {**BOOKED, "meeting_on": "2026-08-31"}
    assert town.press(town.case().waiting[0], "meeting_booked", town.case().mentor, later).kind == "saved"
    assert [one.on for one in town.case().meetings] == [date(2026, 8, 31)]


def test_a_meeting_that_was_moved_meanwhile_is_not_spoken_of(database: Database) -> None:
    town, chat = booked(database)
    town.clock = town.clock.replace(day=21, hour=5)
    tick(town.house, town.clock)
    town.press(
        town.case().waiting[0], "meeting_booked", town.case().mentor, {**BOOKED, "meeting_on": "2026-09-01"}
    )
    assert deliver(town, chat) == []
