"""The designed courses: what happens to the pupils the story is about."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from bot.demo.model import Authorisation, Protected, Reason, Slip

ILL = Slip(authorisation="valid", reason="health")
LEAVE = Slip(authorisation="valid", reason="leave")
SKIPPED = Slip(authorisation="invalid")


@dataclass(frozen=True, kw_only=True)
class Away:
    """Away all day on every school day of a stretch."""

    first: date
    last: date
    authorisation: Authorisation = "valid"
    reason: Reason = "health"


@dataclass(frozen=True, kw_only=True)
class Skips:
    """Away without report (oanmäld) from the first lesson, or from the last `lessons` of these days."""

    days: tuple[date, ...]
    lessons: int = 1
    at_end: bool = False


@dataclass(frozen=True, kw_only=True)
class Drift:
    """About `share` of the lessons are lost; `unreported` of the lost days are skipped afternoons."""

    first: date
    last: date
    share: float
    unreported: float = 0.5


Act = Away | Skips | Drift


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What was registered on `day` becomes `slip` on `arrives`; None: the pupil was there."""

    day: date
    arrives: date
    slip: Slip | None


@dataclass(frozen=True, kw_only=True)
class Course:
    """One pupil's term. `seat` is the number in the class, from 1."""

    class_key: str
    seat: int
    story: str
    acts: tuple[Act, ...] = ()
    mended: tuple[Mended, ...] = ()
    name: tuple[str, str] | None = None
    protected: Protected = "no"
    moves: tuple[date, str] | None = None


def happened(act: Act, day: date, lessons: int, rng: random.Random) -> dict[int, Slip]:
    """What one act leaves in the register of one day with so many lessons."""
    if isinstance(act, Skips):
        if day not in act.days:
            return {}
        numbers = range(lessons - act.lessons, lessons) if act.at_end else range(act.lessons)
        return dict.fromkeys(numbers, SKIPPED)
    if not act.first <= day <= act.last:
        return {}
    if isinstance(act, Away):
        return dict.fromkeys(range(lessons), Slip(authorisation=act.authorisation, reason=act.reason))
    return _drift(act, lessons, rng)


def _drift(act: Drift, lessons: int, rng: random.Random) -> dict[int, Slip]:
    """A skipped afternoon is half a day, so skipping happens twice as often for the same loss."""
    whole, half = act.share * (1 - act.unreported), 2 * act.share * act.unreported
    draw = rng.random()
    if draw < whole:
        return dict.fromkeys(range(lessons), ILL)
    if draw < whole + half:
        return dict.fromkeys(range(lessons // 2, lessons), SKIPPED)
    return {}
