"""Slack's text: mrkdwn from the neutral marks, plain text, and Slack's limits with a visible *…*."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Mention = Callable[[str], str]
"""E-mail to what stands in a message: ``<@U0ANNA>``, or the name where the person is not in Slack."""

SECTION, HEADER, BUTTON, FIELD, CELL, FALLBACK = 3000, 150, 75, 2000, 1500, 3000
LABEL, HINT, OPTION, TITLE = 2000, 2000, 75, 24

_MENTIONED = re.compile(r"@\{([^}]+)\}")
_BROADCAST = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_ENTITY = re.compile(r"&[a-z]{0,3}$|<[^>]*$")
_MARKS = re.compile(r"\*([^*\n]+)\*")


def nobody(email: str) -> str:
    """Mentions where nobody is to be called: the part of the address before the ``@``."""
    return escape(email.partition("@")[0])


def escape(words: str) -> str:
    """The three characters that mean something to Slack, and a call to everybody, made harmless."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BROADCAST.sub("@\u2060", safe)


def mrkdwn(words: str, mention: Mention, most: int = SECTION) -> Json:
    """A text object with bold text and mentions, cut where Slack would refuse it."""
    parts: list[str] = []
    at = 0
    for found in _MENTIONED.finditer(words):
        parts += [escape(words[at : found.start()]), mention(found[1])]
        at = found.end()
    return {"type": "mrkdwn", "text": cut("".join([*parts, escape(words[at:])]), most)}


def plain(words: str, most: int) -> Json:
    """A plain text object: nothing in it means anything to Slack."""
    bare = _MARKS.sub(r"\1", words)
    shown = bare if len(bare) <= most else bare[: most - 1].rstrip() + "…"
    return {"type": "plain_text", "text": shown or "–", "emoji": False}


def cut(words: str, most: int) -> str:
    """At most ``most`` characters, never through an escaped character or a mention."""
    if len(words) <= most:
        return words
    return _ENTITY.sub("", words[: most - 1]).rstrip() + "…"


def fallback(words: str, mention: Mention) -> str:
    """The push text: no marks, escaped as Slack reads it as mrkdwn too."""
    return str(mrkdwn(_MARKS.sub(r"\1", words), mention, FALLBACK)["text"])


def section(words: str, mention: Mention) -> Json:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(words, mention)}


def context(words: str, mention: Mention) -> Json:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(words, mention)]}


def preformatted(words: str) -> Json:
    """Text in columns; Slack's own element, so nothing in it is read as mrkdwn."""
    shown = words if len(words) <= SECTION else words[: SECTION - 2].rpartition("\n")[0] + "\n…"
    element = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": shown}]}
    return {"type": "rich_text", "elements": [element]}
