"""From figures to crossings: which stage is raised for a pupil today (LANGUAGE.md, Meaning 1–3).

Readings of what LANGUAGE.md leaves open:

* The highest stage of a track that holds is looked at, and no other: where it has been raised already,
  nothing is. A lower one comes again only in a new block of the line that fired *it* earlier.
* A stage with ``raised`` holds in this sense on the day it is said, not on the days it is found.
* The line that fires ``any`` is the first that holds, of ``all`` the first. The stage, re-armed by a new
  block of the line that fired it, may be fired again by any of its lines.
* ``again_every`` counts from the limit: at least 3, again every 3, is 3, 6, 9 … in each block.
* A lower stage passed over in a case that was closed is raised only after it has been false since then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder, Stage
from bot.rules.measures import further
from bot.rules.memory import Answered, Fired, Memory
from bot.rules.panel import Panel, StageReading, lines_of
from bot.rules.values import Crossing, Figure, Pupil, Window

AGAIN = "+"
"""Parts a period from the count of ``again_every``: ``2026-11+2``."""


@dataclass(frozen=True, kw_only=True)
class _Due:
    """A stage to be raised on ``on`` because of ``day``; ``passed`` are the lower stages it stands above."""

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
        )


def holding(
    ladder: Ladder, days: DaysView, calendar: Calendar, on: date, grade: int | None, answered: Answered
) -> Mapping[str, StageReading]:
    """Each stage that has numbers, with its figures on ``on`` and whether it holds."""
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=grade)
    return {stage.key: panel.reading(stage, on, answered) for stage in ladder.stages.values() if stage.when}


def raise_crossings(
    ladder: Ladder, pupil: Pupil, days: DaysView, calendar: Calendar, on: date, memory: Memory
) -> list[Crossing]:
    """The crossings of one pupil on the school day ``on``, one a track at most; none on a day off.

    The same arguments give the same crossings: the caller keeps one per stage and period.
    """
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=pupil.grade)
    return crossings_on(panel, pupil.pupil_id, on, memory)


def crossings_on(panel: Panel, pupil_id: str, on: date, memory: Memory) -> list[Crossing]:
    """As :func:`raise_crossings`, for a pupil whose panel is made already."""
    if not panel.calendar.is_school_day(on):
        return []
    found = []
    for stages in panel.tracks.values():
        for stage in stages:
            day = panel.true_day(stage, on, memory.answered)
            if day is not None:
                due = _Due(panel=panel, stage=stage, day=day, on=on, memory=memory)
                found += _raise(due, pupil_id)
                break
    return sorted(found, key=lambda one: panel.ladder.stages[one.stage].number)


def _raise(due: _Due, pupil_id: str) -> list[Crossing]:
    if due.stands_below and not due.in_new_block:
        return []
    if due.may_fire:
        reading = due.panel.reading(due.stage, due.day, due.memory.answered)
        assert reading.firing is not None
        times = len(due.memory.fired.get(due.stage.key, ()))
        period = reading.firing.block or str(times + 1)
        return [due.crossing(pupil_id, reading.firing, reading.figures, period)]
    return _again(due, pupil_id)


def _again(due: _Due, pupil_id: str) -> list[Crossing]:
    """The line that fired the stage has come a further ``again_every`` on."""
    past = due.past
    if past is None or not lines_of(due.stage)[past.line].again_every:
        return []
    figures = due.panel.reading(due.stage, due.day, due.memory.answered).figures
    figure = next((one for one in figures if one.line == past.line and one.holds), None)
    if figure is None or further_of(due.stage, figure) <= past.further:
        return []
    period = f"{past.period.split(AGAIN)[0]}{AGAIN}{further_of(due.stage, figure)}"
    return [due.crossing(pupil_id, figure, figures, period)]


def further_of(stage: Stage, figure: Figure) -> int:
    """How many times ``again_every`` a figure of the stage lies past its limit."""
    return further(figure.value, lines_of(stage)[figure.line], figure.limit)


def no_longer_holds(
    ladder: Ladder,
    crossing: Crossing,
    days: DaysView,
    calendar: Calendar,
    grade: int | None,
    answered: Answered,
) -> bool:
    """Whether corrected records take a crossing away: its stage is no longer due on the day it was raised.

    One of ``again_every`` is taken away when its line no longer comes as far.
    """
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=grade)
    stage = ladder.stages[crossing.stage]
    answered = _as_it_was(stage, crossing, answered)
    if panel.true_day(stage, crossing.day, answered) is None:
        return True
    if AGAIN not in crossing.period:
        return False
    figures = panel.reading(stage, crossing.figure.window.last, answered).figures
    now = next((one for one in figures if one.line == crossing.figure.line and one.holds), None)
    return now is None or further_of(stage, now) < further_of(stage, crossing.figure)


def _as_it_was(stage: Stage, crossing: Crossing, answered: Answered) -> Answered:
    """Records take no answer back: what the crossing built on was answered, though it may be anew since."""
    line, window = lines_of(stage)[crossing.figure.line], crossing.figure.window
    known = {line.since: window.first - ONE_DAY, stage.after: window.last - ONE_DAY}
    added = {key: (*answered.get(key, ()), day) for key, day in known.items() if key is not None}
    return {**answered, **added}
