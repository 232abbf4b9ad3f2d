"""``when`` of a stage: the lines which a pupil's figures are held against."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.rules.ladder import Block, Line, Measure, Merge, Span, Unit, When
from bot.rules.ladder_mistakes import did_you_mean, one_of, quoted
from bot.rules.ladder_place import Place
from bot.rules.ladder_words import MINUTES, read_amount, read_bands, read_span
from bot.rules.values import Kind, Reason, Status

IN_A_ROW = frozenset({Measure.DAYS_IN_A_ROW, Measure.CALENDAR_DAYS_IN_A_ROW})
WHAT = ("kinds", "reasons", "reasons_left_out", "marks", "late_from", "merge", "per")
LIMIT = ("over", "at_least", "min_days", "again_every")
WINDOW = ("last", "this", "since")
SINCE = ("earliest", "latest")
THIS = (Block.WEEK, Block.MONTH, Block.PERIOD, Block.TERM, Block.SCHOOL_YEAR)
MARKS = (Status.ABSENT, Status.LATE, Status.LEFT_EARLY)

Keys = Mapping[str, Place]


def read_when(place: Place) -> When | None:
    """``{any: [lines]}`` or ``{all: [lines]}``, exactly one of them."""
    keys = place.keys(("any", "all"))
    if place.node.kind != "map":
        return None
    if len(keys) != 1:
        place.wrong("needs exactly one of any and all", "{any: [...]} or {all: [...]}")
        return None
    word, listed = next(iter(keys.items()))
    lines = [
        read_line(item) for item in listed.items("a list of lines, e.g. - hours: {over: 30, this: term}")
    ]
    if listed.node.kind == "list" and not lines:
        listed.wrong("has no lines", "at least one, e.g. - hours: {over: 30, this: term}")
    return When(every=word == "all", lines=tuple(line for line in lines if line is not None))


def read_line(place: Place) -> Line | None:
    """``measure: {what, limit, window}``."""
    found = place.entries("one measure, e.g. hours: {over: 30, this: term}")
    words = [member.value for member in Measure]
    known = {key: value for key, value in found.items() if key in words}
    for key, value in found.items():
        if key not in known:
            value.wrong(f"unknown measure {quoted(key)}{did_you_mean(key, words)}", one_of(words))
    if place.node.kind == "map" and len(found) != 1:
        place.wrong("a line has exactly one measure", one_of(words))
    if len(found) != 1 or not known:
        return None
    word, inner = next(iter(known.items()))
    return _line(inner, Measure(word))


def _line(place: Place, measure: Measure) -> Line | None:
    before = len(place.book.mistakes)
    keys = place.keys((*WHAT, *LIMIT, *WINDOW, *SINCE))
    if place.node.kind != "map":
        return None
    share, whole = measure is Measure.SHARE, measure not in (Measure.HOURS, Measure.SHARE)
    operator = _exactly_one(place, keys, ("over", "at_least"), "limit")
    bands = read_bands(keys[operator], share=share, whole=whole) if operator else ()
    if operator == "at_least" and any(not band.limit for band in bands):
        keys[operator].wrong("at least nothing always holds", "more than 0")
    again = _again(keys, share=share, whole=whole)
    late_from = read_span(keys["late_from"], MINUTES) if "late_from" in keys else None
    kinds = _kinds(keys)
    reasons = _reasons(keys, "reasons")
    line = Line(
        measure=measure,
        operator=operator or "over",
        bands=bands,
        kinds=kinds,
        reasons=frozenset(reasons) if reasons is not None else None,
        reasons_left_out=frozenset(_reasons(keys, "reasons_left_out") or ()),
        marks=_marks(keys, measure),
        late_from=late_from,
        merge=_merge(keys, measure),
        per_subject="per" in keys and keys["per"].choice(("subject",)) is not None,
        min_days=_min_days(keys, measure),
        again_every=again,
        last=read_span(keys["last"]) if "last" in keys else None,
        this=keys["this"].enum(Block, THIS) if "this" in keys else None,
        since=keys["since"].name() if "since" in keys else None,
        earliest=_since_span(keys, "earliest"),
        latest=_since_span(keys, "latest"),
        names_cause=any(key in keys for key in ("kinds", "reasons", "reasons_left_out")),
    )
    _together(place, keys, line)
    return line if len(place.book.mistakes) == before else None


def _exactly_one(place: Place, keys: Keys, words: tuple[str, ...], what: str) -> str | None:
    given = [word for word in words if word in keys]
    if len(given) == 1:
        return given[0]
    found = f"has {' and '.join(given)}" if given else f"has no {what}"
    place.wrong(f"{found}, needs exactly one {what}", one_of(words))
    return None


def _kinds(keys: Keys) -> frozenset[Kind]:
    if "kinds" not in keys:
        return frozenset(Kind)
    return frozenset(Kind(word) for word in keys["kinds"].choices(kind.value for kind in Kind))


def _reasons(keys: Keys, key: str) -> tuple[Reason, ...] | None:
    if key not in keys:
        return None
    return tuple(Reason(word) for word in keys[key].choices(reason.value for reason in Reason))


def _marks(keys: Keys, measure: Measure) -> frozenset[Status]:
    if "marks" not in keys:
        return frozenset({Status.ABSENT})
    marks = frozenset(Status(word) for word in keys["marks"].choices(mark.value for mark in MARKS))
    if measure is not Measure.OCCASIONS and marks - {Status.ABSENT}:
        keys["marks"].wrong(f"{measure.value} counts absence only", "late and left_early under occasions")
    return marks


def _merge(keys: Keys, measure: Measure) -> Merge | None:
    if "merge" not in keys:
        return None
    if measure is not Measure.OCCASIONS:
        keys["merge"].wrong(f"{measure.value} are not merged", "merge under occasions")
    return keys["merge"].enum(Merge)


def _min_days(keys: Keys, measure: Measure) -> int:
    if "min_days" not in keys:
        return 0
    if measure in IN_A_ROW:
        keys["min_days"].wrong("days in a row have no window to hold that many days", "no min_days here")
    return keys["min_days"].whole(1, 400) or 0


def _again(keys: Keys, *, share: bool, whole: bool) -> Fraction | None:
    if "again_every" not in keys:
        return None
    again = read_amount(keys["again_every"], share=share, whole=whole)
    if again is not None and not again:
        keys["again_every"].wrong("again at every nothing never ends", "more than 0")
        return None
    return again


def _since_span(keys: Keys, key: str) -> Span | None:
    if key not in keys:
        return None
    if "since" not in keys:
        keys[key].wrong(f"{key} belongs to since", "since: STAGE")
    return read_span(keys[key])


def _together(place: Place, keys: Keys, line: Line) -> None:
    given = [word for word in WINDOW if word in keys]
    if line.measure in IN_A_ROW:
        for word in given:
            keys[word].wrong("days in a row have no window", "no last, this or since here")
    else:
        _exactly_one(place, keys, WINDOW, "window")
    if line.late_from and Status.LATE not in line.marks:
        keys["late_from"].wrong("late_from needs late among the marks", "marks: [absent, late]")
    if {*(line.reasons or ())} & line.reasons_left_out:
        keys["reasons_left_out"].wrong("a reason is both counted and left out", "one or the other")
    if line.earliest and line.latest and _days(line.latest) < _days(line.earliest):
        keys["latest"].wrong("latest is before earliest", "a longer span than earliest")


def _days(span: Span) -> float:
    """About how many calendar days, to compare two spans."""
    lengths = {Unit.SCHOOL_DAYS: 1.4, Unit.SCHOOL_WEEKS: 7, Unit.WEEKS: 7, Unit.MONTHS: 30.4}
    return span.n * lengths.get(span.unit, 1)
