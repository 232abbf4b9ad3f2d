"""A form in a dialog, and what comes back from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.chat.teams.dialogs import BRAND, of_form, of_notice, read_data
from bot.notices import compose_small
from bot.notices.form_check import mistakes, only
from bot.notices.model import Field, FieldKind, Form, Option
from tests.notices import designed
from tests.notices.school import ANNA
from tests.teams.schema.rules import actions, inputs, nodes

Json = dict[str, Any]
OPTIONS = tuple(Option(key=f"o{at}", label=f"Val {at}") for at in range(14))
TYPED: dict[str, Any] = {
    "participants": ("pupil", "nurse"),
    "situation": "Lugnt, men trött.",
    "causes": (),
    "pupil_view": "",
    "guardian_view": "Sover *dåligt*",
    "agreements": [{"what": "Skjuts, hem"}, {"what": "Möte", "who": "pupil", "by": "2026-12-20"}],
}


def form_of(*fields: Field) -> Form:
    return Form(action="x", ask_id="q", title="T", fields=fields, after="", submit="Spara", close="Stäng")


def sent(card: Json, **typed: str) -> Json:
    """What Teams sends when the dialog is saved: the button's data, then every input by its id."""
    values = {one["id"]: one.get("value", "") for one in inputs(card)}
    return {**card["actions"][0]["data"], **values, **typed}


def test_what_a_form_starts_with_comes_back_when_it_is_sent() -> None:
    data = sent(of_form(designed.form_simple_investigation("sv")).card)
    assert read_data(data) == {
        "participants": ("pupil", "guardian"),
        "causes": (),
        "situation": "",
        "pupil_view": "",
        "guardian_view": "",
        "agreements": [{"what": designed.AGREED["sv"], "who": "mentor", "by": "2026-12-14"}],
    }


def test_a_comma_parts_choices_and_no_text() -> None:
    data = sent(
        of_form(designed.form_contacted_guardian("sv")).card, causes="home,health", note="Trött, sover lite"
    )
    assert read_data(data) == {
        "date": "2026-11-24",
        "causes": ("home", "health"),
        "note": "Trött, sover lite",
    }


def test_choices_that_were_left_are_none_even_where_teams_sends_nothing() -> None:
    data = sent(of_form(designed.form_contacted_guardian("sv")).card)
    del data["causes"]
    assert read_data(data)["causes"] == ()


def test_what_is_not_text_is_nothing() -> None:
    assert read_data({"note": {"a": 1}, "date": None, "n": 3, "several": "x", "msteams": {}}) == {
        "note": "",
        "date": "",
        "n": "",
    }
    assert read_data({}) == {}


def test_rows_left_empty_are_dropped_and_the_others_keep_their_order() -> None:
    data = {"what_3": "Skjuts", "who_3": "", "due_3": "", "what_1": "Möte", "what_2": "", "due_2": ""}
    assert read_data(data) == {
        "agreements": [{"what": "Möte"}, {"what": "Skjuts", "who": "", "by": ""}],
    }


def test_a_form_opened_again_keeps_everything_and_says_what_is_wrong_at_its_field() -> None:
    form = designed.form_simple_investigation("sv")
    wrong = mistakes(form, TYPED)
    again = of_form(replace(form, errors=wrong), TYPED).card
    data = read_data(sent(again))
    assert only(form, data) == TYPED | {
        "agreements": [{"what": "Skjuts, hem", "who": "", "by": ""}, TYPED["agreements"][1]]
    }
    items = [
        each for _, node in nodes(again) for each in [node.get("body") or node.get("items") or []] if each
    ]
    under = {
        one["id"]: after.get("text")
        for row in items
        for one, after in zip(row, [*row[1:], {}], strict=True)
        if str(one.get("type")).startswith("Input.")
    }
    assert {key: under[key] for key in ("causes", "pupil_view", "who_1", "due_1")} == {
        "causes": "Välj minst ett alternativ.",
        "pupil_view": "Skriv några ord.",
        "who_1": "Välj ett alternativ.",
        "due_1": "Välj ett datum.",
    }
    assert [one["text"] for one in again["body"][1]["items"]] == [
        "•  Vad kom fram? Välj minst ett alternativ.",
        "•  Elevens bild: Skriv några ord.",
        "•  Överenskommelse 1, Vem ansvarar? Välj ett alternativ.",
        "•  Överenskommelse 1, Klart senast: Välj ett datum.",
    ]
    assert [one["isVisible"] for one in again["body"] if "isVisible" in one] == [True, True, False]


def test_nothing_stands_in_a_field_that_was_emptied() -> None:
    form = designed.form_simple_investigation("sv")
    again = of_form(form, {"participants": (), "agreements": []}).card
    assert [one["id"] for one in inputs(again) if one.get("value")] == []


def test_rows_that_are_not_seen_are_never_required() -> None:
    card = of_form(designed.form_simple_investigation("sv")).card
    required = {one["id"] for one in inputs(card) if one.get("isRequired")}
    assert {"what_1", "who_1", "due_1"} <= required
    assert not required & {"what_2", "who_2", "due_2", "what_3", "who_3", "due_3"}
    shows = [one for one in actions(card) if one["type"] == "Action.ToggleVisibility"]
    assert {target["elementId"] for target in shows[0]["targetElements"]} == {"agreement_2", "agreement_3"}


def test_a_list_of_ones_own_keeps_its_name() -> None:
    column = Field(key="name", kind=FieldKind.TEXT, label="Namn")
    own = Field(key="tasks", kind=FieldKind.LIST, label="Uppgift", fields=(column,), rows=3)
    card = of_form(form_of(own)).card
    assert [one["id"] for one in inputs(card)] == ["tasks-name_1", "tasks-name_2", "tasks-name_3"]
    assert read_data(sent(card, **{"tasks-name_2": "Ring"})) == {"tasks": [{"name": "Ring"}]}


def test_a_field_called_like_the_buttons_data_comes_back_as_itself() -> None:
    fields = [
        Field(key=key, kind=FieldKind.TEXT, label="Fält") for key in ("action", "ask", "several", "note")
    ]
    data = sent(of_form(form_of(*fields)).card, **{"field-action": "Ring", "field-ask": "a", "note": "b"})
    assert (data["action"], data["ask"]) == ("x", "q")
    assert read_data(data) == {"action": "Ring", "ask": "a", "several": "", "note": "b"}


@pytest.mark.parametrize(
    ("kind", "options", "initial", "drawn"),
    [
        (FieldKind.PERSON, (), None, {"type": "Input.Text", "style": "Email"}),
        (FieldKind.PERSON, (Option(key=ANNA.email, label=ANNA.name),), None, {"style": "expanded"}),
        (FieldKind.PERSON, OPTIONS, "o7", {"style": "filtered", "value": "o7"}),
        (FieldKind.YES_NO, (), "yes", {"style": "expanded", "value": "yes"}),
        (FieldKind.CHOICE, OPTIONS[:5], "o1", {"style": "expanded", "value": "o1"}),
        (FieldKind.CHOICE, OPTIONS[:11], ("o2",), {"style": "compact", "value": "o2"}),
        (FieldKind.CHOICE, OPTIONS, "gone", {"style": "compact"}),
        (FieldKind.CHOICES, OPTIONS, ("o3", "o1"), {"isMultiSelect": True, "value": "o1,o3"}),
        (FieldKind.TIME, (), "08:30", {"type": "Input.Time", "value": "08:30"}),
        (FieldKind.DATE, (), None, {"type": "Input.Date", "max": "2026-11-24"}),
        (FieldKind.LONG_TEXT, (), "Text", {"isMultiline": True, "value": "Text"}),
        (FieldKind.TEXT, (), "a" * 900, {"value": "a" * 20, "maxLength": 20}),
    ],
)
def test_each_kind_of_field_has_its_input(
    kind: FieldKind, options: tuple[Option, ...], initial: str | tuple[str, ...] | None, drawn: Json
) -> None:
    shown = Field(
        key="f",
        kind=kind,
        label="Fält",
        options=options,
        initial=initial,
        max_length=20,
        latest=date(2026, 11, 24),
    )
    element = inputs(of_form(form_of(shown)).card)[0]
    assert {key: element.get(key) for key in drawn} == drawn
    assert ("value" in element) == ("value" in drawn)


def test_only_what_may_be_left_out_says_so() -> None:
    def label(kind: FieldKind, *, required: bool) -> str:
        shown = Field(key="f", kind=kind, label="Fält", required=required)
        return str(inputs(of_form(form_of(shown)).card)[0]["label"])

    assert label(FieldKind.TEXT, required=True) == "Fält"
    assert label(FieldKind.TEXT, required=False) == "Fält (valfritt)"
    assert label(FieldKind.YES_NO, required=False) == "Fält"


def test_a_short_answer_opens_under_the_bots_name() -> None:
    assert of_notice(compose_small.refused("fi")).title == BRAND
