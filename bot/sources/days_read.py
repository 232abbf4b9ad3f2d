"""How far a server that is read day by day has been read, as marks that are remembered with the records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.sources.ss12000.marks import digest


@dataclass(frozen=True, kw_only=True)
class Marks:
    """``read_to``: the last day of the reading under way or done; ``swept``: the local day of the last one done."""

    first: date
    read_to: date | None = None
    swept: date | None = None
    whole: bool = False
    """Every day from the first on has been read once."""
    pupils: frozenset[str] = frozenset()
    """Short digests of those whose days have been read from the first on."""

    @classmethod
    def of(cls, taken: Mapping[str, str], first: date) -> Marks:
        """Out of what was remembered; an earlier first day starts anew."""
        began = _day(taken.get("first", ""))
        if began is None or began > first:
            return cls(first=first)
        return cls(
            first=first,
            read_to=_day(taken.get("read_to", "")),
            swept=_day(taken.get("swept", "")),
            whole=taken.get("whole") == "yes",
            pupils=frozenset(taken.get("pupils", "").split()),
        )

    def as_files(self) -> dict[str, str]:
        """As they are remembered."""
        return {
            "first": self.first.isoformat(),
            "read_to": self.read_to.isoformat() if self.read_to else "",
            "swept": self.swept.isoformat() if self.swept else "",
            "whole": "yes" if self.whole else "",
            "pupils": " ".join(sorted(self.pupils)),
        }

    def begun(self, pupils: Collection[str]) -> Marks:
        """Whoever came since has all days read anew; who comes while that goes on, once more afterwards."""
        marks = self
        if marks.whole and not all(digest(one) in marks.pupils for one in pupils):
            marks = replace(marks, whole=False, read_to=None)
        if not marks.whole and marks.read_to is None:
            return replace(marks, pupils=frozenset(map(digest, pupils)))
        return marks


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
