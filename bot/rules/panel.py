"""All gauges of a ladder for one pupil: which stages hold on a day, and by which line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from bot.rules.calendar import Calendar
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder, Line, Stage
from bot.rules.measures import Gauge, Reading
from bot.rules.memory import Answered, answered_before
from bot.rules.values import Figure


@dataclass(frozen=True, kw_only=True)
class StageReading:
    """A stage on a day: the figures of its lines that are read, and the one that fires it."""

    stage: str
    figures: tuple[Figure, ...]
    firing: Figure | None

    @property
    def holds(self) -> bool:
        """Whether the stage's condition is true."""
        return self.firing is not None


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One pupil under one ladder. ``grade`` is None where the roster names none."""

    ladder: Ladder
    days: DaysView
    calendar: Calendar
    grade: int | None
    until: date = date.max
    """No stage holds after this day."""

    @cached_property
    def gauges(self) -> Mapping[str, tuple[tuple[Gauge, Fraction | None], ...]]:
        """Stage key to its lines as gauges, each with its limit for this pupil (None: not measured)."""
        counting = self.ladder.counting
        return {
            stage.key: tuple(
                (Gauge(line, counting, self.days, self.calendar), line.limit_for(self.grade))
                for line in stage.when.lines
            )
            for stage in self.ladder.stages.values()
            if stage.when
        }

    @cached_property
    def tracks(self) -> Mapping[str, tuple[Stage, ...]]:
        """Each track's stages that have numbers, the highest first."""
        tracks: dict[str, list[Stage]] = {}
        for stage in sorted(self.ladder.stages.values(), key=lambda stage: -stage.number):
            if stage.when:
                tracks.setdefault(stage.track, []).append(stage)
        return {track: tuple(stages) for track, stages in tracks.items()}

    def may_hold(self, stage: Stage) -> bool:
        """False where this pupil's days cannot bring the stage's numbers on any day."""
        could = (limit is not None and gauge.could_reach(limit) for gauge, limit in self.gauges[stage.key])
        return all(could) if stage.when and stage.when.every else any(could)

    def days_to_look_at(self, stage: Stage, days: Sequence[date]) -> frozenset[date]:
        """Those of ``days`` (school days in order) on which the stage may be due; on all others it is not."""
        if not self.may_hold(stage):
            return frozenset()
        every = stage.when is not None and stage.when.every
        found = [self._days_to_look_at(gauge, limit, days) for gauge, limit in self.gauges[stage.key]]
        true = frozenset.intersection(*found) if every else frozenset.union(*found)
        if stage.raised is None or not true:
            return true
        return frozenset(days)

    def _days_to_look_at(self, gauge: Gauge, limit: Fraction | None, days: Sequence[date]) -> frozenset[date]:
        if limit is None:
            return frozenset()
        return frozenset(days) if gauge.line.since else gauge.true_days(days, limit)

    def _read(self, gauge: Gauge, on: date, answered: Answered) -> Reading | None:
        since = answered_before(answered, gauge.line.since, on) if gauge.line.since else None
        return gauge.read(on, since)

    def holds(self, stage: Stage, index: int, on: date, answered: Answered) -> bool:
        """Whether one line is true on ``on``."""
        gauge, limit = self.gauges[stage.key][index]
        return limit is not None and gauge.holds(self._read(gauge, on, answered), limit)

    def firing_line(self, stage: Stage, on: date, answered: Answered) -> int | None:
        """The first line that holds, where the stage's condition is true and it may be entered at all."""
        if stage.when is None or on > self.until or not _may_be_entered(stage, on, answered):
            return None
        lines = range(len(stage.when.lines))
        if stage.when.every:
            return 0 if all(self.holds(stage, index, on, answered) for index in lines) else None
        return next((index for index in lines if self.holds(stage, index, on, answered)), None)

    def reading(self, stage: Stage, on: date, answered: Answered) -> StageReading:
        """The stage with the figures of all its lines."""
        found: dict[int, Figure] = {}
        for index, (gauge, limit) in enumerate(self.gauges.get(stage.key, ())):
            reading = self._read(gauge, on, answered)
            if reading and limit is not None:
                found[index] = gauge.figure(reading, stage.key, index, limit)
        firing = self.firing_line(stage, on, answered)
        return StageReading(
            stage=stage.key,
            figures=tuple(found.values()),
            firing=None if firing is None else found[firing],
        )

    def true_day(self, stage: Stage, on: date, answered: Answered) -> date | None:
        """The day that makes the stage due on ``on``: ``on`` itself, or with ``raised`` the last true one.

        A stage that is said at the end of a block is due only on the block's last school day, if it was true
        on any day since the last such day.
        """
        if stage.raised is None:
            return on if self.firing_line(stage, on, answered) is not None else None
        days = self.calendar.said_days(stage.raised, on)
        return next(
            (day for day in reversed(days) if self.firing_line(stage, day, answered) is not None), None
        )

    def is_new_block(self, line: Line, block: str, on: date) -> bool:
        """Whether the block of a ``this:`` line that was ``block`` is another one on ``on``."""
        found = self.calendar.block(line.this, on) if line.this else None
        return found is not None and found[0] != block


def lines_of(stage: Stage) -> tuple[Line, ...]:
    """The stage's lines, none where it is reached by people."""
    return stage.when.lines if stage.when else ()


def _may_be_entered(stage: Stage, on: date, answered: Answered) -> bool:
    """A stage with ``after`` or a ``since`` line is never jumped to: what it builds on was answered before.

    Where it has both, ``after`` says what it builds on.
    """
    if stage.may_be_jumped_to:
        return True
    if stage.after is not None:
        return answered_before(answered, stage.after, on) is not None
    since = [line.since for line in lines_of(stage) if line.since]
    return any(answered_before(answered, key, on) is not None for key in since)
