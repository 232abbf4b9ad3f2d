"""A table as a frame of text columns with the line of each row: at full speed where every row is in order."""

from __future__ import annotations

import array
import io

import polars as pl
from polars.exceptions import PolarsError

from bot.sources.csv_file import Table
from bot.sources.csv_rows import BrokenRow, Problems, rows

_CELL_END = "\x1f"
_UNUSABLE = frozenset(f'\n\r"{_CELL_END}')
"""No cell of a lesson's row may hold one of these."""


def read_columns(table: Table, problems: Problems) -> pl.DataFrame:
    """Columns of the header (empty cells are null) and ``line``; rows that are none go to ``problems``."""
    numbered = _at_once(table)
    if numbered is None and b'"' in table.data:
        return _row_by_row(table, problems)
    if numbered is None:
        numbered = _line_by_line(table, problems)
    cells = pl.col(table.columns)
    if any(mark in table.data for mark in (b" ", b"\t", b'"')):
        numbered = numbered.with_columns(cells.str.strip_chars().replace("", None))
    # Rows of nothing but separators, as spreadsheets leave them, are blank.
    return numbered.filter(~pl.all_horizontal(cells.is_null()))


def _at_once(table: Table) -> pl.DataFrame | None:
    """None where any row is broken, blank or runs over lines: each is then looked at by itself."""
    data, start, width = table.data, table.start, len(table.columns)
    if data[start : start + 1] in (b"", b"\n"):
        return None
    quoted = b'"' in data
    try:
        frame = _scan(data, table.columns, table.separator, quote='"' if quoted else None, skip_lines=1)
    except PolarsError:
        return None
    # Rows cut short are padded without a word, too long ones raise: the separators must be as many as the rows need.
    if data.count(table.separator.encode(), start) != frame.height * (width - 1):
        return None
    if quoted and _holds(frame, table.separator):
        return None
    return frame.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias("line"))


def _scan(
    data: bytes, columns: tuple[str, ...], separator: str, *, quote: str | None, skip_lines: int = 0
) -> pl.DataFrame:
    return pl.read_csv(
        data,
        has_header=False,
        skip_lines=skip_lines,
        schema=dict.fromkeys(columns, pl.String),
        separator=separator,
        quote_char=quote,
    )


def _holds(frame: pl.DataFrame, separator: str) -> bool:
    """A quoted separator could hide a row cut short elsewhere; a quotation mark, one that is not closed."""
    odd = pl.any_horizontal(pl.all().str.contains_any([separator, '"', "\n"]).any())
    return bool(frame.select(odd.fill_null(value=False)).item())


def _line_by_line(table: Table, problems: Problems) -> pl.DataFrame:
    """Without quotation marks a line is a row: those with too few or too many cells are set aside."""
    separator, width = table.separator.encode(), len(table.columns)
    numbers = array.array("q")
    good = bytearray()
    lines = io.BytesIO(table.data)
    lines.seek(table.start)
    for number, line in enumerate(lines, 2):
        count = line.count(separator) + 1
        if count == width:
            numbers.append(number)
            good += line
        elif line.replace(separator, b"").strip():
            problems.add(number, "", f"has {count} columns, not {width}")
    return _numbered(bytes(good), table.columns, table.separator, numbers)


def _row_by_row(table: Table, problems: Problems) -> pl.DataFrame:
    numbers = array.array("q")
    text = bytearray()
    for row in rows(table):
        if isinstance(row, BrokenRow):
            problems.add(row.line, "", row.why)
        elif unusable := [at for at, cell in enumerate(row.cells) if _UNUSABLE & set(cell)]:
            problems.add(row.line, table.columns[unusable[0]], "holds a line break or a quotation mark")
        else:
            numbers.append(row.line)
            text += _CELL_END.join(row.cells).encode() + b"\n"
    return _numbered(bytes(text), table.columns, _CELL_END, numbers)


def _numbered(
    data: bytes, columns: tuple[str, ...], separator: str, numbers: array.array[int]
) -> pl.DataFrame:
    if not numbers:
        return pl.DataFrame(schema={**dict.fromkeys(columns, pl.String), "line": pl.Int64})
    frame = _scan(data, columns, separator, quote=None)
    return frame.with_columns(line=pl.Series(numbers, dtype=pl.Int64))
