"""The mapped CSV drop as a source: one file a batch, each moved away once its records are safe."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from bot.ports import Batch, Finding, Roster, RowProblem, Told
from bot.rules.values import Window
from bot.sources.csv_file import SIZE_CAP, MissingFileError, RejectedError, StillWrittenError, read_bytes
from bot.sources.csv_roster import RosterRead
from bot.sources.csv_rows import Problems
from bot.sources.mapped import hours
from bot.sources.mapped.folder import DONE, FAILED, Drop, Folder, listed
from bot.sources.mapped.mapping import Mapping as ColumnMapping
from bot.sources.mapped.timetable import read_timetable
from bot.sources.mapped.understand import Understood, understand
from bot.sources.mapped.window import window_of
from bot.sources.records import RECORD_SCHEMA, Known, no_records
from bot.sources.school_files import read_school


class WaitsError(RejectedError):
    """What a file needs is not there: it waits where it lies."""


SchoolDays = Callable[[Roster, str, Window], tuple[date, ...]]
"""The days of a window on which a school has given its lessons: none that is still to come."""


class MappedDrop:
    """Exports that arrive in ``path``, read by ``mapping``; ``roster`` is the school folder, if not the same."""

    def __init__(
        self,
        name: str,
        path: Path,
        mapping: ColumnMapping,
        timezone: str,
        school_days: SchoolDays,
        today: Callable[[], date],
        *,
        roster: Path | None = None,
        size_cap: int = SIZE_CAP,
        pause: Callable[[float], None] = time.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._mapping, self._zone = mapping, ZoneInfo(timezone)
        self._school_days, self._today = school_days, today
        self._school = roster or path
        beside = (mapping.hours.timetable,) if mapping.hours and mapping.hours.timetable else ()
        self._folder = Folder(path, mapping.file.names, size_cap, beside=beside, pause=pause, wall=wall)
        self._roster: Roster | None = None

    def read(self, taken: Mapping[str, str]) -> Batch:
        """The next file's records; files whose bytes were taken before are only moved to ``done/``."""
        found = self._read_roster()
        if found.known is None or found.roster is None:
            return Batch(roster=None, records=no_records(), problems=found.problems)
        problems: list[RowProblem] = []
        names = self._waiting(problems)
        for place, name in enumerate(names, 1):
            batch = self._next(name, taken, found.roster, found.known, problems)
            if batch is not None:
                return Batch(
                    roster=found.roster, records=batch.records, files=batch.files, told=batch.told,
                    problems=(*problems, *batch.problems), protected_rows=batch.protected_rows,
                    more=True, done=place, of=len(names),
                )  # fmt: skip
        return Batch(roster=found.roster, records=no_records(), problems=(*found.problems, *problems))

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """What the next poll would read; nothing is moved."""
        found = self._read_roster()
        findings = [Finding(what=str(one), mend="mend it in the export") for one in found.problems]
        problems: list[RowProblem] = []
        for name in self._waiting(problems) if found.known and found.roster else ():
            try:
                drop = self._folder.open(name)
                read = self._understood(drop, found.known or _nobody(), found.roster or Roster())
                problems += [*read.broken, *read.doubts]
                findings.append(Finding(what=f"{name}: {_counted(read)}"))
            except RejectedError as error:
                problems.append(error.problem)
        findings += [Finding(what=str(one), mend="mend it in the export, or the mapping") for one in problems]
        if lying := self._folder.failed():
            mend = "read the reports beside them, then drop them again or take them away"
            findings.append(Finding(what=f"{lying} files in {FAILED}/ were not taken", mend=mend))
        return found.roster, tuple(findings)

    def _read_roster(self) -> RosterRead:
        """The same object as long as the files say the same."""
        found = read_school(lambda name: read_bytes(self._school, name), today=self._today())
        if found.roster is None or found.roster != self._roster:
            self._roster = found.roster
            return found
        return RosterRead(roster=self._roster, known=found.known, problems=found.problems)

    def _waiting(self, problems: list[RowProblem]) -> list[str]:
        try:
            return self._folder.waiting()
        except RejectedError as error:
            problems.append(error.problem)
            return []

    def _next(
        self, name: str, taken: Mapping[str, str], roster: Roster, known: Known, problems: list[RowProblem]
    ) -> Batch | None:
        """The file's records, or None where it gives none: then it is put away and said."""
        drop: Drop | None = None
        try:
            drop = self._folder.open(name)
            if taken.get(name) == drop.sha256:
                self._folder.move(drop, DONE)
                return None
            read = self._understood(drop, known, roster)
            if read.broken and self._mapping.file.broken_rows == "reject":
                self._refuse(drop, [*listed(read.broken), "nothing of this file was taken"])
                problems += read.broken
                return None
            return self._batch(drop, read, roster)
        except (StillWrittenError, WaitsError) as error:
            problems.append(error.problem)
        except RejectedError as error:
            problems.append(error.problem)
            if drop is not None and drop.sha256 != taken.get(name):
                self._refuse(drop, [str(error.problem), "nothing of this file was taken"], problems)
        return None

    def _refuse(self, drop: Drop, lines: list[str], problems: list[RowProblem] | None = None) -> None:
        try:
            self._folder.report(drop.name, FAILED, lines)
            self._folder.move(drop, FAILED)
        except RejectedError as error:
            if problems is not None:
                problems.append(error.problem)

    def _batch(self, drop: Drop, read: Understood, roster: Roster) -> Batch:
        window = window_of(drop.name, read.records)
        schools = _schools(read.records, roster)
        told: tuple[Told, ...] = ()
        records = read.records.select(RECORD_SCHEMA.names())
        if self._mapping.file.snapshot and window and schools and not read.broken:
            records = self._with_hours(read.records, window, schools, roster)
            told = (Told(days=window, schools=schools),)
        said = (*read.broken, *read.doubts)
        problems = list(said)
        if said:
            try:
                self._folder.report(drop.name, DONE, [_counted(read), *listed(said)])
            except RejectedError as error:
                problems.append(error.problem)
        return Batch(
            roster=roster, records=records, files={drop.name: drop.sha256}, told=told,
            problems=tuple(problems), protected_rows=read.counts.get("protected", 0),
        )  # fmt: skip

    def _understood(self, drop: Drop, known: Known, roster: Roster) -> Understood:
        read = understand(drop.name, drop.data, self._mapping, known, self._zone, self.name)
        if self._mapping.hours and self._mapping.hours.timetable:
            self._timetable(roster)  # a broken one is said before anything is taken
        return read

    def _timetable(self, roster: Roster) -> pl.DataFrame:
        name = self._mapping.hours.timetable if self._mapping.hours else None
        assert name is not None
        problems = Problems(name)
        try:
            found = read_timetable(name, read_bytes(self._school, name), roster.pupils, problems)
        except MissingFileError:
            raise WaitsError(name, "is missing: without it no hours are known") from None
        except RejectedError as error:
            raise WaitsError(name, error.problem.why, line=error.problem.line) from None
        for one in problems.all():
            raise WaitsError(name, one.why, line=one.line, column=one.column)
        return found

    def _with_hours(
        self, records: pl.DataFrame, window: Window, schools: frozenset[str], roster: Roster
    ) -> pl.DataFrame:
        offered = self._mapping.hours
        if offered is None:
            return records.select(RECORD_SCHEMA.names())
        days = hours.school_days({one: self._school_days(roster, one, window) for one in sorted(schools)})
        pupils = [pupil for pupil in roster.pupils if pupil.school in schools]
        if offered.timetable is None:
            return hours.by_weekly_minutes(records, offered.weekly_minutes, days, pupils, self.name)
        return hours.by_timetable(records, self._timetable(roster), days, pupils, self.name)


def _schools(records: pl.DataFrame, roster: Roster) -> frozenset[str]:
    """Whose days a file tells: schools of which it names a pupil."""
    at = {pupil.pupil_id: pupil.school for pupil in roster.pupils}
    return frozenset(at[one] for one in records["pupil_id"].unique() if one in at)


def _counted(read: Understood) -> str:
    return ", ".join(f"{what}: {number}" for what, number in read.counts.items())


def _nobody() -> Known:
    return Known(pupils=frozenset(), protected=frozenset())
