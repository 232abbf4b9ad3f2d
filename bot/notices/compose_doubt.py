"""A class's day that is not believed: what looks wrong, what waits for it, and in the end what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.notices.model import Button, Notice, NoticeKind
from bot.notices.texts import Marked, text
from bot.notices.words import begin, moment
from bot.notices.words import day as day_word
from bot.rules.doubt import Fault

RIGHT = "data_right"
"""The button that says that the data are right."""


@dataclass(frozen=True, kw_only=True)
class Doubted:
    """``count`` of ``pupils`` in ``class_name`` on ``day``; ``until`` the day from which it counts."""

    class_name: str
    day: date
    fault: Fault
    pupils: int
    count: int
    until: date
    ended: str = ""
    """``mended``, ``right`` or ``stands`` once it is over."""
    ended_at: datetime | None = None
    """Local time."""
    ended_by: str = ""
    """Name of who said that the data are right."""


def doubt(lang: str, one: Doubted, *, ask_id: str) -> Notice:
    """The post for the office. It holds no pupil, no case."""
    day = day_word(one.day, lang)
    why = text(lang, f"doubt.why.{one.fault}")
    waits = text(lang, "doubt.held", until=day_word(one.until, lang))
    return Notice(
        kind=NoticeKind.DOUBT,
        fallback=text(lang, "doubt.push", cls=one.class_name, day=day),
        language=lang,
        ask_id=ask_id,
        heading=text(lang, "doubt.title", cls=one.class_name),
        meta=begin(text(lang, f"doubt.{one.fault}", day=day, n=one.count, of=one.pupils)),
        body="" if one.ended else Marked(f"{why} {waits}"),
        buttons=() if one.ended else (Button(key=RIGHT, label=text(lang, "doubt.button")),),
        status=_ended(lang, one) if one.ended else "",
    )


def _ended(lang: str, one: Doubted) -> Marked:
    when = moment(one.ended_at, lang) if one.ended_at else ""
    return text(lang, f"doubt.{one.ended}", when=when, who=one.ended_by)
