"""A small invented school folder for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from bot.ports import Batch
from bot.sources.csv_folder import CsvFolder

HEADER = "record_id,pupil_id,lesson_start,lesson_end,status,absent_minutes,authorisation,reason"
ROSTER = """\
pupil_id,given_name,family_name,class,grade,school,mentor,protected
p1,Alva,Påhittad,8C,8,Testskolan,mentor@test.example,no
p2,Bo,Exempelsson,8C,8,Testskolan,mentor@test.example,no
hidden,Canary,Canarysson,8C,8,Testskolan,mentor@test.example,yes
"""
STAFF = """\
email,name,role,school
mentor@test.example,Maja Mentor,mentor,Testskolan
"""
TERMS = """\
school,term,starts,ends
Testskolan,HT26,2026-08-17,2026-12-18
"""
CHANNELS = """\
audience,platform,address
class:8C,local,8c
"""


class School:
    """Writes files, polls, remembers what was taken as the service would."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.taken: dict[str, str] = {}
        self.source = CsvFolder("csv", path, "Europe/Stockholm")
        self.write("roster.csv", ROSTER)
        self.write("staff.csv", STAFF)
        self.write("terms.csv", TERMS)
        self.write("channels.csv", CHANNELS)

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file in the folder."""
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def lessons(self, *rows: str, name: str = "attendance.csv", header: str = HEADER) -> None:
        """Put an attendance file in the folder."""
        self.write(name, "\n".join([header, *rows]) + "\n")

    def poll(self) -> Batch:
        """Read, and remember the files as taken."""
        batch = self.source.read(self.taken)
        self.taken |= batch.files
        return batch


def lesson(
    record_id: str = "r1",
    pupil_id: str = "p1",
    start: str = "2026-11-02T08:10",
    end: str = "2026-11-02T09:10",
    status: str = "present",
    *rest: str,
) -> str:
    """A row; ``rest`` is absent_minutes, authorisation, reason."""
    return ",".join([record_id, pupil_id, start, end, status, *rest, *[""] * (3 - len(rest))])


def records(batch: Batch) -> Mapping[str, Mapping[str, Any]]:
    """Record id to the row."""
    return {row["record_id"]: row for row in batch.records.to_dicts()}


def said(batch: Batch) -> list[str]:
    """The problems as an operator reads them."""
    return [str(problem) for problem in batch.problems]


def only(batch: Batch) -> Mapping[str, Any]:
    """The one record of a batch without problems."""
    assert said(batch) == []
    (row,) = batch.records.to_dicts()
    return row


def ids(frame: pl.DataFrame) -> Iterable[str]:
    """Record ids in order."""
    return frame["record_id"].to_list()
