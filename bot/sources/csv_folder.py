"""The CSV school folder (CONTRACT.md): roster files read anew at each poll, attendance files once each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from bot.ports import Batch, RowProblem
from bot.sources.csv_attendance import COLUMNS, read_attendance
from bot.sources.csv_file import SIZE_CAP, RejectedError, Stamp, open_table, read_bytes, stamp
from bot.sources.csv_roster import REQUIRED, RosterRead
from bot.sources.csv_rows import Problems
from bot.sources.records import Known, no_records
from bot.sources.school_files import read_school

_ATTENDANCE = re.compile(r"attendance.*\.csv", re.DOTALL | re.IGNORECASE)
"""Names from a machine to which capitals are the same are taken too."""


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What this process knows of a file, good as long as its stamp is the same: polls then need not read it."""

    stamp: Stamp
    sha256: str = ""
    rejected: RowProblem | None = None


@dataclass
class _Taking:
    """What one poll gathers."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    protected_rows: int = 0


class CsvFolder:
    """A folder with ``roster.csv`` and the like, and ``attendance*.csv``.

    ``roster`` is where the roster files lie, if not here; ``needed`` are those without which nothing is taken
    (a dry run needs fewer); ``size_cap`` in bytes; ``today`` is the day on which an export's roles must hold.
    In one poll a file later by name corrects an earlier one (``attendance-9`` before ``attendance-10``);
    between polls what arrives later corrects.
    """

    def __init__(
        self,
        name: str,
        path: Path,
        timezone: str | ZoneInfo,
        *,
        roster: Path | None = None,
        needed: Sequence[str] = REQUIRED,
        size_cap: int = SIZE_CAP,
        today: Callable[[], date | None] = lambda: None,
    ) -> None:
        self.name = name
        self._path = path
        self._roster = roster or path
        self._zone = timezone if isinstance(timezone, ZoneInfo) else ZoneInfo(timezone)
        self._needed = needed
        self._size_cap = size_cap
        self._today = today
        self._seen: dict[str, _Seen] = {}

    def roster(self) -> RosterRead:
        """The roster files alone, as ``lots check`` reads them."""
        return read_school(
            lambda name: read_bytes(self._roster, name, self._size_cap), self._needed, self._today()
        )

    def read(self, taken: Mapping[str, str]) -> Batch:
        """Roster, and the rows of attendance files whose SHA-256 is not the one in ``taken``.

        Never raises for what stands in the folder: everything wrong is a problem. Without a good roster no
        attendance is taken, as nobody could say who is protected.
        """
        found = self.roster()
        taking = _Taking(problems=list(found.problems))
        if found.known is not None:
            for name in self._attendance_files(taking):
                self._take(name, taken.get(name), found.known, taking)
        return Batch(
            roster=found.roster,
            records=_latest(taking.frames),
            files=taking.files,
            problems=tuple(taking.problems),
            protected_rows=taking.protected_rows,
        )

    def _attendance_files(self, taking: _Taking) -> list[str]:
        try:
            names = [entry.name for entry in self._path.iterdir()]
        except OSError as error:
            taking.problems.append(
                RowProblem(file=self._path.name, line=0, column="", why=f"cannot be read: {error.strerror}")
            )
            return []
        return sorted((name for name in names if _ATTENDANCE.fullmatch(name)), key=by_name)

    def _take(self, name: str, taken: str | None, known: Known, taking: _Taking) -> None:
        try:
            now = stamp(self._path / name)
            seen = self._seen.get(name)
            if seen is None or seen.stamp != now:
                seen = None
            if seen is not None and seen.rejected is not None:
                taking.problems.append(seen.rejected)
                return
            if seen is not None and seen.sha256 == taken:
                return
            data = read_bytes(self._path, name, self._size_cap)
            sha256 = hashlib.sha256(data).hexdigest()
            self._seen[name] = _Seen(stamp=now, sha256=sha256)
            if sha256 != taken:
                self._read_rows(name, data, known, taking)
                taking.files[name] = sha256
        except RejectedError as error:
            self._seen.pop(name, None)
            taking.problems.append(error.problem)
        except OSError as error:
            taking.problems.append(
                RowProblem(file=name, line=0, column="", why=f"cannot be read: {error.strerror}")
            )

    def _read_rows(self, name: str, data: bytes, known: Known, taking: _Taking) -> None:
        problems = Problems(name)
        table = open_table(name, data, COLUMNS)
        rows = read_attendance(table, known, self._zone, self.name, problems)
        taking.frames.append(rows.records)
        taking.problems.extend(problems.all())
        taking.protected_rows += rows.protected_rows


def by_name(name: str) -> list[tuple[int, str]]:
    """By the name without ``.csv``, numbers by their value: attendance, attendance-9, attendance-10."""
    parts = re.split(r"(\d+)", name.removesuffix(".csv"))
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)] + [(0, name)]


def _latest(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One row per ``record_id``, the last; ``seq`` is the order of reading over all files."""
    if not frames:
        return no_records()
    records = pl.concat(frames)
    records = records.with_columns(seq=pl.int_range(records.height, dtype=pl.Int64))
    # Counting hashes first: nearly every file says each lesson once, and then nothing need be sorted out.
    if records.select(pl.col("record_id").hash().n_unique()).item() == records.height:
        return records
    return records.unique(subset="record_id", keep="last", maintain_order=True)
