"""Figures beside their limits, and what was counted, in words. Only private views may hold these."""

from __future__ import annotations

from datetime import date

from bot.notices.model import Fact
from bot.notices.texts import Marked, text
from bot.notices.words import amount, begin, coverage, day, limit, lower, short_day
from bot.rules.ladder import Ladder, Line, Span, Unit
from bot.rules.values import Figure, Kind, Reason, Status

SCHOOL_WEEK = 5


def line_of(figure: Figure, ladder: Ladder) -> Line | None:
    """The ladder's line a figure was measured by, or None where an edited ladder no longer has it."""
    stage = ladder.stages.get(figure.stage)
    lines = stage.when.lines if stage and stage.when else ()
    return lines[figure.line] if figure.line < len(lines) else None


def fact(figure: Figure, line: Line | None, lang: str, *, reached: date | None = None) -> Fact:
    """``Frånvaro`` / ``14,3 %`` / ``Gräns minst 10 % · nådd 24 nov``. ``reached``: the day of the crossing."""
    state = "yes" if figure.holds else "no"
    on = short_day(reached or figure.window.last, lang)
    return Fact(
        label=what(line, lang),
        value=value(figure, lang),
        note=text(
            lang,
            "limit",
            limit=limit(figure.limit, figure.operator, figure.measure, lang),
            state=text(lang, f"limit.{figure.operator}.{state}", day=on),
        ),
    )


def value(figure: Figure, lang: str) -> Marked:
    """The measured value with its unit; rounding never crosses the limit."""
    return amount(figure.value, figure.measure, lang, operator=figure.operator, limit=figure.limit)


def what(line: Line | None, lang: str) -> Marked:
    """``Frånvaro``, ``Oanmäld frånvaro``, ``Sena ankomster``: what a line counts."""
    if line is None:
        return text(lang, "absence")
    if Status.ABSENT not in line.marks:
        return text(lang, "absence.late" if Status.LATE in line.marks else "absence.left_early")
    if line.reasons is not None:
        return _only(tuple(line.reasons), lang)
    if line.kinds == frozenset(Kind):
        return text(lang, "absence.mixed" if line.reasons_left_out else "absence")
    return text(lang, f"absence.{next(iter(line.kinds))}" if len(line.kinds) == 1 else "absence.mixed")


def _only(reasons: tuple[Reason | None, ...], lang: str) -> Marked:
    if len(reasons) == 1 and reasons[0] is not None:
        return text(lang, f"absence.{reasons[0]}")
    return text(lang, "absence.mixed")


def counted(figure: Figure, line: Line | None, lang: str) -> Marked:
    """``Räknat: all frånvaro, 20 skoldagar till och med tis 24 nov. Närvaro rapporterad för …``"""
    named = what(line, lang)
    return text(
        lang,
        "counted",
        what=text(lang, "absence.all") if named == text(lang, "absence") else lower(named),
        window=window(line, lang),
        to=day(figure.window.last, lang),
        rep=figure.reported,
        n=figure.given,
        lessons=text(lang, "count.lessons", n=figure.given),
        share=coverage(figure.reported, figure.given, lang),
    )


def sum_up(figure: Figure, line: Line | None, lang: str) -> Marked:
    """``16 av 112 lektioner = 14,3 %. Gränsen är minst 10 % av schemalagd tid under 20 skoldagar.``"""
    kind = "share" if figure.measure == "share" else "other"
    return text(
        lang,
        f"explain.{kind}",
        lessons=text(lang, "count.lessons_of", a=figure.away, n=figure.given),
        value=begin(value(figure, lang)),
        limit=limit(figure.limit, figure.operator, figure.measure, lang),
        during=during(line, lang),
    )


def window(line: Line | None, lang: str) -> Marked:
    """``20 skoldagar``, ``läsåret``: the stretch a line looks at."""
    return _stretch("window", line, lang)


def during(line: Line | None, lang: str) -> Marked:
    """``under 20 skoldagar``, ``under läsåret``."""
    return _stretch("during", line, lang)


def _stretch(word: str, line: Line | None, lang: str) -> Marked:
    if line is not None and line.last is not None:
        unit, n = _days(line.last)
        return text(lang, f"{word}.{unit}", n=n)
    if line is not None and line.this is not None:
        return text(lang, f"{word}.{line.this}")
    return text(lang, f"{word}.since" if line is not None and line.since else f"{word}.row")


def _days(span: Span) -> tuple[str, int]:
    match span.unit:
        case Unit.SCHOOL_DAYS:
            return "school_days", span.n
        case Unit.SCHOOL_WEEKS:
            return "school_days", span.n * SCHOOL_WEEK
        case Unit.MONTHS:
            return "months", span.n
        case _:
            return "days", span.n * (7 if span.unit is Unit.WEEKS else 1)
