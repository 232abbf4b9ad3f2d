"""Two rosters as one: what a system tells, and what it does not from the school folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.ports import Roster
from bot.rules.values import Person, Pupil

NO_CLASS = "–"


def classed(roster: Roster) -> Roster:
    """Pupils whose class nobody tells have none that could be asked for."""
    pupils = (one if one.class_name else replace(one, class_name=NO_CLASS) for one in roster.pupils)
    return replace(roster, pupils=tuple(pupils))


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
