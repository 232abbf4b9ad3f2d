"""Values out of objects as servers send them: a wrong type, a missing or misspelt key is None, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sources.csv_times import FIRST_YEAR, LAST_YEAR

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OPEN = "Ingen"
"""The one marking that protects nobody. Any other word, and none at all, does."""
ID_LENGTH = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From ``first`` to ``last``, both included; date.min and date.max where the server sets no bound."""

    first: date = date.min
    last: date = date.max

    def holds(self, day: date) -> bool:
        """Whether that day lies in it."""
        return self.first <= day <= self.last


def text(thing: object, *names: str) -> str:
    """The first of these keys that holds text, without space around; empty where none does."""
    if isinstance(thing, dict):
        for name in names:
            value = thing.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def whole(thing: dict[str, Any], name: str) -> int | None:
    """A whole number; also one that came as text or with a fraction of nothing."""
    value = thing.get(name)
    if type(value) is int:  # nearly always, and no bool
        return value if -1_000_000 < value < 1_000_000 else None
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value.strip(), re.ASCII):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return int(value)
    return None


def truth(thing: dict[str, Any], *names: str) -> bool | None:
    """True or false; None where it is neither."""
    for name in names:
        value = thing.get(name)
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
    return None


def things(thing: object, *names: str) -> Iterator[dict[str, Any]]:
    """The objects of the first of these keys that holds a list; a single object counts as a list of one."""
    if not isinstance(thing, dict):
        return
    for name in names:
        value = thing.get(name)
        if isinstance(value, dict):
            yield value
            return
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, dict))
            return


def inside(thing: object, name: str) -> dict[str, Any]:
    """The object under that key; an empty one where there is none."""
    value = thing.get(name) if isinstance(thing, dict) else None
    return value if isinstance(value, dict) else {}


def ident(thing: object) -> str:
    """The id of an object; a reference may also be the bare id. Ids are compared in small letters."""
    found = thing if isinstance(thing, str) else text(thing, "id")
    return found.lower() if len(found) <= ID_LENGTH and found.isprintable() else ""


def refers(thing: object, *names: str) -> str:
    """The id that the first of these references holds."""
    if isinstance(thing, dict):
        for name in names:
            if found := ident(thing.get(name)):
                return found
    return ""


def span(thing: dict[str, Any]) -> Span:
    """``startDate`` to ``endDate``. What cannot be read bounds nothing."""
    return Span(first=_date(thing, "startDate") or date.min, last=_date(thing, "endDate") or date.max)


def _date(thing: dict[str, Any], name: str) -> date | None:
    found = _DATE.match(text(thing, name))
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def moment(thing: dict[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    """An aware moment; without an offset it is the school's local time."""
    try:
        found = datetime.fromisoformat(text(thing, name))
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def modified(thing: dict[str, Any], zone: ZoneInfo) -> datetime | None:
    """When it was last changed."""
    return moment(inside(thing, "meta"), "modified", zone)


def is_open(person: dict[str, Any]) -> bool:
    """Whether a person (skyddade personuppgifter: anybody else) may be shown. Deny by default."""
    return text(person, "securityMarking") == _OPEN


def marks(reference: object) -> bool:
    """Whether a reference says by itself that the person is protected; it may say nothing."""
    return isinstance(reference, dict) and "securityMarking" in reference and not is_open(reference)


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of them."""
    return max((one for one in moments if one is not None), default=None)
