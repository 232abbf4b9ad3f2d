"""What a person reads in a message or view of their chat: the words, the buttons, what lies behind the dots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PLAIN = {"\u00a0": " ", "\u2007": " ", "\u2002": " "}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message or view as it is now. ``place`` is what a click needs."""

    place: Any
    heading: str
    text: str
    """Everything that can be read, no-break spaces as spaces, without the heading."""
    buttons: tuple[str, ...]
    """Action keys in their order."""
    menu: tuple[str, ...]
    """Action keys behind *more*."""
    push: str = ""
    """What the phone shows."""
    at: float = 0.0
    """When it was posted; 0 for what is not a message."""
    threaded: bool = False
    """A reply under another message."""
    form: str = ""
    """The action an open form belongs to; empty where nothing is to be filled in."""
    door: str = ""
    """The action behind which the whole of it opens, where the message itself may not show it."""

    def says(self, words: str) -> bool:
        """Whether the words stand there."""
        return words in f"{self.heading}\n{self.text}"

    @property
    def offers(self) -> frozenset[str]:
        """Every action that can be pressed here."""
        return frozenset((*self.buttons, *self.menu))


def plain(words: str) -> str:
    """The words with usual spaces."""
    for odd, usual in PLAIN.items():
        words = words.replace(odd, usual)
    return words
