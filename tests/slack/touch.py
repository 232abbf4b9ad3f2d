"""Finds what a person can touch in a message or view and makes the action of a click on it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.slack.messages import Json
from tests.slack.schema.rules import elements
from tests.slack.state import typed

Found = tuple[Json, Json]


def touchable(blocks: Sequence[Json]) -> list[Found]:
    """Every block with an element in it that a click can reach, in order."""
    return [(b, e) for b in blocks if b["type"] != "input" or b.get("dispatch_action") for e in elements(b)]


def find(blocks: Sequence[Json], action_id: str, value: str | None, kinds: Sequence[str] = ()) -> Found:
    """The one element of that action id (and value); fails with what is there instead."""
    fits = [
        (block, element)
        for block, element in touchable(blocks)
        if element.get("action_id") == action_id
        and (value is None or element.get("value") == value)
        and (not kinds or element["type"] in kinds)
    ]
    if len(fits) == 1:
        return fits[0]
    wanted = action_id if value is None else f"{action_id} with value {value}"
    problem = "is not there" if not fits else f"is there {len(fits)} times, say which value"
    raise AssertionError(f"{wanted} {problem}; visible: {visible(blocks) or 'nothing to click'}")


def visible(blocks: Sequence[Json]) -> str:
    """What a person could click, for a failing test."""
    return ", ".join(_name(element) for _, element in touchable(blocks) if element["type"] != "image")


def button_action(found: Found, now: str) -> Json:
    """A click on a button."""
    block, element = found
    kept = {key: element[key] for key in ("action_id", "text", "value", "style") if key in element}
    return {"type": "button", "block_id": block["block_id"], "action_ts": now} | kept


def menu_action(found: Found, option: str, now: str) -> Json:
    """A choice from an overflow menu: by value, by the value's last part after a dot, or by label."""
    block, element = found
    for offered in element["options"]:
        value = offered["value"]
        if option in {value, value.rpartition(".")[2], offered["text"]["text"]}:
            names = {"action_id": element["action_id"], "block_id": block["block_id"]}
            return names | {"type": "overflow", "selected_option": offered, "action_ts": now}
    raise AssertionError(f"no option {option!r} in the menu; visible: {_name(element)}")


def pick_action(blocks: Sequence[Json], found: Found, value: object, now: str) -> Json:
    """A choice in a select, a date picker … that the app hears of at once."""
    block, element = found
    key = f"{block['block_id']}/{element['action_id']}"
    (state,) = typed(blocks, {key: value}).values()
    return {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": now} | state


def _name(element: Json) -> str:
    name = element.get("action_id", element["type"])
    if element["type"] == "overflow":
        return f"{name}[{', '.join(option['value'] for option in element['options'])}]"
    return f"{name}({element['text']['text']!r})" if "text" in element else str(name)
