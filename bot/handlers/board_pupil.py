"""The pupil on heather: the private notice, the bar, what parts before from after, the counted lessons."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers import private, render
from bot.handlers.board_scenes import Scenes
from bot.handlers.scene import Scene
from bot.notices import compose_private, figures
from bot.notices.board_case import LimitBar, PupilView
from bot.notices.board_private import lessons_of, pupil_buttons, pupil_view
from bot.notices.model import Button, NoticeKind
from bot.notices.texts.board import board_text, has_board_text
from bot.notices.words import limit, short_day
from bot.rules.state import Ask
from bot.rules.values import Figure, Person

FULL = 3
"""The bar is three limits long: a figure at its limit stands at a third."""


def pupil(scenes: Scenes, scene: Scene, ask: Ask, viewer: Person) -> tuple[PupilView, tuple[Button, ...]]:
    """The pupil as this viewer may see them, and the buttons below. The case has a pupil."""
    lang = scenes.lang
    assert scene.pupil is not None
    notice = private.show(scenes.conn, scene, ask, viewer)
    follows = notice.kind is NoticeKind.BEFORE_AFTER
    picture = private.picture_of(scenes.conn, scene, scene.ladder.stages[ask.stage])
    # What has reached its limit comes first: it is why the question was put.
    measured = sorted(picture.figures, key=lambda figure: not figure.holds)
    lessons = None
    if measured:
        explained = lessons_of(
            compose_private.explain(
                scene.about(ask),
                pupil=scene.pupil,
                figures=measured,
                ladder=scene.ladder,
                days=picture.days,
            )
        )
        columns = tuple(board_text(lang, "lessons.columns").split("|")) if explained.rows else ()
        lessons = replace(explained, heading=board_text(lang, "lessons"), columns=columns)
    first = measured[0] if measured else None
    shown = pupil_view(
        notice,
        why="" if follows or first is None else _why(scene, first, lang),
        bar=None if follows or first is None else bar(first, lang),
        since=_since(scene, ask, lang) if follows else "",
        lessons=lessons,
    )
    return replace(shown, name=scene.pupil.name, meta=_meta(scene, lang)), pupil_buttons(notice)


def _meta(scene: Scene, lang: str) -> str:
    """``8C, mentor Anna Lindqvist``: private, so the class stands there however small it is."""
    assert scene.pupil is not None
    mentor = f"{board_text(lang, 'role.mentor')} {scene.name(scene.case.mentor)}"
    return f"{scene.pupil.class_name}, {mentor}"


def _why(scene: Scene, figure: Figure, lang: str) -> str:
    """``Oanmäld frånvaro *3 tillfällen* under 20 skoldagar. Rutinen säger minst 3.``"""
    line = figures.line_of(figure, scene.ladder)
    return board_text(
        lang,
        "why",
        what=figures.what(line, lang),
        value=figures.value(figure, lang),
        during=figures.during(line, lang),
        limit=limit(figure.limit, figure.operator, figure.measure, lang),
    )


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
    """``kontakt 3 nov``: the step a follow-up looks back on, short enough to stand over the strip."""
    action, day = render.counted_from(scene, ask)
    known = f"since.{action}"
    return board_text(lang, known if has_board_text(known) else "since", day=short_day(day, lang))
