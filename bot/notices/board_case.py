"""The page's right-hand side: the case and its way up the ladder, or the pupil, or the ladder itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.notices.model import Button, Fact, Form, Section, Strip


@dataclass(frozen=True, kw_only=True)
class Squares:
    """School days as squares: ``gone`` filled of ``total``; ``late`` further ones after the deadline."""

    total: int
    gone: int = 0
    late: int = 0


class Progress(StrEnum):
    """Where a stage, a gate or a task stands."""

    DONE = "done"
    PASSED = "passed"
    """A stage that a pupil first seen far up has passed by: nothing is documented of it."""
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a role does at a stage: ``who`` is *Anna Lindqvist, 20 oktober*; ``left`` *2 skoldagar kvar*."""

    label: str
    progress: Progress
    who: str = ""
    squares: Squares | None = None
    left: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Gate:
    """*Ökar närvaron?* after a stage: ``text`` says the answer, or where ``*Ja*`` and ``*Nej*`` lead."""

    heading: str
    text: str
    progress: Progress = Progress.AHEAD
    squares: Squares | None = None
    left: str = ""


@dataclass(frozen=True, kw_only=True)
class StageView:
    """A stage of the ladder. ``count`` (*9 öppna*) is shown to the principal in the ladder pane."""

    heading: str
    progress: Progress = Progress.AHEAD
    text: str = ""
    count: str = ""
    tasks: tuple[Task, ...] = ()
    gate: Gate | None = None


@dataclass(frozen=True, kw_only=True)
class JournalRow:
    """A journal entry the viewer may see: *19 okt* and one line, never a name or a figure of a pupil."""

    day: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Always:
    """The concern report (orosanmälan), reachable from every stage: text and its button."""

    heading: str
    text: str
    button: Button | None = None


@dataclass(frozen=True, kw_only=True)
class Course:
    """*Förlopp*: stages with gates, the journal, what is always possible."""

    stages: tuple[StageView, ...]
    journal: tuple[JournalRow, ...] = ()
    always: Always | None = None


@dataclass(frozen=True, kw_only=True)
class LimitBar:
    """The figure against the limit, shares 0..1 of the bar's full width; ``label`` *gräns 10 %*."""

    value: float
    limit: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """The lessons that count: ``columns`` and ``rows`` of equal length, the last column to the right."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PupilView:
    """*Eleven*, on heather: the only place of the page beside forms where a name stands.

    ``why`` in words (``*17,6 %* frånvaro …``), the limit bar, the strip of 20 days, facts, the counted
    lessons. At a follow-up ``strip.split_at`` and ``since`` (*kontakt 3 nov*) part before from after.
    """

    name: str
    meta: str
    why: str
    lock: str = ""
    """*Bara du ser detta, Anna*; empty takes the page's words."""
    bar: LimitBar | None = None
    strip: Strip | None = None
    since: str = ""
    facts: tuple[Fact, ...] = ()
    lessons: Lessons | None = None
    sections: tuple[Section, ...] = ()
    """More of the private view: done so far, other lines of the stage, how it was counted."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CasePane:
    """A case. One of ``course`` and ``pupil`` is set: the tab shown. ``buttons`` stand below either.

    ``key`` is the message of this room where it is answered (*Svara i rummet*), empty where none is.
    """

    reference: str
    meta: str
    """*8C, öppnat 19 oktober*."""
    course: Course | None = None
    pupil: PupilView | None = None
    key: str = ""
    ask_id: str = ""
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    """A form opened where the case has no message in this room."""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """An open case in the principal's pane."""

    reference: str
    text: str


@dataclass(frozen=True, kw_only=True)
class LadderPane:
    """No case chosen: the ladder itself. ``hidden`` is the reference of a case the viewer may not see."""

    title: str
    """*Rutin för ökad skolnärvaro, Lits skolområde i Östersund*."""
    stages: tuple[StageView, ...]
    lines: tuple[str, ...] = ()
    hidden: str = ""
    cases: tuple[CaseRow, ...] = ()
