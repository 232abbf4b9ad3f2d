"""What Slack refuses although a JSON schema cannot say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

Block = dict[str, Any]


def broken_rules(blocks: Sequence[Block]) -> list[str]:
    """The mistakes across ``blocks``; expects blocks that already fit the schema."""
    return [
        *_ids(blocks),
        *_focus(blocks),
        *(f"blocks[{at}]: {why}" for at, b in enumerate(blocks) for why in _block(b)),
    ]


def has_input(blocks: Sequence[Block]) -> bool:
    """Whether a person can type or choose something that a submit button must send."""
    return any(block.get("type") == "input" for block in blocks)


def elements(block: Block) -> list[Block]:
    """The elements a person can touch: of an actions block, an accessory or an input."""
    inner = list(block["elements"]) if block.get("type") == "actions" else []
    return inner + [block[key] for key in ("accessory", "element") if key in block]


def options(element: Block) -> list[Block]:
    """All options of an element, those in groups included."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _ids(blocks: Sequence[Block]) -> Iterator[str]:
    for block_id in _twice(block.get("block_id") for block in blocks):
        yield f"block_id {block_id!r} stands twice"


def _focus(blocks: Sequence[Block]) -> Iterator[str]:
    if sum(bool(element.get("focus_on_load")) for block in blocks for element in elements(block)) > 1:
        yield "focus_on_load is set on more than one element"


def _block(block: Block) -> Iterator[str]:
    inner = elements(block)
    for action_id in _twice(element.get("action_id") for element in inner):
        yield f"action_id {action_id!r} stands twice"
    if sum(element.get("style") == "primary" for element in inner) > 1:
        yield "more than one primary button"
    for element in inner:
        yield from _element(element)


def _element(element: Block) -> Iterator[str]:
    offered = options(element)
    for value in _twice(option.get("value") for option in offered):
        yield f"option value {value!r} stands twice"
    chosen = [
        *element.get("initial_options", []),
        *([element["initial_option"]] if "initial_option" in element else []),
    ]
    for option in chosen:
        if option not in offered:
            yield f"initial option {option.get('value')!r} is not among the options"
    if "options" in element and "option_groups" in element:
        yield "options and option_groups together"
    if day := element.get("initial_date"):
        yield from _date(day)
    yield from _lengths(element)


def _lengths(element: Block) -> Iterator[str]:
    if element.get("type") != "plain_text_input":
        return
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield "min_length is larger than max_length"
    if len(element.get("initial_value", "")) > most:
        yield "initial_value is longer than max_length"


def _date(day: str) -> Iterator[str]:
    try:
        date.fromisoformat(day)
    except ValueError:
        yield f"initial_date {day!r} is not a day"


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(v for v in values if v is not None).items() if count > 1]
