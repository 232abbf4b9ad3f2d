"""Answers to a click, seen by the one who clicked, and the words of a message that has nothing left to say."""

from __future__ import annotations

from bot.notices.about import About
from bot.notices.actions import always, buttons_of, plain_button
from bot.notices.compose_status import Answered, done_sentence, unmarked
from bot.notices.model import Notice, NoticeKind
from bot.notices.texts import has, text
from bot.notices.words import lower, moment

SMALL = frozenset(
    {"late", "too_late", "error", "unlinked", "guest", "empty", "redacted", "loading", "eht", "saved.private"}
    | {"doubt.saved", "doubt.over"}
)


def refused(lang: str) -> Notice:
    """11: somebody without access clicked. Says nothing of the pupil or the case."""
    body = text(lang, "refused")
    return Notice(
        kind=NoticeKind.REFUSED, fallback=body, language=lang, body=body, status=text(lang, "refused.meta")
    )


def already(about: About, answer: Answered, audience: str = "mentor") -> Notice:
    """11b: somebody else answered first; this answer was not saved."""
    body = about.say(
        "already",
        who=answer.by,
        when=moment(answer.at, about.lang),
        done=lower(done_sentence(about, answer, audience)),
    )
    return Notice(
        kind=NoticeKind.ALREADY,
        fallback=unmarked(body),
        language=about.lang,
        ask_id=about.ask_id,
        body=body,
        buttons=(plain_button("show", about), *buttons_of(about, always(("note",)))),
    )


def small(lang: str, key: str) -> Notice:
    """One of the short sentences: ``late``, ``too_late``, ``error``, ``unlinked``, ``guest``, ``redacted`` …"""
    if key not in SMALL or not has(lang, key):
        raise KeyError(key)
    body = text(lang, key)
    return Notice(kind=NoticeKind.SMALL, fallback=body, language=lang, body=body)


def undone(lang: str) -> Notice:
    """The answer was taken back."""
    body = text(lang, "done.undo")
    return Notice(kind=NoticeKind.SMALL, fallback=body, language=lang, body=body)


def repeat(lang: str) -> str:
    """*Kan vara en upprepning.*: for a message that may already stand in the channel."""
    return text(lang, "repeat")
