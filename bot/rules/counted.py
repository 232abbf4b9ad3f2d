"""Which lessons a line of the ladder counts, and what one day adds to its measure.

Readings of what LANGUAGE.md leaves open:

* Absence is a lesson marked absent, in whole or in part, and a late one from ``late_is_absence_from``
  minutes. A left-early mark is a mark, never absence.
* An unreported lesson is given but not missed: it parts occasions, spells and rows of days.
* A late that a line counts as late (``marks: [late]``) is an occasion of its own, never merged; only a
  late the line does not count as such can be absence.
* An absence or mark of unknown authorisation is ``unresolved``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from bot.rules.days import DaysView
from bot.rules.ladder import Counting, Line, Measure, Merge
from bot.rules.values import Kind, Lesson, Status


def is_absence(lesson: Lesson, counting: Counting) -> bool:
    """Whether the lesson was missed at all, whatever the reason."""
    if lesson.status is Status.ABSENT:
        return True
    enough = counting.late_is_absence_from
    return lesson.status is Status.LATE and enough is not None and lesson.absent >= enough


def _is_named(lesson: Lesson, line: Line) -> bool:
    """Whether kind and reason are among those the line names."""
    if (lesson.kind or Kind.UNRESOLVED) not in line.kinds or lesson.reason in line.reasons_left_out:
        return False
    return line.reasons is None or lesson.reason in line.reasons


def is_own_mark(lesson: Lesson, line: Line) -> bool:
    """A late or left-early mark that is an occasion by itself."""
    if line.measure is not Measure.OCCASIONS or lesson.status is Status.ABSENT:
        return False
    if lesson.status not in line.marks or not _is_named(lesson, line):
        return False
    from_minutes = line.late_from.n if line.late_from and lesson.status is Status.LATE else 0
    return lesson.absent >= from_minutes


def is_missed(lesson: Lesson, line: Line, counting: Counting) -> bool:
    """Whether the line counts the lesson as absence."""
    if not is_absence(lesson, counting) or not _is_named(lesson, line):
        return False
    if line.measure is not Measure.OCCASIONS:
        return True
    return Status.ABSENT in line.marks and not is_own_mark(lesson, line)


Lessons = Sequence[Lesson]


def _hours(line: Line, counting: Counting, lessons: Lessons) -> int:
    """Lesson marks, or minutes where an hour has a length."""
    missed = [one for one in lessons if is_missed(one, line, counting)]
    return len(missed) if counting.hour_minutes is None else sum(one.absent for one in missed)


def _minutes(line: Line, counting: Counting, lessons: Lessons) -> int:
    return sum(one.absent for one in lessons if is_missed(one, line, counting))


def _occasions(line: Line, counting: Counting, lessons: Lessons) -> int:
    missed = [is_missed(one, line, counting) for one in lessons]
    own = sum(is_own_mark(one, line) for one in lessons)
    match line.merge or counting.occasion:
        case Merge.LESSON:
            return own + sum(missed)
        case Merge.DAY:
            return own + any(missed)
        case _:
            return own + _runs(missed, after=False)


def _runs(missed: Sequence[bool], *, after: bool) -> int:
    """How many runs of missed lessons begin; ``after``: the lesson before the first one was missed."""
    before = [after, *missed]
    return sum(now and not earlier for earlier, now in zip(before, missed, strict=False))


def _day(line: Line, counting: Counting, lessons: Lessons) -> int:
    missed = sum(is_missed(one, line, counting) for one in lessons)
    match counting.absent_day:
        case "any":
            return missed > 0
        case "half":
            return 2 * missed >= len(lessons)
        case _:
            return missed == len(lessons)


def _half_days(line: Line, counting: Counting, lessons: Lessons) -> int:
    """Halves of the day with lessons, all of them missed. A lesson belongs to the half it begins in."""
    halves: dict[bool, list[bool]] = {}
    for one in lessons:
        halves.setdefault(one.starts < counting.day_divides_at, []).append(is_missed(one, line, counting))
    return sum(all(half) for half in halves.values())


OF_A_DAY: Mapping[Measure, Callable[[Line, Counting, Lessons], int]] = {
    Measure.HOURS: _hours,
    Measure.SHARE: _minutes,
    Measure.OCCASIONS: _occasions,
    Measure.DAYS: _day,
    Measure.HALF_DAYS: _half_days,
    Measure.DAYS_IN_A_ROW: _day,
    Measure.CALENDAR_DAYS_IN_A_ROW: _day,
}


def amounts(line: Line, counting: Counting, view: DaysView) -> list[int]:
    """What each day of the view adds: marks, minutes, occasions, days or half-days; 0 or 1 for days in a row."""
    found = [0] * len(view.days)
    if is_spell(line, counting):
        for place, adds in _spell_starts(line, counting, view):
            found[place] = adds
        return found
    of_a_day = OF_A_DAY[line.measure]
    for place in view.marked:
        found[place] = of_a_day(line, counting, view.days[place].lessons)
    return found


def is_spell(line: Line, counting: Counting) -> bool:
    """Whether occasions run on over nights, week-ends and days off."""
    return line.measure is Measure.OCCASIONS and (line.merge or counting.occasion) is Merge.SPELL


def _spell_starts(line: Line, counting: Counting, view: DaysView) -> Iterator[tuple[int, int]]:
    """Each marked day with the spells that begin on it, and its late and left-early marks."""
    last_marked, on = -1, False
    for place in view.marked:
        lessons = view.days[place].lessons
        missed = [is_missed(one, line, counting) for one in lessons]
        after = on and last_marked == place - 1
        yield place, _runs(missed, after=after) + sum(is_own_mark(one, line) for one in lessons)
        last_marked, on = place, missed[-1]


def counted_lessons(
    line: Line, counting: Counting, view: DaysView, first: date, last: date
) -> tuple[tuple[date, Lesson], ...]:
    """The lessons counted in ``first``..``last``; of spells only those that begin there."""
    start, end = view.places(first, last)
    found: list[tuple[date, Lesson]] = []
    waits = is_spell(line, counting) and _runs_on(line, counting, view, start)
    for day in view.days[start:end]:
        for one in day.lessons:
            missed = is_missed(one, line, counting)
            waits = waits and missed
            if not waits and (missed or is_own_mark(one, line)):
                found.append((day.day, one))
    return tuple(found)


def _runs_on(line: Line, counting: Counting, view: DaysView, place: int) -> bool:
    """Whether a spell that began earlier is still open as the day at ``place`` begins."""
    return place > 0 and is_missed(view.days[place - 1].lessons[-1], line, counting)
