"""The time a question has left, as the page says and draws it."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from bot.handlers.scene import Scene
from bot.notices.board_case import Squares
from bot.notices.texts.board import board_text
from bot.notices.words import long_day
from bot.rules.state import Ask, Step
from bot.rules.steps import deputy_of, only_reminded


def squares(scene: Scene, ask: Ask) -> Squares:
    """School days from the question to its answer day."""
    calendar = scene.calendar
    total = max(calendar.between(ask.asked_on, ask.due), 1)
    if scene.today > ask.due:
        return Squares(total=total, gone=total, late=min(calendar.between(ask.due, scene.today), 10))
    return Squares(total=total, gone=min(calendar.between(ask.asked_on, scene.today), total))


def left(scene: Scene, ask: Ask, lang: str) -> str:
    """``2 skoldagar kvar``, ``Sista dagen``, ``3 skoldagar över tiden``."""
    if scene.today > ask.due:
        return board_text(lang, "over", n=scene.calendar.between(ask.due, scene.today))
    days = scene.calendar.between(scene.today, ask.due)
    return board_text(lang, "left", n=days) if days else board_text(lang, "left.last")


def timer(scene: Scene, ask: Ask, lang: str) -> str:
    """``2 skoldagar kvar. Svara senast torsdag 12 november, sedan frågas Petra Näslund.``"""
    then = _then(scene, ask, lang)
    key = "was" if scene.today > ask.due else "until"
    key = f"{key}.then" if then else key
    rest = board_text(lang, key, day=weekday(ask.due, lang), who=then)
    return f"{left(scene, ask, lang)}. {rest}"


def _then(scene: Scene, ask: Ask, lang: str) -> str:
    """Who is asked next where nobody answers; empty where the question goes no further."""
    if only_reminded(ask, scene.ladder) or ask.step is Step.PRINCIPAL:
        return ""
    deputy = deputy_of(scene.case, ask, scene.ladder, scene.surroundings)
    if deputy and ask.step in (Step.ASKED, Step.REMINDED):
        return scene.name(deputy)
    return board_text(lang, "role.principal")


def weekday(day: date, lang: str) -> str:
    """``torsdag 12 november``."""
    base = lang[:2]
    name = format_date(day, "EEEE", locale=base)
    return f"{name if base == 'en' else name.lower()} {long_day(day, lang)}"
