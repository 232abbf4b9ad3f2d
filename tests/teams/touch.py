"""Finds what a person can touch in a card, and what a card's inputs hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.teams.people import Json
from tests.teams.schema.rules import actions, inputs

Typed = dict[str, str]


def word(action: Json) -> str:
    """The stable word of an action: ``data.action``, else its verb."""
    data = action.get("data")
    return str((data.get("action") if isinstance(data, dict) else "") or action.get("verb") or "")


def find(card: Json, wanted: str, ask: str = "") -> Json:
    """The one action of that word or title (and ask); fails with what is there instead."""
    there = [action for action in actions(card) if action.get("isEnabled", True)]
    fits = [
        action
        for action in there
        if wanted in {word(action), action.get("title")}
        and (not ask or (action.get("data") or {}).get("ask") == ask)
    ]
    if len(fits) == 1:
        return fits[0]
    problem = "is not there" if not fits else f"is there {len(fits)} times, say which ask"
    raise AssertionError(f"{wanted} {problem}; visible: {visible(card) or 'nothing to click'}")


def visible(card: Json) -> str:
    """What a person could click, for a failing test."""
    return ", ".join(f"{word(action)}({action.get('title')!r})" for action in actions(card))


def opens_dialog(action: Json) -> bool:
    """Whether a click asks the app for a dialog."""
    data = action.get("data")
    return isinstance(data, dict) and data.get("msteams", {}).get("type") == "task/fetch"


def typed(card: Json, values: Mapping[str, Any]) -> Typed:
    """The given values by input id; several choices are a list, a toggle True or False."""
    fields = {field["id"]: field for field in inputs(card)}
    unknown = set(values) - set(fields)
    assert not unknown, f"no input {', '.join(sorted(unknown))}; there are {', '.join(fields)}"
    return {name: _value(fields[name], value) for name, value in values.items()}


def held(card: Json, given: Typed) -> Typed:
    """What every input sends: what was typed, else what it started with; an empty one is left out."""
    found = {field["id"]: given.get(field["id"], _initial(field)) for field in inputs(card)}
    return {name: value for name, value in found.items() if value != ""}


def unanswered(card: Json, values: Typed) -> list[str]:
    """The inputs Teams itself would not let pass."""
    return [why for field in inputs(card) for why in _wrong(field, values.get(field["id"], ""))]


def _wrong(field: Json, value: str) -> list[str]:
    if not value:
        return [f"{field['id']}: required and empty"] if field.get("isRequired") else []
    if len(value) > field.get("maxLength", len(value)):
        return [f"{field['id']}: {len(value)} characters, {field['maxLength']} are allowed"]
    return []


def _value(field: Json, value: Any) -> str:
    if field["type"] == "Input.Toggle":
        return str(field.get("valueOn", "true") if value else field.get("valueOff", "false"))
    chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    if field["type"] == "Input.ChoiceSet":
        offered = [choice["value"] for choice in field["choices"]]
        for one in chosen if value else []:
            assert one in offered, f"no choice {one!r}; there are {', '.join(offered)}"
        assert field.get("isMultiSelect") or len(chosen) == 1, f"{field['id']}: one choice only"
    return ",".join(chosen) if value is not None else ""


def _initial(field: Json) -> str:
    if field["type"] == "Input.Toggle":
        return str(field.get("value", field.get("valueOff", "false")))
    return str(field.get("value", ""))
