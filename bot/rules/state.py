"""A case (ärende, asia) as it stands, what may happen to it, and what a decision says.

Everything is frozen and serialisable: storage keeps a ``Case`` as JSON beside its indexed columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import Calendar
from bot.rules.events import (
    Clicked,
    Corrected,
    Crossed,
    DayBegan,
    Event,
    Judged,
    Opening,
    PupilLeft,
    PupilMoved,
    Undeliverable,
)
from bot.rules.journal import Entry, JournalKind
from bot.rules.values import Crossing

__all__ = [
    "Answer",
    "Ask",
    "AskKind",
    "AskStatus",
    "Case",
    "CaseStatus",
    "Clicked",
    "Corrected",
    "Crossed",
    "DayBegan",
    "Decision",
    "Entered",
    "Entry",
    "Event",
    "FollowUp",
    "JournalKind",
    "Judged",
    "Meeting",
    "Opening",
    "Out",
    "OutKind",
    "Patience",
    "PupilLeft",
    "PupilMoved",
    "Queued",
    "Remember",
    "Reply",
    "Step",
    "Surroundings",
    "Undeliverable",
    "UndoPoint",
]


class AskKind(StrEnum):
    """Why somebody is asked."""

    STAGE = "stage"
    FOLLOW_UP = "follow_up"
    REFERRAL = "referral"
    """A role was told by ``refer:`` and the stage has no ask of its own for it."""
    DUTY = "duty"
    """A principal's duty, e.g. report to huvudman."""
    WHO_TAKES = "who_takes"
    """Nobody answered or nobody can be reached: the principal chooses (Vem tar det här ärendet?)."""
    REMEMBER = "remember"
    """``remember: {note, until}`` has come due."""


class AskStatus(StrEnum):
    """Life of an ask. Only WAITING ones have buttons."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """How far an unanswered ask has been carried on."""

    ASKED = "asked"
    REMINDED = "reminded"
    DEPUTY = "deputy"
    PRINCIPAL = "principal"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One recorded answer; ``fields`` are the form's values (JSON-like), read by role."""

    id: str
    action: str
    stage: str
    ask_id: str
    person: str
    role: str
    at: datetime
    day: date
    """The local day the answer counts from: the form's date where it has one, else the day of the click."""
    fields: Mapping[str, object] = field(default_factory=dict)
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question to one audience. ``who`` is a role; ``person`` (e-mail) where one person is meant."""

    id: str
    kind: AskKind
    stage: str
    who: str
    person: str | None = None
    deputy: str | None = None
    """E-mail of the deputy (ersättare) once the ask reached them too; either may answer."""
    track: str = ""
    asked_on: date
    due: date
    status: AskStatus = AskStatus.WAITING
    step: Step = Step.ASKED
    stepped_on: date | None = None
    """The day of the latest reminder or escalation."""
    done: tuple[str, ...] = ()
    """Action keys answered so far on this ask."""
    about: str = ""
    """DUTY: the duty's key. REMEMBER: the action. WHO_TAKES: the ask it speaks of. REFERRAL: the action."""
    ended_on: date | None = None
    last_answer: str = ""
    """Id of the answer that ended it, or the latest."""
    item: int = 0
    """STAGE: which of the stage's asks this is, 0-based."""
    since: date | None = None
    """FOLLOW_UP: the day that parts before and after."""
    why: str = ""
    """WITHDRAWN: ``corrected``, ``undone``, ``taken`` or ``left``. SUPERSEDED: why the case was closed, else empty."""


@dataclass(frozen=True, kw_only=True)
class UndoPoint:
    """What an answer changed, so that ``undo`` can put exactly that back until ``until``."""

    answer_id: str
    ask_id: str
    person: str
    until: datetime
    before: Case
    """The case before the answer (without its own undo points)."""
    changes: int
    """``Case.changes`` right after the answer; ``undo`` needs that nothing but notes came since."""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """The next follow-up (uppföljning, seuranta): when, of which stage, counted from what."""

    stage: str
    on: date
    since: date
    """The day the step was taken: before and after are parted here."""
    agreed: bool = False
    """The date was agreed by people, not counted by the rule."""


@dataclass(frozen=True, kw_only=True)
class Remember:
    """A note that comes back (``remember: {note, until}``) to whoever did ``action``."""

    action: str
    stage: str
    who: str
    on: date
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A meeting (möte, tapaaminen) that is booked, for one of a stage's asks."""

    stage: str
    item: int
    answer_id: str
    """The answer that booked it: time and who is invited stand there."""
    on: date
    remind_on: date | None
    """The school day before; None once said, or where there is none left."""
    ask_on: date
    """The school day after, on which its question comes back."""

    @property
    def of(self) -> tuple[str, int]:
        """Which ask it belongs to."""
        return self.stage, self.item


@dataclass(frozen=True, kw_only=True)
class Entered:
    """When a stage was entered, and how many answers and asks the case had then: later ones count for it."""

    day: date
    answers: int
    asks: int = 0
    figures: bool = False
    """Entered by figures alone: only then may a correction take it back."""


@dataclass(frozen=True, kw_only=True)
class Queued:
    """An ask of a stage that waits until the same people's present question in that track is answered."""

    stage: str
    item: int


class CaseStatus(StrEnum):
    """An open case always has an owner and a deadline."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pupil's way through one ladder. ``version`` counts changes; 0 is not stored yet."""

    id: str
    ref: str
    school: str
    pupil_id: str
    class_name: str
    mentor: str
    ladder_id: str
    ladder_version: int
    ladder_digest: str
    opened_on: date
    version: int = 0
    status: CaseStatus = CaseStatus.OPEN
    stage: str = ""
    tracks: Mapping[str, str] = field(default_factory=dict)
    """Track to the stage it stands at."""
    asks: tuple[Ask, ...] = ()
    answers: tuple[Answer, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    corrected: tuple[str, ...] = ()
    """Stages whose crossing a correction took away after somebody had acted."""
    not_documented: tuple[str, ...] = ()
    entered: Mapping[str, Entered] = field(default_factory=dict)
    """Stages that were entered in this case, latest entry each."""
    answered: Mapping[str, date] = field(default_factory=dict)
    """Stage to the day it was answered, or its answer time ran out: for ``since`` and ``after``."""
    responsible: str | None = None
    """E-mail of the person named responsible (ansvarsperson) in the case."""
    helpers: tuple[str, ...] = ()
    """E-mails of staff to whom something in this case was handed over."""
    held_until: date | None = None
    held_on: date | None = None
    held_reason: str = ""
    judged_by: str = ""
    """Role that opened the case by judgement, else empty."""
    closed_on: date | None = None
    close_reason: str = ""
    undo: tuple[UndoPoint, ...] = ()
    made: int = 0
    """How many ids were made in this case."""
    changes: int = 0
    """Counts decisions that changed more than notes and evidence: ``undo`` goes back only over those."""
    remembers: tuple[Remember, ...] = ()
    queued: tuple[Queued, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    next_due: date | None = None
    """The first day on which time alone has something to do here; None only when closed."""

    def ask(self, ask_id: str) -> Ask | None:
        """The ask of that id, or None."""
        return next((ask for ask in self.asks if ask.id == ask_id), None)

    @property
    def waiting(self) -> tuple[Ask, ...]:
        """The living asks, in the order they were asked."""
        return tuple(ask for ask in self.asks if ask.status is AskStatus.WAITING)

    @property
    def done(self) -> tuple[Answer, ...]:
        """Answers that stand (not undone)."""
        return tuple(answer for answer in self.answers if not answer.undone)


class Reply(StrEnum):
    """The answer to the person who clicked."""

    SAVED = "saved"
    REPEATED = "repeated"
    LATE = "late"
    ALREADY = "already"
    UNDONE = "undone"
    TOO_LATE = "too_late"
    """Undo after its time, or after somebody else went on from there."""
    GONE = "gone"
    """The pupil's details are removed: nothing more is written about them."""
    REFUSED = "refused"
    NOTHING = "nothing"


class OutKind(StrEnum):
    """What is to be said to whom; rendered at delivery from the case as it stands then."""

    ASK = "ask"
    REDRAW = "redraw"
    """Update every posted message of the ask to what is true now."""
    REMINDER = "reminder"
    MEETING = "meeting"
    """Make the calendar agree with the case: book, move or cancel."""
    MEETING_SOON = "meeting_soon"
    DEPUTY = "deputy"
    REFERRAL_MAIL = "referral_mail"
    COPY = "copy"
    """A role is told that something was done (no answer asked)."""


@dataclass(frozen=True, kw_only=True)
class Out:
    """An outbox intent. ``to`` is an audience: ``mentor:EMAIL``, ``health_team:SCHOOL``, ``person:EMAIL``."""

    kind: OutKind
    ask_id: str
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The whole outcome of one event; ``case`` is None where nothing is to be stored."""

    case: Case | None
    journal: tuple[Entry, ...] = ()
    out: tuple[Out, ...] = ()
    reply: Reply = Reply.NOTHING
    answered_by: Answer | None = None
    """For ALREADY: whose answer stands."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """School days past the answer day before the next step; the answer day itself is the ladder's."""

    remind: int = 1
    deputy: int = 4
    principal: int = 8
    undo_minutes: int = 15


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a decision needs to know of the school around the case."""

    calendar: Calendar
    timezone: str
    patience: Patience = Patience()
    deputies: Mapping[str, str] = field(default_factory=dict)
    """E-mail of a member of staff to their deputy's."""
    staffed: frozenset[str] = frozenset()
    """Role words somebody at this school has, from staff.csv."""
