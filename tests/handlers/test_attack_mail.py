"""Referral mails, attacked."""

from __future__ import annotations

from bot.storage.db import Database
from tests.handlers.test_mail import EHT, HOURS, Mails, Town, deliver, ladder, pupil, school_of, MONDAY
from dataclasses import replace


def test_an_answer_that_refers_and_closes_is_mailed(database: Database) -> None:
    boxes, mails = {"health_team": EHT}, Mails()
    steps = HOURS.replace("closed_it: {closes: true}", "closed_it: {closes: true, refer: health_team}")
    town = Town(database, [school_of(steps=ladder(steps))], [pupil(f"p{n}") for n in range(1, 13)])
    town.house = replace(town.house, boxes=boxes)
    town.days(MONDAY, 2, p1="AAAA")
    town.close()
    deliver(town, mails, boxes)
    assert [to for to, *_ in mails.sent_to] == [EHT]
