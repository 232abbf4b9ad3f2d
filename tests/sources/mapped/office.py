"""A school folder with a drop beside it: put an export in, poll, see what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.ports import Batch, Roster
from bot.rules.values import Window
from bot.sources.mapped.load import parse
from bot.sources.mapped.source import MappedDrop
from tests.sources.school import School

PLAIN = """\
title = "An invented export"
[columns]
pupil = "Elev"
date = "Dag"
start = "Från"
end = "Till"
absent = "Min"
code = "Kod"
[codes]
N = { status = "present" }
S = { status = "absent", authorisation = "valid", reason = "health" }
O = { status = "absent", authorisation = "invalid" }
X = { status = "cancelled" }
B = { status = "ignore" }
F = { status = "late", authorisation = "invalid" }
R = { status = "unreported" }
"""
HEADER = "Elev;Namn;Dag;Från;Till;Min;Kod;Anmärkning"


def row(
    pupil: str = "p1", day: str = "2026-11-02", start: str = "08:10", end: str = "09:10", missed: str = "",
    code: str = "N", note: str = "",
) -> str:  # fmt: skip
    """A row of :data:`PLAIN`'s export; the name is a canary that nothing may repeat."""
    return f"{pupil};Kanariefågel;{day};{start};{end};{missed};{code};{note}"


def weekdays(roster: Roster, school: str, window: Window) -> tuple[date, ...]:
    """Monday to Friday."""
    days = (window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1))
    return tuple(day for day in days if day.weekday() < 5)


class Office:
    """``data/`` is the school folder, ``drop/`` where exports arrive."""

    def __init__(self, folder: Path, mapping: str = PLAIN) -> None:
        (folder / "data").mkdir()
        self.drop = folder / "drop"
        self.drop.mkdir()
        self.school = School(folder / "data")
        self.taken: dict[str, str] = {}
        self.paused: list[float] = []
        self.late = 3600.0
        """Seconds by which the file system's clock is ahead of the files."""
        self.use(mapping)

    def use(self, mapping: str, **more: Any) -> None:
        """Read by this mapping from now on, as after a restart."""
        import time

        self.source = MappedDrop(
            "wilma", self.drop, parse(mapping, "m.toml"), "Europe/Stockholm", weekdays, lambda: date(2026, 11, 24),
            roster=self.school.path,
            pause=self.pause, wall=lambda: time.time() + self.late, **more,
        )  # fmt: skip

    def pause(self, seconds: float) -> None:
        """Nothing waits in tests; what is to happen meanwhile is put in by those that need it."""
        self.paused.append(seconds)

    def put(self, *rows: str, name: str = "export.csv", header: str = HEADER) -> None:
        """An export arrives."""
        self.put_bytes(("\n".join([header, *rows]) + "\n").encode(), name)

    def put_bytes(self, data: bytes, name: str = "export.csv") -> None:
        """An export arrives."""
        (self.drop / name).write_bytes(data)

    def poll(self) -> list[Batch]:
        """Batch after batch until there is no more."""
        batches = [self.source.read(self.taken)]
        while batches[-1].more:
            self.taken |= batches[-1].files
            batches.append(self.source.read(self.taken))
        return batches

    def only(self) -> Batch:
        """The one batch with something in it."""
        found = [batch for batch in self.poll() if batch.files]
        assert len(found) == 1
        return found[0]

    def lies(self) -> list[str]:
        """Every file of the drop, by its path in it."""
        return sorted(str(one.relative_to(self.drop)) for one in self.drop.rglob("*") if one.is_file())

    def report(self, place: str, name: str = "export.csv") -> str:
        """What the report beside a file says."""
        return (self.drop / place / f"{name}.report.txt").read_text(encoding="utf-8")


def said(batches: list[Batch]) -> list[str]:
    """Every problem of a poll."""
    return [str(problem) for batch in batches for problem in batch.problems]


def by_start(batch: Batch) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Rows by pupil and clock, for days told one at a time."""
    return {
        (row["pupil_id"], f"{row['starts'] // 60:02}:{row['starts'] % 60:02}"): row
        for row in batch.records.to_dicts()
    }
