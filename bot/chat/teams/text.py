"""Teams' text: Markdown from the neutral marks, mentions with their entities, nothing typed read as Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Mentioned:
    """A member of staff in a card: ``id`` is Teams' own (``29:…``), empty where the person is not linked."""

    name: str
    id: str = ""


Mention = Callable[[str], Mentioned]
"""E-mail to who is mentioned."""

TEXT, HEADER, LABEL, CELL = 3000, 150, 75, 300
SUBTLE: Json = {"isSubtle": True}
SMALL: Json = {"isSubtle": True, "size": "Small"}
BOLD: Json = {"weight": "Bolder"}
HEADING: Json = {"size": "Large", "weight": "Bolder", "style": "heading"}
CLOSE: Json = {"spacing": "None"}
RULE: Json = {"separator": True, "spacing": "Medium"}

_JOIN = "\u2060"
"""Parts two signs that together mean something, unseen."""
_MARKS = re.compile(r"@\{([^}]+)\}|\*(?=\S)([^*\n]*[^*\s])\*")
_SIGNS = re.compile(r"[\\`*_\[\]]")
_PAIRS = re.compile(r"<(?=\S)|&(?=#?\w+;)|~(?=~)")
_STARTS = re.compile(r">|(?:[-+]|#{1,6}|\d+[.)])(?=\s|$)|-[-\s]*$")
_UNSAID = re.compile(r"[<>\\`*_\[\]&~]")


def nobody(email: str) -> Mentioned:
    """Mentions where nobody is to be called: the part of the address before the ``@``."""
    return Mentioned(name=email.partition("@")[0])


def cut(words: str, most: int) -> str:
    """At most ``most`` characters, with a visible *…*, never through a mention."""
    if len(words) <= most:
        return words
    return re.sub(r"@\{[^}]*$", "", words[: most - 1]).rstrip() + "…"


def escape(words: str) -> str:
    """Words as typed: nothing in them is Markdown, a mention or an entity."""
    return _SIGNS.sub(r"\\\g<0>", _PAIRS.sub(rf"\g<0>{_JOIN}", words))


def plain(words: str, most: int = LABEL) -> str:
    """For labels, where Teams reads no Markdown, or not everywhere: no marks, no link and no mention."""
    bare = _MARKS.sub(lambda found: found[2] or found[1].partition("@")[0], " ".join(words.split("\n")))
    return cut(bare.replace("](", f"]{_JOIN}(").replace("<at>", f"<{_JOIN}at>"), most) or "–"


class Words:
    """Neutral words as Teams' Markdown; keeps whom it called, for the card's entities."""

    def __init__(self, mention: Mention = nobody) -> None:
        self._mention = mention
        self._called: dict[str, Mentioned] = {}

    def __call__(self, words: str, most: int = TEXT) -> str:
        """One line: bold text and mentions are ours, everything else stands as it was typed."""
        said = self._said(cut(" ".join(words.split("\n")).strip(), most))
        return (_JOIN + said if _STARTS.match(said) else said) or "–"

    def push(self, words: str) -> str:
        """Without marks, with names for mentions: read out, or shown where no card can be."""
        return _MARKS.sub(lambda found: found[2] or self._mention(found[1]).name, cut(words, TEXT))

    def entities(self, body: Sequence[Json]) -> list[Json]:
        """Whom the card calls. Teams refuses a card with an entity whose text does not stand in it."""
        drawn = json.dumps(body, ensure_ascii=False)
        return [
            {"type": "mention", "text": said, "mentioned": {"id": who.id, "name": who.name}}
            for said, who in self._called.items()
            if json.dumps(said, ensure_ascii=False)[1:-1] in drawn
        ]

    def _said(self, words: str) -> str:
        parts: list[str] = []
        at = 0
        for found in _MARKS.finditer(words):
            parts += [escape(words[at : found.start()]), self._mark(found)]
            at = found.end()
        return "".join([*parts, escape(words[at:])])

    def _mark(self, found: re.Match[str]) -> str:
        return f"**{self._said(found[2])}**" if found[2] else self._call(self._mention(found[1]))

    def _call(self, who: Mentioned) -> str:
        if not who.id:
            return escape(who.name)
        name = _UNSAID.sub("", who.name) or "–"
        said, number = f"<at>{name}</at>", 2
        while self._called.get(said, who).id != who.id:
            said, number = f"<at>{name} ({number})</at>", number + 1
        self._called[said] = who
        return said


def block(said: str, *styles: Json) -> Json:
    """A paragraph of words already in Markdown."""
    drawn: Json = {"type": "TextBlock", "text": said, "wrap": True}
    for style in styles:
        drawn |= style
    return drawn
