"""A table as a frame of text columns with the line of each row: at full speed where every row is in order."""

from __future__ import annotations

import array

import polars as pl
from polars.exceptions import PolarsError

from bot.sources.csv_file import Table
from bot.sources.csv_rows import BrokenRow, Problems, rows

_CELL_END = "\x1f"
_UNUSABLE = str.maketrans(dict.fromkeys(f'\n\r"{_CELL_END}', "\ufffd"))
"""No value of a lesson row may hold these; the replacement character makes the column's own check refuse it."""


def read_columns(table: Table, problems: Problems) -> pl.DataFrame:
    """Columns of the header (empty cells are null) and ``line``; rows that are none go to ``problems``."""
    frame = _at_once(table)
    if frame is None:
        return _row_by_row(table, problems)
    numbered = frame.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias("line"))
    cells = pl.col(table.columns)
    if any(mark in table.body for mark in (b" ", b"\t", b'"')):
        numbered = numbered.with_columns(cells.str.strip_chars().replace("", None))
    # Rows of nothing but separators, as spreadsheets leave them, are blank.
    return numbered.filter(~pl.all_horizontal(cells.is_null()))


def _at_once(table: Table) -> pl.DataFrame | None:
    """None where any row is broken, blank or runs over lines: each is then looked at by itself."""
    body, width = table.body, len(table.columns)
    height = body.count(b"\n") + (not body.endswith(b"\n") and bool(body))
    if not height or body.count(table.separator.encode()) != height * (width - 1):
        return None
    quoted = b'"' in body
    try:
        frame = _scan(body, table.columns, table.separator, quote='"' if quoted else None)
    except PolarsError:
        return None
    if frame.height != height or (quoted and _holds(frame, table.separator)):
        return None
    return frame


def _scan(body: bytes, columns: tuple[str, ...], separator: str, quote: str | None) -> pl.DataFrame:
    return pl.read_csv(
        body,
        has_header=False,
        schema=dict.fromkeys(columns, pl.String),
        separator=separator,
        quote_char=quote,
    )


def _holds(frame: pl.DataFrame, separator: str) -> bool:
    """A quoted separator could hide a row cut short elsewhere; a quotation mark, one that is not closed."""
    odd = pl.any_horizontal(pl.all().str.contains_any([separator, '"', "\n"]).any())
    return bool(frame.select(odd.fill_null(value=False)).item())


def _row_by_row(table: Table, problems: Problems) -> pl.DataFrame:
    numbers = array.array("q")
    text = bytearray()
    for row in rows(table):
        if isinstance(row, BrokenRow):
            problems.add(row.line, "", row.why)
        else:
            numbers.append(row.line)
            text += _CELL_END.join(cell.translate(_UNUSABLE) for cell in row.cells).encode() + b"\n"
    if not numbers:
        return pl.DataFrame(schema={**dict.fromkeys(table.columns, pl.String), "line": pl.Int64})
    frame = _scan(bytes(text), table.columns, _CELL_END, quote=None)
    return frame.with_columns(line=pl.Series(numbers, dtype=pl.Int64))
