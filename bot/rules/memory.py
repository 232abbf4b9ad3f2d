"""What happened before, as far as the next crossing depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.rules.values import Crossing

Answered = Mapping[str, tuple[date, ...]]
"""Stage key to the days on which it was answered, or its answer time ran out, in this case; in order."""


@dataclass(frozen=True, kw_only=True)
class Fired:
    """One earlier crossing of a stage."""

    line: int
    """The line that fired it (0-based)."""
    block: str
    """The block of that line, empty where it has none."""
    period: str
    """:attr:`Crossing.period`."""
    further: int = 0
    """How many times ``again_every`` the value lay past the limit."""
    closed: date | None = None
    """The day the case it belonged to was closed; None while that case is open."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """One pupil and ladder. The caller makes it from the case and the crossings stored."""

    fired: Mapping[str, tuple[Fired, ...]] = field(default_factory=dict)
    """Stage key to its crossings, in order."""
    answered: Answered = field(default_factory=dict)
    standing: Mapping[str, int] = field(default_factory=dict)
    """Track to the number of the highest stage that stands in the open case, however it was reached."""

    def last(self, stage: str) -> Fired | None:
        """The latest crossing of a stage."""
        return self.fired.get(stage, (None,))[-1]

    def with_crossing(self, crossing: Crossing, number: int, further: int) -> Memory:
        """The crossing is raised: it stands unless a higher stage does."""
        fired = Fired(
            line=crossing.figure.line, block=crossing.figure.block, period=crossing.period, further=further
        )
        stands = max(number, self.standing.get(crossing.track, 0))
        return replace(
            self,
            fired={**self.fired, crossing.stage: (*self.fired.get(crossing.stage, ()), fired)},
            standing={**self.standing, crossing.track: stands},
        )

    def with_answer(self, stage: str, day: date) -> Memory:
        """The stage was answered on ``day``."""
        return replace(self, answered={**self.answered, stage: (*self.answered.get(stage, ()), day)})


def answered_before(answered: Answered, stage: str, day: date) -> date | None:
    """The last day before ``day`` on which the stage was answered.

    An answer counts from the next day, as the window of ``since`` does, so that a second look at the same
    day, after a correction or at the month's end, sees what the first one saw.
    """
    return max((one for one in answered.get(stage, ()) if one < day), default=None)
