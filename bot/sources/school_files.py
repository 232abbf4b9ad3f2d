"""The roster of a school folder: from its own files, or from an export of School Data Sync beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.sources.csv_file import MissingFileError, RejectedError
from bot.sources.csv_roster import FILES as OWN
from bot.sources.csv_roster import REQUIRED, RosterRead, read_roster
from bot.sources.merged import classed, merged
from bot.sources.records import Known
from bot.sources.sds.files import COLUMNS as EXPORTED
from bot.sources.sds.files import USERS
from bot.sources.sds.people import read_people

ROSTER, STAFF = "roster.csv", "staff.csv"
FILES = (*OWN, *EXPORTED)
"""Every file that may stand in a school folder besides attendance."""
Load = Callable[[str], bytes]


def read_school(load: Load, needed: Sequence[str] = REQUIRED, today: date | None = None) -> RosterRead:
    """The roster, read through ``load`` (which raises :class:`RejectedError`). An export's roles hold on ``today``."""
    if not _exported(load):
        return read_roster(load, needed)
    people, problems = read_people(load, today)
    rest = read_roster(_without_roster(load), [name for name in needed if name not in (ROSTER, STAFF)])
    said = (*problems, *rest.problems)
    if people is None or rest.roster is None:
        return RosterRead(roster=None, known=None, problems=said)
    roster = classed(merged(people, rest.roster))
    known = Known(pupils=frozenset(one.pupil_id for one in roster.pupils), protected=roster.protected)
    return RosterRead(roster=roster, known=known, problems=said)


def _exported(load: Load) -> bool:
    """Whether an export lies in the folder, readable or not."""
    try:
        load(USERS)
    except MissingFileError:
        return False
    except RejectedError:
        pass
    return True


def _without_roster(load: Load) -> Load:
    """With an export nobody is named twice; staff.csv stays, for roles no export tells."""

    def found(name: str) -> bytes:
        if name == ROSTER:
            raise MissingFileError(name, "is not read beside users.csv")
        return load(name)

    return found
