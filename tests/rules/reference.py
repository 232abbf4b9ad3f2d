"""A second reading of LANGUAGE.md, slow and plain: every day, every lesson, no sums kept, no shared code.

It takes only the values and the ladder's dataclasses from ``bot.rules``, and of a calendar its lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bot.rules.calendar import Calendar
from bot.rules.ladder import Counting, Ladder, Line, Measure, Merge, Stage
from bot.rules.values import Kind, Lesson, PupilDay, Status
from tests.rules.reference_days import (
    DAY,
    block_of,
    each_day,
    is_school_day,
    later,
    next_school_day,
    rolling_start,
)


def absence(lesson: Lesson, line: Line, counting: Counting) -> bool:
    """A lesson the line counts as missed."""
    if lesson.status is Status.LATE:
        long = counting.late_is_absence_from
        missed = long is not None and lesson.absent >= long
    else:
        missed = lesson.status is Status.ABSENT
    return missed and meant(lesson, line)


def meant(lesson: Lesson, line: Line) -> bool:
    kind = Kind.UNRESOLVED if lesson.kind is None else lesson.kind
    if kind not in line.kinds:
        return False
    if line.reasons is not None and lesson.reason not in line.reasons:
        return False
    return lesson.reason not in line.reasons_left_out


def own_mark(lesson: Lesson, line: Line) -> bool:
    if lesson.status is Status.LATE and Status.LATE in line.marks:
        return meant(lesson, line) and (line.late_from is None or lesson.absent >= line.late_from.n)
    if lesson.status is Status.LEFT_EARLY and Status.LEFT_EARLY in line.marks:
        return meant(lesson, line)
    return False


def occasions(days: Sequence[PupilDay], line: Line, counting: Counting, first: date) -> int:
    """``days`` reach back before ``first``, so that a spell that began earlier is known."""
    merge = line.merge or counting.occasion
    count = 0
    before = False
    for day in days:
        if merge is not Merge.SPELL:
            before = False
        seen_today = False
        for lesson in day.lessons:
            here = day.day >= first
            if own_mark(lesson, line):
                count += here
                before = False
                continue
            missed = Status.ABSENT in line.marks and absence(lesson, line, counting)
            if missed and here:
                if merge is Merge.LESSON:
                    count += 1
                elif merge is Merge.DAY:
                    count += not seen_today
                else:
                    count += not before
            seen_today = seen_today or missed
            before = missed
    return count


def day_is_absent(day: PupilDay, line: Line, counting: Counting) -> bool:
    missed = [lesson for lesson in day.lessons if absence(lesson, line, counting)]
    if counting.absent_day == "any":
        return bool(missed)
    if counting.absent_day == "half":
        return len(missed) >= len(day.lessons) / 2
    return len(missed) == len(day.lessons)


def half_days(day: PupilDay, line: Line, counting: Counting) -> int:
    count = 0
    for morning in (True, False):
        half = [one for one in day.lessons if (one.starts < counting.day_divides_at) == morning]
        if half and all(absence(one, line, counting) for one in half):
            count += 1
    return count


def row(days: Sequence[PupilDay], line: Line, counting: Counting) -> Sequence[date]:
    """The unbroken row of absent days that ends with the last of ``days``."""
    found: list[date] = []
    for day in reversed(days):
        if not day_is_absent(day, line, counting):
            break
        found.insert(0, day.day)
    return found


def value_of(days: Sequence[PupilDay], line: Line, counting: Counting, first: date) -> Fraction | None:
    """The measure over the days from ``first`` on; None for a share of nothing."""
    inside = [day for day in days if day.day >= first]
    lessons = [lesson for day in inside for lesson in day.lessons]
    missed = [lesson for lesson in lessons if absence(lesson, line, counting)]
    match line.measure:
        case Measure.HOURS if counting.hour_minutes is None:
            return Fraction(len(missed))
        case Measure.HOURS:
            return sum((Fraction(one.absent, counting.hour_minutes) for one in missed), Fraction(0))
        case Measure.SHARE:
            scheduled = sum(one.scheduled for one in lessons)
            return Fraction(sum(one.absent for one in missed), scheduled) if scheduled else None
        case Measure.OCCASIONS:
            return Fraction(occasions(days, line, counting, first))
        case Measure.DAYS:
            return Fraction(sum(day_is_absent(day, line, counting) for day in inside))
        case _:
            return Fraction(sum(half_days(day, line, counting) for day in inside))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A line on a day."""

    line: Line
    value: Fraction
    limit: Fraction
    first: date
    last: date
    block: str

    @property
    def steps(self) -> int:
        """How many further ``again_every`` are reached, -1 where not even the limit is."""
        steps, limit = -1, self.limit
        while self.value > limit if self.line.operator == "over" else self.value >= limit:
            steps += 1
            if self.line.again_every is None:
                break
            limit += self.line.again_every
        return steps


@dataclass(frozen=True, kw_only=True)
class Found:
    """A stage on a day when it was true: the line that fires it and all lines that hold."""

    day: date
    true: Seen
    lines: Mapping[int, Seen]


Row = tuple[date, str, str, Fraction, str, Fraction, date, date]
"""Day, stage, measure, value, operator, limit, first and last day of the window."""


@dataclass(kw_only=True)
class Walk:
    """A dry run, day by day."""

    ladder: Ladder
    grade: int | None
    days: Sequence[PupilDay]
    calendar: Calendar
    answered: dict[str, date] = field(default_factory=dict)
    fired: dict[str, Seen] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    """Stages with ``raised`` that were true since the last day on which they could be said."""

    def see(self, line: Line, on: date) -> Seen | None:
        """The line's value on a day; None where it is not read."""
        limit = next(
            (
                b.limit
                for b in line.bands
                if b.first is None or (self.grade or 0) in range(b.first, (b.last or 0) + 1)
            ),
            None,
        )
        if limit is None:
            return None
        seen = [self.see_lessons(line, on, limit, subject) for subject in self.subjects(line)]
        best: Seen | None = None
        for one in seen:
            if one is not None and (best is None or one.value > best.value):
                best = one
        return best

    def subjects(self, line: Line) -> Iterable[str | None]:
        if not line.per_subject:
            return [None]
        return sorted({one.subject for day in self.days for one in day.lessons if one.subject})

    def see_lessons(self, line: Line, on: date, limit: Fraction, subject: str | None) -> Seen | None:
        days = []
        for day in self.days:
            kept = tuple(one for one in day.lessons if subject in (None, one.subject))
            if kept and day.day <= on:
                days.append(PupilDay(day=day.day, lessons=kept))
        if line.measure in (Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW):
            dates = row(days, line, self.ladder.counting)
            first = dates[0] if dates else on
            length = len(dates)
            if dates and line.measure is Measure.CALENDAR_DAYS_IN_A_ROW:
                length = len(list(each_day(dates[0], dates[-1])))
            return Seen(line=line, value=Fraction(length), limit=limit, first=first, last=on, block="")
        window = self.window(line, on)
        if window is None:
            return None
        first, block = window
        value = value_of(days, line, self.ladder.counting, first)
        if value is None:
            return None
        return Seen(line=line, value=value, limit=limit, first=first, last=on, block=block)

    def window(self, line: Line, on: date) -> tuple[date, str] | None:
        block = ""
        if line.last:
            first = rolling_start(self.calendar, on, line.last)
        elif line.this:
            found = block_of(self.calendar, line.this, on)
            if found is None:
                return None
            block, first, _ = found
        else:
            assert line.since
            answered = self.answered.get(line.since)
            if answered is None:
                return None
            first = next_school_day(self.calendar, answered)
            if line.earliest and on < later(self.calendar, answered, line.earliest):
                return None
            if line.latest and on > later(self.calendar, answered, line.latest):
                return None
        held = [day for day in each_day(first, on) if is_school_day(self.calendar, day)]
        if not held or len(held) < line.min_days:
            return None
        return first, block

    def look(self, stage: Stage, on: date) -> Found | None:
        """The stage on a day, where its condition is true."""
        assert stage.when
        if not self.days or on > self.days[-1].day:
            return None
        before = [stage.after] if stage.after else [line.since for line in stage.when.lines if line.since]
        if before and not any(key in self.answered for key in before):
            return None
        seen = [self.see(line, on) for line in stage.when.lines]
        true = [one for one in seen if one is not None and one.steps >= 0]
        if not true or (stage.when.every and len(true) < len(seen)):
            return None
        return Found(day=on, true=true[0], lines={id(one.line): one for one in true})

    def due(self, stage: Stage, on: date) -> Found | None:
        """What makes the stage due."""
        true = self.look(stage, on)
        if stage.raised is None:
            return true
        if true:
            self.found[stage.key] = true
        block = block_of(self.calendar, stage.raised, on)
        if block is None:
            return None
        if any(is_school_day(self.calendar, day) for day in each_day(on + DAY, block[2])):
            return None
        return self.found.pop(stage.key, None)

    def new_block(self, key: str, day: date) -> bool:
        fired = self.fired.get(key)
        if fired is None or fired.line.this is None:
            return False
        block = block_of(self.calendar, fired.line.this, day)
        return block is not None and block[0] != fired.block

    def to_raise(self, stage: Stage, found: Found, standing: int) -> Seen | None:
        """What the stage is raised with, if it is."""
        new = self.new_block(stage.key, found.day)
        if stage.number < standing and not new:
            return None
        fired = self.fired.get(stage.key)
        if fired is None or new:
            return found.true
        again = found.lines.get(id(fired.line))
        return again if fired.line.again_every and again and again.steps > fired.steps else None

    def look_back(self, first: date) -> None:
        """What is said at the end of a block may have been true before the dry run begins."""
        for stage in self.ladder.stages.values():
            ends = stage.raised is not None and stage.when is not None and self.days
            for day in each_day(self.days[0].day, first - DAY) if ends else ():
                if is_school_day(self.calendar, day):
                    self.due(stage, day)

    def run(self, first: date, last: date) -> Iterator[Row]:
        standing: dict[str, int] = {}
        self.look_back(first)
        for day in each_day(first, last):
            if not is_school_day(self.calendar, day):
                continue
            due = {stage.key: self.due(stage, day) for stage in self.ladder.stages.values() if stage.when}
            highest: dict[str, Stage] = {}
            for stage in self.ladder.stages.values():
                if due.get(stage.key):
                    highest[stage.track] = stage
            for stage in sorted(highest.values(), key=lambda one: one.number):
                found = due[stage.key]
                assert found
                seen = self.to_raise(stage, found, standing.get(stage.track, 0))
                if seen is None:
                    continue
                self.fired[stage.key] = seen
                self.answered[stage.key] = day
                standing[stage.track] = max(standing.get(stage.track, 0), stage.number)
                measure = seen.line.measure.value
                yield (
                    day,
                    stage.key,
                    measure,
                    seen.value,
                    seen.line.operator,
                    seen.limit,
                    seen.first,
                    seen.last,
                )


def dry_run(
    ladder: Ladder, grade: int | None, days: Iterable[PupilDay], calendar: Calendar, first: date, last: date
) -> list[Row]:
    """What the ladder would have raised for one pupil."""
    kept = sorted((day for day in days if is_school_day(calendar, day.day)), key=lambda day: day.day)
    walk = Walk(ladder=ladder, grade=grade, days=[day for day in kept if day.lessons], calendar=calendar)
    return list(walk.run(first, last))
