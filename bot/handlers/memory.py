"""What a pupil's cases say about the past, in the form the crossings need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from bot.rules.calendar import Calendar
from bot.rules.crossings import further_of
from bot.rules.ladder import Ladder, Line, Measure, Stage
from bot.rules.memory import Fired, Memory
from bot.rules.state import Case, CaseStatus, PupilLeft

IN_A_ROW = timedelta(days=400)
"""How far back an unbroken run is looked for."""
A_YEAR = timedelta(days=400)
"""Nothing older is read, however long ago a case was closed."""


def memory_of(cases: Iterable[Case], ladder: Ladder) -> Memory:
    """The pupil's cases of this ladder, the oldest first, as a memory.

    Nobody judged what ended because the pupil left: who comes back, or goes on at another school, begins anew.
    """
    fired: dict[str, tuple[Fired, ...]] = {}
    memory = Memory()
    for case in (one for one in cases if one.ladder_id == ladder.id and not left(one)):
        # By day: a late record may raise an earlier day's crossing after a later one.
        for crossing in sorted(case.crossings, key=lambda one: one.day):
            stage = ladder.stages.get(crossing.stage)
            if stage is None or stage.when is None:
                continue
            # An edited ladder may have fewer lines than the one that fired: the stage has fired all the same.
            known = crossing.figure.line < len(stage.when.lines)
            one = Fired(
                line=crossing.figure.line if known else 0,
                block=crossing.figure.block,
                period=crossing.period,
                further=further_of(stage, crossing.figure) if known else 0,
                closed=case.closed_on,
            )
            fired[stage.key] = (*fired.get(stage.key, ()), one)
        if case.status is CaseStatus.OPEN:
            standing = {
                t: ladder.stages[key].number for t, key in case.tracks.items() if key in ladder.stages
            }
            answered = {stage: (day,) for stage, day in case.answered.items()}
            memory = Memory(answered=answered, standing=standing)
    return Memory(fired=fired, answered=memory.answered, standing=memory.standing)


def left(case: Case) -> bool:
    """Whether a case was closed because the roster no longer named its pupil there."""
    return case.close_reason == PupilLeft().reason


def reach(ladder: Ladder, calendar: Calendar, first: date, memory: Memory) -> date:
    """The earliest day whose records can matter on ``first`` or later."""
    # Whether a line was false since a case was closed is read on the days since, each with its own window.
    closed = [one.closed for fired in memory.fired.values() for one in fired[-1:] if one.closed]
    days = (first, *(max(day, first - A_YEAR) for day in closed if day < first))
    starts = [
        _start(line, calendar, _first_read(stage, calendar, day))
        for day in days
        for stage in ladder.stages.values()
        if stage.when
        for line in stage.when.lines
    ]
    return min([first, *starts, *(day for days in memory.answered.values() for day in days)])


def _first_read(stage: Stage, calendar: Calendar, day: date) -> date:
    """The first day a stage is looked at for what is said on ``day``: ``raised`` looks back over its block."""
    return min(calendar.said_since(stage.raised, day), day) if stage.raised else day


def _start(line: Line, calendar: Calendar, day: date) -> date:
    if line.last is not None:
        return calendar.start_of(line.last, day)
    if line.this is not None:
        block = calendar.block(line.this, day)
        return block[1].first if block else day
    if line.measure in (Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW):
        return day - IN_A_ROW
    return day
