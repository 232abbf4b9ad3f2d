"""A plain count of what a written folder says, apart from the rules: files in order, the last row wins."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True, kw_only=True)
class Count:
    """One pupil's last `window` school days, as known on `day`."""

    day: date
    pupil_id: str
    given: int
    lost: int
    unreported_occasions: int

    @property
    def at_least_10_percent(self) -> bool:
        return self.lost > 0 and self.lost * 10 >= self.given


def replay(folder: Path, days: Sequence[date], window: int) -> Iterator[Count]:
    """Every pupil on every school day, with what had been handed in by then."""
    known: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    for index, day in enumerate(days):
        for row in read(folder / f"attendance-{day}.csv"):
            of_day = known.setdefault(row["pupil_id"], {}).setdefault(row["lesson_start"][:10], {})
            of_day[row["record_id"]] = row
        seen = [str(d) for d in days[max(0, index + 1 - window) : index + 1]]
        for pupil_id, by_day in known.items():
            yield _count(day, pupil_id, [list(by_day.get(d, {}).values()) for d in seen])


def _count(day: date, pupil_id: str, days: list[Rows]) -> Count:
    given = [row for rows in days for row in rows if row["status"] not in ("unreported", "cancelled")]
    return Count(
        day=day,
        pupil_id=pupil_id,
        given=len(given),
        lost=sum(row["status"] == "absent" for row in given),
        unreported_occasions=sum(_occasions(rows) for rows in days),
    )


def _occasions(rows: Rows) -> int:
    marks = [row["status"] == "absent" and row["authorisation"] != "valid" for row in rows]
    return sum(now and not before for before, now in zip([False, *marks], marks, strict=False))
