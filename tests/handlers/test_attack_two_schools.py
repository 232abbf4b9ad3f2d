"""Somebody who works at two schools is met at the one that the message speaks of."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.school_posts import DIGEST, post_id
from bot.ports import ChatUser
from bot.rules.values import Person
from bot.storage.db import Database
from tests.handlers.town import MONDAY, Town, pupil, school_of

NORTH, SOUTH = "Norra skolan", "Södra skolan"
BOTH = "kim@both.example"


def of_both(database: Database) -> Town:
    """Kim is a mentor at two schools and has a question at each."""
    pupils = [pupil("n1", NORTH, mentor=BOTH), pupil("s1", SOUTH, mentor=BOTH)]
    town = Town(database, [school_of(NORTH), school_of(SOUTH)], pupils)
    assert town.feed.roster is not None
    kim = tuple(
        Person(email=BOTH, name="Kim", school=name, roles=frozenset({"mentor"})) for name in (NORTH, SOUTH)
    )
    town.feed.roster = replace(town.feed.roster, staff=(*town.feed.roster.staff, *kim))
    town.days(MONDAY, 2, n1="AAAA", s1="AAAA")
    return town


def test_my_cases_are_those_of_all_my_schools_school_by_school(database: Database) -> None:
    town = of_both(database)
    notice = town.inbox().command(ChatUser(platform="local", team="", user=BOTH), "", "c1").notice
    assert notice is not None
    assert [(one.heading.partition(" · ")[0], len(one.rows)) for one in notice.sections] == [
        (NORTH, 1),
        (SOUTH, 1),
    ]
    assert [
        town.case(who).ref in repr(one) for who, one in zip(("n1", "s1"), notice.sections, strict=True)
    ] == [
        True,
        True,
    ]


def test_a_list_is_of_the_school_whose_digest_it_stands_under(database: Database) -> None:
    town = of_both(database)
    for name, one in ((NORTH, "n1"), (SOUTH, "s1")):
        notice = town.press(post_id(DIGEST, name, MONDAY), "my_tasks", BOTH).notice
        other = "s1" if one == "n1" else "n1"
        assert notice is not None
        assert town.case(one).ref in repr(notice)
        assert town.case(other).ref not in repr(notice)
