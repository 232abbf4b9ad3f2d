"""Whether what the registers of a class say of one day can be believed (rimlighet): half a file raises no alarm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from bot.rules.values import Lesson, PupilDay, Status

BEFORE = 20
"""School days (four weeks) that say what is usual in a class."""


class Fault(StrEnum):
    """What looks wrong."""

    AWAY = "away"
    """As good as the whole class is away all day."""
    DOUBLED = "doubled"
    """Pupils have lessons at the same time: their absence may be counted twice."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From what on a class's day is doubted: shares of its pupils, in classes of at least ``pupils``.

    ``days``: school days after which a day that nobody has mended or confirmed counts as it stands.
    """

    pupils: int = 8
    away: Fraction = Fraction(9, 10)
    doubled: Fraction = Fraction(1, 4)
    days: int = 3

    def of(self, fault: Fault) -> Fraction:
        """The share from which that fault is seen."""
        return self.away if fault is Fault.AWAY else self.doubled


@dataclass(frozen=True, kw_only=True)
class ClassDay:
    """One class on one day: pupils with a register, those of them away throughout, those with lessons that overlap."""

    pupils: int
    away: int = 0
    doubled: int = 0

    def count(self, fault: Fault) -> int:
        """How many pupils it concerns."""
        return self.away if fault is Fault.AWAY else self.doubled


class State(StrEnum):
    """Where a doubt stands: it holds alerts, or it is over."""

    HELD = "held"
    MENDED = "mended"
    """Later records say otherwise."""
    RIGHT = "right"
    """Somebody at the school said that the data are right."""
    STANDS = "stands"
    """Nobody said anything in time: the day counts as it is."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """``count`` of ``pupils`` have the fault. ``until``: the day from which it counts if nothing happens."""

    school: str
    class_name: str
    day: date
    fault: Fault
    pupils: int
    count: int
    until: date
    state: State = State.HELD
    ended_by: str = ""
    """E-mail of who said that the data are right."""
    ended_at: datetime | None = None


def seen(one: ClassDay, limits: Limits) -> tuple[Fault, ...]:
    """What looks wrong by itself; whether it is unusual as well is for :func:`fault_of` to say."""
    if one.pupils < limits.pupils:
        return ()
    return tuple(fault for fault in Fault if one.count(fault) >= limits.of(fault) * one.pupils)


def fault_of(one: ClassDay, before: Sequence[ClassDay], limits: Limits) -> Fault | None:
    """What looks wrong and was not usual on the school days ``before``: a class of distance pupils is no fault."""
    return next((fault for fault in seen(one, limits) if _usual(before, fault) < limits.of(fault) / 2), None)


def _usual(before: Sequence[ClassDay], fault: Fault) -> Fraction:
    pupils = sum(one.pupils for one in before)
    return Fraction(sum(one.count(fault) for one in before), pupils) if pupils else Fraction(0)


def without(days: Iterable[PupilDay], doubted: Collection[date]) -> tuple[PupilDay, ...]:
    """The days with what is doubted as if no register had been taken: such lessons are never absence (§5.5)."""
    return tuple(
        replace(day, lessons=tuple(map(_unreported, day.lessons))) if day.day in doubted else day
        for day in days
    )


def _unreported(lesson: Lesson) -> Lesson:
    return replace(lesson, status=Status.UNREPORTED, absent=0, kind=None, reason=None)
