"""The pupil on heather: the private notice, the bar, what parts before from after, the counted lessons."""

from __future__ import annotations

from bot.handlers import private, render
from bot.handlers.board_scenes import Scenes
from bot.handlers.scene import Scene
from bot.notices.actions import step_name
from bot.notices.board_case import Lessons, LimitBar, PupilView
from bot.notices.board_private import lessons_of, pupil_buttons, pupil_view
from bot.notices.model import Button, NoticeKind
from bot.notices.texts.board import board_text
from bot.notices.words import limit, short_day
from bot.rules.state import Ask
from bot.rules.values import Figure, Person

FULL = 3
"""The bar is three limits long: a figure at its limit stands at a third."""


def pupil(scenes: Scenes, scene: Scene, ask: Ask, viewer: Person) -> tuple[PupilView, tuple[Button, ...]]:
    """The pupil as this viewer may see them, and the buttons below. The case has a pupil."""
    lang = scenes.lang
    notice = private.show(scenes.conn, scene, ask, viewer)
    picture = private.picture_of(scenes.conn, scene, scene.ladder.stages[ask.stage])
    first = picture.figures[0] if picture.figures else None
    lessons = None
    if first is not None:
        explained = lessons_of(private.explain(scenes.conn, scene, ask))
        columns = tuple(board_text(lang, "lessons.columns").split("|")) if explained.rows else ()
        lessons = Lessons(
            heading=board_text(lang, "lessons"), columns=columns, rows=explained.rows, note=explained.note
        )
    follows = notice.kind is NoticeKind.BEFORE_AFTER
    shown = pupil_view(
        notice,
        bar=None if follows or first is None else bar(first, lang),
        since=_since(scene, ask, lang) if follows else "",
        lessons=lessons,
    )
    return shown, pupil_buttons(notice)


def bar(figure: Figure, lang: str) -> LimitBar | None:
    """The figure against its limit; none where the limit is nothing."""
    if not figure.limit:
        return None
    said = limit(figure.limit, figure.operator, figure.measure, lang)
    return LimitBar(
        value=min(1.0, float(figure.value / figure.limit) / FULL),
        limit=1 / FULL,
        label=board_text(lang, "limit", limit=said),
    )


def _since(scene: Scene, ask: Ask, lang: str) -> str:
    """``kontakt med vårdnadshavare 3 nov``: the step a follow-up looks back on."""
    step, day = render.counted_from(scene, ask)
    if not step:
        return short_day(day, lang)
    named = step_name(step, lang)
    return f"{named[:1].lower()}{named[1:]} {short_day(day, lang)}"
