"""From the private notices (3 show, 3b explain, 5b before and after) to the page's view of the pupil."""

from __future__ import annotations

from dataclasses import replace

from bot.notices.board_case import Lessons, LimitBar, PupilView
from bot.notices.model import Button, Fact, Notice, NoticeKind


def pupil_view(
    notice: Notice,
    *,
    why: str = "",
    bar: LimitBar | None = None,
    since: str = "",
    lessons: Lessons | None = None,
) -> PupilView:
    """The pupil as the page shows them. ``why`` is made of the first fact (both, before and after) if empty.

    The last figure's bar and the lessons are not in the notice: they are given here.
    """
    strips = [part.strip for part in notice.sections if part.strip is not None]
    rest = tuple(replace(part, strip=None) for part in notice.sections)
    return PupilView(
        name=notice.heading,
        meta=notice.meta,
        why=why or _why(notice),
        bar=bar,
        strip=strips[0] if strips else None,
        since=since,
        facts=notice.facts,
        lessons=lessons,
        sections=tuple(part for part in rest if part != type(part)()),
        note=notice.body,
    )


def _why(notice: Notice) -> str:
    if notice.kind is NoticeKind.BEFORE_AFTER:
        return " ".join(_sentence(fact) for fact in notice.facts)
    return " ".join(_sentence(fact, fact.note) for fact in notice.facts[:1])


def _sentence(fact: Fact, note: str = "") -> str:
    told = f"{fact.label} *{fact.value}*."
    return f"{told} {note}." if note else told


def pupil_buttons(notice: Notice) -> tuple[Button, ...]:
    """The notice's buttons for below the view: the page shows the lessons anyway, so not *explain*."""
    seen = (*notice.buttons, *notice.overflow)
    return tuple(replace(each, primary=False) for each in seen if each.key not in ("explain", "show"))


def lessons_of(notice: Notice) -> Lessons:
    """The counted lessons of 3b as a table to open."""
    rows = tuple(row.cells for part in notice.sections for row in part.rows)
    notes = [part.note for part in notice.sections if part.note]
    return Lessons(heading=notice.dialog_title or notice.heading, columns=(), rows=rows, note=" ".join(notes))
