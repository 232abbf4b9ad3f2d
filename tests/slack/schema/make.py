"""Turns the generator's raw schema into ``blocks.json``: limits in, comments out, unions by ``type``.

Run by ``make.sh``: ``python -m tests.slack.schema.make RAW OUT``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.slack.schema.limits import limited, text_at_most

Schema = dict[str, Any]
ROOTS = ("Message", "Modal", "Home")
REF = "#/definitions/"

DATE = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
TIME = r"^([01]\d|2[0-3]):[0-5]\d$"
EXTRA: dict[str, dict[str, Schema]] = {
    "Message": {"blocks": {"minItems": 0, "maxItems": 50}, "text": {"maxLength": 4000}},
    "PlainTextElement": {"text": {"minLength": 1, "maxLength": 3000}},
    "MrkdwnElement": {"text": {"minLength": 1, "maxLength": 3000}},
    "Datepicker": {"initial_date": {"pattern": DATE}},
    "Timepicker": {"initial_time": {"pattern": TIME}},
    "PlainTextInput": {
        "min_length": {"minimum": 0, "maximum": 3000},
        "max_length": {"minimum": 1, "maximum": 3000},
        "initial_value": {"maxLength": 3000},
    },
    "Modal": {"external_id": {"maxLength": 255}},
    "PlainTextOption": {"value": {"minLength": 1}},
    "MrkdwnOption": {"value": {"minLength": 1}},
    "ImageElement": {"image_url": {"maxLength": 3000}, "alt_text": {"minLength": 1, "maxLength": 2000}},
}
"""Limits of the reference pages that the comments leave out (type → property → keywords)."""

REQUIRED: dict[str, list[list[str]]] = {
    "SectionBlock": [["text"], ["fields"]],
    "StaticSelect": [["options"], ["option_groups"]],
    "MultiStaticSelect": [["options"], ["option_groups"]],
    "PlainTextOption": [["value"]],
    "MrkdwnOption": [["value"]],
}
"""Of each, one of the lists must be there; the types call them all optional."""

TEXTS: dict[str, dict[str, int]] = {
    "Confirm": {"title": 100, "text": 300},
    "ConfirmationDialog": {"title": 100, "text": 300},
}
"""Text objects whose limit stands on a union or is worded about "this field"."""


def consts(schema: Schema, defs: dict[str, Schema]) -> list[tuple[str, Schema]]:
    """Each ``type`` the schema takes with the schema for it; empty when it is no union by ``type``."""
    if "$ref" in schema:
        target = defs[schema["$ref"].removeprefix(REF)]
        found = consts(target, defs)
        return [(found[0][0], schema)] if _same(found) else found
    if const := schema.get("properties", {}).get("type", {}).get("const"):
        return [(const, schema)]
    parts = [consts(part, defs) for part in schema.get("anyOf", [])]
    return [pair for part in parts for pair in part] if all(parts) else []


def _same(found: list[tuple[str, Schema]]) -> bool:
    return len({name for name, _ in found}) == 1


def by_type(schema: Schema, defs: dict[str, Schema]) -> Schema:
    """A union as ``if type is X then X``: an error then names what is wrong with X, not every X."""
    found = consts(schema, defs)
    names = list(dict.fromkeys(name for name, _ in found))
    if len(names) < 2 or len(names) != len(found):
        return schema
    branches = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"$ref": part["$ref"]},
        }
        for name, part in found
        if "$ref" in part
    ]
    kinds = {"type": {"enum": names}}
    return {"type": "object", "required": ["type"], "properties": kinds, "allOf": branches}


def walk(node: Any, defs: dict[str, Schema]) -> Any:
    """The node without comments and with its unions split by ``type``."""
    if isinstance(node, list):
        return [walk(item, defs) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        node = by_type(node, defs)
    return {
        key: walk(value, defs)
        for key, value in node.items()
        if not (key == "description" and isinstance(value, str))
    }


def with_limits(name: str, schema: Schema) -> Schema:
    """The definition with the limits of its comments and of ``EXTRA``."""
    if "anyOf" in schema:
        return schema | {"anyOf": [with_limits(name, part) for part in schema["anyOf"]]}
    if "properties" not in schema:
        return schema
    props = {key: limited(_inside(value)) for key, value in schema["properties"].items()}
    for key, more in EXTRA.get(name, {}).items():
        if key in props:
            props[key] = props[key] | more
    for key, top in TEXTS.get(name, {}).items():
        props[key] = {"allOf": [schema["properties"][key], text_at_most(top)]}
    one_of = {"anyOf": [{"required": keys} for keys in REQUIRED[name]]} if name in REQUIRED else {}
    return schema | {"properties": props} | one_of


def _inside(prop: Schema) -> Schema:
    """An array of objects written out in place, its objects limited too."""
    items = prop.get("items", {})
    return prop | {"items": with_limits("", items)} if "properties" in items else prop


def reachable(defs: dict[str, Schema]) -> dict[str, Schema]:
    """Only what the three roots speak of."""
    todo, seen = list(ROOTS), set[str]()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            text = json.dumps(defs[name])
            todo += [part.split('"')[0] for part in text.split(REF)[1:]]
    return {name: defs[name] for name in sorted(seen)}


def main(raw: Path, out: Path) -> None:
    """Read ``raw``, write ``out``: one definition a line."""
    defs = json.loads(raw.read_text(encoding="utf-8"))["definitions"]
    limits = {name: with_limits(name, schema) for name, schema in defs.items()}
    done = reachable({name: walk(schema, limits) for name, schema in limits.items()})
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(schema, sort_keys=True)}" for name, schema in done.items()
    )
    head = '"$schema": "http://json-schema.org/draft-07/schema#"'
    out.write_text(f'{{{head}, "definitions": {{\n{lines}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
