"""A new term's files take nothing of the former one away: what was asked of its absence still stands."""

from __future__ import annotations

from datetime import date

from bot.ports import SchoolSpan
from bot.rules.state import CaseStatus
from bot.storage import school as roster
from bot.storage.db import Database
from tests.handlers.town import LAST, LIT, Town, days_off, ladder, pupil, school_of

DECEMBER, JANUARY = date(2026, 12, 14), date(2027, 1, 11)
SPRING = SchoolSpan(school=LIT, name="VT27", first=JANUARY, last=date(2027, 6, 11))
WEEKS = """\
id: weeks
name: {en: Weeks}
country: SE
version: 1
stages:
  four:
    title: {sv: Fyra timmar, en: Four hours}
    when: {any: [{hours: {over: 4, last: 2 school weeks}}]}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}, closed_it: {closes: true}}}]
"""


def test_a_question_of_last_term_stands_when_terms_csv_names_the_new_one_only(database: Database) -> None:
    town = Town(database, pupils=[pupil("p1"), pupil("p2")])
    town.days(DECEMBER, 2, p1="AAAA")
    town.enrol(*town.pupils, terms=(SPRING,))
    town.days(JANUARY, 1, p1="PPPP")
    assert town.case().status is CaseStatus.OPEN
    assert town.case().waiting
    assert "withdrawn" not in town.journal(town.case())


def test_a_rolling_window_reaches_back_over_the_holidays_into_the_former_term(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(WEEKS))], [pupil("p1"), pupil("p2")])
    town.enrol(*town.pupils, days_off=days_off(LIT, date(2026, 12, 17)))
    town.days(DECEMBER, 3, p1="APPP")
    assert not town.cases()
    town.enrol(*town.pupils, terms=(SPRING,), days_off=days_off(LIT, date(2027, 2, 22)))
    town.days(JANUARY, 2, p1="APPP")
    with database.read() as conn:
        assert [one.day for one in roster.days_off(conn, LIT)] == [date(2026, 12, 17), date(2027, 2, 22)]
    assert town.case().crossings[0].figure.value == 5


def test_a_term_and_days_off_that_are_mended_are_replaced(database: Database) -> None:
    town = Town(database, pupils=[pupil("p1")])
    town.enrol(*town.pupils, days_off=days_off(LIT, date(2026, 10, 26)))
    town.days(DECEMBER, 1)
    longer = SchoolSpan(school=LIT, name="HT26", first=date(2026, 8, 20), last=LAST)
    town.enrol(*town.pupils, terms=(longer,), days_off=days_off(LIT, date(2026, 10, 27)))
    town.poll(DECEMBER)
    with database.read() as conn:
        assert roster.terms(conn, LIT) == (longer,)
        assert [one.day for one in roster.days_off(conn, LIT)] == [date(2026, 10, 27)]
