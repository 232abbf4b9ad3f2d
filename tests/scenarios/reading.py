"""What a person reads in a Slack message or view: the words, the buttons, what lies behind the dots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.slack.messages import Message, View

Json = Mapping[str, Any]
PLAIN = {"\u00a0": " ", "\u2007": " ", "\u2002": " "}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message or view as it is now. ``place`` is what a click needs."""

    place: Message | View
    heading: str
    text: str
    """Everything that can be read, no-break spaces as spaces, without the heading."""
    buttons: tuple[str, ...]
    """Action keys in their order."""
    menu: tuple[str, ...]
    """Action keys behind *more*."""
    push: str = ""
    """What the phone shows."""

    def says(self, words: str) -> bool:
        """Whether the words stand there."""
        return words in f"{self.heading}\n{self.text}"

    @property
    def offers(self) -> frozenset[str]:
        """Every action that can be pressed here."""
        return frozenset((*self.buttons, *self.menu))


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
        heading=_plain(headings[0] if headings else title),
        text=_plain("\n".join(words for block in rest for words in _words(block))),
        buttons=tuple(one["action_id"] for one in elements if one["type"] == "button"),
        menu=tuple(
            option["value"].rpartition(".")[2]
            for one in elements
            if one["type"] == "overflow"
            for option in one["options"]
        ),
        push=_plain(push),
    )


def _plain(words: str) -> str:
    for odd, usual in PLAIN.items():
        words = words.replace(odd, usual)
    return words


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
