"""The nouns of the field: lessons, days, people, figures, crossings. All frozen, all without I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Status(StrEnum):
    """What a register says of one pupil and lesson. Cancelled and deleted lessons never get this far."""

    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"
    LEFT_EARLY = "left_early"
    UNREPORTED = "unreported"


class Kind(StrEnum):
    """Authorisation (giltig, ogiltig/oanmäld, outredd; luvallinen, luvaton, selvittämätön)."""

    VALID = "valid"
    INVALID = "invalid"
    UNRESOLVED = "unresolved"


class Reason(StrEnum):
    """Class of the reason, never its text (hälsoskäl, beviljad ledighet, annat)."""

    HEALTH = "health"
    LEAVE = "leave"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """One lesson of one pupil. ``starts``/``ends`` are minutes of the local day; the rest are minutes.

    ``absent`` is 0 where present or unreported and the whole ``scheduled`` where absent throughout.
    ``kind`` is None where nothing is missed; an absence whose authorisation is unknown is UNRESOLVED.
    """

    record_id: str
    starts: int
    ends: int
    scheduled: int
    absent: int
    status: Status
    kind: Kind | None = None
    reason: Reason | None = None
    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PupilDay:
    """The rollup: all lessons given to one pupil on one local school day, in order of time."""

    day: date
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """A pupil (elev, oppilas) who may be shown. Protected pupils never become one of these."""

    pupil_id: str
    given_name: str
    family_name: str
    class_name: str
    grade: int | None
    school: str
    mentor: str
    """E-mail of the mentor (mentor, klasslärare; luokanvalvoja)."""

    @property
    def name(self) -> str:
        """Given and family name, only for private views."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of staff: e-mail is the key, ``roles`` the words of staff.csv at ``school``."""

    email: str
    name: str
    school: str
    roles: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Window:
    """First and last day counted, both included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one line of a ladder measured for one pupil on one day.

    ``value`` is exact: hours, a share 0..1 (shown as %), or a count. ``limit`` is in the same unit.
    ``reported``/``scheduled_lessons`` give the share of registers taken in the window.
    """

    stage: str
    line: int
    measure: str
    value: Fraction
    operator: str
    limit: Fraction
    window: Window
    holds: bool
    given: int = 0
    """Lessons in the window."""
    reported: int = 0
    """Lessons in the window with a register."""
    away: int = 0
    """Lessons in the window with any absence that the line counts."""
    block: str = ""
    """Key of the calendar block for ``this:`` lines (``2026-11``, ``term:HT26``), else empty."""
    days: tuple[date, ...] = ()
    """Days with something counted."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A stage is raised for a pupil on ``day``: ``figure`` says why. One per pupil, ladder, stage and ``period``."""

    pupil_id: str
    stage: str
    day: date
    figure: Figure
    period: str
    """What makes it one of its kind: the block, the occasion count of ``again_every``, or the re-arm number."""
    track: str = ""
    also: tuple[Figure, ...] = field(default=())
    """The stage's other lines as they stood, for the private view."""
    skipped: tuple[str, ...] = ()
    """Earlier stages of the track not documented when the pupil is first seen far up."""
    grade: int | None = None
    """The pupil's then: whoever moves up a grade has not had what was counted corrected away."""
