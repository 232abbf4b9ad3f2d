"""What the Monday digest and the lists say beyond the designed ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bot.notices import compose_digest, compose_lists
from bot.notices.compose_lists import CaseRow
from tests.notices.reading import words
from tests.notices.school import ASK, at, day

WEEK = compose_digest.Week(
    school="Lits skola", at=at(11, 23, 7, 30), duties=[], waiting=[], new=0, new_before=0, open=0, past_due=0,
    follow_ups=0, closed=0, closed_better=0, classes=[], whole=(Fraction(0), Fraction(0)), helped=[],
    covered=compose_digest.Coverage(reported=0, given=0),
)  # fmt: skip


def test_a_quiet_week_says_that_nothing_waits() -> None:
    made = compose_digest.digest("sv", WEEK, ask_id=ASK)
    said = words(made)
    assert "Inget väntar på dig." in said
    assert "Frånvaro per klass" not in said
    assert "Det som följdes" not in said
    assert made.fallback == "Måndagsöversikt: 0 uppgifter för dig, 0 ärenden väntar längre än planerat."


def test_small_classes_and_rare_steps_are_hidden_and_classes_never_ranked() -> None:
    row = compose_digest.ClassRow
    share = Fraction(1, 10)
    names = [("10A", 9), ("6A", 20), ("9B", 4), ("Förskoleklass", 12)]
    classes = [row(name=name, pupils=pupils, absence=share, change=Fraction(0)) for name, pupils in names]
    step = compose_digest.Helped(action="own_step", improved=3, cases=5, before=share, after=share)
    week = replace(WEEK, classes=classes, helped=[step, replace(step, cases=4, action="contacted_guardian")])
    made = compose_digest.digest("sv", week, ask_id=ASK)
    table = next(section for section in made.sections if section.columns)
    assert [row.cells[0] for row in table.rows] == ["Förskoleklass", "6A", "10A"]
    assert "Own step: 3 av 5 ärenden" in words(made)
    assert "Kontakt med vårdnadshavare" not in words(made)


@pytest.mark.parametrize(("change", "said"), [(None, False), (Fraction(1, 100), True)])
def test_what_a_change_is_measured_in_is_said_where_there_is_one(
    change: Fraction | None, *, said: bool
) -> None:
    one = compose_digest.ClassRow(name="8C", pupils=20, absence=Fraction(1, 10), change=change)
    made = compose_digest.digest("sv", replace(WEEK, classes=[one]), ask_id=ASK)
    note = next(section for section in made.sections if section.columns).note
    assert ("procentenheter" in note) is said
    assert "färre än 5 elever visas inte" in note


def test_many_waiting_cases_are_counted_and_old_data_said() -> None:
    late = compose_digest.Waiting(ref="K7M2", stage=1, role="mentor", due=day(11, 17))
    own = compose_digest.Duty(key="tell_the_board", n=1, oldest=day(11, 17))
    week = replace(WEEK, waiting=[late] * 12, duties=[own], stale_since=at(11, 20, 6, 0))
    said = words(compose_digest.digest("sv", week, ask_id=ASK))
    assert "… och 2 till" in said
    assert "Tell the board: 1, sedan 17\u00a0nov" in said
    assert "Underlaget är från fre\u00a020\u00a0nov kl.\u00a006.00." in said


def test_a_day_that_does_not_look_right_is_named_by_class() -> None:
    week = replace(WEEK, doubted=[("7B", date(2026, 11, 19))])
    said = words(compose_digest.digest("sv", week, ask_id=ASK)).replace("\u00a0", " ")
    assert "7B tor 19 nov räknas inte än" in said


def test_whom_the_answers_wait_for_is_counted_by_role() -> None:
    waits = [("mentor", 3), ("health_team", 2), ("office", 1), ("teacher", 1)]
    share = Fraction(83, 1000)
    row = compose_digest.ClassRow(name="6A", pupils=20, absence=share, change=Fraction(0))
    week = replace(WEEK, waits_for=waits, referred=2, whole=(share, None), classes=[row])
    said = words(compose_digest.digest("sv", week, ask_id=ASK))
    assert "hos mentor (3), hos EHT (2), hos annan (2)" in said
    assert "8,3\u00a0%" in said
    assert "perioden före" not in said


@pytest.mark.parametrize(
    ("ended", "said"), [(False, "slutar fre 18 dec. Lägg in nästa"), (True, "slutade fre 18 dec. Nu frågas")]
)
def test_a_last_known_term_is_said_first_of_all(said: str, *, ended: bool) -> None:
    made = compose_digest.digest("sv", replace(WEEK, ends=date(2026, 12, 18), ended=ended), ask_id=ASK)
    assert said in made.sections[0].text.replace("\u00a0", " ")
    assert len(made.sections) == len(compose_digest.digest("sv", WEEK, ask_id=ASK).sections) + 1


def test_cases_of_two_schools_stand_school_by_school_within_the_same_room() -> None:
    rows = [
        CaseRow(ref=f"R{n}", ask_id=f"a{n}", stage=1, line="x", school=name)
        for name in ("Norra", "Södra")
        for n in range(20)
    ]
    made = compose_lists.cases("sv", need=rows, plan=rows[:1], other=[], at=at(11, 23, 8, 0))
    assert [(one.heading.partition(" · ")[0], len(one.rows)) for one in made.sections] == [
        ("Norra", 7),
        ("Norra", 1),
        ("Södra", 7),
    ]
