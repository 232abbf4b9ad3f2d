"""What a doubt must outlive: presses in the midst of a poll, moves, other names, other schools, flapping data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from bot.handlers import measure
from bot.handlers.doubted import held_days
from bot.handlers.house import School
from bot.ports import PressKind
from bot.rules.doubt import Limits, State
from bot.storage.db import Database
from tests.handlers.test_doubted import CLASS, ONE_DAY, TUESDAY, WEDNESDAY, Story
from tests.handlers.town import DAY, MONDAY, Town, email, ladder, pupil, school_days, school_of

LIT, RAN, OST = "Lits skola", "Rans skola", "Osts skola"
FRIDAY = WEDNESDAY + 2 * DAY
SAME_DAY = {"over: 4, this: school year": "over: 3, last: 1 school day"}


@pytest.fixture
def story(database: Database) -> Story:
    """Three schools; in the first a class of ten with six ordinary days behind it."""
    names = (LIT, RAN, OST)
    schools = [school_of(name, steps=ladder(**ONE_DAY), doubts=Limits()) for name in names]
    town = Town(database, schools, [*map(pupil, CLASS), pupil("r1", school=RAN), pupil("o1", school=OST)])
    town.days(MONDAY, 6)
    return Story(town)


def test_pupils_of_a_school_that_is_no_longer_set_up_stop_no_poll(story: Story) -> None:
    story.town.house = replace(story.town.house, schools=story.town.house.schools[:2])
    story.day(TUESDAY, "IIII")
    assert story.states() == [State.HELD]


def test_the_principal_of_another_school_may_not_say_so(story: Story) -> None:
    (told,) = story.day(TUESDAY, "IIII")
    assert story.says_right(told, by=email("principal", RAN)).kind is PressKind.PRIVATE
    assert story.states() == [State.HELD]


def test_a_press_while_the_class_is_measured_is_not_lost(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    (told,) = story.day(TUESDAY, "IIII")
    real = held_days

    def pressed_after(conn: Connection, school: School, name: str) -> Mapping[str, frozenset[date]]:
        found = real(conn, school, name)
        if found:
            monkeypatch.setattr(measure, "held_days", real)
            story.says_right(told)
        return found

    monkeypatch.setattr(measure, "held_days", pressed_after)
    story.day(WEDNESDAY)
    assert story.states() == [State.RIGHT]
    assert story.raised() == set(CLASS)


def test_a_day_mended_and_wrong_again_is_held_and_told_in_the_same_message(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    (told,) = story.day(TUESDAY)
    assert not told.buttons
    (told,) = story.day(TUESDAY, "IIII")
    assert told.buttons
    assert (story.raised(), story.states()) == (set(), [State.HELD])


def test_one_mended_before_it_was_told_and_wrong_again_is_told(story: Story) -> None:
    for marks in ("IIII", "PPPP"):
        story.town.give(TUESDAY, **dict.fromkeys(CLASS, marks))
        story.town.poll(TUESDAY)
    assert story.deliver() == []
    (told,) = story.day(TUESDAY, "IIII")
    assert told.buttons


def test_a_class_under_another_name_is_doubted_under_it(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    story.town.enrol(*(replace(one, class_name="8D") for one in story.town.pupils))
    story.day(WEDNESDAY)
    assert story.raised() == set()
    story.town.poll(FRIDAY + 3 * DAY)
    assert story.raised() == set(CLASS)


def test_who_leaves_the_class_is_measured_though_no_record_of_theirs_comes(story: Story) -> None:
    story.day(TUESDAY, "IIII")
    first, *others = story.town.pupils
    story.town.enrol(replace(first, class_name="8D"), *others)
    story.town.poll(WEDNESDAY)
    assert story.raised() == {"p1"}
    story.town.poll(FRIDAY)
    assert story.raised() == set(CLASS)


def test_a_school_under_another_name_keeps_its_doubts(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(**ONE_DAY), doubts=Limits())], [*map(pupil, CLASS)])
    town.days(MONDAY, 6)
    story = Story(town)
    story.day(TUESDAY, "IIII")
    town.edit(name=RAN)
    town.enrol(*(replace(one, school=RAN) for one in town.pupils))
    story.day(WEDNESDAY)
    assert (story.raised(), story.states()) == (set(), [State.HELD])
    town.poll(FRIDAY)
    assert (story.raised(), story.states()) == (set(CLASS), [State.STANDS])


def test_a_day_read_before_it_came_is_doubted_when_it_comes(story: Story) -> None:
    story.town.give(TUESDAY, **dict.fromkeys(CLASS, "IIII"))
    story.town.poll(TUESDAY - DAY)
    story.town.poll(TUESDAY)
    assert (story.raised(), story.states()) == (set(), [State.HELD])


@pytest.mark.parametrize("since", [19, 17, 14])
def test_what_an_old_day_brings_is_not_lost_by_the_doubt(database: Database, since: int) -> None:
    """Once released the day must still be among those looked at anew."""
    town = Town(database, [school_of(steps=ladder(**SAME_DAY), doubts=Limits())], [*map(pupil, CLASS)])
    town.days(MONDAY, 25)
    story, days = Story(town), school_days(MONDAY, 30)
    for one in CLASS:
        town.say(one, days[25 - since], "IIII")
    for day in days[25:29]:
        story.day(day)
    assert story.raised() == set(CLASS)
