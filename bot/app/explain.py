"""``lots explain``: a pupil's figures beside the limits, the records they were counted from, the case's journal.

Read from the database alone. No name and no reason is printed: a terminal scrolls, and is copied from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from sqlalchemy import Connection

from bot.app.doubt_line import doubt_line
from bot.app.opened import opened
from bot.app.told import hanging, history, standing, waited_for
from bot.app.wiring import Clock
from bot.errors import UserError
from bot.handlers.house import House, School
from bot.handlers.memory import memory_of, reach
from bot.notices.words import amount, coverage
from bot.notices.words import limit as limit_in_words
from bot.rules.calendar import Calendar
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder, Line, Stage
from bot.rules.ladder_say import Say
from bot.rules.measures import IN_A_ROW, Gauge
from bot.rules.memory import Answered
from bot.rules.state import Case, CaseStatus
from bot.rules.values import Figure, Lesson, Pupil
from bot.storage import cases, changed, doubts, rollup, sources
from bot.storage import school as pupils

Counted = dict[tuple[date, str], tuple[Lesson, list[str]]]
"""Day and record id to the lesson and the lines that count it."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One pupil under the ladder that holds for them, as read for the day ``on``."""

    pupil: Pupil
    school: School
    ladder: Ladder
    cases: tuple[Case, ...]
    calendar: Calendar
    view: DaysView
    answered: Answered
    on: date
    measured: date | None
    """Up to which day the school has been measured."""


def explain(config: Path, pupil_id: str, at: date | None) -> str:
    """Everything behind a pupil's figures on ``at`` (else the last day measured). UserError: unknown pupil."""
    _, house = opened(config)
    with house.db.read() as conn:
        found = pupils.pupil(conn, pupil_id)
        if found is None:
            raise UserError(_unknown(conn, pupil_id))
        look = _look(conn, house, found, at)
        return "\n".join([*_head(conn, look), *_figures(look), *_cases(conn, look)])


def _unknown(conn: Connection, pupil_id: str) -> str:
    if not sources.states(conn):
        return f"pupil {pupil_id!r}: nothing has been polled yet; start `lots run`, or run `lots once`"
    return (
        f"pupil {pupil_id!r}: is in no roster that was taken in; allowed: a pupil_id of roster.csv "
        "(protected pupils are not kept)"
    )


def _look(conn: Connection, house: House, pupil: Pupil, at: date | None) -> Look:
    school = house.school(pupil.school)
    calendar = house.calendar(conn, pupil.school)
    mine = cases.cases_of_pupil(conn, pupil.pupil_id)
    now_open = next((case for case in reversed(mine) if case.status is CaseStatus.OPEN), None)
    ladder = house.ladder(conn, now_open) if now_open else school.ladder
    measured = changed.looked(conn, pupil.school)
    on = at or measured or school.today(Clock().now())
    memory = memory_of(mine, ladder)
    days = rollup.days(conn, pupil.pupil_id, reach(ladder, calendar, on, memory), on)
    return Look(
        pupil=pupil,
        school=school,
        ladder=ladder,
        cases=mine,
        calendar=calendar,
        view=DaysView.of(days, calendar),
        answered={stage: tuple(d for d in days if d < on) for stage, days in memory.answered.items()},
        on=on,
        measured=measured,
    )


def _head(conn: Connection, look: Look) -> Iterator[str]:
    pupil, ladder = look.pupil, look.ladder
    grade = "no grade" if pupil.grade is None else f"grade {pupil.grade}"
    yield f"Pupil {pupil.pupil_id}, class {pupil.class_name}, {grade}, {pupil.school}"
    left = pupils.left_on(conn, pupil.pupil_id)
    if left:
        yield f"No longer in the roster since {left}"
    yield f"Routine {ladder.id} v{ladder.version}, figures of {look.on}"
    if look.measured is None:
        yield "Nothing of this school has been measured yet"
    elif look.on > look.measured:
        yield f"Measured up to {look.measured}: what is later has not raised anything yet"
    yield from (
        doubt_line(one) for one in doubts.of_school(conn, pupil.school) if one.class_name == pupil.class_name
    )
    if not look.calendar.is_school_day(look.on):
        yield f"{look.on} is no school day: no stage is raised on it"


def _figures(look: Look) -> Iterator[str]:
    counted: Counted = {}
    for stage in look.ladder.stages.values():
        yield ""
        yield from _stage(look, stage, counted)
    yield ""
    yield f"Records counted: {len(counted)}{', with the lines that count them' if counted else ''}"
    for (day, _), (lesson, lines) in sorted(counted.items(), key=_by_time):
        yield f"  {_record(day, lesson)}  {', '.join(lines)}"


def _by_time(item: tuple[tuple[date, str], tuple[Lesson, list[str]]]) -> tuple[date, int, str]:
    (day, record_id), (lesson, _) = item
    return day, lesson.starts, record_id


def _stage(look: Look, stage: Stage, counted: Counted) -> Iterator[str]:
    yield f"{stage.number} {stage.key}: {Say(look.ladder, look.school.language).text(stage.title, stage.key)}"
    if stage.when is None:
        yield "  reached by people, never by figures"
        return
    if len(stage.when.lines) > 1:
        yield f"  {'all' if stage.when.every else 'any'} of these lines"
    for index, line in enumerate(stage.when.lines):
        name = f"{stage.number}.{index + 1}"
        yield f"  {name} {Say(look.ladder, 'en').line(line)}"
        yield from _line(look, stage, index, line, name, counted)


def _line(look: Look, stage: Stage, index: int, line: Line, name: str, counted: Counted) -> Iterator[str]:
    limit = line.limit_for(look.pupil.grade)
    if limit is None:
        yield "      not measured: the line has no limit for this grade"
        return
    gauge = Gauge(line, look.ladder.counting, look.view, look.calendar)
    reading = gauge.read(look.on, _since(look, line))
    if reading is None:
        yield f"      not read on this day: {_why_not(look, line)}"
        return
    for day, lesson in gauge.counted(reading):
        counted.setdefault((day, lesson.record_id), (lesson, []))[1].append(name)
    figure = gauge.figure(reading, stage.key, index, limit)
    yield f"      {_value(figure)}"
    yield from (f"      {one}" for one in _window(look, line, figure))
    if figure.given and figure.reported < look.school.coverage * figure.given:
        yield f"      too few registers: below {_percent(look.school.coverage)} nothing is raised"


def _since(look: Look, line: Line) -> date | None:
    return max(look.answered.get(line.since, ()), default=None) if line.since else None


def _why_not(look: Look, line: Line) -> str:
    if line.since and _since(look, line) is None:
        return f"stage {line.since} has not been answered"
    if line.this and look.calendar.block(line.this, look.on) is None:
        return f"it lies in no {line.this.value}"
    if line.per_subject:
        return "the source names no subject"
    return "the window has too few school days, or has not begun or is over"


def _value(figure: Figure) -> str:
    value = amount(figure.value, figure.measure, "en", operator=figure.operator, limit=figure.limit)
    limit = limit_in_words(figure.limit, figure.operator, figure.measure, "en")
    return f"{value}, limit {limit}: {'reached' if figure.holds else 'not reached'}"


def _window(look: Look, line: Line, figure: Figure) -> Iterator[str]:
    window = figure.window
    days = len(look.calendar.school_days_in(window))
    taken = f"registers taken for {figure.reported} of {figure.given} lessons"
    if figure.given:
        taken += f" ({coverage(figure.reported, figure.given, 'en')})"
    row = " (days in a row)" if line.measure in IN_A_ROW else ""
    yield f"{window.first} to {window.last}, {days} school days{row}"
    yield f"{taken}; {figure.away} lessons counted"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g}%"


def _record(day: date, lesson: Lesson) -> str:
    """Date, time, status, minutes and kind; the reason is left out."""
    at = f"{_clock(lesson.starts)}–{_clock(lesson.ends)}"
    kind = lesson.kind.value if lesson.kind else "–"
    missed = f"{lesson.absent} of {lesson.scheduled} min"
    return f"{day} {at}  {lesson.status.value:<10} {missed:<13} {kind:<10}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _cases(conn: Connection, look: Look) -> Iterator[str]:
    yield ""
    if not look.cases:
        yield "No case"
    for case in look.cases:
        yield f"Case {case.ref}: {standing(case)}, opened {case.opened_on}, {case.ladder_id} v{case.ladder_version}"
        yield from hanging("  waits for: ", waited_for(case))
        for crossing in case.crossings:
            taken_back = ", corrected since" if crossing.stage in case.corrected else ""
            yield f"  raised {crossing.day}: {crossing.stage}, {_value(crossing.figure)}{taken_back}"
        yield from (f"  {line}" for line in history(conn, case, look.school.timezone))
