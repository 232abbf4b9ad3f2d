"""Every figure of every pupil in one statement over the rollup, and who may cross by them.

Of most pupils nothing is to be said, and the database says so of a whole school at once. Most figures are exact
(:mod:`bot.storage.amounts`), the others never below what the rules measure: who is not named here crosses
nothing, who is named is then measured with the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from bot.rules.calendar import Calendar
from bot.rules.ladder import Counting, Ladder, Line, Measure, Stage
from bot.rules.measures import IN_A_ROW
from bot.rules.values import Window
from bot.rules.windows import window_of
from bot.storage import tables as t
from bot.storage.amounts import Sql, amount

_day = t.pupil_day.c
Holds = sa.ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Gauged:
    """One line of a stage: ``pairs`` of labels in :attr:`Asked.sums`, what it comes to and of how much.

    Without the second it is ``whole`` that makes one. One pair, or a share's for each day looked at.
    """

    stage: str
    line: Line
    pairs: tuple[tuple[str, str | None], ...]
    whole: int
    exact: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """``sums``: a row for each pupil with lessons; ``holds``: whether a stage may be raised for them."""

    sums: sa.Subquery
    lines: tuple[Gauged, ...]
    holds: Holds

    @property
    def exact(self) -> bool:
        """Whether all figures are those of the rules, and so who crosses is, of those with a lesson on the day."""
        return all(one.exact for one in self.lines)


@dataclass(frozen=True, kw_only=True)
class _Round:
    """The days looked at, and the columns that are asked for; equal ones once."""

    counting: Counting
    calendar: Calendar
    days: Sequence[date]
    first: date
    columns: dict[tuple[str, Window], Sql] = field(default_factory=dict)

    def place(self, name: str, sql: Sql, window: Window) -> str:
        """The label of the column that sums ``sql`` over ``window``."""
        key = name, window
        self.columns.setdefault(key, sql)
        return f"s{list(self.columns).index(key)}"


def may_cross(
    conn: sa.Connection,
    ladder: Ladder,
    who: sa.Select[Any],
    calendar: Calendar,
    days: Sequence[date],
    first: date,
) -> frozenset[str]:
    """Those of ``who`` for whom a stage may be raised on one of ``days``; see :func:`ask`."""
    asked = ask(ladder, who, calendar, days, first)
    if asked is None:
        return frozenset()
    return frozenset(conn.scalars(sa.select(asked.sums.c.pupil_id).where(asked.holds)))


def ask(
    ladder: Ladder, who: sa.Select[Any], calendar: Calendar, days: Sequence[date], first: date
) -> Asked | None:
    """The figures on ``days`` of ``who`` (``pupil_id`` and ``grade``); None where no line is read on any of them.

    Only for pupils who never had a case of this ladder. Records before ``first`` are not read, as they are
    not when a pupil is measured. Without a lesson no line holds: limits are above nothing.
    """
    looks = _Round(counting=ladder.counting, calendar=calendar, days=days, first=first)
    stages = [
        (stage.when.every, [_gauged(looks, stage, line) for line in stage.when.lines])
        for stage in ladder.stages.values()
        if stage.when and stage.after is None
    ]
    if not looks.columns:
        return None
    lines = tuple(one for _, several in stages for one in several)
    sums = _sums(looks, who, graded=any(_is_graded(one.line) for one in lines))
    holds = (
        (sa.and_ if every else sa.or_)(*(_holds(sums, one) for one in several)) for every, several in stages
    )
    return Asked(sums=sums, lines=lines, holds=sa.or_(*holds))


def _sums(looks: _Round, who: sa.Select[Any], *, graded: bool) -> sa.Subquery:
    first = min(window.first for _, window in looks.columns)
    last = max(window.last for _, window in looks.columns)
    everything = Window(first=first, last=last)
    school_days = frozenset(looks.calendar.school_days_in(everything))
    off = [day for day in _each(everything) if day not in school_days]
    ids = sa.select(who.subquery().c.pupil_id)
    query = (
        sa.select(
            _day.pupil_id,
            *(
                _sum(sql, one, everything).label(f"s{n}")
                for n, ((_, one), sql) in enumerate(looks.columns.items())
            ),
        )
        .where(_day.pupil_id.in_(ids), _day.day.between(first, last), _day.day.not_in(off))
        .group_by(_day.pupil_id)
    )
    if not graded:
        return query.subquery()
    # Only after the days are summed: a grade by the row would cost as much as a sum.
    summed, pupils = query.subquery(), who.subquery()
    joined = sa.select(summed, pupils.c.grade).join_from(
        summed, pupils, summed.c.pupil_id == pupils.c.pupil_id
    )
    return joined.subquery()


def _sum(sql: Sql, window: Window, everything: Window) -> Sql:
    # A condition on every row costs as much as the sum: most often there is but one window.
    inside = _day.day.between(window.first, window.last)
    return sa.func.sum(sql if window == everything else sa.case((inside, sql), else_=0))


def _each(window: Window) -> Iterator[date]:
    for ordinal in range(window.first.toordinal(), window.last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _holds(sums: sa.Subquery, gauged: Gauged) -> Holds:
    """Whether the line could be true on any of the days looked at."""
    bands = []
    for band in gauged.line.bands:
        for_all = band.first is None or band.last is None
        here = sa.true() if for_all else sums.c.grade.between(band.first, band.last)
        bands += [sa.and_(here, _reaches(sums, gauged, pair, band.limit)) for pair in gauged.pairs]
    return sa.or_(sa.false(), *bands)


def _is_graded(line: Line) -> bool:
    return any(band.first is not None and band.last is not None for band in line.bands)


def _reaches(
    sums: sa.Subquery, gauged: Gauged, pair: tuple[str, str | None], limit: Fraction
) -> sa.ColumnElement[bool]:
    """:func:`bot.rules.series.reaches` in SQL; a share of nothing never holds."""
    top, bottom = sums.c[pair[0]], gauged.whole if pair[1] is None else sums.c[pair[1]]
    here, there = top * limit.denominator, limit.numerator * bottom
    reached: Holds = here > there if gauged.line.operator == "over" else here >= there
    return reached if pair[1] is None else sa.and_(sums.c[pair[1]] > 0, reached)


def _gauged(looks: _Round, stage: Stage, line: Line) -> Gauged:
    found, windows = amount(line, looks.counting), tuple(dict.fromkeys(_windows(looks, stage, line)))
    if line.measure is Measure.SHARE and not line.per_subject:
        pairs: tuple[tuple[str, str | None], ...] = tuple(
            (looks.place(found.name, found.sql, one), looks.place("scheduled", _day.scheduled, one))
            for one in windows
        )
        return Gauged(stage=stage.key, line=line, pairs=pairs, whole=1, exact=found.exact)
    whole = (looks.counting.hour_minutes or 1) if line.measure is Measure.HOURS else 1
    if not windows:
        return Gauged(stage=stage.key, line=line, pairs=(), whole=whole, exact=True)
    # No amount is negative: what all windows hold together no single one exceeds.
    all_of_them = Window(first=min(one.first for one in windows), last=max(one.last for one in windows))
    pairs = ((looks.place(found.name, found.sql, all_of_them), None),)
    exact = found.exact and len(windows) == 1
    return Gauged(stage=stage.key, line=line, pairs=pairs, whole=whole, exact=exact)


def _windows(looks: _Round, stage: Stage, line: Line) -> Iterator[Window]:
    """What the line looks at on each day that can make the stage due; none for ``since``: no case, no answer."""
    for on in _true_days(looks, stage):
        if line.measure in IN_A_ROW:
            yield Window(first=min(looks.first, on), last=on)
        elif found := window_of(line, looks.calendar, on, None):
            yield found[0]


def _true_days(looks: _Round, stage: Stage) -> Iterator[date]:
    for on in looks.days:
        if stage.raised is None:
            yield on
        else:
            yield from looks.calendar.said_days(stage.raised, on)
