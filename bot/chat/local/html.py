"""Small words of HTML: escaping, the two text marks, icons, squares."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from bot.notices.board_case import Squares

MARKS = re.compile(r"\*([^*\n]+)\*|@\{([^}]+)\}")
SYMBOLS = {
    "lock": "M4.5 7V5a3.5 3.5 0 0 1 7 0v2h.5a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8"
    "a1 1 0 0 1 1-1h.5ZM6 7h4V5a2 2 0 1 0-4 0v2Z",
    "ok": "m6.3 12.6-4-4L3.4 7.5l2.9 2.9 6.3-6.3 1.1 1.1z",
    "wait": "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Z"
    "m.75 1.5v3.2l2.2 2.2-1.1 1.1-2.6-2.7V4.5z",
    "dot": "M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z",
    "ring": "M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    "play": "M4 2.5v11L13 8z",
    "next": "m5.5 2.5 5.5 5.5-5.5 5.5-1.1-1.1L8.8 8 4.4 3.6z",
    "back": "m10.5 2.5 1.1 1.1L7.2 8l4.4 4.4-1.1 1.1L5 8z",
    "down": "m2.5 5.5 1.1-1.1L8 8.8l4.4-4.4 1.1 1.1L8 11z",
    "cut": "m8 6.9 3.4-3.4 1.1 1.1L9.1 8l3.4 3.4-1.1 1.1L8 9.1l-3.4 3.4-1.1-1.1L6.9 8 3.5 4.6l1.1-1.1z",
    "warn": "M8 1.5 15 14H1L8 1.5ZM8 5 3.6 12.5h8.8L8 5Zm-.75 2h1.5v3h-1.5V7Zm0 3.6h1.5v1.3h-1.5z",
}


def h(text: str) -> str:
    """Text made safe for HTML, inside and outside a quoted attribute."""
    return html.escape(text, quote=True)


def marked(text: str, names: Mapping[str, str]) -> str:
    """Text with ``*bold*`` and ``@{email}`` drawn; all else escaped."""
    parts: list[str] = []
    at = 0
    for mark in MARKS.finditer(text):
        parts.append(h(text[at : mark.start()]))
        bold, email = mark.groups()
        parts.append(f"<b>{h(bold)}</b>" if bold else h(names.get(email, email)))
        at = mark.end()
    return "".join([*parts, h(text[at:])])


def plain(text: str, names: Mapping[str, str]) -> str:
    """The same text without marks, not escaped: for the status line."""
    return MARKS.sub(lambda mark: mark[1] or names.get(mark[2], mark[2]), text)


def paragraphs(text: str, names: Mapping[str, str]) -> str:
    """A ``p`` for each line of text, nothing for none."""
    return "".join(f"<p>{marked(line, names)}</p>" for line in text.split("\n") if line.strip())


def icon(name: str) -> str:
    """One of the page's symbols; it never carries meaning alone."""
    return f'<svg class="i" aria-hidden="true"><use href="#{name}"/></svg>'


def symbols() -> str:
    """The definitions all icons use, once a page."""
    drawn = "".join(
        f'<symbol id="{name}" viewBox="0 0 16 16"><path d="{path}"/></symbol>'
        for name, path in SYMBOLS.items()
    )
    return f"<svg hidden><defs>{drawn}</defs></svg>"


def squares(value: Squares | None) -> str:
    """School days as squares; the sentence beside them says the same."""
    if value is None:
        return ""
    kinds = "f" * value.gone + "e" * max(0, value.total - value.gone) + "l" * value.late
    width = 11 * len(kinds) - 3
    paths = "".join(
        f'<path class="{kind}" d="{"".join(_square(at) for at, k in enumerate(kinds) if k == kind)}"/>'
        for kind in "fel"
        if kind in kinds
    )
    size = f'viewBox="0 0 {width} 8" width="{width}" height="8"'
    return f'<svg class="sq" {size} aria-hidden="true">{paths}</svg>' if kinds else ""


def _square(at: int) -> str:
    """Six wide and drawn with a round line of two: eight wide with soft corners, in 12 characters."""
    return f"M{11 * at + 1} 1h6v6h-6z"
