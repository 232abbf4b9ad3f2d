"""What lessons add up to, held against the server's own sums (aggregatedAttendance) where it gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.ports import RowProblem
from bot.sources.records import Row
from bot.sources.ss12000.api import Api, RefusedError, within
from bot.sources.ss12000.events import Events
from bot.sources.ss12000.read import refers, whole

PATH = "aggregatedAttendance"
SLACK = 0.01
"""Share of a pupil's minutes that may differ: sums are rounded here and there."""


@dataclass
class Sums:
    """Minutes offered and missed by pupil, of days read one after the other."""

    first: date | None = None
    last: date | None = None
    by_pupil: dict[str, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))

    def add(self, day: date, rows: Iterable[Row]) -> None:
        """Another day."""
        self.first = self.first or day
        self.last = day
        for row in rows:
            offered, missed = self.by_pupil[row[1]]
            self.by_pupil[row[1]] = (offered + row[5], missed + row[6])


def compared(api: Api, events: Events, sums: Sums) -> tuple[RowProblem, ...]:
    """One line where the server's sums are others than those of its lessons. Not asked: nothing to say."""
    if sums.first is None or sums.last is None or not sums.by_pupil:
        return ()
    asked = [("startDate", sums.first.isoformat()), ("endDate", sums.last.isoformat())]
    theirs: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    try:
        for page in api.pages(PATH, [*asked, *within(events.account)]):
            for one in page:
                offered, missed = theirs[refers(one, "student")]
                lost = (whole(one, "validAbsenceSum") or 0) + (whole(one, "invalidAbsenceSum") or 0)
                theirs[refers(one, "student")] = (offered + (whole(one, "offeredSum") or 0), missed + lost)
    except RefusedError as error:
        return () if error.is_missing else (RowProblem(file=PATH, line=0, column="", why=error.why),)
    return tuple(_lines(sums, theirs))


def _lines(sums: Sums, theirs: dict[str, tuple[int, int]]) -> Iterable[RowProblem]:
    both = [(ours, theirs[one]) for one, ours in sums.by_pupil.items() if one in theirs]
    for place, what, column in (
        (0, "offered", "offeredSum"),
        (1, "missed", "validAbsenceSum, invalidAbsenceSum"),
    ):
        if place == 0 and not any(said[0] for _, said in both):
            continue  # it does not tell what was offered
        other = sum(abs(ours[place] - said[place]) > SLACK * max(ours[place], 1) for ours, said in both)
        if other:
            ours_all, said_all = sum(ours[place] for ours, _ in both), sum(said[place] for _, said in both)
            why = (
                f"{other} of {len(both)} pupils have other minutes {what} than their lessons add up to, "
                f"{sums.first} to {sums.last}: {said_all} by the server's sums, {ours_all} by its lessons"
            )
            yield RowProblem(file=PATH, line=0, column=column, why=why)
