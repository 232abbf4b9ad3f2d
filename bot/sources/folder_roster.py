"""What a school's system does not tell, from the roster files of a school folder (CONTRACT.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.ports import Roster
from bot.rules.values import Person, Pupil
from bot.sources.csv_file import read_bytes
from bot.sources.csv_roster import RosterRead, read_roster

NEEDED = ("terms.csv", "channels.csv")
"""Without them nobody is ever asked; no system tells them."""


def read_folder(folder: Path | None) -> RosterRead:
    """The roster files; without a folder an empty roster."""
    if folder is None:
        return RosterRead(roster=Roster(), known=None, problems=())
    return read_roster(lambda name: read_bytes(folder, name), NEEDED)


class KnownFolder:
    """The roster files of a server that tells no roster itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._roster: Roster | None = None

    def read(self) -> RosterRead:
        """The same object as long as the files say the same."""
        found = read_roster(lambda name: read_bytes(self._folder, name))
        if found.roster is not None and found.roster == self._roster:
            return replace(found, roster=self._roster)
        self._roster = found.roster
        return found


def merged(system: Roster, folder: Roster) -> Roster:
    """What the system tells goes first. A pupil whom either says to be protected is."""
    protected = system.protected | folder.protected
    pupils = _pupils(system.pupils, folder.pupils) if system.pupils or system.protected else folder.pupils
    return replace(
        folder,
        pupils=tuple(pupil for pupil in pupils if pupil.pupil_id not in protected),
        protected=protected,
        unread=(system.unread | folder.unread) - protected,
        staff=_staff([*system.staff, *folder.staff]),
    )


def _pupils(told: Iterable[Pupil], known: Iterable[Pupil]) -> tuple[Pupil, ...]:
    """The system's pupils; class, grade and mentor from the folder where it does not tell them."""
    rows = {pupil.pupil_id: pupil for pupil in known}
    return tuple(_filled(pupil, rows.get(pupil.pupil_id)) for pupil in told)


def _filled(pupil: Pupil, row: Pupil | None) -> Pupil:
    if row is None:
        return pupil
    return replace(
        pupil,
        class_name=pupil.class_name or row.class_name,
        grade=row.grade if pupil.grade is None else pupil.grade,
        mentor=pupil.mentor or row.mentor,
    )


def _staff(people: Iterable[Person]) -> tuple[Person, ...]:
    """One person per e-mail and school, with all their roles; the system's name of them."""
    found: dict[tuple[str, str], Person] = {}
    for one in people:
        known = found.get((one.email, one.school))
        found[one.email, one.school] = replace(known, roles=known.roles | one.roles) if known else one
    return tuple(found.values())
