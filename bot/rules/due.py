"""Whether a stage that is due may be raised: once, again in a new block, again after its case was closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.rules.calendar import ONE_DAY
from bot.rules.ladder import Stage
from bot.rules.memory import Fired, Memory
from bot.rules.panel import Panel, lines_of
from bot.rules.values import Crossing, Figure, Window


@dataclass(frozen=True, kw_only=True)
class Due:
    """A stage to be raised on ``on`` because of ``day``; ``memory`` is what was before."""

    panel: Panel
    stage: Stage
    day: date
    on: date
    memory: Memory

    @property
    def past(self) -> Fired | None:
        return self.memory.last(self.stage.key)

    @property
    def in_new_block(self) -> bool:
        """A new block of the line that fired the stage has begun."""
        if self.past is None:
            return False
        line = lines_of(self.stage)[self.past.line]
        return self.panel.is_new_block(line, self.past.block, self.day)

    @property
    def stands_below(self) -> bool:
        """A higher stage of the track stands."""
        return self.stage.number < self.memory.standing.get(self.stage.track, 0)

    @property
    def may_fire(self) -> bool:
        """It never fired, or is armed again."""
        if self.past is None:
            closed = self._closed_above()
            return closed is None or self._false_since(closed, None)
        if self.in_new_block:
            return True
        if self.past.closed is None or lines_of(self.stage)[self.past.line].this:
            return False
        every = self.stage.when is not None and self.stage.when.every
        return self._false_since(self.past.closed, None if every else self.past.line)

    def _closed_above(self) -> date | None:
        """The day a case was closed that had passed this stage over."""
        above = (one for one in self.panel.tracks[self.stage.track] if one.number > self.stage.number)
        pasts = (self.memory.last(one.key) for one in above)
        return max((past.closed for past in pasts if past and past.closed), default=None)

    def _false_since(self, closed: date, line: int | None) -> bool:
        """Whether the line (or, None, the whole condition) was false on a school day since ``closed``."""
        window = Window(first=closed, last=self.day - ONE_DAY)
        answered = self.memory.answered
        return any(
            self.panel.firing_line(self.stage, day, answered) is None
            if line is None
            else not self.panel.holds(self.stage, line, day, answered)
            for day in self.panel.calendar.school_days_in(window)
        )

    def crossing(self, pupil_id: str, figure: Figure, figures: Iterable[Figure], period: str) -> Crossing:
        """The crossing of the day."""
        below = (one for one in self.panel.ladder.stages.values() if one.number < self.stage.number)
        known = {key for key, past in self.memory.fired.items() if past[-1].closed is None}
        known |= self.memory.answered.keys()
        return Crossing(
            pupil_id=pupil_id,
            stage=self.stage.key,
            day=self.on,
            figure=figure,
            period=period,
            track=self.stage.track,
            also=tuple(one for one in figures if one != figure),
            skipped=tuple(one.key for one in below if one.track == self.stage.track and one.key not in known),
            grade=self.panel.grade,
        )
