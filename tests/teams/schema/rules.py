"""What Teams refuses, or shows to nobody, although the Adaptive Card schema allows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Json = dict[str, Any]
MOST_ACTIONS = 6
MOST_REFRESHED = 60
MSTEAMS = {"width", "entities", "allowExpand"}
SUBMITS = {"task/fetch", "invoke", "messageBack", "imBack", "signin"}
BLIND = {"data", "msteams", "refresh", "requires"}
"""Parts of a card in which nothing is drawn."""
AT = re.compile(r"<at>.*?</at>")
VERSION = "1.5"


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every element, action, row, column and choice of a card with its place, in order."""
    if isinstance(node, list):
        for at, item in enumerate(node):
            yield from nodes(item, f"{path}[{at}]")
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in BLIND:
                yield from nodes(value, f"{path}.{key}".lstrip("."))


def inputs(card: Any) -> list[Json]:
    """Every input of a card, in order."""
    return [node for _, node in nodes(card) if str(node.get("type", "")).startswith("Input.")]


def actions(card: Any) -> list[Json]:
    """Every action of a card, in order."""
    return [node for _, node in nodes(card) if str(node.get("type", "")).startswith("Action.")]


def broken_rules(card: Mapping[str, Any], *, dialog: bool) -> list[str]:
    """The mistakes in a card that already fits the schema."""
    found = [f"{where or 'card'}: {why}" for where, node in nodes(dict(card)) for why in _node(node, dialog)]
    return [*_whole(card), *_mentions(card), *found]


def _whole(card: Mapping[str, Any]) -> Iterator[str]:
    if card.get("version") != VERSION:
        yield f"version: {card.get('version')!r}, Teams shows at most {VERSION} in every client"
    if not card.get("body"):
        yield "body: empty"
    ids = Counter(node["id"] for _, node in nodes(dict(card)) if "id" in node)
    for twice in (name for name, count in ids.items() if count > 1):
        yield f"id {twice!r} stands twice"
    refresh = card.get("refresh") or {}
    if len(refresh.get("userIds") or []) > MOST_REFRESHED:
        yield f"refresh.userIds: more than {MOST_REFRESHED}"
    if unknown := set(card.get("msteams") or {}) - MSTEAMS:
        yield f"msteams: {', '.join(sorted(unknown))} is unknown"
    if (card.get("msteams") or {}).get("width", "Full").lower() != "full":
        yield "msteams.width: only Full"


def _mentions(card: Mapping[str, Any]) -> Iterator[str]:
    entities = (card.get("msteams") or {}).get("entities") or []
    said = {at for _, node in nodes(dict(card)) for text in _texts(node) for at in _ats(text)}
    named = {str(entity.get("text")) for entity in entities}
    for at, entity in enumerate(entities):
        who = entity.get("mentioned") or {}
        if entity.get("type") != "mention" or not who.get("id") or not who.get("name"):
            yield f"msteams.entities[{at}]: a mention names its text, an id and a name"
    for text in sorted(said - named):
        yield f"{text} is mentioned by no entity"
    for text in sorted(named - said):
        yield f"msteams.entities: {text} stands nowhere in the card"


def _texts(node: Json) -> list[Any]:
    """What of a node a mention may stand in: a fact's value too, which has no type; an input's was typed."""
    return [node.get(key) for key in ("text", "title", *([] if "type" in node else ["value"]))]


def _ats(text: Any) -> list[str]:
    return AT.findall(text) if isinstance(text, str) else []


def _node(node: Json, dialog: bool) -> Iterator[str]:
    kind = str(node.get("type", ""))
    if len(node.get("actions") or []) > MOST_ACTIONS:
        yield f"more than {MOST_ACTIONS} actions"
    if kind.startswith("Action."):
        yield from _action(node, dialog)
    if kind.startswith("Input."):
        yield from _input(node)
    if kind == "Table":
        yield from _table(node)
    if kind == "TextBlock" and not node["text"]:
        yield "text: empty"


def _action(action: Json, dialog: bool) -> Iterator[str]:
    kind, data = action["type"], action.get("data", {})
    if not action.get("title") and not action.get("iconUrl"):
        yield "neither title nor icon"
    if dialog and kind == "Action.Execute":
        yield "Action.Execute does nothing in a dialog"
    asked = data.get("msteams", {}).get("type") if isinstance(data, dict) else None
    if asked is not None and asked not in SUBMITS:
        yield f"data.msteams.type: {asked!r} is unknown"
    if asked is not None and kind != "Action.Submit":
        yield f"data.msteams does nothing on {kind}"


def _input(field: Json) -> Iterator[str]:
    if not field.get("id"):
        yield "id: missing, its value would be lost"
    if field.get("isRequired") and not field.get("errorMessage"):
        yield "errorMessage: missing on a required input"
    if not field.get("label") and field["type"] != "Input.Toggle":
        yield "label: missing"
    kind = field["type"]
    if kind == "Input.ChoiceSet":
        yield from _choices(field)
    if kind == "Input.Date":
        yield from (f"{key}: {field[key]!r} is not a day" for key in _days(field))
    if kind == "Input.Text" and len(field.get("value", "")) > field.get("maxLength", 1e9):
        yield "value: longer than maxLength"


def _choices(field: Json) -> Iterator[str]:
    offered = [choice["value"] for choice in field.get("choices") or []]
    several = bool(field.get("isMultiSelect"))
    if not offered:
        yield "choices: empty"
    if len(set(offered)) != len(offered):
        yield "choices: a value stands twice"
    if several and field.get("style") == "filtered":
        yield "style: what is searched by typing is one choice"
    if several and any("," in value for value in offered):
        yield "choices: a comma in a value of several is read as two"
    given = field.get("value") or ""
    for value in (given.split(",") if several else [given]) if given else []:
        if value not in offered:
            yield f"value: {value!r} is not among the choices"


def _days(field: Json) -> Iterator[str]:
    for key in ("value", "min", "max"):
        try:
            date.fromisoformat(field.get(key) or "2026-01-01")
        except ValueError:
            yield key


def _table(table: Json) -> Iterator[str]:
    columns: Sequence[Any] = table.get("columns") or []
    if any(len(row.get("cells") or []) > len(columns) for row in table.get("rows") or []):
        yield "a row has more cells than the table has columns"
