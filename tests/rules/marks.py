"""A pupil's weeks in a few letters, and ladders as YAML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.rules.calendar import Calendar, Term
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder, Line
from bot.rules.ladder_file import read_ladder
from bot.rules.simulate import dry_run
from bot.rules.values import Crossing, PupilDay
from tests.rules.strategies import pupil_day

MONDAY = date(2026, 8, 17)
"""The first day of the autumn term. Weeks are counted from here."""

SCHOOL = Calendar(
    days_off=frozenset(date(2026, 10, 26) + timedelta(days=n) for n in range(5)),
    terms=(
        Term("HT26", MONDAY, date(2026, 12, 18)),
        Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
    ),
    periods=(
        Term("P1", MONDAY, date(2026, 10, 23)),
        Term("P2", date(2026, 11, 2), date(2026, 12, 18)),
    ),
)
"""Two terms and two periods; the autumn break (höstlov, syysloma) is October 26–30."""


def weeks(*lines: str, first: date = MONDAY, minutes: int = 60) -> tuple[PupilDay, ...]:
    """Each line is a week from Monday: a word a day, a letter a lesson (``strategies.MARKS``), ``-`` none."""
    return tuple(
        pupil_day(first + timedelta(weeks=week, days=day), marks.replace("-", ""), minutes=minutes)
        for week, line in enumerate(lines)
        for day, marks in enumerate(line.split())
    )


def view(*lines: str, calendar: Calendar = SCHOOL, first: date = MONDAY, minutes: int = 60) -> DaysView:
    """As :func:`weeks`, ready to be measured."""
    return DaysView.of(weeks(*lines, first=first, minutes=minutes), calendar)


def ladder(stages: str, counting: str = "{}") -> Ladder:
    """A ladder of which only ``stages`` (indented YAML) and ``counting`` matter."""
    text = f"id: test\nname: {{en: Test}}\ncountry: SE\ncounting: {counting}\nstages:\n{stages}"
    return read_ladder(text, "test.yaml")


def line(text: str) -> Line:
    """One line of ``when``; ``since`` may name ``before``."""
    read = ladder(f"  before: {{or_judged_by: [mentor]}}\n  stage:\n    when: {{any: [{{{text}}}]}}\n")
    when = read.stages["stage"].when
    assert when is not None
    return when.lines[0]


def raised(
    ladder: Ladder, days: Sequence[PupilDay], calendar: Calendar = SCHOOL, grade: int | None = 8
) -> list[tuple[str, str]]:
    """Day and stage of what a dry run of the school year raises: ``("09-04", "contact")``."""
    return [(f"{one.day:%m-%d}", one.stage) for one in crossings(ladder, days, calendar, grade)]


def crossings(
    ladder: Ladder, days: Sequence[PupilDay], calendar: Calendar = SCHOOL, grade: int | None = 8
) -> list[Crossing]:
    """What a dry run of the school year raises."""
    of_pupil = DaysView.of(days, calendar)
    return list(dry_run(ladder, "p1", grade, of_pupil, calendar, MONDAY, date(2027, 6, 11)))
