"""Dates, times and numbers as exports write them. Each different text is read once, however many rows have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Literal, TypeVar

FIRST_YEAR, LAST_YEAR = 1990, 2099
_HALF = Fraction(1, 2)
_SAMPLE = datetime(2026, 11, 28, 14, 35, tzinfo=UTC)
Unit = Literal["minutes", "hours", "lessons"]
T = TypeVar("T")


def date_format(text: str) -> str:
    """A format that reads back the day it writes."""
    if _reads(text, lambda at: (at.year, at.month, at.day)):
        return text
    raise ValueError('is not a format of dates; allowed: like "%Y-%m-%d" or "%d.%m.%Y"')


def time_format(text: str) -> str:
    """A format that reads back the time of day it writes; it may hold the day too."""
    if _reads(text, lambda at: (at.hour, at.minute)):
        return text
    raise ValueError('is not a format of times; allowed: like "%H:%M", "%H.%M" or "%d.%m.%Y %H:%M"')


def _reads(form: str, part: Callable[[datetime], tuple[int, ...]]) -> bool:
    try:
        read = datetime.strptime(_SAMPLE.strftime(form), form).replace(tzinfo=UTC)
    except (ValueError, re.error):
        return False
    return part(read) == part(_SAMPLE)


def day_of(text: str, forms: Sequence[str]) -> date | None:
    """The day by the first format that fits, or None."""
    found = _by(text, forms)
    return found.date() if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def clock_of(text: str, forms: Sequence[str]) -> str | None:
    """``HH:MM``, or None."""
    found = _by(text, forms)
    return f"{found:%H:%M}" if found else None


def moment_of(text: str, forms: Sequence[str]) -> str | None:
    """``2026-11-24T08:10`` of a text that holds the day too, or None."""
    found = _by(text, forms)
    return f"{found:%Y-%m-%dT%H:%M}" if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _by(text: str, forms: Sequence[str]) -> datetime | None:
    if len(text) > 40 or not text.isascii():
        return None
    for form in forms:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def minutes_of(text: str, decimal: str, unit: Unit, lesson: int | None) -> int | None:
    """``0,75`` hours are 45; ``1:15`` and ``1h 15min`` are 75 in any unit. None: no number of minutes."""
    spoken = re.fullmatch(r"(\d{1,3})(?::|h ?)(\d{2})(?: ?min)?", text, re.ASCII)
    if spoken:
        return int(spoken[1]) * 60 + int(spoken[2])
    number = re.fullmatch(rf"(\d{{1,6}})(?:{re.escape(decimal)}(\d{{1,4}}))?", text, re.ASCII)
    if number is None:
        return None
    each = {"minutes": 1, "hours": 60, "lessons": lesson or 0}[unit]
    return int(Fraction(f"{number[1]}.{number[2] or 0}") * each + _HALF)


def each(texts: Iterable[str], read: Callable[[str], T | None]) -> dict[str, T]:
    """Every text that can be read, with what it says."""
    found = {text: read(text) for text in texts}
    return {text: value for text, value in found.items() if value is not None}
