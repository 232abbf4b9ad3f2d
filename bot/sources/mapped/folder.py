"""The folder of a drop: files that have come to rest, moved to ``done/`` or ``failed/`` with a report."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from bot.ports import RowProblem
from bot.sources.csv_file import RejectedError, StillWrittenError, read_bytes, stamp
from bot.sources.csv_folder import by_name
from bot.sources.school_files import FILES

DONE, FAILED = "done", "failed"
REPORT = ".report.txt"
REST = 60.0
"""Seconds after which a file nobody has touched is whole."""
LOOK = 2.0
"""Seconds between two looks at a younger one."""
_UNFINISHED = re.compile(r"(^\.)|(\.(part|tmp|filepart|crdownload|swp)$)|(~$)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Drop:
    """A file's bytes and what they are known by."""

    name: str
    data: bytes = field(repr=False)
    sha256: str


class Folder:
    """``pause`` waits and ``wall`` tells the time of the file system; tests put their own in."""

    def __init__(
        self,
        path: Path,
        names: str,
        size_cap: int,
        *,
        beside: Sequence[str] = (),
        pause: Callable[[float], None] = time.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self._names, self._size_cap = names.lower(), size_cap
        self._others = {*FILES, *beside}
        self._pause, self._wall = pause, wall

    def waiting(self) -> list[str]:
        """Names of the files to read, in the order of their names. :class:`RejectedError`: the folder cannot be."""
        try:
            found = [entry.name for entry in self.path.iterdir() if not entry.is_dir()]
        except OSError as error:
            raise RejectedError(self.path.name, f"cannot be read: {error.strerror}") from None
        return sorted((name for name in found if self._is_drop(name)), key=by_name)

    def _is_drop(self, name: str) -> bool:
        ours = fnmatch(name.lower(), self._names) and name not in self._others
        return ours and not _UNFINISHED.search(name) and not name.endswith(REPORT)

    def open(self, name: str) -> Drop:
        """The bytes of a file that has come to rest. :class:`StillWrittenError` where it has not."""
        self._rest(name)
        data = read_bytes(self.path, name, self._size_cap)
        return Drop(name=name, data=data, sha256=hashlib.sha256(data).hexdigest())

    def _rest(self, name: str) -> None:
        """A file touched a moment ago is looked at twice: who still writes it has not stopped for long."""
        try:
            before = stamp(self.path / name)
            if self._wall() - max(before[2], before[3]) / 1e9 < REST:
                self._pause(LOOK)
                if stamp(self.path / name) != before:
                    raise StillWrittenError(name, "is still being written: left for the next poll")
        except OSError as error:
            raise RejectedError(name, f"cannot be read: {error.strerror}") from None

    def report(self, name: str, place: str, lines: Sequence[str]) -> None:
        """Write what is to be said of a file beside where it goes. :class:`RejectedError` where that cannot be."""
        try:
            target = self.path / place
            target.mkdir(exist_ok=True)
            (target / f"{name}{REPORT}").write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise RejectedError(name, f"no report can be written to {place}/: {error.strerror}") from None

    def move(self, drop: Drop, place: str) -> None:
        """Put the file away, unless it has changed since. :class:`RejectedError` where it cannot be."""
        try:
            target = self.path / place
            target.mkdir(exist_ok=True)
            source = self.path / drop.name
            if hashlib.sha256(source.read_bytes()).hexdigest() == drop.sha256:
                source.replace(_free(target, drop.name))
        except OSError as error:
            raise RejectedError(drop.name, f"cannot be moved to {place}/: {error.strerror}") from None

    def failed(self) -> int:
        """How many files lie in ``failed/``."""
        try:
            return sum(not one.name.endswith(REPORT) for one in (self.path / FAILED).iterdir())
        except OSError:
            return 0


def _free(folder: Path, name: str) -> Path:
    """The name, or with a number where another file of that name lies there."""
    stem, dot, ending = name.rpartition(".")
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / (f"{stem}~{number}{dot}{ending}" if dot else f"{name}~{number}")
    return path


def listed(problems: Sequence[RowProblem]) -> list[str]:
    """A line per problem."""
    return [str(problem) for problem in problems]
