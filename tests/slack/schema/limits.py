"""Reads the limits out of the comments of ``@slack/types`` and puts them into the schema."""

from __future__ import annotations

import re
from typing import Any

Schema = dict[str, Any]

_MOST = re.compile(r"(?i)\bmax(?:imum)?\b(?: (?:length|number|value))?[^.\d]*?(\d[\d,]*)")
_UP_TO = re.compile(r"(?i)\bup to (\d+)")
_LIMIT = re.compile(r"(?i)\blimit (\d[\d,]*) characters")
_LESS = re.compile(r"(?i)\bless than (\d+)")
_LEAST = re.compile(r"(?i)\bmin(?:imum)?\b[^.\d]*?(\d+)")
_EACH = re.compile(r"(?i)\bin each item is (\d+)")
_EACH_ROW = re.compile(r"(?i)each row object is an array with a max of (\d+)")
_TEXTS = ("PlainTextElement", "MrkdwnElement", "TextObject")


def most(comment: str) -> int | None:
    """The largest length, count or value a comment allows."""
    if less := _LESS.search(comment):
        return int(less[1]) - 1
    for pattern in (_LIMIT, _UP_TO, _MOST):
        if found := pattern.search(comment):
            return int(found[1].replace(",", ""))
    return None


def limited(prop: Schema) -> Schema:
    """The property with the limits of its own comment."""
    comment = " ".join(prop.get("description", "").split())
    top, kind = most(comment), prop.get("type")
    if kind == "array":
        return _array(prop, comment, top)
    if kind == "number":
        return prop | _number(comment, top)
    if top is None:
        return prop
    if kind == "string":
        return prop | {"maxLength": top}
    return {"allOf": [_plain(prop), text_at_most(top)]} if _is_text(prop) else prop


def text_at_most(top: int) -> Schema:
    """A text object whose text is not longer than ``top`` characters."""
    return {"properties": {"text": {"maxLength": top}}}


def _array(prop: Schema, comment: str, top: int | None) -> Schema:
    out = prop | {"minItems": 1} | ({"maxItems": top} if top else {})
    if each := _EACH.search(comment):
        out["items"] = {"allOf": [prop["items"], text_at_most(int(each[1]))]}
    if row := _EACH_ROW.search(comment):
        out["items"] = prop["items"] | {"maxItems": int(row[1])}
    return out


def _number(comment: str, top: int | None) -> Schema:
    least = _LEAST.search(comment)
    low = int(least[1]) if least and "must provide" not in comment else 0
    return {"type": "integer", "minimum": low} | ({"maximum": top} if top else {})


def _is_text(prop: Schema) -> bool:
    refs = [prop, *prop.get("anyOf", [])]
    return any(ref.get("$ref", "").endswith(_TEXTS) for ref in refs)


def _plain(prop: Schema) -> Schema:
    return {key: value for key, value in prop.items() if key != "description"}
