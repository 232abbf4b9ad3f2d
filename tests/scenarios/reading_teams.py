"""What a person reads in Teams: a card in a conversation, or a dialog over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.scenarios.reading import Shown, plain
from tests.teams.people import Dialog, Message
from tests.teams.schema.rules import actions, inputs
from tests.teams.touch import opens_dialog, word

Json = Mapping[str, Any]
BEHIND = "secondary"


def read(message: Message) -> Shown:
    """A message as everybody sees it now: what is shown stays so, also once it has changed."""
    return _shown(
        replace(message),
        message.card,
        push=message.card.get("fallbackText", ""),
        at=int(message.id) / 1000,
        threaded=bool(message.thread),
    )


def read_dialog(dialog: Dialog) -> Shown:
    """An open dialog."""
    return _shown(dialog, dialog.card, title=dialog.title)


def versions(message: Message) -> list[str]:
    """What it said and says, cards whole."""
    said = [one.activity for one in message.versions] + [message.activity]
    return [json.dumps(one, ensure_ascii=False) for one in said]


def _shown(place: object, card: Json, *, title: str = "", **more: Any) -> Shown:
    headings = [one for one in _texts(card.get("body", [])) if one.get("style") == "heading"]
    said = [one["text"] for one in _texts(card.get("body", [])) if one.get("style") != "heading"]
    there = [one for one in actions(card) if word(one)]
    labels = [str(one.get("title", "")) for one in there] + [
        str(one.get("label", "")) for one in inputs(card)
    ]
    sends = [one for one in actions(card) if one["type"] == "Action.Submit" and not opens_dialog(one)]
    push = more.pop("push", "")
    return Shown(
        place=place,
        heading=_plain(headings[0]["text"] if headings else title),
        text=_plain("\n".join([*said, *labels])),
        buttons=tuple(word(one) for one in there if one.get("mode") != BEHIND),
        menu=tuple(word(one) for one in there if one.get("mode") == BEHIND),
        push=_plain(push),
        form=word(sends[-1]) if sends and inputs(card) else "",
        door=word(there[0]) if len(there) == 1 and opens_dialog(there[0]) else "",
        **more,
    )


def _texts(value: object) -> Iterator[Json]:
    """Every text block in reading order; facts as well."""
    if isinstance(value, Mapping):
        if value.get("type") == "TextBlock":
            # A figure stands out by size and weight, where Slack has stars.
            strong = (value.get("size"), value.get("weight")) == ("Large", "Bolder") and "style" not in value
            yield {**value, "text": f"*{value['text']}*"} if strong else value
        if value.get("type") == "TableRow":
            yield {"text": "   ".join(one["text"] for one in _texts(value["cells"]))}
            return
        for inner in value.get("facts", ()):
            yield {"text": f"{inner['title']} {inner['value']}"}
        for key in ("body", "items", "columns", "rows", "cells"):
            yield from _texts(value.get(key, ()))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _texts(one)


def _plain(words: str) -> str:
    """One star for bold, as a notice has it; a person by name."""
    return plain(words).replace("**", "*").replace("<at>", "").replace("</at>", "").replace("\\", "")
