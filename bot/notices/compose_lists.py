"""Lists: the health team's queue, a person's own cases and tasks, the periodic review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.notices.about import dots
from bot.notices.model import Button, Notice, NoticeKind, Row, Section
from bot.notices.people import with_them
from bot.notices.texts import Marked, plain, text
from bot.notices.words import clock, day, moment

QUEUE_ROWS, CASE_ROWS, REVIEW_ROWS = 20, 14, 20
NOBODY = ""


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """A case in the queue. ``waited`` in school days; ``doing`` from :func:`doing`; ``taken_by`` a name."""

    ref: str
    ask_id: str
    waited: int
    doing: str
    class_name: str = ""
    taken_by: str = NOBODY


def doing(lang: str, kind: str, on: date | None = None) -> Marked:
    """What happens with a case in the queue: ``criteria_met``, ``deep_investigation``, ``follow_up``."""
    return text(lang, f"doing.{kind}", day=day(on, lang) if on else "")


def queue(lang: str, rows: Sequence[QueueRow], *, ask_id: str, at: datetime) -> Notice:
    """7b: one pinned message, oldest first, at most 20 rows."""
    title = text(lang, "queue.title", n=len(rows))
    left = len(rows) - QUEUE_ROWS
    shown = tuple(_queue_row(lang, each) for each in rows[:QUEUE_ROWS])
    notes = [text(lang, "queue.rest", n=left)] if left > 0 else []
    return Notice(
        kind=NoticeKind.QUEUE,
        fallback=f"{title}.",
        language=lang,
        ask_id=ask_id,
        heading=title,
        meta=text(lang, "queue.meta", when=moment(at, lang)),
        sections=(
            Section(text="" if rows else text(lang, "queue.empty"), rows=shown),
            Section(note=" ".join([*notes, text(lang, "queue.foot")])),
        ),
    )


def _queue_row(lang: str, each: QueueRow) -> Row:
    waited = text(lang, "queue.waited", n=each.waited) if each.waited else text(lang, "queue.new")
    return Row(
        cells=_cells(each.ref, each.class_name, waited),
        detail=dots(each.doing, each.taken_by or text(lang, "queue.nobody")),
        button=_open(lang, each.ref, each.ask_id),
    )


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One of a person's cases; ``line`` from one of the ``line_*`` functions. ``name`` is shown on demand."""

    ref: str
    ask_id: str
    stage: int
    line: str
    class_name: str = ""
    name: str = ""
    school: str = ""


def line_due(lang: str, asked: str, due: date) -> Marked:
    """``Kontakta vårdnadshavare · svara senast tis 1 dec``"""
    return text(lang, "cases.due", ask=asked, day=day(due, lang))


def line_follow_up(lang: str, on: date) -> Marked:
    """``Uppföljning tis 8 dec``"""
    return text(lang, "cases.follow", day=day(on, lang))


def line_held(lang: str, until: date) -> Marked:
    """``Pausad till fre 4 dec``"""
    return text(lang, "cases.held", day=day(until, lang))


def line_with(lang: str, role: str, since: date) -> Marked:
    """``Hos EHT sedan fre 20 nov``"""
    return text(lang, "cases.with", who=with_them(role, lang), day=day(since, lang))


def cases(
    lang: str,
    *,
    need: Sequence[CaseRow],
    plan: Sequence[CaseRow],
    other: Sequence[CaseRow],
    at: datetime,
    names_until: datetime | None = None,
) -> Notice:
    """12: one person's cases, school by school where they are of several.

    Names are hidden unless ``names_until`` (local time) says for how long.
    """
    names = names_until is not None
    switch = "hide_names" if names else "show_names"
    groups = (("need", need), ("plan", plan), ("other", other))
    schools = sorted({row.school for _, rows in groups for row in rows})
    shown = tuple(
        _group(
            lang,
            key,
            here,
            school=name if len(schools) > 1 else "",
            most=CASE_ROWS // len(schools),
            names=names,
        )
        for name in schools
        for key, rows in groups
        if (here := [row for row in rows if row.school == name])
    )
    nothing = (Section(text=text(lang, "empty")),) if not shown else ()
    return Notice(
        kind=NoticeKind.CASES,
        fallback=text(lang, "cases.title"),
        language=lang,
        private=names,
        heading=text(lang, "cases.title"),
        meta=text(lang, "cases.meta.names", when=moment(at, lang), t=clock(names_until, lang))
        if names_until
        else text(lang, "cases.meta", when=moment(at, lang)),
        sections=(*shown, *nothing),
        buttons=(Button(key=switch, label=text(lang, f"button.{switch}"), ask_id="me"),) if shown else (),
        dialog_title=text(lang, "cases.title"),
        close=text(lang, "close"),
    )


def _group(lang: str, key: str, rows: Sequence[CaseRow], *, school: str, most: int, names: bool) -> Section:
    most = max(most, 1)
    left = len(rows) - most
    return Section(
        heading=dots(school, text(lang, f"cases.{key}", n=len(rows))),
        rows=tuple(_case_row(lang, each, names=names) for each in rows[:most]),
        note=text(lang, "queue.rest", n=left) if left > 0 else "",
        divider=True,
        after_buttons=True,
    )


def _case_row(lang: str, each: CaseRow, *, names: bool) -> Row:
    stage = text(lang, "stage.only", n=each.stage)
    named = (each.name, each.class_name, stage, each.ref) if names and each.name else None
    return Row(
        cells=_cells(*(named or (each.ref, each.class_name, stage))),
        detail=plain(each.line),
        button=_open(lang, each.ref, each.ask_id),
    )


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """One of a principal's tasks: what, since when."""

    ref: str
    ask_id: str
    what: str
    due: date
    class_name: str = ""


def tasks(lang: str, rows: Sequence[TaskRow]) -> Notice:
    """*Visa mina uppgifter*: what waits for this person, oldest first."""
    shown = tuple(
        Row(
            cells=_cells(each.ref, each.class_name),
            detail=line_due(lang, each.what, each.due),
            button=_open(lang, each.ref, each.ask_id),
        )
        for each in rows[:QUEUE_ROWS]
    )
    return Notice(
        kind=NoticeKind.TASKS,
        fallback=text(lang, "tasks.title"),
        language=lang,
        heading=text(lang, "tasks.title"),
        sections=(Section(text="" if rows else text(lang, "empty"), rows=shown),),
        dialog_title=text(lang, "tasks.title"),
        close=text(lang, "close"),
    )


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A pupil on the periodic list: figure in words, and the ask to open where there is a case."""

    name: str
    class_name: str
    figure: str
    ref: str = ""
    ask_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Band:
    """A band of the review: its limit in words (``över 70 timmar``; empty: below every limit)."""

    limit: str
    pupils: Sequence[ReviewRow]


def review_call(lang: str, *, period: str, ask_id: str) -> Notice:
    """The post that says the periodic list is ready; it holds no pupil."""
    return Notice(
        kind=NoticeKind.REVIEW,
        fallback=text(lang, "review.push", period=period),
        language=lang,
        ask_id=ask_id,
        heading=text(lang, "review.title", period=period),
        body=text(lang, "review.body"),
        buttons=(Button(key="show", label=text(lang, "review.open"), primary=True),),
    )


def review(lang: str, bands: Sequence[Band], *, period: str, ask_id: str) -> Notice:
    """The list itself, band by band, highest first: private, with names and figures."""
    shown = tuple(_band(lang, each) for each in bands if each.pupils)
    return Notice(
        kind=NoticeKind.REVIEW,
        fallback=text(lang, "review.push", period=period),
        language=lang,
        ask_id=ask_id,
        private=True,
        heading=text(lang, "review.title", period=period),
        meta=text(lang, "private.title"),
        sections=shown or (Section(text=text(lang, "review.empty")),),
        dialog_title=text(lang, "review.open"),
        close=text(lang, "close"),
    )


def _band(lang: str, band: Band) -> Section:
    pupils = text(lang, "review.pupils", n=len(band.pupils))
    key = "review.band" if band.limit else "review.below"
    heading = text(lang, key, limit=band.limit, pupils=pupils)
    left = len(band.pupils) - REVIEW_ROWS
    return Section(
        heading=Marked(heading[:1].upper() + heading[1:]),
        rows=tuple(_review_row(lang, each) for each in band.pupils[:REVIEW_ROWS]),
        note=text(lang, "review.rest", n=left) if left > 0 else "",
        divider=True,
    )


def _review_row(lang: str, each: ReviewRow) -> Row:
    return Row(
        cells=_cells(each.name, each.class_name, each.figure),
        detail=plain(each.ref) or text(lang, "review.no_case"),
        button=_open(lang, each.ref, each.ask_id) if each.ask_id else None,
    )


def _cells(*parts: str) -> tuple[str, ...]:
    return tuple(plain(part) for part in parts if part)


def _open(lang: str, ref: str, ask_id: str) -> Button:
    return Button(key="show", label=text(lang, "open"), alt=text(lang, "open.alt", ref=ref), ask_id=ask_id)
