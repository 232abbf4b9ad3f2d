"""The dry run: what a ladder would have raised on days past, nobody acting (LANGUAGE.md, Meaning 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from bot.rules.calendar import Calendar
from bot.rules.crossings import crossings_on, further_of
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder, Measure
from bot.rules.memory import Memory
from bot.rules.panel import Panel
from bot.rules.values import Crossing, Window

PERCENT = 100
DECIMALS = 4


def dry_run(
    ladder: Ladder,
    pupil_id: str,
    grade: int | None,
    days: DaysView,
    calendar: Calendar,
    first: date,
    last: date,
) -> Iterator[Crossing]:
    """The pupil's crossings from ``first`` to ``last`` in order of time; days before ``first`` only fill windows.

    Every ask counts as answered on the day it is raised, and nothing is ever closed.
    """
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=grade)
    tracks = {
        track: alive
        for track, stages in panel.tracks.items()
        if (alive := tuple(stage for stage in stages if panel.may_hold(stage)))
    }
    memory = Memory()
    for day in calendar.school_days_in(Window(first=first, last=last)) if tracks else ():
        for crossing in crossings_on(panel, tracks, pupil_id, day, memory):
            yield crossing
            stage = ladder.stages[crossing.stage]
            memory = memory.with_crossing(crossing, stage.number, further_of(stage, crossing.figure))
            memory = memory.with_answer(crossing.stage, day)


def _number(value: Fraction, measure: str) -> int | float:
    """Hours and counts as they are, a share as percent; whole, or rounded to four decimals."""
    exact = value * PERCENT if measure == Measure.SHARE else value
    return exact.numerator if exact.denominator == 1 else float(round(exact, DECIMALS))


def as_json(crossing: Crossing) -> Mapping[str, object]:
    """One line of ``lots simulate --format jsonl`` (CONTRACT.md); shares and their limits are percent."""
    figure = crossing.figure
    return {
        "date": crossing.day.isoformat(),
        "pupil": crossing.pupil_id,
        "stage": crossing.stage,
        "measure": figure.measure,
        "value": _number(figure.value, figure.measure),
        "operator": figure.operator,
        "limit": _number(figure.limit, figure.measure),
        "window": {"from": figure.window.first.isoformat(), "to": figure.window.last.isoformat()},
    }
