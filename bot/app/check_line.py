"""One line of ``lots check``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

LISTED = 10
"""Names in one line."""


@dataclass(frozen=True, kw_only=True)
class CheckLine:
    """What was looked at, whether it is as it must be, and how it is mended where not."""

    ok: bool
    what: str
    mend: str = ""

    @classmethod
    def good(cls, what: str) -> Self:
        """Nothing to do."""
        return cls(ok=True, what=what)

    @classmethod
    def fail(cls, what: str, mend: str) -> Self:
        """Something to mend."""
        return cls(ok=False, what=what, mend=mend)

    def __str__(self) -> str:
        """``ok    …`` or ``fail  … — mend``."""
        return f"ok    {self.what}" if self.ok else f"fail  {self.what} — {self.mend}"


def listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"{', '.join(names[:LISTED])}{more}"
