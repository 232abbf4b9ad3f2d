"""Ordinary absence: a day ill now and then, the dentist, a lesson overslept; never near a limit.

Only the designed courses reach a ladder's limits, so a term asks as often as the story wants. What
is ordinary stays below `CAP` of the last 20 school days, also while fewer days have passed.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.demo.courses import ILL, LEAVE, SKIPPED
from bot.demo.model import Lesson, Mend, Slip

CAP = 0.088
CAP_WITH_GAPS = 0.064
"""For classes that miss registers for days: the same lost lessons weigh more among fewer given ones."""
WINDOW = 20
UNREPORTED_AT_MOST = 2

_OTHER = Slip(authorisation="valid", reason="other")
_UNRESOLVED = Slip(authorisation="unresolved")


@dataclass(frozen=True, kw_only=True)
class _Weight:
    """What one day adds: lessons and minutes given, lessons and minutes lost, unreported or not."""

    lessons: int
    minutes: int
    lost: int
    lost_minutes: int
    unreported: bool


def _allowed(recent: Sequence[_Weight], cap: float) -> bool:
    """Whether these last days stay ordinary; measured in lessons and in minutes, as ladders may do."""
    few = sum(day.unreported for day in recent) <= UNREPORTED_AT_MOST
    lessons = sum(day.lost for day in recent) <= cap * sum(day.lessons for day in recent)
    minutes = sum(day.lost_minutes for day in recent) <= cap * sum(day.minutes for day in recent)
    return few and lessons and minutes


def ordinary(
    pupil_id: str,
    week: Sequence[tuple[date, tuple[Lesson, ...]]],
    rate: float,
    rng: random.Random,
    cap: float = CAP,
) -> tuple[dict[date, dict[int, Slip]], list[Mend]]:
    """A whole term of one pupil: slips by day, and the guardians' reports that came a day late."""
    found, mends = dict[date, dict[int, Slip]](), list[Mend]()
    recent: deque[_Weight] = deque(maxlen=WINDOW)
    for index, (day, lessons) in enumerate(week):
        slips = _draw(len(lessons), rate, rng)
        recent.append(_weigh(lessons, slips))
        if slips and not _allowed(recent, cap):
            slips = {}
            recent[-1] = _weigh(lessons, slips)
        if slips:
            found[day] = slips
        if _UNRESOLVED in slips.values() and index + 1 < len(week):
            mends.append(Mend(pupil_id=pupil_id, day=day, arrives=week[index + 1][0], slip=ILL))
    return found, mends


def _draw(lessons: int, rate: float, rng: random.Random) -> dict[int, Slip]:
    draw = rng.random() / rate
    if draw < 0.018:
        return dict.fromkeys(range(lessons), ILL)
    if draw < 0.021:
        return dict.fromkeys(range(lessons), LEAVE)
    if draw < 0.025:
        return dict.fromkeys(range(lessons), _UNRESOLVED)
    if draw < 0.045:
        first = rng.randrange(lessons - 1)
        return dict.fromkeys((first, first + 1), _OTHER)
    if draw < 0.055:
        return {rng.randrange(lessons): SKIPPED}
    if draw < 0.085:
        return {0: Slip(status="late", minutes=rng.randrange(3, 20), authorisation="invalid")}
    if draw < 0.095:
        return {lessons - 1: Slip(status="left_early", minutes=rng.randrange(5, 25), reason="other")}
    return {}


def _weigh(lessons: Sequence[Lesson], slips: dict[int, Slip]) -> _Weight:
    away = [number for number, slip in slips.items() if slip.status == "absent"]
    return _Weight(
        lessons=len(lessons),
        minutes=sum(lesson.minutes for lesson in lessons),
        lost=len(away),
        lost_minutes=sum(lessons[number].minutes for number in away),
        unreported=any(slips[number].authorisation != "valid" for number in away),
    )
