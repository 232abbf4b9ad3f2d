"""One file of the school folder as bytes: whole, unchanged while read, in the folder, UTF-8, with its header."""

from __future__ import annotations

import codecs
import csv
import os
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ports import RowProblem

MEGABYTE = 1024 * 1024
SIZE_CAP = 512 * MEGABYTE
_BLOCK = MEGABYTE
_HEADER_CAP = 10_000


class RejectedError(Exception):
    """The file cannot be taken as a whole; ``problem`` says why."""

    def __init__(self, name: str, why: str, *, line: int = 0, column: str = "") -> None:
        self.problem = RowProblem(file=name, line=line, column=column, why=why)
        super().__init__(str(self.problem))


class MissingFileError(RejectedError):
    """There is no such file."""


class StillWrittenError(RejectedError):
    """The file changed while it was read: it is left for the next poll."""


Stamp = tuple[int, int, int, int]
"""Inode, size, and both times in nanoseconds: equal stamps mean an untouched file."""


def stamp(path: Path) -> Stamp:
    """The stamp of what ``path`` leads to."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def read_bytes(folder: Path, name: str, cap: int = SIZE_CAP) -> bytes:
    """The file's bytes. :class:`RejectedError` for links out, folders, devices, and more than ``cap`` bytes."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise RejectedError(name, "is a link that leads out of the folder")
        if not stat.S_ISREG(path.stat().st_mode):
            raise RejectedError(name, "is not a file")
        before = stamp(path)
        if before[1] > cap:
            raise RejectedError(name, f"is larger than {cap / MEGABYTE:g} MB")
        data = _read(path, before[1])
        if stamp(path) != before or len(data) != before[1]:
            raise StillWrittenError(name, "is still being written: left for the next poll")
    except FileNotFoundError:
        raise MissingFileError(name, "is missing") from None
    except (OSError, RuntimeError) as error:
        raise RejectedError(name, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return data


def _read(path: Path, size: int) -> bytes:
    # Non-blocking, so that a pipe put in the file's place between the look and the opening cannot hold us.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        return file.read(size + 1)  # one more would show that it has grown


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file whose header is right: from byte ``start`` of ``data`` line 2 begins, line ends are ``\\n`` only."""

    name: str
    separator: str
    columns: tuple[str, ...]
    data: bytes
    start: int


def open_table(name: str, data: bytes, expected: Sequence[str], *, others: bool = False) -> Table:
    """Check encoding and header (any order of columns). :class:`RejectedError` says what is wrong with them.

    ``others``: columns that are not expected may stand beside."""
    _check_encoding(name, data)
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    end = data.find(b"\n")
    start = len(data) if end < 0 else end + 1
    first = data[:start].strip()
    if not first:
        raise RejectedError(name, "is empty: the header row is missing", line=1)
    separator = ";" if first.count(b";") > first.count(b",") else ","
    columns = _columns(name, first[:_HEADER_CAP].decode("utf-8", "replace"), separator)
    _check_columns(name, columns, expected, others=others)
    return Table(name=name, separator=separator, columns=columns, data=data, start=start)


def _columns(name: str, header: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader([header], delimiter=separator, strict=True)))
    except csv.Error:
        raise RejectedError(name, "the header row's quotation marks do not match", line=1) from None


def _check_columns(name: str, columns: tuple[str, ...], expected: Sequence[str], *, others: bool) -> None:
    missing = [column for column in expected if column not in columns]
    # Names of unknown columns are not repeated: in a file without a header they would be a pupil's row.
    unknown = [str(place) for place, column in enumerate(columns, 1) if not others and column not in expected]
    twice = [column for column, times in Counter(columns).items() if times > 1 and column in expected]
    wrong = [
        *([f"missing {', '.join(missing)}"] if missing else []),
        *([f"unknown column number {', '.join(unknown)}"] if unknown else []),
        *([f"{', '.join(twice)} twice"] if twice else []),
    ]
    if wrong:
        said = "needed" if others else "allowed"
        raise RejectedError(name, f"broken header: {'; '.join(wrong)}; {said}: {','.join(expected)}", line=1)


def _check_encoding(name: str, data: bytes) -> None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RejectedError(name, "is UTF-16: save it as UTF-8", line=1)
    if b"\0" in data:
        raise RejectedError(
            name, "is not text: it holds a zero byte", line=data.count(b"\n", 0, data.index(0)) + 1
        )
    fault = first_fault(data)
    if fault is not None:
        line = data.count(b"\n", 0, fault) + 1
        why = f"is not UTF-8: byte 0x{data[fault]:02X} at offset {fault}; save the file as UTF-8"
        raise RejectedError(name, why, line=line)


def first_fault(data: bytes) -> int | None:
    """Offset of the first byte that is not UTF-8, looked for block by block so that memory stays flat."""
    if data.isascii():
        return None
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _BLOCK):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _BLOCK], final=start + _BLOCK >= len(data))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None
