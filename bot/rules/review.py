"""The periodic review (granskning, tarkastelu): every pupil under the ladder's limits, band by band.

A band is a stage with numbers; a pupil stands in the highest one that holds on the day. A review falls on the
first school day of a new block and looks at the days before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.rules.calendar import ONE_DAY, Calendar
from bot.rules.days import DaysView
from bot.rules.ladder import Band, Block, Ladder, Line, Measure, Review, Stage
from bot.rules.measures import figure
from bot.rules.memory import Answered
from bot.rules.panel import Panel
from bot.rules.roles import IN_CASE, staff_word
from bot.rules.values import Figure, Person, Pupil, Window

BANDS, WAITING, PAST_DUE = "bands", "waiting", "past_due"
NAMED = frozenset({Block.PERIOD, Block.TERM})
"""Blocks that the school itself gives names."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One pupil looked at: the highest stage that holds, or None, and the figure to show.

    ``share`` is the absence 0..1 over the figure's window; both are None where no line measures the pupil.
    """

    pupil: Pupil
    stage: str | None
    figure: Figure | None
    share: Fraction | None


def falls_on(ladder: Ladder, calendar: Calendar, day: date) -> tuple[Review, ...]:
    """The reviews of this day: those whose new block has its first school day now."""
    return tuple(one for one in ladder.reviews if _begins(calendar.block(one.every, day), calendar, day))


def held_on(ladder: Ladder, calendar: Calendar, day: date) -> tuple[Review, ...]:
    """The reviews that were called on ``day``: all there are where the calendar has changed since."""
    return falls_on(ladder, calendar, day) or ladder.reviews


def _begins(block: tuple[str, Window] | None, calendar: Calendar, day: date) -> bool:
    return block is not None and calendar.on_or_after(block[1].first) == day


def ended(calendar: Calendar, review: Review, day: date) -> str:
    """The name of the period or term that has ended before ``day``; empty where it has none."""
    if review.every not in NAMED:
        return ""
    rows = calendar.periods if review.every is Block.PERIOD else calendar.terms
    past = [row for row in rows if row.last < day]
    return max(past, key=lambda row: row.last).name if past else ""


def looked_at(calendar: Calendar, day: date) -> date:
    """The last school day before the review, whose registers are in."""
    return min(calendar.before(day, 1), day - ONE_DAY)


def sees_all(reviews: Iterable[Review], person: Person, ladder: Ladder) -> bool:
    """Whether a role of the person's gets the list of the whole school."""
    words = {staff_word(ladder, who) for review in reviews for who in review.who}
    return bool(person.roles & (words - IN_CASE))


def sees_own(reviews: Iterable[Review], ladder: Ladder) -> bool:
    """Whether mentors get the list of their own pupils."""
    return any(staff_word(ladder, who) in IN_CASE for review in reviews for who in review.who)


def numbered(ladder: Ladder) -> tuple[Stage, ...]:
    """The stages that make bands, the highest first."""
    stages = (stage for stage in ladder.stages.values() if stage.when is not None)
    return tuple(sorted(stages, key=lambda stage: -stage.number))


def check(
    ladder: Ladder, pupil: Pupil, view: DaysView, calendar: Calendar, on: date, answered: Answered
) -> Checked:
    """Where a pupil stands on ``on``."""
    panel = Panel(ladder=ladder, days=view, calendar=calendar, grade=pupil.grade)
    bands = numbered(ladder)
    for stage in bands:
        # Most pupils reach no limit on any day: they need no figure of it.
        firing = panel.reading(stage, on, answered).firing if panel.may_hold(stage) else None
        if firing is not None:
            return _checked(ladder, pupil, view, calendar, firing, stage.key)
    for stage in reversed(bands):
        if figures := panel.reading(stage, on, answered).figures:
            return _checked(ladder, pupil, view, calendar, figures[0], None)
    return Checked(pupil=pupil, stage=None, figure=None, share=None)


def _checked(
    ladder: Ladder, pupil: Pupil, view: DaysView, calendar: Calendar, found: Figure, stage: str | None
) -> Checked:
    line = line_of(ladder, found)
    share = _share(ladder, line, view, calendar, found)
    return Checked(pupil=pupil, stage=stage, figure=found, share=share)


def line_of(ladder: Ladder, found: Figure) -> Line:
    """The line a figure was measured by."""
    when = ladder.stages[found.stage].when
    assert when is not None, "a figure comes from a stage with numbers"
    return when.lines[found.line]


def _share(ladder: Ladder, line: Line, view: DaysView, calendar: Calendar, found: Figure) -> Fraction | None:
    """The same absence as a share of what was scheduled: the percent is shown, the hours decide."""
    if line.measure is not Measure.HOURS or line.since:
        return None
    as_share = replace(line, measure=Measure.SHARE, bands=(Band(None, None, Fraction(1)),), again_every=None)
    shown = figure(as_share, 0, found.stage, ladder.counting, view, calendar, found.window.last, None)
    return shown.value if shown else None


def by_band(ladder: Ladder, checked: Iterable[Checked]) -> Mapping[str | None, tuple[Checked, ...]]:
    """Stage key to its pupils, the highest stage first, None (below every limit) last; the highest figure first."""
    bands: dict[str | None, list[Checked]] = {stage.key: [] for stage in numbered(ladder)} | {None: []}
    for one in checked:
        bands[one.stage].append(one)
    return {key: tuple(sorted(several, key=_order)) for key, several in bands.items()}


def _order(one: Checked) -> tuple[Fraction, str, str]:
    value = one.figure.value if one.figure else Fraction(-1)
    return -value, one.pupil.class_name, one.pupil.pupil_id
