"""``lots source try``: an export as its mapping is understood, before anything is taken in. No names, no ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from bot.errors import FoundWrong, UserError
from bot.sources.csv_file import RejectedError, read_bytes
from bot.sources.mapped.load import MappingError, load
from bot.sources.mapped.mapping import Mapping
from bot.sources.mapped.understand import Understood, understand
from bot.sources.mapped.window import window_of
from bot.sources.records import Known
from bot.sources.school_files import read_school

SHOWN = 10
"""Rows shown of a file."""
SAID = 20
"""Problems said of each sort."""


def try_source(ref: str, file: Path, roster: Path | None, zone: str) -> Iterator[str]:
    """Lines to print; FoundWrong at the end where the file would not be taken. UserError: it cannot be looked at."""
    mapping = _mapping(ref)
    try:
        data = read_bytes(file.parent, file.name)
        known = _known(roster)
        read = understand(
            file.name, data, mapping, known or _anybody(file, data, mapping), ZoneInfo(zone), "try"
        )
    except RejectedError as error:
        raise FoundWrong(str(error)) from None
    yield f"{mapping.title}: {file.name}"
    yield from _rows(read)
    if roster is None:
        yield "without --roster every pupil of the file counts as known, and nobody as protected"
    yield from _told("left out", read.doubts)
    yield from _told("cannot be read", read.broken)
    yield ", ".join(f"{what}: {number}" for what, number in read.counts.items())
    yield from _counts(read)
    if window := window_of(file.name, read.records):
        gone = (
            ": what was told of them before and is not here counts as deleted"
            if mapping.file.snapshot
            else ""
        )
        yield f"days {window.first} to {window.last}{gone}"
    if read.broken and mapping.file.broken_rows == "reject":
        raise FoundWrong(f"{file.name} would go to failed/: {len(read.broken)} rows cannot be read")


def _mapping(ref: str) -> Mapping:
    try:
        return load(ref)
    except MappingError as error:
        raise UserError(str(error)) from None


def _known(roster: Path | None) -> Known | None:
    if roster is None:
        return None
    found = read_school(lambda name: read_bytes(roster, name), ("roster.csv",))
    if found.known is None:
        raise UserError("\n".join(str(problem) for problem in found.problems))
    return found.known


def _anybody(file: Path, data: bytes, mapping: Mapping) -> Known:
    """Whoever the file names."""
    from bot.sources.csv_rows import Problems
    from bot.sources.mapped.cells import read_cells
    from bot.sources.mapped.table import open_export

    table = open_export(file.name, data, mapping.file, mapping.columns.named()).table
    pupils = read_cells(table, (mapping.columns.pupil,), Problems(file.name))[mapping.columns.pupil]
    return Known(pupils=frozenset(pupils) - {""}, protected=frozenset())


def _rows(read: Understood) -> Iterator[str]:
    """The first rows; pupils are told apart by the order in which they come."""
    numbers = {one: n for n, one in enumerate(read.records["pupil_id"].unique(maintain_order=True), 1)}
    for row in read.records.head(SHOWN).iter_rows(named=True):
        starts, ends = (f"{row[at] // 60 % 24:02}:{row[at] % 60:02}" for at in ("starts", "ends"))
        said = [row["status"], *(row[word] for word in ("kind", "reason") if row[word])]
        length = f"{row['absent']} of {row['scheduled']} min"
        day = "whole day" if row["whole"] else f"{starts}–{ends}"
        yield f"  line {row['seq']}: pupil {numbers[row['pupil_id']]}, {row['day']} {day}: {' '.join(said)}, {length}"
    if (more := read.records.height - SHOWN) > 0:
        yield f"  and {more} more"


def _told(what: str, problems: tuple[object, ...]) -> Iterator[str]:
    if not problems:
        return
    yield f"{what}:"
    for problem in problems[:SAID]:
        yield f"  {problem}"
    if len(problems) > SAID:
        yield f"  and {len(problems) - SAID} more lines like these"


def _counts(read: Understood) -> Iterator[str]:
    """How often each meaning comes: a code mapped wrongly shows here."""
    counted = (
        read.records.with_columns(pl.col("kind", "reason").fill_null(""))
        .group_by("status", "kind", "reason", "deleted")
        .agg(rows=pl.len(), minutes=pl.col("absent").sum())
        .sort("status", "kind", "reason")
    )
    for status, kind, reason, _, rows, minutes in counted.iter_rows():
        words = " ".join(word for word in (status, kind, reason) if word)
        yield f"  {words}: {rows} rows, {minutes} min missed"
