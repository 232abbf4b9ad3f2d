"""Forms as modals: what is submitted comes back by field, and mistakes go to their fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.chat.slack.views import field_errors, form_view, read_view, rows_shown, with_row
from bot.ladders import load_forms
from bot.notices import forms
from bot.notices.form_check import mistakes
from bot.notices.model import Field, FieldKind, Form, Option
from bot.rules.ladder import Action
from tests.notices import designed
from tests.notices.school import ANNA, about, day


def submitted(**elements: dict[str, object]) -> dict[str, object]:
    """A submitted view with one element a block."""
    return {"state": {"values": {key.replace("__", "-"): {key: value} for key, value in elements.items()}}}


def test_each_kind_of_input_comes_back_by_its_key() -> None:
    shown = submitted(
        note={"type": "plain_text_input", "value": "Ringde hem"},
        empty={"type": "plain_text_input", "value": None},
        date={"type": "datepicker", "selected_date": "2026-11-24"},
        time={"type": "timepicker", "selected_time": "08:30"},
        causes={"type": "checkboxes", "selected_options": [{"value": "home"}, {"value": "health"}]},
        none={"type": "checkboxes", "selected_options": []},
        reason={"type": "static_select", "selected_option": {"value": "leave"}},
        unset={"type": "static_select", "selected_option": None},
        person={"type": "users_select", "selected_user": "U0ANNA"},
        odd={"type": "unknown"},
    )
    assert read_view(shown) == {
        "note": "Ringde hem",
        "empty": "",
        "date": "2026-11-24",
        "time": "08:30",
        "causes": ("home", "health"),
        "none": (),
        "reason": "leave",
        "unset": "",
        "person": "U0ANNA",
        "odd": "",
    }


def test_rows_of_agreements_come_back_in_their_order() -> None:
    shown = submitted(
        what_2={"value": "Skjuts"},
        what_1={"value": "Möte vid entrén"},
        who_1={"selected_option": {"value": "mentor"}},
        due_1={"selected_date": "2026-12-14"},
        tasks__name_1={"value": "Egen lista"},
    )
    assert read_view(shown) == {
        "agreements": [
            {"what": "Möte vid entrén", "who": "mentor", "by": "2026-12-14"},
            {"what": "Skjuts"},
        ],
        "tasks": [{"name": "Egen lista"}],
    }
    assert read_view({}) == {}


def test_another_agreement_is_asked_for_three_at_most() -> None:
    form = designed.form_simple_investigation("sv")
    assert rows_shown(form_view(form)) == 1
    three = with_row(with_row(with_row(form)))
    drawn = form_view(three)
    assert rows_shown(drawn) == 3
    assert "add_agreement" not in str(drawn)
    assert rows_shown(form_view(designed.form_contacted_guardian("sv"))) == 1


def test_a_mistake_stands_at_its_field() -> None:
    form = designed.form_simple_investigation("sv")
    wrong = mistakes(form, {"situation": "Lugnt", "agreements": [{"what": "Möte"}]})
    answer = field_errors(wrong)
    assert answer["response_action"] == "errors"
    assert answer["errors"] == {
        "participants": "Välj minst ett alternativ.",
        "causes": "Välj minst ett alternativ.",
        "pupil_view": "Skriv några ord.",
        "guardian_view": "Skriv några ord.",
        "who_1": "Välj ett alternativ.",
        "due_1": "Välj ett datum.",
    }
    blocks = {block.get("block_id") for block in form_view(form)["blocks"]}
    assert set(answer["errors"]) <= blocks


def test_a_list_of_ones_own_keeps_its_name() -> None:
    column = Field(key="name", kind=FieldKind.TEXT, label="Namn")
    own = Field(key="tasks", kind=FieldKind.LIST, label="Uppgift", fields=(column,), rows=2)
    form = Form(action="x", ask_id="q", title="T", fields=(own,), after="", submit="Spara", close="Stäng")
    ids = [block.get("block_id") for block in form_view(form)["blocks"] if block["type"] == "input"]
    assert ids == ["tasks-name_1", "tasks-name_2"]
    assert "Lägg till rad" in str(form_view(form))
    assert field_errors({"tasks.1.name": "Skriv några ord."})["errors"] == {
        "tasks-name_2": "Skriv några ord."
    }


def element(shown: Field) -> dict[str, object]:
    form = Form(action="x", ask_id="q", title="T", fields=(shown,), after="", submit="Spara", close="Stäng")
    drawn = next(block for block in form_view(form)["blocks"] if block["type"] == "input")
    return dict(drawn["element"])


OPTIONS = tuple(Option(key=f"o{at}", label=f"Val {at}") for at in range(12))


@pytest.mark.parametrize(
    ("kind", "options", "initial", "drawn"),
    [
        (FieldKind.PERSON, (), None, "users_select"),
        (FieldKind.PERSON, (Option(key=ANNA.email, label=ANNA.name),), None, "radio_buttons"),
        (FieldKind.YES_NO, (), "yes", "radio_buttons"),
        (FieldKind.CHOICE, OPTIONS[:5], "o1", "radio_buttons"),
        (FieldKind.CHOICE, OPTIONS, ("o2",), "static_select"),
        (FieldKind.CHOICES, OPTIONS[:10], ("o1",), "checkboxes"),
        (FieldKind.CHOICES, OPTIONS, (), "multi_static_select"),
        (FieldKind.TIME, (), "08:30", "timepicker"),
        (FieldKind.DATE, (), None, "datepicker"),
        (FieldKind.LONG_TEXT, (), "Text", "plain_text_input"),
    ],
)
def test_each_kind_of_field_has_its_element(
    kind: FieldKind, options: tuple[Option, ...], initial: str | tuple[str, ...] | None, drawn: str
) -> None:
    shown = element(Field(key="f", kind=kind, label="Fält", options=options, initial=initial))
    assert shown["type"] == drawn
    assert any(key.startswith("initial_") for key in shown) == bool(initial)


def test_a_pupils_words_put_back_are_cut_to_the_fields_length() -> None:
    shown = element(Field(key="f", kind=FieldKind.TEXT, label="Fält", initial="a" * 900, max_length=20))
    assert shown["initial_value"] == "a" * 20


def test_a_form_without_consequences_or_pupil_has_only_its_fields() -> None:
    form = designed.form_contacted_guardian("sv")
    assert all(block["type"] == "input" for block in form_view(replace(form, intro="", after=""))["blocks"])


def test_people_are_offered_where_one_is_chosen() -> None:
    given = forms.Given(today=date(2026, 11, 24), people=[ANNA], school_year_ends=day(6, 11, 2027))
    form = forms.form(about("sv"), Action(key="hand_over"), load_forms()["hand_over"], given, then="")
    options = form.fields[0].options
    assert [(one.key, one.label) for one in options] == [(ANNA.email, "Anna Lind, mentor")]
