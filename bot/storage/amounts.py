"""What one day of the rollup adds to a line of the ladder, in SQL: exactly, or at most.

Exact is what the columns of tally.py count. Reasons, subjects, the length of a late mark, half-days, spells and
rows of days are not in them: there a bound stands, never below what the rules count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add

import sqlalchemy as sa

from bot.rules.ladder import Counting, Line, Measure, Merge
from bot.rules.measures import IN_A_ROW
from bot.rules.values import Kind, Status
from bot.storage import tables as t
from bot.storage import tally

PLENTY = 1_000_000
"""Minutes or days, where the rollup cannot say how many."""
_day = t.pupil_day.c
Sql = sa.ColumnElement[int]
_NONE: Sql = sa.literal_column("0", sa.Integer)


@dataclass(frozen=True, kw_only=True)
class Amount:
    """``name``: equal amounts have equal names, so that they are summed once."""

    name: str
    sql: Sql
    exact: bool


def amount(line: Line, counting: Counting) -> Amount:
    """What a day adds to the line's measure, in minutes where the line goes by minutes."""
    names = (line.measure, sorted(line.kinds), sorted(line.marks), line.merge, line.per_subject)
    return Amount(name=repr(names), sql=_sql(line, counting), exact=_is_exact(line, counting))


def _is_exact(line: Line, counting: Counting) -> bool:
    by_reason = line.reasons is not None or bool(line.reasons_left_out)
    if by_reason or line.per_subject or counting.late_is_absence_from is not None:
        return False
    if line.measure is Measure.OCCASIONS:
        by_length = line.late_from is not None and Status.LATE in line.marks
        return not by_length and (line.merge or counting.occasion) is not Merge.SPELL
    return line.measure is not Measure.HALF_DAYS and line.measure not in IN_A_ROW


def _sql(line: Line, counting: Counting) -> Sql:
    match line.measure:
        case Measure.SHARE if line.per_subject:
            # Of one subject nothing was scheduled but what was missed: any absence may be all of it.
            return sa.case((_minutes(line, counting) > 0, PLENTY), else_=0)
        case Measure.SHARE:
            return _minutes(line, counting)
        case Measure.HOURS:
            return _minutes(line, counting) if counting.hour_minutes else _lessons(line, counting)
        case Measure.OCCASIONS:
            return _occasions(line, counting)
        case Measure.HALF_DAYS:
            missed = _lessons(line, counting)
            return sa.case((missed > 1, 2), (missed == 1, 1), else_=0)
        case Measure.CALENDAR_DAYS_IN_A_ROW:
            return sa.case((_lessons(line, counting) > 0, PLENTY), else_=0)
        case _:
            return sa.case((_is_absent_day(line, counting), 1), else_=0)


def _minutes(line: Line, counting: Counting) -> Sql:
    return _of(line, tally.MINUTES, *_late(counting, tally.LATE_MINUTES))


def _lessons(line: Line, counting: Counting) -> Sql:
    return _of(line, tally.LESSONS, *_late(counting, tally.LATE))


def _late(counting: Counting, what: str) -> tuple[str, ...]:
    """The column of late marks where a long one is absence: how long each was is not known."""
    return () if counting.late_is_absence_from is None else (what,)


def _occasions(line: Line, counting: Counting) -> Sql:
    """Marks one by one, missed lessons as they merge; a late mark is one more at most, whatever it counts as."""
    late = Status.LATE in line.marks
    own = (*((tally.LATE,) if late else ()), *((tally.EARLY,) if Status.LEFT_EARLY in line.marks else ()))
    marks = _of(line, *own)
    if Status.ABSENT not in line.marks:
        return marks
    more = () if late else _late(counting, tally.LATE)
    match line.merge or counting.occasion:
        case Merge.LESSON:
            return _of(line, tally.LESSONS, *own, *more)
        case Merge.DAY:
            return marks + sa.case((_of(line, tally.LESSONS, *more) > 0, 1), else_=0)
        case _:
            return _of(line, *own, *more) + _day[tally.occasions(line.kinds)]


def _is_absent_day(line: Line, counting: Counting) -> sa.ColumnElement[bool]:
    missed = _lessons(line, counting)
    if line.per_subject or counting.absent_day == "any":
        return missed > 0
    return 2 * missed >= _day.given if counting.absent_day == "half" else missed >= _day.given


def _of(line: Line, *what: str) -> Sql:
    """These columns of the line's kinds, added up."""
    names = [tally.by_kind(one, kind) for one in what for kind in Kind if kind in line.kinds]
    columns: list[Sql] = [_day[name] for name in names]
    return reduce(add, columns) if columns else _NONE
