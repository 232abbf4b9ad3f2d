"""What a person reads in Slack."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.scenarios.reading import Shown, plain
from tests.slack.messages import Message, View

Json = Mapping[str, Any]


def read(place: Message | View) -> Shown:
    """Read a message or a view as it is now: what is shown stays so, also once the message has changed."""
    if isinstance(place, Message):
        place = replace(place, blocks=list(place.blocks))
    if isinstance(place, View):
        blocks, push = place.payload["blocks"], ""
        title = place.payload.get("title", {}).get("text", "")
    else:
        blocks, push, title = place.blocks, place.text, ""
    headings = [block["text"]["text"] for block in blocks if block["type"] == "header"]
    rest = [block for block in blocks if block["type"] != "header"]
    elements = [element for block in blocks for element in _elements(block)]
    return Shown(
        place=place,
        heading=plain(headings[0] if headings else title),
        text=plain("\n".join(words for block in rest for words in _words(block))),
        buttons=tuple(one["action_id"] for one in elements if one["type"] == "button"),
        menu=tuple(
            option["value"].rpartition(".")[2]
            for one in elements
            if one["type"] == "overflow"
            for option in one["options"]
        ),
        push=plain(push),
        at=float(place.ts) if isinstance(place, Message) and place.ts else 0.0,
        threaded=isinstance(place, Message) and bool(place.thread_ts),
        form=str(place.payload.get("callback_id") or "") if isinstance(place, View) else "",
    )


def versions(message: Message) -> list[str]:
    """What it said and says: push text, blocks, metadata."""
    metadata = json.dumps(message.metadata, ensure_ascii=False)
    said = [(one.text, one.blocks) for one in message.versions] + [(message.text, message.blocks)]
    return ["\n".join([text, json.dumps(blocks, ensure_ascii=False), metadata]) for text, blocks in said]


def _elements(block: Json) -> Sequence[Json]:
    if block["type"] == "actions":
        return list(block["elements"])
    accessory = block.get("accessory")
    return [accessory] if accessory else []


def _words(value: object) -> Iterator[str]:
    """Every text in a block, labels of buttons included."""
    if isinstance(value, Mapping):
        text = value.get("text")
        if isinstance(text, str):
            yield text
        for inner in value.values():
            if not isinstance(inner, str):
                yield from _words(inner)
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)
