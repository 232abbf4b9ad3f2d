"""The pupil, on heather: why in words, the limit, 20 school days, facts, the lessons that count."""

from __future__ import annotations

from bot.chat.local.days import drawn_strip
from bot.chat.local.html import h, icon, marked
from bot.chat.local.look import Look
from bot.chat.local.sections import facts, sections, table
from bot.notices.board_case import Lessons, LimitBar, PupilView

WIDTH = 320


def pupil(look: Look, shown: PupilView, ask_id: str) -> str:
    """The private section: with the lock and the words, always. Its buttons answer ``ask_id``."""
    names = look.board.names
    first = look.board.viewer.name.split()
    lock = h(shown.lock) or (look.t("lock_name", name=first[0]) if first else look.t("lock"))
    strip = drawn_strip(look, shown.strip, shown.since) if shown.strip else ""
    note = f'<p class="soft small">{marked(shown.note, names)}</p>' if shown.note else ""
    return (
        f'<section class="private" aria-labelledby="pn"><p class="lock">{icon("lock")}{lock}</p>'
        f'<h3 class="pupil" id="pn" tabindex="-1">{h(shown.name)}</h3><p class="soft">{marked(shown.meta, names)}</p>'
        f'<p class="big">{marked(shown.why, names)}</p>{_bar(shown.bar)}{strip}{facts(look, shown.facts)}'
        f"{_lessons(look, shown.lessons)}{sections(look, shown.sections, ask_id)}{note}</section>"
    )


def _bar(bar: LimitBar | None) -> str:
    if bar is None:
        return ""
    value, limit = WIDTH * min(1.0, bar.value), WIDTH * min(1.0, bar.limit)
    anchor = "end" if limit > 260 else "start" if limit < 60 else "middle"
    return (
        '<svg class="chart" viewBox="0 0 320 34" aria-hidden="true">'
        '<rect class="well" y="0" width="320" height="12" rx="2"/>'
        f'<rect class="bar" width="{value:.5g}" height="12" rx="2"/>'
        f'<path class="halo" d="M{limit:.5g} -1v14"/><path class="lim" d="M{limit:.5g} -4v20"/>'
        f'<text x="{limit:.5g}" y="30" text-anchor="{anchor}">{h(bar.label)}</text></svg>'
    )


def _lessons(look: Look, lessons: Lessons | None) -> str:
    if lessons is None:
        return ""
    note = f'<p class="soft small">{marked(lessons.note, look.board.names)}</p>' if lessons.note else ""
    return (
        f'<details class="list"><summary>{h(lessons.heading)}</summary>'
        f"{table(look, lessons.columns, lessons.rows)}{note}</details>"
    )
