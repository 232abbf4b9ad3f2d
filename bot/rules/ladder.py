"""The ladder (rutin, frånvarotrappa; poissaolojen portaat) as data: what LANGUAGE.md defines, nothing more.

These are the finished values; :mod:`bot.rules.ladder_file` reads a file into them, or says what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from bot.rules.values import Kind, Reason, Status

Text = Mapping[str, str]
"""Language code to text."""

ALWAYS_THERE = ("show", "note", "hold", "hand_over", "undo")
"""Actions at every stage besides its own (LADDERS.md §5.8)."""


class Unit(StrEnum):
    """Units of a span. A school week is five school days; school units skip days off."""

    MINUTES = "minutes"
    SCHOOL_DAYS = "school days"
    SCHOOL_WEEKS = "school weeks"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Span:
    """A length of time: ``4 school weeks``."""

    n: int
    unit: Unit


class Block(StrEnum):
    """Calendar blocks for ``this:``, ``raised:`` and ``reviews:``."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PERIOD = "period"
    TERM = "term"
    SCHOOL_YEAR = "school year"


class Merge(StrEnum):
    """What counts as one occasion (frånvarotillfälle)."""

    ADJOINING = "adjoining"
    LESSON = "lesson"
    DAY = "day"
    SPELL = "spell"


class Measure(StrEnum):
    """What a line measures."""

    HOURS = "hours"
    SHARE = "share"
    OCCASIONS = "occasions"
    DAYS = "days"
    HALF_DAYS = "half_days"
    DAYS_IN_A_ROW = "days_in_a_row"
    CALENDAR_DAYS_IN_A_ROW = "calendar_days_in_a_row"


@dataclass(frozen=True)
class Band:
    """Grades ``first``..``last`` (both included) and their limit; None means every grade."""

    first: int | None
    last: int | None
    limit: Fraction


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of ``when``. Exactly one of ``last``, ``this``, ``since`` is set (none for days in a row)."""

    measure: Measure
    operator: str
    """``over`` (strict) or ``at_least``."""
    bands: tuple[Band, ...]
    kinds: frozenset[Kind] = frozenset(Kind)
    reasons: frozenset[Reason | None] | None = None
    """None: every reason. An absence without a reason class is ``None`` in the set."""
    reasons_left_out: frozenset[Reason] = frozenset()
    marks: frozenset[Status] = frozenset({Status.ABSENT})
    late_from: Span | None = None
    merge: Merge | None = None
    per_subject: bool = False
    min_days: int = 0
    again_every: Fraction | None = None
    last: Span | None = None
    this: Block | None = None
    since: str | None = None
    earliest: Span | None = None
    latest: Span | None = None
    names_cause: bool = False
    """The line names kinds or reasons: it would tell the channel why (LANGUAGE.md, Meaning 4)."""

    def limit_for(self, grade: int | None) -> Fraction | None:
        """The limit for a pupil of this grade, or None: not measured by this line."""
        for band in self.bands:
            if band.first is None or band.last is None:
                return band.limit
            if grade is not None and band.first <= grade <= band.last:
                return band.limit
        return None


@dataclass(frozen=True, kw_only=True)
class When:
    """``any`` or ``all`` of the lines."""

    every: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class FormField:
    """A field of a form. ``fields`` are the columns of a ``list``; ``secret_to`` are the only readers."""

    key: str
    kind: str
    label: Text
    required: bool = False
    options: tuple[tuple[str, Text], ...] = ()
    fields: tuple[FormField, ...] = ()
    hint: Text = field(default_factory=dict)
    secret_to: frozenset[str] = frozenset()
    open_if: str | None = None
    """A ``yes_no`` field of the same form; its yes lifts ``secret_to`` (samtycke, suostumus)."""
    earliest: str = ""
    """Dates: ``today`` or empty."""
    latest: str = ""
    """Dates: ``today``, ``school year`` (its last day) or empty."""
    max_length: int = 500
    """Characters, for texts."""


@dataclass(frozen=True, kw_only=True)
class LadderForm:
    """A form (blankett): its key, title and fields."""

    key: str
    title: Text
    fields: tuple[FormField, ...]


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a button does. Everything besides recording the answer is a key of LANGUAGE.md."""

    key: str
    form: str | None = None
    within: Span | None = None
    refer: str | None = None
    opens: str | None = None
    closes: bool = False
    holds: bool = False
    letter: Text | None = None
    told: str | None = None
    remember: Text | None = None
    """The note to remember; ``remember_until`` says when it comes back."""
    remember_until: Span | None = None
    principal_duty: str | None = None
    label: Text = field(default_factory=dict)
    """Always empty from a file: button texts belong to the notices."""


@dataclass(frozen=True, kw_only=True)
class StageAsk:
    """Who is asked at a stage, by when, with which buttons; answered when all ``needed`` are done.

    Empty ``needed``: any one action answers.
    """

    who: str
    within: Span
    actions: Mapping[str, Action]
    needed: tuple[str, ...] = ()
    say: Text = field(default_factory=dict)
    checklist: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_after: tuple[str, ...] = ()
    """Raised only once one of these actions is done at this stage; empty: when the stage is entered."""


@dataclass(frozen=True, kw_only=True)
class FollowUpRule:
    """``after`` that long (from ``counted_from``, else the stage's answer) ``who`` is asked if it improved."""

    after: Span
    counted_from: str | None = None
    who: str = "mentor"
    repeat: Span | None = None
    question: str = "improved"
    """``improved`` or ``paper_arrived``."""
    good: str = "close"
    """``close``, ``stay`` or a stage key: where *improved* (or *arrived*) leads."""
    bad: str = "stay"
    """``stay``, ``close`` or a stage key: where *not improved* (or *not arrived*) leads."""
    refer: str | None = None
    """Role told (channel, and mail where set) when the answer is *not improved* (or *not arrived*)."""

    @property
    def answers(self) -> tuple[str, str]:
        """The action keys of yes and no."""
        return ("improved", "not_improved") if self.question == "improved" else ("arrived", "not_arrived")


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage (steg, porras)."""

    key: str
    number: int
    """1-based place in the ladder."""
    title: Text
    say: Text = field(default_factory=dict)
    checklist: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    when: When | None = None
    or_judged_by: tuple[str, ...] = ()
    after: str | None = None
    track: str = ""
    raised: Block | None = None
    asks: tuple[StageAsk, ...] = ()
    done_when: tuple[str, ...] = ()
    follow_up: FollowUpRule | None = None
    show: tuple[str, ...] = ()

    @property
    def may_be_jumped_to(self) -> bool:
        """False for stages with ``after`` and those with a ``since`` line."""
        return self.after is None and not (self.when and any(line.since for line in self.when.lines))

    @property
    def names_cause(self) -> bool:
        """The channel may only say *Steg N* with *Öppna*: a named track, or all lines name a cause."""
        return bool(self.track) or bool(self.when and all(line.names_cause for line in self.when.lines))


@dataclass(frozen=True, kw_only=True)
class Counting:
    """How hours, occasions and days are read."""

    hour_minutes: int | None = None
    """None: one lesson mark is one hour; else 45 or 60 minutes of absence make one."""
    occasion: Merge = Merge.ADJOINING
    absent_day: str = "all"
    """``all``, ``half`` or ``any`` of the day's given lessons missed."""
    day_divides_at: int = 12 * 60
    """Minute of the local day that parts the half-days."""
    late_is_absence_from: int | None = None
    """Minutes of lateness from which a late mark is absence; None: never."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """A periodic list."""

    every: Block
    who: tuple[str, ...]
    list: str = "bands"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """A whole routine, pinned by ``id`` and ``version`` (and ``digest`` of its text) on each case."""

    id: str
    name: Text
    country: str
    version: int = 1
    source: str = ""
    decisions: tuple[str, ...] = ()
    counting: Counting = field(default_factory=Counting)
    roles: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, LadderForm] = field(default_factory=dict)
    always: Mapping[str, Action] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    stages: Mapping[str, Stage] = field(default_factory=dict)
    text: str = ""
    """The file as read, so that a case's pinned ladder can be read again."""

    def action(self, stage: str, key: str, who: str | None = None) -> Action | None:
        """The action ``key`` at ``stage`` (of ``who``'s ask, if given), or one that is always there."""
        for ask in self.stages[stage].asks:
            if key in ask.actions and who in (None, ask.who):
                return ask.actions[key]
        return self.always.get(key)
