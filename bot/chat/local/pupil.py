"""The pupil, on heather: why in words, the limit, 20 school days, facts, the lessons that count."""

from __future__ import annotations

from bot.chat.local.days import chart
from bot.chat.local.html import h, icon, marked, paragraphs
from bot.chat.local.look import Look
from bot.chat.local.sections import facts, section, table
from bot.notices.board_case import Lessons, LimitBar, PupilView
from bot.notices.model import Strip, StripDay

WIDTH = 320


def pupil(look: Look, shown: PupilView) -> str:
    """The private section: with the lock and the words, always."""
    names = look.board.names
    first = look.board.viewer.name.split()
    lock = h(shown.lock) or (look.t("lock_name", name=first[0]) if first else look.t("lock"))
    strip = _strip(look, shown.strip, shown.since) if shown.strip else ""
    note = f'<p class="soft small">{marked(shown.note, names)}</p>' if shown.note else ""
    return (
        f'<section class="private" aria-labelledby="pn"><p class="lock">{icon("lock")}{lock}</p>'
        f'<h3 class="pupil" id="pn" tabindex="-1">{h(shown.name)}</h3><p class="soft">{h(shown.meta)}</p>'
        f'<p class="big">{marked(shown.why, names)}</p>{_bar(shown.bar)}{strip}{facts(shown.facts, names)}'
        f"{_lessons(shown.lessons)}{''.join(section(part, names) for part in shown.sections)}{note}</section>"
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


def _strip(look: Look, strip: Strip, since: str) -> str:
    days = [day for week in strip.weeks for day in week.days]
    say = paragraphs(strip.say, look.board.names).replace("<p>", '<p class="small">', 1)
    return f"{say}{chart(strip, since)}{_key(look, days)}"


def _key(look: Look, days: list[StripDay]) -> str:
    marks = {day.mark.value for day in days}
    kinds = [("inv", "invalid", "unreported" in marks), ("val", "valid", "away" in marks)]
    kinds += [("well", "present", True), ("hole", "missing", any(day.missing for day in days))]
    drawn = "".join(
        '<span><svg class="chart" viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect class="{kind}" x=".5" y=".5" width="11" height="11" rx="2"/></svg>{look.t(word)}</span>'
        for kind, word, there in kinds
        if there
    )
    return f'<p class="key">{drawn}</p>'


def _lessons(lessons: Lessons | None) -> str:
    if lessons is None:
        return ""
    note = f'<p class="soft small">{h(lessons.note)}</p>' if lessons.note else ""
    return (
        f'<details class="list"><summary>{h(lessons.heading)}</summary>'
        f"{table(lessons.columns, lessons.rows)}{note}</details>"
    )
