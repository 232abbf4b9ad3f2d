"""What the Monday digest says of attendance: by class, by step, and how fresh it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.rules.state import AskKind
from bot.rules.values import Pupil
from bot.storage import school as roster
from bot.storage import sources
from bot.storage.db import Database
from tests.handlers.autumn import BREAK, DAY, MONDAY, NAME, Autumn, at
from tests.handlers.digested import claimed, notice, put, week
from tests.notices.reading import words
from tests.storage.make import ask

SINCE = date(2026, 10, 19)
"""First of the last 20 school days before MONDAY, the break left out."""


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


# --- attendance -------------------------------------------------------------------------------------


def half_of_8c(pupil: Pupil, day: date, lesson: int) -> str:
    """8C misses one lesson of two in the last stretch; 9D, of four pupils, misses everything."""
    if pupil.class_name == "9D":
        return "absent"
    return "absent" if pupil.class_name == "8C" and day >= SINCE and lesson == 0 else "present"


def test_classes_stand_with_their_change_and_those_under_five_do_not(autumn: Autumn) -> None:
    autumn.attend(half_of_8c)
    found = week(autumn)
    assert [(one.name, one.pupils, one.absence, one.change) for one in found.classes] == [
        ("6A", 6, Fraction(0), Fraction(0)),
        ("7B", 6, Fraction(0), Fraction(0)),
        ("8C", 12, Fraction(1, 2), Fraction(50)),
    ]
    assert "9D" not in words(notice(autumn))


def test_the_whole_does_not_tell_of_the_class_left_out(autumn: Autumn) -> None:
    autumn.attend(half_of_8c)
    assert week(autumn).whole == (Fraction(12 * 1, 24 * 2), Fraction(0))


def test_a_pupil_with_protected_identity_is_not_even_counted(autumn: Autumn) -> None:
    """They left the roster when the protection began; their case and lessons are still stored."""
    late = ask("late", person=None, due=MONDAY - 3 * DAY)
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    answers = (autumn.answer("refer_to_eht", MONDAY - 3 * DAY),)
    stored = autumn.case("8C-1", opened_on=MONDAY - DAY, asks=(late, duty), answers=answers)
    autumn.attend(lambda pupil, day, lesson: "absent" if pupil.pupil_id == "8C-1" else "present")
    assert week(autumn).new == 1
    with autumn.db.write() as conn:
        roster.replace_roster(conn, NAME, [p for p in autumn.pupils if p.pupil_id != "8C-1"], MONDAY)
    found = week(autumn)
    assert (found.new, found.open, found.past_due, found.referred, list(found.duties)) == (0, 0, 0, 0, [])
    assert {one.name: one.absence for one in found.classes}["8C"] == 0
    assert {one.name: one.pupils for one in found.classes}["8C"] == 11
    assert stored.ref not in words(notice(autumn))


def test_days_off_and_sundays_are_not_measured(autumn: Autumn) -> None:
    autumn.attend()
    sunday = MONDAY - DAY
    rows = [
        {"record_id": f"ghost/{day}", "pupil_id": "8C-1", "day": day, "status": "absent", "absent": 60}
        for day in (sunday, BREAK[0])
    ]
    autumn.add([row | {"kind": "invalid"} for row in rows])
    assert all(one.absence == 0 for one in week(autumn).classes)


def test_early_in_the_term_nothing_is_compared(autumn: Autumn) -> None:
    autumn.attend(last=date(2026, 9, 11))
    day = date(2026, 9, 14)
    found = week(autumn, day)
    assert found.whole == (Fraction(0), None)
    assert {one.change for one in found.classes} == {None}
    assert found.days == 19
    said = words(notice(autumn, day))
    assert "Hela skolan 0,0\u00a0%." in said
    assert "perioden före" not in said


def test_on_the_first_morning_there_is_no_table(autumn: Autumn) -> None:
    day = date(2026, 8, 18)
    assert week(autumn, day).classes == []
    assert "Frånvaro per klass" not in words(notice(autumn, day))


def test_missing_registers_are_said_and_are_not_absence(autumn: Autumn) -> None:
    def untaken(pupil: Pupil, day: date, lesson: int) -> str:
        return "unreported" if pupil.class_name == "7B" and lesson == 0 else "present"

    autumn.attend(untaken)
    found = week(autumn)
    assert (found.covered.reported, found.covered.given) == (20 * (28 * 2 - 6), 20 * 28 * 2)
    assert [(one.class_name, one.reported, one.given) for one in found.thin] == [("7B", 120, 240)]
    assert {one.name: one.absence for one in found.classes}["7B"] == 0
    assert "I 7B är det 50\u00a0%" in words(notice(autumn))


# --- what was followed by what ----------------------------------------------------------------------

STEP = date(2026, 10, 16)
"""The 20 school days after it end before MONDAY."""


def with_steps(autumn: Autumn, cases: int, action: str = "contacted_guardian", day: date = STEP) -> None:
    for seat in range(1, cases + 1):
        autumn.case(f"8C-{seat}", answers=(autumn.answer(action, day),))

    def away(pupil: Pupil, day: date, lesson: int) -> str:
        fewer = 1 if day > STEP else 2
        return "absent" if pupil.class_name == "8C" and lesson < fewer else "present"

    autumn.attend(away)


def test_a_step_stands_with_the_absence_before_and_after(autumn: Autumn) -> None:
    with_steps(autumn, 5)
    (found,) = week(autumn).helped
    assert (found.action, found.improved, found.cases) == ("contacted_guardian", 5, 5)
    assert (found.before, found.after) == (Fraction(1), Fraction(1, 2))


def test_a_step_in_fewer_than_five_cases_is_not_told_of(autumn: Autumn) -> None:
    with_steps(autumn, 4)
    assert week(autumn).helped == []


def test_a_step_whose_twenty_days_are_not_over_waits(autumn: Autumn) -> None:
    with_steps(autumn, 5, day=date(2026, 10, 19))
    assert week(autumn).helped == []


@pytest.mark.parametrize(
    "action", ["reported_to_nurse", "concern_report", "criteria_met", "note", "improved"]
)
def test_secret_steps_are_not_told_of_even_summed_up(autumn: Autumn, action: str) -> None:
    with_steps(autumn, 6, action)
    assert week(autumn).helped == []


# --- the data ---------------------------------------------------------------------------------------


def polled(autumn: Autumn, day: date) -> None:
    with autumn.db.write() as conn:
        sources.good(conn, "csv", at(day, 16))


def test_fresh_data_say_nothing_of_their_age(autumn: Autumn) -> None:
    autumn.attend()
    polled(autumn, MONDAY - 3 * DAY)
    assert week(autumn).stale_since is None


def test_a_source_that_has_been_silent_is_said_with_its_last_time(autumn: Autumn) -> None:
    autumn.attend()
    polled(autumn, MONDAY - 4 * DAY)
    assert "Underlaget är från tor\u00a019\u00a0nov kl.\u00a016.30." in words(notice(autumn))


def test_a_source_that_answers_without_new_registers_is_said_with_the_last_day(autumn: Autumn) -> None:
    autumn.attend(last=MONDAY - 5 * DAY)
    polled(autumn, MONDAY)
    assert week(autumn).stale_since == MONDAY - 5 * DAY
    assert "Underlaget är från ons\u00a018\u00a0nov." in words(notice(autumn))


# --- languages, names -------------------------------------------------------------------------------


def test_nobodys_name_is_in_it(autumn: Autumn) -> None:
    with_steps(autumn, 6)
    autumn.case("8C-9", asks=(ask("q", person=None, due=MONDAY - 3 * DAY),))
    said = words(notice(autumn))
    for pupil in autumn.pupils:
        assert pupil.family_name not in said
        assert pupil.pupil_id not in said
    for person in autumn.staff:
        assert person.name not in said
        assert person.email not in said


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_it_is_worded_in_the_schools_language(autumn: Autumn, language: str) -> None:
    autumn.attend(half_of_8c)
    autumn.school = replace(autumn.school, language=language)
    heads = {"sv": "Måndagsöversikt", "fi": "Maanantaikatsaus", "en": "Monday overview"}
    assert notice(autumn).heading.startswith(heads[language])


def test_a_school_alone_is_found_under_the_rosters_own_name(database: Database) -> None:
    """The configuration says *Lit*, the roster *Lits skola*: one school is set up, so it is meant."""
    autumn = Autumn(database)
    autumn.rename("Lit")
    autumn.case("8C-1", opened_on=MONDAY - DAY)
    put(autumn)
    assert [row.channel for row in claimed(autumn)] == ["rektor"]
    assert week(autumn).new == 1
