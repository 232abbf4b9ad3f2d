"""Dates, clock times and numbers as staff read them: ``tis 24 nov``, ``kl. 16.32``, ``14,3 %``.

Number and unit, day and month, and the parts of a clock time are held together by no-break spaces.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from babel.dates import format_date

from bot.notices.texts import Marked, text

NBSP = "\u00a0"
MINUS = "\u2212"
PER_CENT = Fraction(1, 100)


def short_day(day: date, lang: str) -> Marked:
    """``24 nov`` · ``24.11.`` · ``24 Nov``."""
    if lang == "fi":
        return Marked(f"{day.day}.{day.month}.")
    month = format_date(day, "LLL", locale=lang[:2]).rstrip(".")
    return Marked(f"{day.day}{NBSP}{month}")


def day(day: date, lang: str) -> Marked:
    """``tis 24 nov`` · ``ti 24.11.`` · ``Tue 24 Nov``."""
    weekday = text(lang, "weekdays").split()[day.weekday()]
    return Marked(f"{weekday}{NBSP}{short_day(day, lang)}")


def long_day(day: date, lang: str) -> Marked:
    """``23 november`` · ``23. marraskuuta`` · ``23 November``."""
    pattern = "d. MMMM" if lang == "fi" else "d MMMM"
    return Marked(format_date(day, pattern, locale=lang[:2]).replace(" ", NBSP))


def clock(at: datetime, lang: str) -> Marked:
    """``kl. 07.40`` · ``klo 7.40`` · ``07:40``. ``at`` is in the school's own time zone."""
    written = {"fi": f"{at.hour}.{at:%M}", "en": f"{at:%H:%M}"}.get(lang, f"{at:%H.%M}")
    return text(lang, "clock", t=Marked(written))


def moment(at: datetime, lang: str) -> Marked:
    """``tis 24 nov kl. 16.32`` · ``ti 24.11. klo 16.32`` · ``Tue 24 Nov, 16:32``."""
    return text(lang, "moment", day=day(at.date(), lang), clock=clock(at, lang))


def period(first: date, last: date, lang: str) -> Marked:
    """``25 nov till 8 dec`` · ``25.11.–8.12.`` · ``25 Nov to 8 Dec``."""
    return text(lang, "period", first=short_day(first, lang), last=short_day(last, lang))


def begin(sentence: str) -> Marked:
    """The sentence with a capital first letter, its marks kept."""
    return Marked(sentence[:1].upper() + sentence[1:])


def lower(sentence: str) -> Marked:
    """The sentence with a small first letter: a heading inside a sentence."""
    return Marked(sentence[:1].lower() + sentence[1:])


def clip(words: str, most: int) -> Marked:
    """At most ``most`` characters; what is cut off is said by *…*."""
    return Marked(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def number(value: Fraction, lang: str, *, places: int = 1, trim: bool = False) -> Marked:
    """``14,3`` · ``14,3`` · ``14.3``; ``trim`` leaves out a last ``,0``."""
    return _written(_round(value, places, ROUND_HALF_UP), lang, trim=trim)


def change(points: Fraction, lang: str) -> Marked:
    """A difference in percentage points with its sign: ``−0,8``, ``+1,3``, ``0``."""
    rounded = _round(points, 1, ROUND_HALF_UP)
    if not rounded:
        return Marked("0")
    return Marked(("+" if rounded > 0 else "") + _written(rounded, lang, trim=False))


def percent(share: Fraction, lang: str, *, places: int = 1) -> Marked:
    """A share 0..1 as ``14,3 %`` · ``14,3 %`` · ``14.3%``."""
    return text(lang, "unit.percent", v=number(share * 100, lang, places=places))


def coverage(reported: int, given: int, lang: str) -> Marked:
    """Share of registers taken in whole per cent, rounded down: 100 % means all of them."""
    whole = reported * 100 // given if given else 0
    return text(lang, "unit.percent", v=str(whole))


def holds(value: Fraction, operator: str, limit: Fraction) -> bool:
    """Whether ``value`` has reached (``at_least``) or is over (``over``) ``limit``."""
    return value >= limit if operator == "at_least" else value > limit


def amount(value: Fraction, measure: str, lang: str, *, operator: str, limit: Fraction) -> Marked:
    """A measured value with its unit, one decimal; rounding never crosses the limit.

    9.96 % against *at least 10 %* is shown as 9,9 %; 30.04 h against *over 30* as 30,1 timmar.
    """
    scale = 100 if measure == "share" else 1
    return _unit(_safe(value * scale, operator, limit * scale), measure, lang, trim=measure != "share")


def limit(value: Fraction, operator: str, measure: str, lang: str) -> Marked:
    """``minst 10 %``, ``över 30 timmar``; a count stands without its unit: ``minst 3``."""
    scale = 100 if measure == "share" else 1
    exact = _round(value * scale, 2, ROUND_HALF_UP).normalize()
    written = (
        _unit(exact, measure, lang, trim=True)
        if measure in ("share", "hours")
        else _written(exact, lang, trim=True)
    )
    return text(lang, f"limit.{operator}", v=written)


def _safe(value: Fraction, operator: str, limit: Fraction) -> Decimal:
    rounded = _round(value, 1, ROUND_HALF_UP)
    true = holds(value, operator, limit)
    if holds(Fraction(rounded), operator, limit) == true:
        return rounded
    return _round(value, 1, ROUND_CEILING if true else ROUND_FLOOR)


def _round(value: Fraction, places: int, rounding: str) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=rounding)


def _written(value: Decimal, lang: str, *, trim: bool) -> Marked:
    plain = f"{value:f}"
    if trim and "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.replace("-", MINUS)
    return Marked(plain if lang == "en" else plain.replace(".", ","))


def _unit(value: Decimal, measure: str, lang: str, *, trim: bool) -> Marked:
    written = _written(value, lang, trim=trim)
    if measure == "share":
        return text(lang, "unit.percent", v=written)
    whole = int(value) if value == int(value) else 2
    return text(lang, f"unit.{measure}", v=written, n=whole)
