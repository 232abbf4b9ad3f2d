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

from collections.abc import Mapping
from datetime import date

from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.days import DaysView
from bot.rules.due import Due
from bot.rules.ladder import Ladder, Stage
from bot.rules.memory import Answered, Memory, answered_before
from bot.rules.panel import Panel, StageReading, lines_of
from bot.rules.series import further
from bot.rules.values import Crossing, Figure, Pupil

AGAIN = "+"
"""Parts a period from the count of ``again_every``: ``2026-11+2``."""


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

    The same arguments give the same crossings: the caller keeps one per stage and period. After the pupil's
    last lesson nothing more becomes true: a window that empties would make a share of those who left rise,
    and of those whose registers are not in yet. Their next lesson has the days before it looked at.
    """
    until = days.dates[-1] if days.dates else date.min
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=pupil.grade, until=until)
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
                due = Due(panel=panel, stage=stage, day=day, on=on, memory=memory)
                found += _raise(due, pupil_id)
                break
    return sorted(found, key=lambda one: panel.ladder.stages[one.stage].number)


def _raise(due: Due, pupil_id: str) -> list[Crossing]:
    if due.stands_below and not due.in_new_block:
        return []
    if due.may_fire:
        reading = due.panel.reading(due.stage, due.day, due.memory.answered)
        assert reading.firing is not None
        times = len(due.memory.fired.get(due.stage.key, ()))
        period = reading.firing.block or str(times + 1)
        return [due.crossing(pupil_id, reading.firing, reading.figures, period)]
    return _again(due, pupil_id)


def _again(due: Due, pupil_id: str) -> list[Crossing]:
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

    One of ``again_every`` is taken away when its line no longer comes as far. ``grade`` is the pupil's now: the
    limits are those of the grade in which it was raised, where that is known.
    """
    then = grade if crossing.grade is None else crossing.grade
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=then)
    stage = ladder.stages[crossing.stage]
    answered = _as_it_was(stage, crossing, calendar, answered)
    if panel.true_day(stage, crossing.day, answered) is None:
        return True
    if AGAIN not in crossing.period:
        return False
    figures = panel.reading(stage, crossing.figure.window.last, answered).figures
    now = next((one for one in figures if one.line == crossing.figure.line and one.holds), None)
    return now is None or further_of(stage, now) < further_of(stage, crossing.figure)


def _as_it_was(stage: Stage, crossing: Crossing, calendar: Calendar, answered: Answered) -> Answered:
    """Records take no answer back: what the crossing built on was answered, though it may be anew since."""
    line, window = lines_of(stage)[crossing.figure.line], crossing.figure.window
    known = {line.since: calendar.before(window.first, 1), stage.after: window.last - ONE_DAY}
    added = {
        key: (day,)
        for key, day in known.items()
        if key is not None and answered_before(answered, key, window.last) is None
    }
    return {**answered, **added}
