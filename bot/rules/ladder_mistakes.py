"""What can be wrong in a ladder file, said so that a school's office can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

LIST_AT_MOST = 24
"""Longer lists of allowed words help nobody."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake: ``file:line: key: what is wrong; allowed: …``. ``line`` counts from 1; 0 is the file itself."""

    file: str
    line: int
    key: str
    """Path to the place: ``stages.contact.when.any[0].share.over``; empty for the whole file."""
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        """One readable line."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        place = f"{where}: " + (f"{self.key}: " if self.key else "")
        return place + self.what + (f"; allowed: {self.allowed}" if self.allowed else "")


class LadderError(Exception):
    """A ladder file is not understood. ``mistakes`` holds every one of them, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Sort by line so that the reader can go through the file once."""
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def one_of(words: Iterable[str]) -> str:
    """The allowed words for a message; long lists are cut."""
    known = list(words)
    if len(known) > LIST_AT_MOST:
        return ", ".join(known[:LIST_AT_MOST]) + " …"
    return ", ".join(known) if known else "nothing here"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` (did you mean "asks"?)`` where one of ``known`` is close, else empty."""
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f' (did you mean "{close[0]}"?)' if close else ""


def nearly(word: str, known: Iterable[str]) -> str:
    """Which of ``known`` is this word but for a slip of the keyboard; empty where none is."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.9)), "")


def quoted(word: str) -> str:
    """A word from the file, shortened and on one line."""
    flat = " ".join(word.split())
    return f'"{flat[:40]}…"' if len(flat) > 41 else f'"{flat}"'
