"""``state.values`` of a view or message, from what a person types: Slack's shape for every input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.slack.messages import Json
from tests.slack.schema.rules import elements, options

Values = Mapping[str, Any]
Typed = dict[tuple[str, str], Json]

TEXTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
PICKED = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
ONE = {"static_select", "radio_buttons"}
SEVERAL = {"multi_static_select", "checkboxes"}


def inputs(blocks: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Each block with an element that keeps a value, in order; blocks carry their ids."""
    keeps = TEXTS | PICKED.keys() | ONE | SEVERAL
    return [(block, element) for block in blocks for element in elements(block) if element["type"] in keeps]


def typed(blocks: Sequence[Json], values: Values) -> Typed:
    """The given values by (block_id, action_id).

    A key is ``block_id/action_id``, or either of them where it names one input only. A value is a
    text, ``YYYY-MM-DD``, ``HH:MM``, a user id, an option's value or a list of these.
    """
    found: Typed = {}
    for key, value in values.items():
        block, element = _named(blocks, key)
        found[block["block_id"], element["action_id"]] = _state(element, value)
    return found


def state_values(blocks: Sequence[Json], given: Typed) -> Json:
    """``{block_id: {action_id: {...}}}``: what was typed, else what the element started with."""
    state: Json = {}
    for block, element in inputs(blocks):
        name = block["block_id"], element["action_id"]
        state.setdefault(name[0], {})[name[1]] = given.get(name) or _initial(element)
    return state


def unanswered(blocks: Sequence[Json], state: Json) -> list[str]:
    """The inputs Slack itself would not let pass: required and empty, or too long or short."""
    return [
        why
        for block, element in inputs(blocks)
        if block["type"] == "input"
        for why in _wrong(block, element, state)
    ]


def _wrong(block: Json, element: Json, state: Json) -> list[str]:
    value = _value(state[block["block_id"]][element["action_id"]])
    if not value:
        return [] if block.get("optional") else [f"{block['block_id']}: required and empty"]
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= len(value) <= most:
            return [f"{block['block_id']}: {len(value)} characters, {least} to {most} are allowed"]
    if len(value) > element.get("max_selected_items", len(value)):
        return [f"{block['block_id']}: more than {element['max_selected_items']} chosen"]
    return []


def _value(state: Json) -> Any:
    return next((value for key, value in state.items() if key != "type"), None)


def _named(blocks: Sequence[Json], key: str) -> tuple[Json, Json]:
    there = inputs(blocks)
    tests: list[Callable[[Json, Json], bool]] = [
        lambda block, element: f"{block['block_id']}/{element['action_id']}" == key,
        lambda block, _: block["block_id"] == key,
        lambda _, element: element["action_id"] == key,
    ]
    for test in tests:
        if len(found := [pair for pair in there if test(*pair)]) == 1:
            return found[0]
    names = ", ".join(f"{block['block_id']}/{element['action_id']}" for block, element in there)
    raise AssertionError(f"no single input {key!r}; there are {names}")


def _state(element: Json, value: Any) -> Json:
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": None if value in ("", None) else str(value)}
    if kind in ONE:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in SEVERAL:
        return {"type": kind, "selected_options": [_option(element, one) for one in value]}
    return {"type": kind, PICKED[kind][0]: value}


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ONE:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in SEVERAL:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    selected, initial = PICKED[kind]
    return {"type": kind, selected: element.get(initial, [] if kind.startswith("multi_") else None)}


def _option(element: Json, value: str) -> Json:
    for option in options(element):
        if option["value"] == value:
            return dict(option)
    raise AssertionError(f"no option {value!r}; there are {', '.join(o['value'] for o in options(element))}")
