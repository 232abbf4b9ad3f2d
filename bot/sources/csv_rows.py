"""Rows of a table, one by one: right about quotation marks, line numbers and rows cut short."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.ports import PROBLEMS_LISTED, RowProblem
from bot.sources.csv_file import Table

_ROW_LINES = 10
"""Lines one row may run over; a quotation mark not closed by then spoils its own line only."""


@dataclass(frozen=True, kw_only=True)
class BrokenRow:
    """A row that is no row: 1-based ``line`` and ``why``."""

    line: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PlainRow:
    """A row's cells in the header's order, stripped of space around them."""

    line: int
    cells: list[str]


def rows(table: Table) -> Iterator[PlainRow | BrokenRow]:
    """Every row that is not blank, with the line it begins on."""
    width = len(table.columns)
    lines = _Lines(table)
    while (line := lines.next()) is not None:
        number = lines.number
        if '"' not in line:
            cells: list[str] | None = line.split(table.separator)
        else:
            cells = lines.quoted(line, table.separator)
        if cells is None:
            yield BrokenRow(line=number, why="quotation marks do not match")
        elif not any(cell.strip() for cell in cells):
            continue
        elif len(cells) != width:
            yield BrokenRow(line=number, why=f"has {len(cells)} columns, not {width}")
        else:
            yield PlainRow(line=number, cells=[cell.strip() for cell in cells])


class _Lines:
    """Lines after the header with a look ahead for rows that run over several."""

    def __init__(self, table: Table) -> None:
        raw = io.BytesIO(table.data)
        raw.seek(table.start)
        self._rest = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        self._ahead: list[str] = []
        self.number = 1

    def next(self) -> str | None:
        """The next line without its end; ``number`` is its place in the file (the header is line 1)."""
        line = self._ahead.pop(0) if self._ahead else next(self._rest, None)
        self.number += 1
        return None if line is None else line.removesuffix("\n")

    def quoted(self, line: str, separator: str) -> list[str] | None:
        """Cells of the row beginning with ``line``; lines it runs over are used up. None: marks do not match."""
        self._ahead += islice(self._rest, max(0, _ROW_LINES - 1 - len(self._ahead)))
        reader = csv.reader([line + "\n", *self._ahead], delimiter=separator, strict=True)
        try:
            cells = next(reader)
        except csv.Error:
            return None
        used = reader.line_num - 1
        del self._ahead[:used]
        self.number += used
        return cells


class Problems:
    """Problems of one file: the first :data:`PROBLEMS_LISTED` as they are, of the rest the number."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._listed: list[RowProblem] = []
        self._more = 0

    def add(self, line: int, column: str, why: str) -> None:
        """One row left out, or kept with a doubt."""
        if len(self._listed) < PROBLEMS_LISTED:
            self._listed.append(RowProblem(file=self._file, line=line, column=column, why=why))
        else:
            self._more += 1

    def add_more(self, number: int) -> None:
        """``number`` of problems besides those added."""
        self._more += number

    def all(self) -> tuple[RowProblem, ...]:
        """In order of lines, the number of those not listed last."""
        listed = sorted(self._listed, key=lambda problem: problem.line)
        if self._more:
            listed.append(RowProblem(file=self._file, line=0, column="", why=f"and {self._more} more rows"))
        return tuple(listed)


def named_rows(table: Table, problems: Problems) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line and cells by column name; broken rows go to ``problems``."""
    for row in rows(table):
        if isinstance(row, BrokenRow):
            problems.add(row.line, "", row.why)
        else:
            yield row.line, dict(zip(table.columns, row.cells, strict=True))
