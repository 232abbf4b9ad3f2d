"""Patterns laid beside the question, privately: they are shown, never counted (``show:`` of a stage)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from babel.dates import format_date

from bot.notices.about import dots
from bot.notices.texts import Marked, text
from bot.notices.words import percent
from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status

SUBJECTS, MONTHS = 5, 4


def patterns(days: Sequence[PupilDay], show: Iterable[str], lang: str) -> tuple[str, ...]:
    """A line for each of ``kinds``, ``weekdays``, ``subjects``, ``edges``, ``trend`` that has anything to say."""
    return tuple(
        text(lang, "show.kind", what=text(lang, f"pattern.{key}"), n=said)
        for key in show
        if (said := _PATTERNS[key](days, lang))
    )


def _away(day: PupilDay) -> tuple[Lesson, ...]:
    return tuple(one for one in day.lessons if one.status is Status.ABSENT)


def _kinds(days: Sequence[PupilDay], lang: str) -> Marked:
    away = [one for day in days for one in _away(day)]
    kinds = Counter(one.kind for one in away)
    reasons = Counter(one.reason for one in away)
    counts: list[tuple[Kind | Reason, int]] = [(kind, kinds[kind]) for kind in Kind]
    counts += [(reason, reasons[reason]) for reason in Reason]
    return dots(*(f"{text(lang, f'absence.{key}')} {n}" for key, n in counts if n))


def _weekdays(days: Sequence[PupilDay], lang: str) -> Marked:
    counts = Counter(day.day.weekday() for day in days for _ in _away(day))
    names = text(lang, "weekdays").split()
    return dots(*(f"{names[at]} {counts[at]}" for at in range(5))) if counts else Marked("")


def _subjects(days: Sequence[PupilDay], _lang: str) -> Marked:
    counts = Counter(one.subject for day in days for one in _away(day) if one.subject)
    return dots(*(f"{subject} {n}" for subject, n in counts.most_common(SUBJECTS)))


def _edges(days: Sequence[PupilDay], lang: str) -> Marked:
    given = [day.lessons for day in days if day.lessons]
    first = sum(lessons[0].status is Status.ABSENT for lessons in given)
    last = sum(lessons[-1].status is Status.ABSENT for lessons in given)
    if not first and not last:
        return Marked("")
    return dots(text(lang, "pattern.first", n=first), text(lang, "pattern.last", n=last))


def _trend(days: Sequence[PupilDay], lang: str) -> Marked:
    given: Counter[date] = Counter()
    away: Counter[date] = Counter()
    for day in days:
        month = day.day.replace(day=1)
        given[month] += len(day.lessons)
        away[month] += len(_away(day))
    months = sorted(month for month in given if given[month])[-MONTHS:]
    return dots(*(f"{_month(m, lang)} {percent(Fraction(away[m], given[m]), lang)}" for m in months))


def _month(day: date, lang: str) -> str:
    return format_date(day, "LLL", locale=lang[:2]).rstrip(".")


_PATTERNS: Mapping[str, Callable[[Sequence[PupilDay], str], Marked]] = {
    "kinds": _kinds,
    "weekdays": _weekdays,
    "subjects": _subjects,
    "edges": _edges,
    "trend": _trend,
}
