"""Mistakes seeded into a right card: each is one that Teams refuses or shows to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.teams.schema.rules import inputs

Card = dict[str, Any]
ALERT, SHOW, FORM, FOLLOW_UP = "01_alert", "03_show", "06_form_simple_investigation", "05_follow_up"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """``make`` spoils the fixture ``of`` in place; ``says`` is part of what is said about it."""

    name: str
    of: str
    make: Callable[[Card], Any]
    says: str


def _alert(name: str, says: str, make: Callable[[Card], Any]) -> Mistake:
    return Mistake(name=name, of=ALERT, make=make, says=says)


def _form(name: str, says: str, make: Callable[[Card], Any]) -> Mistake:
    return Mistake(name=name, of=FORM, make=make, says=says)


def _input(card: Card, kind: str) -> Card:
    return next(field for field in inputs(card) if field["type"] == f"Input.{kind}")


def _table(card: Card) -> Card:
    found: Card = next(node for node in card["body"] if node["type"] == "Table")
    return found


def _buttons(card: Card, number: int) -> Card:
    return {"type": "ActionSet", "actions": [card["actions"][2]] * number}


MISTAKES = (
    _alert("wrong_element", "body[0]", lambda c: c["body"][0].update(type="Heading")),
    _alert("unknown_key", "colour", lambda c: c["body"][0].update(colour="red")),
    _alert("text_as_number", "not of type 'string'", lambda c: c["body"][0].update(text=7)),
    _alert("block_without_text", "'text' is a required", lambda c: c["body"][2].pop("text")),
    _alert("empty_text", "text: empty", lambda c: c["body"][2].update(text="")),
    _alert("wrap_as_text", "wrap", lambda c: c["body"][0].update(wrap="yes")),
    _alert("no_such_size", "size", lambda c: c["body"][0].update(size="Huge")),
    _alert("no_such_colour", "color", lambda c: c["body"][0].update(color="Red")),
    _alert("no_such_style", "style", lambda c: c["actions"][0].update(style="primary")),
    _alert("no_such_mode", "mode", lambda c: c["actions"][3].update(mode="overflow")),
    _alert("wrong_action", "actions[0]", lambda c: c["actions"][0].update(type="Action.Click")),
    _alert("verb_on_submit", "verb", lambda c: c["actions"][0].update(verb="show")),
    _alert("action_without_title", "neither title", lambda c: c["actions"][0].pop("title")),
    _alert("seven_actions", "more than 6", lambda c: c["actions"].append(c["actions"][2])),
    _alert("seven_in_a_set", "more than 6", lambda c: c["body"].append(_buttons(c, 7))),
    _alert(
        "unknown_task", "task/open", lambda c: c["actions"][0]["data"].update(msteams={"type": "task/open"})
    ),
    _alert("task_on_execute", "does nothing", lambda c: c["actions"][0].update(type="Action.Execute")),
    _alert("data_as_list", "data", lambda c: c["actions"][0].update(data=[])),
    _alert("no_version", "'version' is a required", lambda c: c.pop("version")),
    _alert("no_type", "'type' is a required", lambda c: c.pop("type")),
    _alert("later_version", "version: '1.6'", lambda c: c.update(version="1.6")),
    _alert("empty_body", "body: empty", lambda c: c.update(body=[])),
    _alert("body_as_object", "body", lambda c: c.update(body={})),
    _alert("too_large", "bytes", lambda c: c["body"][2].update(text="å" * 40_960)),
    _alert("mention_without_entity", "no entity", lambda c: c.pop("msteams")),
    _alert("entity_without_mention", "stands nowhere", lambda c: c["body"][3].update(text="Till Anna Lind")),
    _alert("entity_without_id", "an id", lambda c: c["msteams"]["entities"][0]["mentioned"].update(id="")),
    _alert("unknown_msteams", "colour is unknown", lambda c: c["msteams"].update(colour="red")),
    _alert("narrow", "only Full", lambda c: c["msteams"].update(width="Half")),
    _alert("same_id_twice", "stands twice", lambda c: [block.update(id="a") for block in c["body"][:2]]),
    _alert(
        "link_without_address", "url", lambda c: c["actions"].append({"type": "Action.OpenUrl", "title": "a"})
    ),
    _alert(
        "refresh_by_submit",
        "refresh",
        lambda c: c.update(refresh={"action": c["actions"][0], "userIds": ["29:anna"]}),
    ),
    Mistake(
        name="refreshed_for_61",
        of=FOLLOW_UP,
        make=lambda c: c.update(
            refresh={"action": {"type": "Action.Execute", "title": "a", "data": {}}, "userIds": ["29:a"] * 61}
        ),
        says="more than 60",
    ),
    Mistake(
        name="row_wider_than_table", of=SHOW, make=lambda c: _table(c)["columns"].pop(), says="more cells"
    ),
    Mistake(
        name="cell_without_items",
        of=SHOW,
        make=lambda c: _table(c)["rows"][0]["cells"][0].pop("items"),
        says="'items' is a required",
    ),
    Mistake(
        name="unknown_key_in_a_cell",
        of=SHOW,
        make=lambda c: _table(c)["rows"][1]["cells"][0]["items"][0].update(bold=True),
        says="bold",
    ),
    _form("execute_in_dialog", "in a dialog", lambda c: c["actions"][0].update(type="Action.Execute")),
    _form("input_without_id", "id", lambda c: _input(c, "Text").pop("id")),
    _form("input_without_label", "label: missing", lambda c: _input(c, "Text").pop("label")),
    _form("required_without_words", "errorMessage", lambda c: _input(c, "Text").pop("errorMessage")),
    _form("required_as_text", "isRequired", lambda c: _input(c, "Text").update(isRequired="yes")),
    _form("limit_as_text", "maxLength", lambda c: _input(c, "Text").update(maxLength="500")),
    _form(
        "longer_than_its_limit", "longer than", lambda c: _input(c, "Text").update(maxLength=2, value="abc")
    ),
    _form("two_inputs_of_one_id", "stands twice", lambda c: _input(c, "ChoiceSet").update(id="situation")),
    _form(
        "search_of_several",
        "one choice",
        lambda c: _input(c, "ChoiceSet").update(style="filtered", isMultiSelect=True),
    ),
    _form("no_such_choice_style", "style", lambda c: _input(c, "ChoiceSet").update(style="searched")),
    _form("no_choices", "choices: empty", lambda c: _input(c, "ChoiceSet").update(choices=[], value="")),
    _form("choice_without_value", "value", lambda c: _input(c, "ChoiceSet")["choices"][0].pop("value")),
    _form(
        "same_choice_twice",
        "a value stands twice",
        lambda c: _input(c, "ChoiceSet")["choices"].append(_input(c, "ChoiceSet")["choices"][0]),
    ),
    _form("chosen_not_offered", "'priest'", lambda c: _input(c, "ChoiceSet").update(value="priest")),
    _form(
        "comma_in_one_of_several",
        "comma",
        lambda c: _input(c, "ChoiceSet").update(
            isMultiSelect=True, value="", choices=[{"title": "a", "value": "a,b"}]
        ),
    ),
    _form("not_a_day", "not a day", lambda c: _input(c, "Date").update(value="14 dec")),
    _form("no_such_day", "not a day", lambda c: _input(c, "Date").update(min="2026-02-30")),
)
