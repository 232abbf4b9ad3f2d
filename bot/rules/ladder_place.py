"""A place in the file: a node, the path of keys to it, and where to write down what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from bot.rules.ladder_mistakes import Mistake, did_you_mean, one_of, quoted
from bot.rules.ladder_yaml import Node

E = TypeVar("E", bound=StrEnum)

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
LONGEST_TEXT = 2000
_IS = {"map": "has keys under it", "list": "is a list", "text": "is a single value", "empty": "has no value"}


@dataclass
class Notebook:
    """All mistakes of one file."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)

    def write(self, line: int, key: str, what: str, allowed: str = "") -> None:
        """Write a mistake down and go on reading."""
        self.mistakes.append(Mistake(file=self.file, line=line, key=key, what=what, allowed=allowed))


@dataclass(frozen=True)
class Place:
    """A value in the file. Every reader writes down what is wrong and returns something usable or None."""

    node: Node
    path: str
    line: int
    book: Notebook

    def wrong(self, what: str, allowed: str = "") -> None:
        """Write down that this value is wrong."""
        self.book.write(self.line, self.path, what, allowed)

    def child(self, key: str) -> Place:
        """The value under ``key``; its line is the key's, which is where a reader looks."""
        path = f"{self.path}.{key}" if self.path else key
        return Place(self.node.pairs[key], path, self.node.key_lines[key], self.book)

    @property
    def is_text(self) -> bool:
        """A single value that is not empty."""
        return self.node.kind == "text"

    def entries(self, what: str = "keys with values") -> dict[str, Place]:
        """Any keys, in the order of the file; empty (and written down) where this is no map."""
        if self.node.kind != "map":
            self.wrong(_IS[self.node.kind], what)
            return {}
        return {key: self.child(key) for key in self.node.pairs}

    def keys(self, allowed: Iterable[str], required: Iterable[str] = ()) -> dict[str, Place]:
        """Only ``allowed`` keys; others are mistakes with the nearest word, missing ``required`` ones too."""
        known = tuple(allowed)
        found = self.entries(one_of(known))
        for key in [key for key in found if key not in known]:
            found.pop(key).wrong(f"unknown key {quoted(key)}{did_you_mean(key, known)}", one_of(known))
        if self.node.kind == "map":
            for key in required:
                if key not in found:
                    self.wrong(f"{quoted(key)} is missing")
        return found

    def items(self, what: str = "a list") -> list[Place]:
        """The list's items (numbered from 1 in the path)."""
        if self.node.kind != "list":
            self.wrong(_IS[self.node.kind], what)
            return []
        return [
            Place(item, f"{self.path}[{number}]", item.line, self.book)
            for number, item in enumerate(self.node.items, 1)
        ]

    def text(self, what: str = "a text") -> str | None:
        """A text that is not empty."""
        if self.node.kind != "text" or not self.node.text:
            self.wrong(_IS[self.node.kind] if self.node.kind != "text" else "is empty", what)
            return None
        if len(self.node.text) > LONGEST_TEXT:
            self.wrong(f"is {len(self.node.text)} characters long", f"at most {LONGEST_TEXT}")
            return None
        return self.node.text

    def choice(self, allowed: Iterable[str]) -> str | None:
        """One of some fixed words."""
        known = tuple(allowed)
        word = self.text(one_of(known))
        if word is None or word in known:
            return word
        self.wrong(f"{quoted(word)} is not known here{did_you_mean(word, known)}", one_of(known))
        return None

    def enum(self, kind: type[E], only: Iterable[E] | None = None) -> E | None:
        """A member of ``kind`` by its word."""
        word = self.choice(member.value for member in (kind if only is None else only))
        return None if word is None else kind(word)

    def choices(self, allowed: Iterable[str]) -> tuple[str, ...]:
        """A list of fixed words, each once."""
        known = tuple(allowed)
        found = [(item, item.choice(known)) for item in self.items(f"a list of {one_of(known)}")]
        return self.each_once(found)

    def names(self, what: str = "a list of names") -> tuple[str, ...]:
        """A list of names as keys are written, each once; whether they exist is looked up later."""
        return self.each_once([(item, item.name()) for item in self.items(what)])

    def each_once(self, found: list[tuple[Place, str | None]]) -> tuple[str, ...]:
        """Drop the misread, write down repeats and an empty list."""
        words: list[str] = []
        for item, word in found:
            if word in words:
                item.wrong(f"{quoted(word or '')} is listed twice")
            elif word is not None:
                words.append(word)
        if self.node.kind == "list" and not self.node.items:
            self.wrong("is an empty list")
        return tuple(words)

    def name(self) -> str | None:
        """A key as keys are written: letters, digits, ``_``, ``-``."""
        word = self.text("a name")
        if word is None or KEY.fullmatch(word):
            return word
        self.wrong(f"{quoted(word)} is no name", "letters, digits, _ and -, no spaces")
        return None

    def flag(self) -> bool:
        """``true`` or ``false``."""
        return self.choice(("true", "false")) == "true"

    def whole(self, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        word = self.text("a whole number")
        if word is None:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", word) or not least <= int(word) <= most:
            self.wrong(f"{quoted(word)} is not such a number", f"a whole number from {least} to {most}")
            return None
        return int(word)


def named(place: Place, what: str) -> Mapping[str, Place]:
    """An open map whose keys are names; keys that are none are mistakes and left out."""
    found = place.entries(what)
    for key in [key for key in found if not KEY.fullmatch(key)]:
        found.pop(key).wrong(f"{quoted(key)} is no name", "letters, digits, _ and -, no spaces")
    return found
