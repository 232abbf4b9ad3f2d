"""An export as bytes made a table: its encoding, its title lines and its header."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.sources.csv_file import RejectedError, Table, first_fault
from bot.sources.csv_rows import Problems
from bot.sources.mapped.mapping import File

_HEADER_CAP = 10_000


class Shifted(Problems):
    """Problems of a file whose header may stand on another line than the first, and has its own words."""

    def __init__(self, file: str, by: int, words: Mapping[str, str]) -> None:
        super().__init__(file)
        self._by, self._words = by, words

    def add(self, line: int, column: str, why: str) -> None:
        """One row left out; ``line`` counts the header as line 1."""
        super().add(line + self._by, self._words.get(column, column), why)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The table, and by how much its lines are to be moved to be the file's."""

    table: Table
    shift: int


def open_export(name: str, data: bytes, file: File, needed: tuple[str, ...]) -> Opened:
    """:class:`RejectedError` where it cannot be read as the mapping says."""
    text = _as_utf8(name, data, file.encoding)
    lines = text.split(b"\n", file.skip_lines)
    if len(lines) <= file.skip_lines:
        raise RejectedError(name, f"has no more than the {file.skip_lines} lines that are skipped", line=1)
    body, shift = lines[-1], file.skip_lines
    end = body.find(b"\n")
    start = len(body) if end < 0 else end + 1
    first = body[:start].strip(b"\n")
    if not first.strip():
        raise RejectedError(name, "is empty: the header row is missing", line=shift + 1)
    columns = _columns(name, first[:_HEADER_CAP].decode("utf-8", "replace"), file.separator, shift + 1)
    if not file.header:
        columns = tuple(str(place) for place in range(1, len(columns) + 1))
        body, start, shift = b"\n" + body, 1, shift - 1
    missing = [column for column in needed if column not in columns]
    twice = [column for column, times in Counter(columns).items() if times > 1 and column in needed]
    if missing or twice:
        # What stands there is not repeated: in a file without a header it would be a pupil's row.
        wrong = [*(f"has no column {one!r}" for one in missing), *(f"has {one!r} twice" for one in twice)]
        raise RejectedError(name, f"the header is another: {'; '.join(wrong)}", line=shift + 1)
    table = Table(name=name, separator=file.separator, columns=_each_once(columns), data=body, start=start)
    return Opened(table=table, shift=shift)


def _columns(name: str, header: str, separator: str, line: int) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([header], delimiter=separator, strict=True)))
    except (csv.Error, StopIteration):
        raise RejectedError(name, "the header row's quotation marks do not match", line=line) from None


def _each_once(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Columns without a name or with another's get one of their own, which no mapping can mean."""
    seen: set[str] = set()
    named = []
    for place, column in enumerate(columns, 1):
        named.append(f"\0{place}" if not column or column in seen else column)
        seen.add(column)
    return tuple(named)


def _as_utf8(name: str, data: bytes, encoding: str) -> bytes:
    """Decoded strictly, written as UTF-8 with plain line ends."""
    if encoding == "utf-8":
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise _other(name, 1, "UTF-16", encoding)
        fault = first_fault(data)
        if fault is not None:
            line = data.count(b"\n", 0, fault) + 1
            raise RejectedError(
                name,
                f"is not UTF-8 (byte 0x{data[fault]:02X}): mend encoding in the mapping, often windows-1252",
                line=line,
            )
        return _plain(name, data.removeprefix(codecs.BOM_UTF8))
    if data.startswith(codecs.BOM_UTF8) or (encoding != "utf-16" and _is_utf8(data)):
        raise _other(name, 1, "UTF-8", encoding)
    try:
        return _plain(name, data.decode(encoding).encode("utf-8"))
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        line = data.count(b"\n", 0, at) + 1
        raise RejectedError(name, f"is not {encoding} (byte {at})", line=line) from None


def _is_utf8(data: bytes) -> bool:
    """Not plain ASCII, and right as UTF-8: no text of an older encoding looks like that by chance."""
    return not data.isascii() and first_fault(data) is None


def _other(name: str, line: int, found: str, said: str) -> RejectedError:
    return RejectedError(
        name, f"is {found}, and the mapping says {said}: mend encoding in the mapping", line=line
    )


def _plain(name: str, text: bytes) -> bytes:
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(0)) + 1
        raise RejectedError(name, "is not text: it holds a zero byte", line=line)
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in text else text
