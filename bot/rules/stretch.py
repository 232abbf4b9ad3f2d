"""Absence over a stretch of school days, for a pupil, a class, a school: exact sums, small groups hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.days import DaysView, registers
from bot.rules.ladder import Band, Counting, Line, Measure
from bot.rules.series import Series
from bot.rules.values import Window

FEW = 5
"""Groups of fewer pupils or cases are never shown: a figure would speak of one child."""
DAYS = 20
"""School days in a stretch."""
ALL_ABSENCE = Line(measure=Measure.SHARE, operator="over", bands=(Band(None, None, Fraction(1)),))


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Sums over some days: minutes scheduled and missed, lessons given and with a register."""

    scheduled: int = 0
    absent: int = 0
    given: int = 0
    reported: int = 0

    def __add__(self, other: Stretch) -> Stretch:
        """Both together."""
        return Stretch(
            scheduled=self.scheduled + other.scheduled,
            absent=self.absent + other.absent,
            given=self.given + other.given,
            reported=self.reported + other.reported,
        )

    @property
    def share(self) -> Fraction | None:
        """Absence 0..1; None where nothing was scheduled."""
        return Fraction(self.absent, self.scheduled) if self.scheduled else None


NOTHING = Stretch()


def stretches(view: DaysView, counting: Counting, windows: Iterable[Window]) -> tuple[Stretch, ...]:
    """All absence of one pupil in each window, counted as the ladder counts a share."""
    series, found = Series(ALL_ABSENCE, counting, view), []
    for window in windows:
        start, end = view.places(window.first, window.last)
        given, reported = registers(view, window)
        found.append(
            Stretch(
                scheduled=view.scheduled[end] - view.scheduled[start],
                absent=series.sums[end] - series.sums[start],
                given=given,
                reported=reported,
            )
        )
    return tuple(found)


def recent(calendar: Calendar, day: date, n: int = DAYS) -> tuple[Window, Window | None] | None:
    """The last ``n`` school days before ``day`` and the ``n`` before those.

    The second is None where the calendar does not know so many: unlike stretches are not compared. None where
    no school day lies before.
    """
    now = calendar.last(day - ONE_DAY, n)
    if not now:
        return None
    before = calendar.last(now[0] - ONE_DAY, n)
    earlier = Window(first=before[0], last=before[-1]) if len(before) == n else None
    return Window(first=now[0], last=now[-1]), earlier


def around(calendar: Calendar, on: date, day: date, n: int = DAYS) -> tuple[Window, Window] | None:
    """The ``n`` school days up to and including ``on`` and the ``n`` after; None before these are over on ``day``."""
    if calendar.between(on, day - ONE_DAY) < n:
        return None
    before = calendar.last(on, n)
    if len(before) < n:
        return None
    after = Window(first=calendar.after(on, 1), last=calendar.after(on, n))
    return Window(first=before[0], last=before[-1]), after


# --- classes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PupilSum:
    """One pupil's two stretches."""

    class_name: str
    now: Stretch
    before: Stretch = NOTHING


@dataclass(frozen=True, kw_only=True)
class ClassSum:
    """A class's stretches. ``pupils`` and ``pupils_before`` have lessons in them."""

    name: str
    pupils: int
    pupils_before: int
    now: Stretch
    before: Stretch

    @property
    def is_small(self) -> bool:
        """Too few to be shown."""
        return self.pupils < FEW

    @property
    def change(self) -> Fraction | None:
        """Percentage points; None where either stretch has too few pupils to be told of."""
        now, before = self.now.share, self.before.share
        if now is None or before is None or self.pupils_before < FEW:
            return None
        return (now - before) * 100


def by_class(pupils: Iterable[PupilSum]) -> tuple[ClassSum, ...]:
    """The classes with lessons in the present stretch, by name, small ones among them."""
    found: dict[str, list[PupilSum]] = {}
    for one in pupils:
        found.setdefault(one.class_name, []).append(one)
    sums = (_class(name, members) for name, members in sorted(found.items()))
    return tuple(one for one in sums if one.pupils)


def _class(name: str, members: Sequence[PupilSum]) -> ClassSum:
    return ClassSum(
        name=name,
        pupils=sum(one.now.scheduled > 0 for one in members),
        pupils_before=sum(one.before.scheduled > 0 for one in members),
        now=sum((one.now for one in members), NOTHING),
        before=sum((one.before for one in members), NOTHING),
    )


def whole(classes: Sequence[ClassSum]) -> tuple[Fraction | None, Fraction | None]:
    """Absence of the school now and before.

    Where the hidden classes together have fewer than :data:`FEW` pupils they are left out here too: else the
    whole less the classes shown would tell of them.
    """
    hidden = sum(one.pupils for one in classes if one.is_small)
    counted = [one for one in classes if not one.is_small or hidden >= FEW]
    if sum(one.pupils for one in counted) < FEW:
        return None, None
    now = sum((one.now for one in counted), NOTHING).share
    before = sum((one.before for one in counted), NOTHING).share
    return now, before if sum(one.pupils_before for one in counted) >= FEW else None


def thin(classes: Iterable[ClassSum], least: Fraction) -> tuple[ClassSum, ...]:
    """Classes whose share of registers taken is below ``least``: their figures raise nothing."""
    return tuple(one for one in classes if not one.is_small and one.now.reported < least * one.now.given)


# --- what was followed by what ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One step in one case, with the stretches before and after."""

    action: str
    before: Stretch
    after: Stretch


@dataclass(frozen=True, kw_only=True)
class StepSum:
    """A step over all its cases: absence 0..1, and in how many of them it was lower afterwards."""

    action: str
    cases: int
    improved: int
    before: Fraction
    after: Fraction


def followed(effects: Iterable[Effect]) -> tuple[StepSum, ...]:
    """The steps with at least :data:`FEW` cases, those taken most often first. Not a cause: what came after."""
    found: dict[str, list[Effect]] = {}
    for one in effects:
        if one.before.scheduled and one.after.scheduled:
            found.setdefault(one.action, []).append(one)
    sums = [_step(action, several) for action, several in found.items() if len(several) >= FEW]
    return tuple(sorted(sums, key=lambda one: (-one.cases, one.action)))


def _step(action: str, several: Sequence[Effect]) -> StepSum:
    before = sum((one.before for one in several), NOTHING).share
    after = sum((one.after for one in several), NOTHING).share
    assert before is not None, "only effects with lessons on both sides come here"
    assert after is not None, "only effects with lessons on both sides come here"
    lower = sum((one.after.share or 0) < (one.before.share or 0) for one in several)
    return StepSum(action=action, cases=len(several), improved=lower, before=before, after=after)
