"""The columns a mapping names, as a frame of texts; the others, free texts among them, are left behind."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from bot.sources.csv_file import Table
from bot.sources.csv_rows import BrokenRow, Problems, rows

LINE = "line"


def read_cells(table: Table, wanted: Sequence[str], problems: Problems) -> pl.DataFrame:
    """The wanted columns, empty cells as "", and ``line``; rows that are none go to ``problems``."""
    places = [table.columns.index(name) for name in wanted]
    lines: list[int] = []
    cells: list[list[str]] = [[] for _ in places]
    same: dict[str, str] = {}  # dates, ids and codes come again and again: each text is kept once
    for row in rows(table):
        if isinstance(row, BrokenRow):
            problems.add(row.line, "", row.why)
            continue
        lines.append(row.line)
        for place, column in zip(places, cells, strict=True):
            text = row.cells[place]
            column.append(same.setdefault(text, text))
    named = {name: pl.Series(column, dtype=pl.String) for name, column in zip(wanted, cells, strict=True)}
    return pl.DataFrame({**named, LINE: pl.Series(lines, dtype=pl.Int64)})
