"""What is sent in a form may be anything: it breaks nothing, names no stranger and puts nothing off for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.ladders import load
from bot.ports import PressKind
from bot.storage.db import Database
from tests.handlers.town import HOURS, MONDAY, Town, email, ladder, school_of

STRANGER = "stranger@elsewhere.example"


def asked(database: Database, text: str = HOURS) -> Town:
    town = Town(database, [school_of(steps=ladder(text))])
    town.days(MONDAY, 2, p1="AAAA")
    return town


@pytest.mark.parametrize(
    "person", [STRANGER, [STRANGER], [email("principal")], {"a": email("principal")}, 7, "", None]
)
def test_nothing_is_handed_to_a_stranger(database: Database, person: object) -> None:
    town = asked(database)
    sent = town.press(town.case().waiting[0], "hand_over", town.case().mentor, {"person": person})
    assert sent.kind is PressKind.ERRORS
    assert town.case().waiting[0].person is None


def test_a_field_the_form_does_not_have_is_not_kept(database: Database) -> None:
    town = asked(database)
    fields = {"note": "Kort.", "responsible": STRANGER, "person": STRANGER, "until": "2099-01-01"}
    town.press(town.case().waiting[0], "note", town.case().mentor, fields)
    assert [dict(answer.fields) for answer in town.case().answers] == [{"note": "Kort."}]
    town.press(town.case().waiting[0], "closed_it", town.case().mentor, {"responsible": STRANGER})
    assert (town.case().responsible, dict(town.case().answers[-1].fields)) == (None, {})


@pytest.mark.parametrize("until", ["9999-12-31", "2099-01-01", "0001-01-01", "2026-13-01", ["2026-09-01"], 5])
def test_no_case_is_put_off_for_ever(database: Database, until: object) -> None:
    town = asked(database)
    fields = {"until": until, "reason": "plan_running"}
    sent = town.press(town.case().waiting[0], "hold", town.case().mentor, fields)
    assert sent.kind is PressKind.ERRORS
    assert town.case().held_until is None


def test_no_case_is_put_off_for_ever_where_the_terms_are_not_known(database: Database) -> None:
    town = asked(database)
    town.enrol(*town.pupils, terms=())
    town.poll(MONDAY + timedelta(days=2))
    fields = {"until": "2099-01-01", "reason": "plan_running"}
    town.press(town.case().waiting[0], "hold", town.case().mentor, fields)
    held = town.case().held_until
    assert held is None or held < date(2028, 1, 1)


def test_a_day_long_ago_leaves_the_follow_up_to_be_asked(database: Database) -> None:
    steps = load("se-ostersund-lit")
    town = Town(database, [school_of(steps=steps)])
    town.days(MONDAY, 8, p1="IIII")
    case = town.case()
    ask = case.waiting[0]
    for key in ("0001-01-01", "1970-01-01"):
        form = town.press(ask, "contacted_guardian", case.mentor).form
        if form is None:
            continue
        fields: dict[str, object] = {
            each.key: [each.options[0].key] if each.kind == "choices" else each.options[0].key
            for each in form.fields
            if each.required and each.options
        }
        sent = town.press(ask, "contacted_guardian", case.mentor, {**fields, "date": key})
        assert sent.kind is PressKind.ERRORS, (key, sent.kind)
