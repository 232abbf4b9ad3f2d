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

    Every ask counts as answered on the day it is raised, and nothing is ever closed. After the pupil's last
    lesson nothing more becomes true: a window that empties would make a share of those who left rise.
    """
    if not days.dates:
        return
    panel = Panel(ladder=ladder, days=days, calendar=calendar, grade=grade, until=days.dates[-1])
    memory = Memory()
    for day in _days_to_look_at(panel, first, last):
        for crossing in crossings_on(panel, pupil_id, day, memory):
            yield crossing
            stage = ladder.stages[crossing.stage]
            memory = memory.with_crossing(crossing, stage.number, further_of(stage, crossing.figure))
            memory = memory.with_answer(crossing.stage, day)


def _days_to_look_at(panel: Panel, first: date, last: date) -> list[date]:
    """Days on which some stage may be due. Most pupils have none, and are done with here."""
    # What is said at a block's end may have been true before ``first``, so those days are read too.
    reads = panel.calendar.school_days_in(Window(first=panel.days.dates[0], last=last))
    stages = (stage for stages in panel.tracks.values() for stage in stages)
    found = frozenset().union(*(panel.days_to_look_at(stage, reads) for stage in stages))
    return sorted(day for day in found if day >= first)


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
