"""Clicks that meet: the case is read, somebody is faster, and what is stored fits what stands by then."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.handlers.inbox import HouseInbox
from bot.ports import ChatUser, Press, Pressed, PressKind
from bot.rules.state import Ask
from bot.storage import journal
from bot.storage.db import Database
from tests.handlers.town import MONDAY, Town, email, pupil, school_of

ANNA = email("8C")


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(database, [school_of()], [pupil("p1"), pupil("p2")])
    made.days(MONDAY, 2, p1="AAAP")
    return made


@pytest.fixture
def ask(town: Town) -> Ask:
    return town.case().waiting[0]


def slow_press(town: Town, ask: Ask, action: str, meanwhile: Callable[[], object]) -> Pressed:
    """Anna's click; once her case has been read ``meanwhile`` happens, before anything is stored."""
    waiting = [meanwhile]

    def now() -> datetime:
        if waiting:
            waiting.pop()()
        return town.clock

    user = ChatUser(platform="local", team="", user=ANNA)
    press = Press(click_id="slow", ask_id=ask.id, action=action, user=user)
    return HouseInbox(town.house, now).press(press)


def whole(town: Town) -> bool:
    """Whether the case's journal is an unbroken chain."""
    with town.db.read() as conn:
        return journal.verify(conn, town.case().id) is None


def test_who_was_faster_is_named_and_counts_alone(town: Town, ask: Ask) -> None:
    answer = slow_press(town, ask, "talked_with_pupil", lambda: town.press(ask, "closed_it", ANNA))
    assert answer.kind is PressKind.PRIVATE
    assert [one.action for one in town.case().answers] == ["closed_it"]
    assert town.journal(town.case()).count("late_answer") == 1
    assert whole(town)


def test_an_answer_that_was_taken_back_meanwhile_stands_in_no_ones_way(town: Town, ask: Ask) -> None:
    town.press(ask, "talked_with_pupil", ANNA)
    answer = slow_press(town, ask, "closed_it", lambda: town.press(ask, "undo", ANNA))
    assert answer.kind is PressKind.SAVED
    assert [one.action for one in town.case().done] == ["closed_it"]
    assert "late_answer" not in town.journal(town.case())
    assert whole(town)


def test_the_same_click_delivered_twice_at_once_is_saved_once(town: Town, ask: Ask) -> None:
    again = slow_press(
        town, ask, "talked_with_pupil", lambda: town.press(ask, "talked_with_pupil", ANNA, click_id="slow")
    )
    assert again.kind is PressKind.SILENT
    assert len(town.case().answers) == 1
    assert town.journal(town.case()).count("answered") == 1


def test_whose_pupil_moved_away_meanwhile_is_refused(town: Town, ask: Ask) -> None:
    def moved() -> None:
        town.enrol(pupil("p1", class_name="8D"), pupil("p2"))
        town.poll(town.clock.date())

    answer = slow_press(town, ask, "talked_with_pupil", moved)
    assert answer.kind is PressKind.PRIVATE
    assert town.case().mentor == email("8D")
    assert not town.case().answers
    assert town.journal(town.case()).count("refused") == 1
    assert whole(town)


def test_many_at_once_have_one_effect(town: Town, ask: Ask) -> None:
    before = town.case().version
    actions = ["talked_with_pupil", "closed_it"] * 4
    with ThreadPoolExecutor(len(actions)) as threads:
        kinds = list(threads.map(lambda action: town.press(ask, action, ANNA).kind, actions))
    assert kinds.count(PressKind.SAVED) == 1
    case = town.case()
    assert (len(case.answers), case.version) == (1, before + 1)
    # The faster action pressed once more is a double click; the other one comes late.
    assert town.journal(case).count("late_answer") == len(actions) / 2
    assert whole(town)
