"""Files read row by row: a broken row is left out and named, a broken file rejects all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from bot.ports import RowProblem
from bot.sources.csv_file import MissingFileError, RejectedError, open_table
from bot.sources.csv_rows import BrokenRow, Problems, rows

T = TypeVar("T")
Cells = Mapping[str, str]


class BadCellError(ValueError):
    """A row is left out: ``column`` and why."""

    def __init__(self, column: str, why: str) -> None:
        self.column = column
        super().__init__(why)


class Reader:
    """Reads file after file and gathers what is wrong with them; ``files`` are their columns.

    ``load`` raises :class:`RejectedError`; with ``others`` a file may have columns besides, which are not read.
    """

    def __init__(
        self,
        load: Callable[[str], bytes],
        files: Mapping[str, Sequence[str]],
        needed: Sequence[str],
        *,
        others: bool = False,
    ) -> None:
        self._load, self._files, self._needed, self._others = load, files, needed, others
        self._problems = {name: Problems(name) for name in files}
        self.rejected = False
        self.lost: set[str] = set()
        """Files of which a row was left out."""

    def rows(self, name: str, read: Callable[[Cells, int], T]) -> list[T]:
        """The rows that can be read; broken ones are reported, a broken file rejects the roster."""
        return list(self._read(name, read))

    def _read(self, name: str, read: Callable[[Cells, int], T]) -> Iterator[T]:
        try:
            table = open_table(name, self._load(name), self._files[name], others=self._others)
        except MissingFileError as error:
            if name in self._needed:
                self._reject(error)
            return
        except RejectedError as error:
            self._reject(error)
            return
        for row in rows(table):
            if isinstance(row, BrokenRow):
                self.lost.add(name)
                self.doubt(name, row.line, "", row.why)
                continue
            line, cells = row.line, dict(zip(table.columns, row.cells, strict=True))
            try:
                yield read(cells, line)
            except BadCellError as error:
                self.lost.add(name)
                self.doubt(name, line, error.column, str(error))

    def _reject(self, error: RejectedError) -> None:
        self.rejected = True
        self.doubt(error.problem.file, error.problem.line, error.problem.column, error.problem.why)

    def doubt(self, name: str, line: int, column: str, why: str) -> None:
        """Report something about a row."""
        self._problems[name].add(line, column, why)

    def problems(self) -> tuple[RowProblem, ...]:
        """All of them, file by file."""
        return tuple(problem for problems in self._problems.values() for problem in problems.all())


def filled(cells: Cells, column: str) -> str:
    """The cell, which must hold something."""
    if not cells[column]:
        raise BadCellError(column, "is empty")
    return cells[column]
