"""Who may cross a limit at all: upper bounds of every figure, summed by the database over the rollup.

Of most pupils nothing is to be said, and one statement says so of hundreds at a time. A bound is never below
the figure it bounds; who is not named here crosses nothing, who is may, and is then measured exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from bot.rules.calendar import Calendar
from bot.rules.ladder import Counting, Ladder, Line, Measure, Merge, Stage
from bot.rules.measures import IN_A_ROW
from bot.rules.series import reaches
from bot.rules.values import Kind, Status, Window
from bot.rules.windows import window_of
from bot.storage import tables as t
from bot.storage.codes import KIND, NONE, STATUS

PLENTY = 1_000_000
"""Minutes, where the rollup cannot say how many."""
_day = t.pupil_day.c
Amount = sa.ColumnElement[int]


@dataclass(frozen=True, kw_only=True)
class _Bound:
    """One line: pairs of columns, what it comes to at most and what it is a share of (None: of one)."""

    line: Line
    pairs: tuple[tuple[int, int | None], ...]
    whole: int

    def may_hold(self, sums: Sequence[int], grade: int | None) -> bool:
        """Whether the line could be true on any of the days looked at."""
        limit = self.line.limit_for(grade)
        return limit is not None and any(self._reaches(sums, pair, limit) for pair in self.pairs)

    def _reaches(self, sums: Sequence[int], pair: tuple[int, int | None], limit: Fraction) -> bool:
        top, bottom = pair
        if bottom is None:
            return reaches((sums[top], self.whole), self.line.operator, limit)
        return sums[bottom] > 0 and reaches((sums[top], sums[bottom]), self.line.operator, limit)


@dataclass(frozen=True, kw_only=True)
class _Round:
    """The days looked at, and the columns that are asked for; equal ones once."""

    counting: Counting
    calendar: Calendar
    days: Sequence[date]
    first: date
    columns: dict[tuple[str, Window], Amount] = field(default_factory=dict)

    def place(self, name: str, amount: Amount, window: Window) -> int:
        """The number of the column that sums ``amount`` over ``window``."""
        key = name, window
        self.columns.setdefault(key, amount)
        return list(self.columns).index(key)


def may_cross(
    conn: sa.Connection,
    ladder: Ladder,
    grades: Mapping[str, int | None],
    calendar: Calendar,
    days: Sequence[date],
    first: date,
) -> frozenset[str]:
    """Those pupils (``grades`` by id, some hundreds) for whom a stage may be raised on one of ``days``.

    Only for pupils who never had a case of this ladder. Records before ``first`` are not read, as they are
    not when a pupil is measured.
    """
    looks = _Round(counting=ladder.counting, calendar=calendar, days=days, first=first)
    stages = [
        (stage.when.every, tuple(_bound(looks, stage, line) for line in stage.when.lines))
        for stage in ladder.stages.values()
        if stage.when and stage.after is None
    ]
    nothing = (0,) * len(looks.columns)
    found = _sums(conn, looks, list(grades)) if looks.columns else {}
    return frozenset(one for one, grade in grades.items() if _any(stages, found.get(one, nothing), grade))


def _any(stages: Sequence[tuple[bool, Sequence[_Bound]]], sums: Sequence[int], grade: int | None) -> bool:
    for every, bounds in stages:
        may = (bound.may_hold(sums, grade) for bound in bounds)
        if all(may) if every else any(may):
            return True
    return False


def _sums(conn: sa.Connection, looks: _Round, ids: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The columns by pupil; who has no lesson is left out."""
    first = min(window.first for _, window in looks.columns)
    last = max(window.last for _, window in looks.columns)
    everything = Window(first=first, last=last)
    school_days = frozenset(looks.calendar.school_days_in(everything))
    off = [day for day in _each(everything) if day not in school_days]
    query = (
        sa.select(_day.pupil_id, *(_sum(what, one, everything) for (_, one), what in looks.columns.items()))
        .where(_day.pupil_id.in_(ids), _day.day.between(first, last), _day.day.not_in(off))
        .group_by(_day.pupil_id)
    )
    return {one: tuple(sums) for one, *sums in conn.execute(query)}


def _sum(amount: Amount, window: Window, everything: Window) -> sa.ColumnElement[int]:
    # A condition on every row costs as much as the sum: most often there is but one window.
    here = amount if window == everything else sa.case((_day.day.between(*_ends(window)), amount), else_=0)
    return sa.cast(sa.func.sum(here), sa.BigInteger)


def _ends(window: Window) -> tuple[date, date]:
    return window.first, window.last


def _each(window: Window) -> Iterator[date]:
    for ordinal in range(window.first.toordinal(), window.last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _bound(looks: _Round, stage: Stage, line: Line) -> _Bound:
    name, amount = _amount(line, looks.counting)
    windows = tuple(_windows(looks, stage, line))
    share = line.measure is Measure.SHARE and not line.per_subject
    if share:
        pairs = tuple(
            (looks.place(name, amount, one), looks.place("scheduled", _day.scheduled, one)) for one in windows
        )
        return _Bound(line=line, pairs=pairs, whole=1)
    if not windows:
        return _Bound(line=line, pairs=(), whole=1)
    # No amount is negative: what all windows hold together no single one exceeds.
    whole = Window(first=min(one.first for one in windows), last=max(one.last for one in windows))
    hour = (looks.counting.hour_minutes or 1) if line.measure is Measure.HOURS else 1
    return _Bound(line=line, pairs=((looks.place(name, amount, whole), None),), whole=hour)


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
        elif on == looks.calendar.last_school_day_of_block(stage.raised, on):
            yield from looks.calendar.school_days_of_block(stage.raised, on)


def _amount(line: Line, counting: Counting) -> tuple[str, Amount]:
    """What one day adds at most, and a name for it: lines with the same amount share a column."""
    key = repr((line.measure, sorted(line.kinds), sorted(line.marks), line.merge, line.per_subject))
    by_minutes = line.measure is Measure.SHARE or (line.measure is Measure.HOURS and counting.hour_minutes)
    if by_minutes:
        minutes = _minutes(line, counting)
        if line.per_subject and line.measure is Measure.SHARE:
            # Of one subject nothing was scheduled but what was missed: any absence may be all of it.
            return key, sa.case((minutes > 0, PLENTY), else_=0)
        return key, minutes
    missed = _lessons(line, counting)
    match line.measure:
        case Measure.HOURS:
            return key, missed
        case Measure.OCCASIONS:
            return key, _occasions(line, counting, missed)
        case Measure.HALF_DAYS:
            return key, sa.case((missed > 1, 2), (missed == 1, 1), else_=0)
        case Measure.CALENDAR_DAYS_IN_A_ROW:
            return key, sa.case((missed > 0, PLENTY), else_=0)
        case _:
            return key, sa.case((_is_absent_day(line, counting, missed), 1), else_=0)


def _occasions(line: Line, counting: Counting, missed: Amount) -> Amount:
    if line.marks != {Status.ABSENT}:
        return missed
    match line.merge or counting.occasion:
        case Merge.LESSON:
            return missed
        case Merge.DAY:
            return sa.case((missed > 0, 1), else_=0)
        case _:
            # Between two occasions lies a lesson that was not missed.
            return sa.case((2 * missed > _day.given, (_day.given + 1) // 2), else_=missed)


def _is_absent_day(line: Line, counting: Counting, missed: Amount) -> sa.ColumnElement[bool]:
    if line.per_subject or counting.absent_day == "any":
        return missed > 0
    return 2 * missed >= _day.given if counting.absent_day == "half" else missed >= _day.given


def _statuses(line: Line, counting: Counting) -> frozenset[Status]:
    """Marks that the line may count."""
    late = {Status.LATE} if counting.late_is_absence_from is not None else set()
    marks = line.marks if line.measure is Measure.OCCASIONS else frozenset()
    return frozenset({Status.ABSENT}) | late | marks


def _kinds(line: Line) -> str:
    """Letters; without a kind is unresolved."""
    return "".join(KIND[kind] for kind in Kind if kind in line.kinds) + (
        NONE if Kind.UNRESOLVED in line.kinds else ""
    )


def _minutes(line: Line, counting: Counting) -> Amount:
    """Minutes by kind, late and early ones too; of marks without a kind the rollup has none."""
    of_kind = {
        Kind.VALID: _day.absent_valid,
        Kind.INVALID: _day.absent_invalid,
        Kind.UNRESOLVED: _day.absent_unresolved,
    }
    total: Amount = sa.literal(0, sa.Integer)
    for kind in Kind:
        if kind in line.kinds:
            total = total + of_kind[kind]
    if Kind.UNRESOLVED in line.kinds:
        for status in sorted(_statuses(line, counting)):
            without = sa.case(
                (_day.packed.contains(f",{STATUS[status]}{NONE}", autoescape=True), PLENTY), else_=0
            )
            total = total + (_where_absent(without) if status is Status.ABSENT else without)
    return total


def _lessons(line: Line, counting: Counting) -> Amount:
    """How many lessons carry a mark the line may count; their letters are looked for in the packed day."""
    statuses, every = _statuses(line, counting), line.kinds == frozenset(Kind)
    total: Amount = sa.literal(0, sa.Integer)
    for status in sorted(statuses):
        letter = STATUS[status]
        if status is Status.ABSENT:
            total = total + (_day.absent if every else _where_absent(_marks(letter, _kinds(line))))
        else:
            total = total + (_marks(letter, "") if every else _marks(letter, _kinds(line)))
    return total


def _where_absent(what: Amount) -> Amount:
    """Most days have no absence: their text need not be read."""
    return sa.case((_day.absent > 0, what), else_=0)


def _marks(status: str, kinds: str) -> Amount:
    """How often the marks stand in the packed day, or a subject that reads like one."""
    total: Amount = sa.literal(0, sa.Integer)
    for kind in kinds or ("",):
        mark = f",{status}{kind}"
        rest = sa.func.length(sa.func.replace(_day.packed, mark, ""))
        total = total + (sa.func.length(_day.packed) - rest) // len(mark)
    return total
