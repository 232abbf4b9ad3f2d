"""What a school's system does not tell, from the roster files of a school folder (CONTRACT.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.ports import Roster
from bot.sources.csv_file import read_bytes
from bot.sources.csv_roster import RosterRead
from bot.sources.school_files import read_school

NEEDED = ("terms.csv", "channels.csv")
"""Without them nobody is ever asked; no system tells them."""


def read_folder(folder: Path | None, today: date) -> RosterRead:
    """The roster files; without a folder an empty roster."""
    if folder is None:
        return RosterRead(roster=Roster(), known=None, problems=())
    return read_school(lambda name: read_bytes(folder, name), NEEDED, today)


class KnownFolder:
    """The roster files of a server that tells no roster itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._roster: Roster | None = None

    def read(self, today: date) -> RosterRead:
        """The same object as long as the files say the same."""
        found = read_school(lambda name: read_bytes(self._folder, name), today=today)
        if found.roster is not None and found.roster == self._roster:
            return replace(found, roster=self._roster)
        self._roster = found.roster
        return found
