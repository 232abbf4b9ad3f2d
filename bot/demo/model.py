"""What a sample school is made of. Everything here is invented, frozen and without a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Status = Literal["absent", "late", "left_early"]
Authorisation = Literal["valid", "invalid", "unresolved"]
Reason = Literal["health", "leave", "other", ""]
Protected = Literal["no", "yes", ""]


@dataclass(frozen=True, kw_only=True)
class StaffRow:
    """One role of one person; a person with two roles has two rows, the chief one first."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SchoolClass:
    """A class (klass) with its mentor; `key` is the room in the local chat as well."""

    key: str
    grade: int
    size: int
    mentor: str


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """A pupil; `protected` is written as it stands, and empty counts as yes."""

    pupil_id: str
    given_name: str
    family_name: str
    class_key: str
    grade: int
    protected: Protected = "no"


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A lesson of the timetable: local `HH:MM` and minutes."""

    starts: str
    ends: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What stands in the register instead of "present"; `minutes` None is the whole lesson."""

    status: Status = "absent"
    minutes: int | None = None
    authorisation: Authorisation = "valid"
    reason: Reason = ""


@dataclass(frozen=True, kw_only=True)
class Mend:
    """A correction: on `arrives` the marks of `day` become `slip` (None: the pupil was there)."""

    pupil_id: str
    day: date
    arrives: date
    slip: Slip | None


@dataclass(frozen=True, kw_only=True)
class Move:
    """The pupil belongs to another class from this day on."""

    pupil_id: str
    to_class: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Span:
    """A named stretch of days, both ends included: a term, a quarter, a holiday."""

    name: str
    starts: date
    ends: date


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A lesson of a class without register (`arrives` None: never comes) or cancelled."""

    day: date
    class_key: str
    lesson: int
    cancelled: bool = False
    arrives: date | None = None


Timetable = Mapping[tuple[str, int], tuple[Lesson, ...]]
DaySlips = Mapping[int, Slip]


@dataclass(frozen=True, kw_only=True)
class SamplePlan:
    """A whole term, known beforehand.

    `timetable` goes by (class, weekday 0–4); `slips` by day, then pupil, then lesson number from 0.
    `first_day` and `last_day` bound the term that is replayed; `terms` may name the next one as well.
    """

    name: str
    country: str
    timezone: str
    language: str
    ladder: str
    first_day: date
    last_day: date
    terms: tuple[Span, ...]
    periods: tuple[Span, ...]
    days_off: tuple[tuple[date, str], ...]
    school_days: tuple[date, ...]
    classes: tuple[SchoolClass, ...]
    staff: tuple[StaffRow, ...]
    pupils: tuple[Pupil, ...]
    timetable: Timetable = field(repr=False)
    slips: Mapping[date, Mapping[str, DaySlips]] = field(repr=False)
    gaps: tuple[Gap, ...] = field(repr=False)
    mends: tuple[Mend, ...] = field(repr=False)
    moves: tuple[Move, ...] = ()

    def class_on(self, pupil: Pupil, day: date) -> str:
        """The pupil's class on a day, after the moves so far."""
        for move in self.moves:
            if move.pupil_id == pupil.pupil_id and move.day <= day:
                return move.to_class
        return pupil.class_key
