"""What a server has told already, as marks that are remembered with the records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

READ_TO, SWEPT, SWEEPING, AFTER, PUPILS = "read_to", "swept", "sweeping", "after", "pupils"


@dataclass(frozen=True, kw_only=True)
class Marks:
    """``read_to``: the last day of the first reading; ``swept``: the day on which the latest days were read anew,
    ``sweeping`` how far that has come; ``after``: up to when, by the server's clock, changes have been followed.
    """

    first: date
    read_to: date | None = None
    swept: date | None = None
    sweeping: date | None = None
    after: datetime | None = None
    pupils: frozenset[str] = frozenset()
    """Short digests of those whose days have been read from the first on."""

    @classmethod
    def of(cls, taken: Mapping[str, str], first: date) -> Marks:
        """Out of what was remembered. A mark that cannot be read was never made; an earlier first day starts anew."""
        began = _day(taken.get("first", ""))
        known = taken if began is not None and began <= first else {}
        return cls(
            first=first,
            read_to=_day(known.get(READ_TO, "")),
            swept=_day(known.get(SWEPT, "")),
            sweeping=_day(known.get(SWEEPING, "")),
            after=_moment(known.get(AFTER, "")),
            pupils=frozenset(known.get(PUPILS, "").split()),
        )

    def as_files(self) -> dict[str, str]:
        """As they are remembered."""
        return {
            "first": self.first.isoformat(),
            READ_TO: self.read_to.isoformat() if self.read_to else "",
            SWEPT: self.swept.isoformat() if self.swept else "",
            SWEEPING: self.sweeping.isoformat() if self.sweeping else "",
            AFTER: self.after.isoformat() if self.after else "",
            PUPILS: " ".join(sorted(self.pupils)),
        }


def digest(pupil_id: str) -> str:
    """A few letters that tell a pupil from others; who it is cannot be read from them."""
    return hashlib.sha256(pupil_id.encode()).hexdigest()[:10]


def unknown(marks: Marks, pupils: Iterable[str]) -> list[str]:
    """Pupils whose days before now have not been read."""
    return [one for one in pupils if digest(one) not in marks.pupils]


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _moment(said: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo else None
