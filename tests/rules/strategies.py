"""Random schools and random ladders: every key of LANGUAGE.md's lines, few pupils, about a term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from bot.rules.calendar import Calendar, Term
from bot.rules.ladder import (
    Band,
    Block,
    Counting,
    Ladder,
    Line,
    Measure,
    Merge,
    Span,
    Stage,
    Unit,
    When,
)
from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status

FIRST = date(2026, 9, 28)
"""A Monday. The schools are drawn from here on."""
GRADES = (None, 2, 8)

MARKS: dict[str, tuple[Status, int, Kind | None, Reason | None]] = {
    ".": (Status.PRESENT, 0, None, None),
    "?": (Status.UNREPORTED, 0, None, None),
    "v": (Status.ABSENT, 100, Kind.VALID, Reason.HEALTH),
    "g": (Status.ABSENT, 100, Kind.VALID, Reason.LEAVE),
    "i": (Status.ABSENT, 100, Kind.INVALID, None),
    "u": (Status.ABSENT, 100, Kind.UNRESOLVED, Reason.OTHER),
    "p": (Status.ABSENT, 50, Kind.INVALID, Reason.OTHER),
    "l": (Status.LATE, 20, Kind.INVALID, None),
    "L": (Status.LATE, 70, None, None),
    "e": (Status.LEFT_EARLY, 30, Kind.VALID, Reason.HEALTH),
}
"""Letter to status, percent of the lesson missed, kind and reason."""


def lesson(mark: str, place: int, *, minutes: int = 60, begins: int = 8 * 60 + 30) -> Lesson:
    """The lesson at ``place`` of a day, with breaks of ten minutes."""
    status, percent, kind, reason = MARKS[mark]
    starts = begins + place * (minutes + 10)
    return Lesson(
        record_id=f"r{place}",
        starts=starts,
        ends=starts + minutes,
        scheduled=minutes,
        absent=minutes * percent // 100,
        status=status,
        kind=kind,
        reason=reason,
        subject=("", "MA", "SV")[place % 3],
    )


def pupil_day(day: date, marks: str, *, minutes: int = 60) -> PupilDay:
    """A day written as letters, one a lesson."""
    return PupilDay(day=day, lessons=tuple(lesson(mark, n, minutes=minutes) for n, mark in enumerate(marks)))


# Whole days come often, so that rows of days, spells and shares are reached.
DAYS = st.one_of(
    st.sampled_from(["....", "......", "", "????", "ii..", "..vv", "l...", "i", "iLe."]),
    st.sampled_from(["vvvv", "iiii", "uuu", "gggggg", "pppp"]),
    st.text(alphabet="..vviulLep?g", min_size=3, max_size=6),
)


@st.composite
def pupil_days(draw: st.DrawFn) -> tuple[PupilDay, ...]:
    """Up to eight weeks, every calendar day: records on days off and empty days (cancelled) among them."""
    marks = draw(st.lists(DAYS, min_size=25, max_size=56))
    lengths = draw(st.lists(st.sampled_from([45, 60, 90]), min_size=1, max_size=3))
    return tuple(
        pupil_day(FIRST + timedelta(days=n), text, minutes=lengths[n % len(lengths)])
        for n, text in enumerate(marks)
    )


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Days off here and there; terms and periods or none."""
    off = draw(st.sets(st.integers(0, 56), max_size=8))
    turn = FIRST + timedelta(days=draw(st.integers(5, 40)))
    gap = timedelta(days=draw(st.integers(1, 12)))
    rows = (
        Term("one", FIRST - timedelta(days=draw(st.integers(0, 30))), turn),
        Term("two", turn + gap, FIRST + timedelta(days=100)),
    )
    late_year = (Term("old", date(2026, 2, 2), date(2026, 6, 12)), *rows)
    return Calendar(
        days_off=frozenset(FIRST + timedelta(days=n) for n in off),
        terms=draw(st.sampled_from([(), rows, late_year])),
        periods=draw(st.sampled_from([(), rows])),
    )


def spans(*, small: bool = False) -> st.SearchStrategy[Span]:
    """Rolling windows, ``earliest`` and ``latest``."""
    units = [Unit.SCHOOL_DAYS, Unit.SCHOOL_WEEKS, Unit.DAYS, Unit.WEEKS] + [Unit.MONTHS] * (not small)
    return st.builds(Span, st.integers(1, 3 if small else 6), st.sampled_from(units))


LIMITS = {
    Measure.HOURS: st.sampled_from([Fraction(n) for n in (1, 3, 8, 15)] + [Fraction(5, 2)]),
    Measure.SHARE: st.sampled_from([Fraction(n, 100) for n in (5, 10, 15, 25, 50)]),
}
COUNTS = st.sampled_from([1, 1, 2, 3, 5]).map(Fraction)


@st.composite
def lines(draw: st.DrawFn, earlier: tuple[str, ...]) -> Line:
    """Any line; ``since`` one of the earlier stages."""
    measure = draw(st.sampled_from([*Measure, *[Measure.OCCASIONS] * 4]))
    limits = LIMITS.get(measure, COUNTS)
    bands = draw(
        st.one_of(
            st.builds(lambda limit: (Band(None, None, limit),), limits),
            st.builds(lambda low, high: (Band(1, 6, low), Band(7, 9, high)), limits, limits),
            st.builds(lambda limit: (Band(7, 9, limit),), limits),
        )
        if draw(st.booleans())
        else st.builds(lambda limit: (Band(None, None, limit),), limits)
    )
    plain = draw(st.sampled_from([True, True, False]))
    subsets = st.sets(st.sampled_from(Reason), min_size=1, max_size=2).map(frozenset)
    marks = st.sets(st.sampled_from([Status.ABSENT, Status.LATE, Status.LEFT_EARLY]), min_size=1)
    line = Line(
        measure=measure,
        operator=draw(st.sampled_from(["over", "at_least"])),
        bands=bands,
        kinds=frozenset(Kind) if plain else draw(st.sets(st.sampled_from(Kind), min_size=1).map(frozenset)),
        reasons=None if plain else draw(st.one_of(st.none(), subsets)),
        reasons_left_out=frozenset() if plain else draw(st.one_of(st.just(frozenset()), subsets)),
        marks=draw(marks.map(frozenset)) if measure is Measure.OCCASIONS else frozenset({Status.ABSENT}),
        late_from=draw(st.sampled_from([None, Span(30, Unit.MINUTES)])),
        merge=draw(st.sampled_from([None, *Merge])) if measure is Measure.OCCASIONS else None,
        per_subject=draw(st.sampled_from([False, False, True])),
        again_every=draw(st.one_of(st.none(), st.none(), limits)),
    )
    return _with_window(draw, line, earlier)


def _with_window(draw: st.DrawFn, line: Line, earlier: tuple[str, ...]) -> Line:
    if line.measure in (Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW):
        return line
    line = replace(line, min_days=draw(st.sampled_from([0, 0, 0, 4])))
    kind = draw(st.sampled_from(["last", "this", *(["since"] * 3 if earlier else [])]))
    if kind == "last":
        return replace(line, last=draw(spans()))
    if kind == "this":
        return replace(line, this=draw(st.sampled_from(Block)))
    maybe = st.one_of(st.none(), spans(small=True))
    return replace(line, since=draw(st.sampled_from(earlier)), earliest=draw(maybe), latest=draw(maybe))


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """One to four stages on one or two tracks, some reached by people only."""
    stages: dict[str, Stage] = {}
    for number in range(1, draw(st.integers(1, 4)) + 1):
        key, earlier = f"s{number}", tuple(stages)
        whens = st.builds(
            lambda every, found: When(every=every, lines=tuple(found)),
            st.sampled_from([False, False, True]),
            st.lists(lines(earlier), min_size=1, max_size=2),
        )
        stages[key] = Stage(
            key=key,
            number=number,
            title={},
            when=draw(whens) if draw(st.sampled_from([True] * 9 + [False])) else None,
            after=draw(st.sampled_from([None, None, None, *earlier[-1:]])),
            track=draw(st.sampled_from(["", "", "late"])),
            raised=draw(
                st.sampled_from([None, None, None, Block.WEEK, Block.MONTH, Block.TERM, Block.PERIOD])
            ),
        )
    counting = Counting(
        hour_minutes=draw(st.sampled_from([None, 45, 60])),
        occasion=draw(st.sampled_from(Merge)),
        absent_day=draw(st.sampled_from(["all", "half", "any"])),
        day_divides_at=draw(st.sampled_from([600, 660, 720])),
        late_is_absence_from=draw(st.sampled_from([None, 20, 30])),
    )
    return Ladder(id="random", name={}, country="SE", counting=counting, stages=stages)
