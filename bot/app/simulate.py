"""``lots simulate``: a ladder held against a folder of attendance; no database, nobody acts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.errors import UserError
from bot.ladders import load
from bot.ports import Batch, Roster
from bot.rules.calendar import Calendar
from bot.rules.days import DaysView
from bot.rules.ladder import Ladder
from bot.rules.ladder_file import LadderError
from bot.rules.simulate import as_json, dry_run
from bot.rules.values import Crossing, Pupil
from bot.sources.csv_folder import CsvFolder
from bot.sources.frame import days_by_pupil
from bot.storage.calendars import calendar_of

ZONES = {
    "SE": "Europe/Stockholm",
    "FI": "Europe/Helsinki",
    "DK": "Europe/Copenhagen",
    "NO": "Europe/Oslo",
    "NL": "Europe/Amsterdam",
    "FR": "Europe/Paris",
    "DE": "Europe/Berlin",
    "GB": "Europe/London",
    "UK": "Europe/London",
    "US": "America/New_York",
}
"""The zone in which times with an offset are read; the folder's own times are local already."""
Item = TypeVar("Item")
NEEDED = ("roster.csv",)
WIDE = 100
"""Columns of a terminal in which the window has room too."""


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What is held against what."""

    ladder: Ladder
    roster: Roster
    batch: Batch
    first: date
    last: date

    @property
    def years(self) -> tuple[int, int]:
        """The years the records lie in: windows reach back before ``first``."""
        days = self.batch.records["day"].drop_nulls()
        first, last = days.min(), days.max()
        return (
            first.year if isinstance(first, date) else self.first.year,
            last.year if isinstance(last, date) else self.last.year,
        )

    def crossings(self) -> list[Crossing]:
        """Ordered by date, then pupil."""
        found = [crossing for pupil_crossings in self._by_pupil() for crossing in pupil_crossings]
        number = {key: stage.number for key, stage in self.ladder.stages.items()}
        return sorted(found, key=lambda c: (c.day, c.pupil_id, number[c.stage]))

    def _by_pupil(self) -> Iterator[Iterable[Crossing]]:
        pupils = {pupil.pupil_id: pupil for pupil in self.roster.pupils}
        calendars = {name: self._calendar(name) for name in {p.school for p in pupils.values()}}
        for pupil_id, days in _progress(days_by_pupil(self.batch.records), len(pupils)):
            pupil = pupils[pupil_id]
            calendar = calendars[pupil.school]
            view = DaysView.of(days, calendar)
            yield dry_run(self.ladder, pupil_id, pupil.grade, view, calendar, self.first, self.last)

    def _calendar(self, school: str) -> Calendar:
        roster = self.roster
        return calendar_of(
            self.ladder.country,
            [span for span in roster.terms if span.school == school],
            [span for span in roster.periods if span.school == school],
            [day for day in roster.days_off if day.school == school],
            self.years,
        )


def simulate(ladder: str, data: Path, first: date | None, last: date | None, form: str) -> None:
    """Print the crossings to stdout; what could not be read goes to stderr, a line each."""
    run = read(ladder, data, first, last)
    for problem in run.batch.problems:
        sys.stderr.write(f"{problem}\n")
    crossings = run.crossings()
    if form == "jsonl":
        for crossing in crossings:
            sys.stdout.write(json.dumps(as_json(crossing), ensure_ascii=False) + "\n")
    elif form == "html":
        from bot.app.simulate_html import page

        sys.stdout.write(page(run.ladder, crossings, {p.pupil_id: p for p in run.roster.pupils}))
    else:
        table(run.ladder, crossings, {pupil.pupil_id: pupil for pupil in run.roster.pupils})


def read(ladder: str, data: Path, first: date | None, last: date | None) -> DryRun:
    """Read the ladder and the folder; UserError says what is missing."""
    if first and last and last < first:
        raise UserError(f"--to: {last} is before --from {first}")
    try:
        routine = load(ladder)
    except LadderError as error:
        raise UserError(str(error)) from None
    if not data.is_dir():
        raise UserError(f"--data: there is no folder {data}")
    zone = ZONES.get(routine.country, "UTC")
    batch = CsvFolder("csv", data, zone, needed=NEEDED).read({})
    if batch.roster is None:
        raise UserError("\n".join(str(problem) for problem in batch.problems))
    kept = batch.records.filter(~batch.records["deleted"])["day"]
    days = (kept.min(), kept.max())
    start, end = (day if isinstance(day, date) else date.min for day in days)
    if kept.len() and first and first > end:
        raise UserError(f"--from: {first} is after the last lesson in {data}, {end}")
    if kept.len() and last and last < start:
        raise UserError(f"--to: {last} is before the first lesson in {data}, {start}")
    return DryRun(ladder=routine, roster=batch.roster, batch=batch, first=first or start, last=last or end)


def table(ladder: Ladder, crossings: list[Crossing], pupils: Mapping[str, Pupil]) -> None:
    """A line per crossing, and how many there were of each stage."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    names = ["date", "pupil", "class", "stage", "measure", "value", "limit"]
    # Where the window has no room it is left to jsonl: a wrapped row is not read.
    wide = console.width >= WIDE
    shown = Table(box=None, pad_edge=False)
    for name in (*names, "window") if wide else names:
        # A source's ids may be as long as it likes; theirs is the one column that may break.
        shown.add_column(
            name,
            no_wrap=name != "pupil",
            overflow="fold",
            justify="right" if name == "value" else "left",
        )
    for crossing in crossings:
        told = as_json(crossing)
        figure = crossing.figure
        limit = f"{'>' if told['operator'] == 'over' else 'at least'} {told['limit']}"
        window = f"{figure.window.first:%d %b} – {figure.window.last:%d %b}"
        pupil = (crossing.pupil_id, pupils[crossing.pupil_id].class_name)
        cells = [crossing.day.isoformat(), *pupil, crossing.stage, figure.measure, str(told["value"]), limit]
        shown.add_row(*cells, *([window] if wide else []))
    console.print(shown)
    counts = {key: sum(c.stage == key for c in crossings) for key in ladder.stages}
    console.print(f"{len(crossings)} crossings: " + ", ".join(f"{key} {n}" for key, n in counts.items()))


def _progress(items: Iterable[Item], total: int) -> Iterable[Item]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, total=total, description="pupils", console=Console(stderr=True), transient=True)
