"""The neutral message: what is said, before Slack blocks, an Adaptive Card or a page renders it.

Text carries two marks only: ``*bold*`` and ``@{email}`` for a member of staff (each platform turns
it into its own mention or the name). Nothing here holds a pupil's name unless ``private`` is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class FieldKind(StrEnum):
    """What a form field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PERSON = "person"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One of the fixed answers of a choice: stable ``key``, shown ``label``."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """An input of a form. ``fields`` are the columns of a list row; ``rows`` how many rows are drawn."""

    key: str
    kind: FieldKind
    label: str
    required: bool = False
    hint: str = ""
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    rows: int = 1
    initial: str | tuple[str, ...] | None = None
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """LIST: what stands in its rows to begin with, by ``agreements.0.what``."""
    latest: date | None = None
    earliest: date | None = None
    max_length: int = 500
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Button:
    """``key`` is the action key; ``opens_form`` means the click saves nothing yet."""

    key: str
    label: str
    alt: str = ""
    primary: bool = False
    opens_form: bool = False
    ask_id: str = ""
    """Whose ask the button answers; empty means the notice's own."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A figure beside its limit: ``Frånvaro`` / ``14,3 %`` / ``Gräns minst 10 % · nådd 24 nov``."""

    label: str
    value: str
    note: str = ""
    share: float | None = None
    """0..1 where a bar may be drawn, else None."""


class DayMark(StrEnum):
    """What one day of the strip shows."""

    PRESENT = "present"
    AWAY = "away"
    UNREPORTED = "unreported"
    OUTSIDE = "outside"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)
class StripDay:
    """One day: lessons away of lessons given, and whether a register is missing."""

    day: date
    mark: DayMark
    away: int = 0
    given: int = 0
    missing: bool = False


@dataclass(frozen=True, kw_only=True)
class StripWeek:
    """A row of the strip: ``name`` (v. 47), five days Monday to Friday, or the holiday's name."""

    name: str
    days: tuple[StripDay, ...] = ()
    holiday: str = ""


@dataclass(frozen=True, kw_only=True)
class Strip:
    """The absence strip of the last 20 school days; ``say`` stands before it, in words."""

    title: str
    say: str
    weekdays: tuple[str, ...]
    weeks: tuple[StripWeek, ...]
    legend: str
    split_at: date | None = None
    """At a follow-up: the first day after, where a line parts before from after."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a list or table; ``button`` opens what it speaks of."""

    cells: tuple[str, ...]
    detail: str = ""
    button: Button | None = None
    share: float | None = None
    """0..1 where the table draws a bar beside the second cell."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A headed part: text, then facts, then a strip, then rows; ``bars`` draws the second cell as a bar."""

    heading: str = ""
    text: str = ""
    facts: tuple[Fact, ...] = ()
    strip: Strip | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    note: str = ""
    buttons: tuple[Button, ...] = ()
    bars: bool = False
    divider: bool = False
    """A line above it."""
    after_buttons: bool = False
    """It stands below the notice's own buttons."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a message leads on: the address of another message, in the words of ``label``."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form opened by a button. ``after`` says what saving causes."""

    action: str
    ask_id: str
    title: str
    fields: tuple[Field, ...]
    after: str
    submit: str
    close: str
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field key (``agreements.0.what`` in a list) to what is wrong."""
    intro: str = ""
    """Whose form this is, private: ``Kim Ekdahl, 8C · Ärende K7M2``."""
    language: str = "sv"


class NoticeKind(StrEnum):
    """Which of the designed messages this is; renderers may place, never reword."""

    ALERT = "alert"
    ANSWERED = "answered"
    SHOW = "show"
    EXPLAIN = "explain"
    FOLLOW_UP = "follow_up"
    BEFORE_AFTER = "before_after"
    REFERRAL = "referral"
    QUEUE = "queue"
    REMINDER = "reminder"
    DEPUTY = "deputy"
    PRINCIPAL = "principal"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    DIGEST = "digest"
    REVIEW = "review"
    REFUSED = "refused"
    ALREADY = "already"
    CASES = "cases"
    SMALL = "small"
    HELD = "held"
    DECISION = "decision"
    DUTY = "duty"
    NOBODY = "nobody"
    REMEMBER = "remember"
    COPY = "copy"
    TASKS = "tasks"
    MAIL = "mail"
    DOUBT = "doubt"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One message. Order: heading (what is asked), meta (which case), body (why, what helps), buttons, status."""

    kind: NoticeKind
    fallback: str
    """Push text: reference, class, ask. Never a name, never a figure."""
    language: str
    ask_id: str = ""
    heading: str = ""
    meta: str = ""
    body: str = ""
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    buttons: tuple[Button, ...] = ()
    overflow: tuple[Button, ...] = ()
    status: str = ""
    private: bool = False
    repeat: str = ""
    """Set when a message may already stand in the channel: *Kan vara en upprepning.*"""
    dialog_title: str = ""
    close: str = ""
    link: Link | None = None
    """Stands at the end of the body."""
