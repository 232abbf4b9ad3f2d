"""A class's day that is not believed: what looks wrong, what waits for it, and in the end what became of it."""

from __future__ import annotations

from datetime import datetime

from bot.notices.model import Button, Notice, NoticeKind
from bot.notices.texts import Marked, text
from bot.notices.words import begin, day, moment
from bot.rules.doubt import Doubt, State

RIGHT = "data_right"
"""The button that says that the data are right."""


def doubt(lang: str, one: Doubt, *, ask_id: str, at: datetime | None = None, by: str = "") -> Notice:
    """The post for the office: no pupil, no case. Once it is over, ``at`` which local time, and ``by`` whose name."""
    why = text(lang, f"doubt.why.{one.fault}")
    waits = text(lang, "doubt.held", until=day(one.until, lang))
    is_held = one.state is State.HELD
    when = moment(at, lang) if at else ""
    return Notice(
        kind=NoticeKind.DOUBT,
        fallback=text(lang, "doubt.push", cls=one.class_name, day=day(one.day, lang)),
        language=lang,
        ask_id=ask_id,
        heading=text(lang, "doubt.title", cls=one.class_name),
        meta=begin(text(lang, f"doubt.{one.fault}", day=day(one.day, lang), n=one.count, of=one.pupils)),
        body=Marked(f"{why} {waits}") if is_held else "",
        buttons=(Button(key=RIGHT, label=text(lang, "doubt.button")),) if is_held else (),
        status="" if is_held else text(lang, f"doubt.{one.state}", when=when, who=by),
    )
