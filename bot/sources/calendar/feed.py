"""An iCalendar text as terms and days off: whole days only, told apart by the words of their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from bot.ports import DayOff, SchoolSpan

ONE_DAY = timedelta(days=1)
LONGEST = 400
"""Days of one entry; a longer one is no term and no holiday."""
NAME_LENGTH = 100
_FINE = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_CLOCKS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


class FeedError(Exception):
    """The text is no calendar that can be used. Repeats nothing of it."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """Patterns (``*lov``) one of which a word of the title fits; small letters."""

    days_off: Sequence[str]
    terms: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SchoolCalendar:
    """What a feed says of one school."""

    terms: tuple[SchoolSpan, ...] = ()
    days_off: tuple[DayOff, ...] = ()


def read_feed(body: bytes, school: str, words: Words, first: date, last: date) -> SchoolCalendar:
    """The entries between two days. :class:`FeedError` where it is no calendar."""
    terms: dict[tuple[date, date], SchoolSpan] = {}
    off: dict[date, DayOff] = {}
    for title, begin, end in _entries(body, first, last):
        name = title[:NAME_LENGTH]
        if _fits(title, words.terms):
            terms[begin, end] = SchoolSpan(school=school, name=name, first=begin, last=end)
        elif _fits(title, words.days_off):
            days = (begin + n * ONE_DAY for n in range((end - begin).days + 1))
            off |= {day: DayOff(school=school, day=day, name=name) for day in days}
    return SchoolCalendar(
        terms=tuple(terms[key] for key in sorted(terms)), days_off=tuple(off[day] for day in sorted(off))
    )


def _fits(title: str, patterns: Sequence[str]) -> bool:
    words = re.findall(r"\w+", title.lower())
    return any(fnmatchcase(word, pattern.lower()) for word in words for pattern in patterns)


def _entries(body: bytes, first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Title, first and last day of each entry that is a whole day or several, repetitions worked out."""
    try:
        found = _worked_out(body, first, last)
        entries = [(str(one.get("SUMMARY", "")), *_days(one)) for one in found]
    except Exception:  # noqa: BLE001 - what the libraries raise over a broken text has no common kind
        raise FeedError("cannot be read as iCalendar") from None
    for title, begin, end in entries:
        if begin is not None and end is not None and 0 <= (end - begin).days < LONGEST:
            yield title.strip(), begin, end


def _worked_out(body: bytes, first: date, last: date) -> list[Any]:
    import recurring_ical_events
    from icalendar import Calendar

    calendar: Any = Calendar.from_ical(body)
    calendar.subcomponents = [one for one in calendar.subcomponents if _is_plain(one)]
    return list(recurring_ical_events.of(calendar).between(first, last + ONE_DAY))


def _is_plain(one: Any) -> bool:  # noqa: ANN401 - a component of the library's, which knows no types
    """An entry of whole days that repeats by days at most: a rule by the second would never come to an end."""
    if one.name != "VEVENT":
        return bool(one.name == "VTIMEZONE")
    start, rules = one.get("DTSTART"), one.get("RRULE", [])
    if start is None or isinstance(start.dt, datetime):
        return False
    rules = rules if isinstance(rules, list) else [rules]
    return all(not _FINE & set(rule.get("FREQ", [])) and not _CLOCKS & set(rule) for rule in rules)


def _days(one: Any) -> tuple[date | None, date | None]:  # noqa: ANN401 - as above
    """First and last day; the end of an entry of whole days is the day after it."""
    begin = one["DTSTART"].dt
    end = one["DTEND"].dt if "DTEND" in one else begin + ONE_DAY
    if isinstance(begin, datetime) or isinstance(end, datetime):
        return None, None
    return begin, max(end - ONE_DAY, begin)
