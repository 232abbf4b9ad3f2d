"""Checks Slack messages, modals and Home tabs: each function answers what is wrong, [] if nothing.

A line reads ``blocks[3].elements[0].text.text: 'Kontakt…' is too long``. ``README.md`` says where
the schema is from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from tests.slack.schema.rules import broken_rules, has_input

Payload = Mapping[str, Any]
DELIVERY: dict[str, tuple[Any, ...]] = {
    "response_type": ("ephemeral", "in_channel"),
    "replace_original": (True, False),
    "delete_original": (True, False),
}
"""What an answer to a ``response_url`` may say besides the message, and the values it takes."""


def validate_message(payload: Payload) -> list[str]:
    """What Slack refuses in ``text``, ``blocks`` and ``metadata``; a notification text must be there."""
    found = _shape("Message", payload)
    if not payload.get("text"):
        found.append("text: missing, it is what notifications and screen readers say")
    return found or broken_rules(payload.get("blocks") or [])


def validate_response(payload: Payload) -> list[str]:
    """What Slack refuses in a body posted to a ``response_url``."""
    wrong = [
        f"{key}: {payload[key]!r} is not one of {ok}"
        for key, ok in DELIVERY.items()
        if payload.get(key, ok[0]) not in ok
    ]
    if wrong or payload.get("delete_original"):
        return wrong
    return validate_message({key: value for key, value in payload.items() if key not in DELIVERY})


def validate_view(payload: Payload) -> list[str]:
    """What Slack refuses in a modal or, with ``type: home``, in a Home tab."""
    kind = payload.get("type")
    if kind not in {"modal", "home"}:
        return [f"type: {kind!r} is neither modal nor home"]
    found = _shape("Modal" if kind == "modal" else "Home", payload)
    if found:
        return found
    if kind == "modal" and has_input(payload["blocks"]) and "submit" not in payload:
        return ["submit: missing, the modal has an input"]
    return broken_rules(payload["blocks"])


def _shape(root: str, payload: Payload) -> list[str]:
    return [_line(leaf) for error in _validator(root).iter_errors(dict(payload)) for leaf in _leaves(error)]


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Of a union that nothing fits, the errors of the nearest member."""
    if not error.context:
        yield error
        return
    members: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        members.setdefault(inner.schema_path[0], []).append(inner)
    for inner in min(members.values(), key=len):
        yield from _leaves(inner)


def _line(error: ValidationError) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    text = error.message if len(error.message) <= 160 else f"{error.message[:60]} … {error.message[-60:]}"
    return f"{path.lstrip('.') or 'payload'}: {text}"


@cache
def _validator(root: str) -> Draft7Validator:
    schema = json.loads((Path(__file__).parent / "blocks.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema | {"$ref": f"#/definitions/{root}"})
