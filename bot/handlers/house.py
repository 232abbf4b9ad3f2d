"""What every handler knows: the database, and per school its ladder, language and habits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.ladders import read
from bot.rules.calendar import Calendar
from bot.rules.doubt import Limits
from bot.rules.ladder import Ladder
from bot.rules.state import Case, Opening, Patience, Surroundings
from bot.rules.values import Person, Pupil
from bot.storage import calendars, cases, ladders, staff, stamp
from bot.storage import school as pupils
from bot.storage.db import Database


@dataclass(frozen=True, kw_only=True)
class School:
    """One school (skola, koulu) as configured."""

    name: str
    country: str
    timezone: str
    language: str
    ladder: Ladder
    display: str = "reference"
    """``reference``, ``initials`` or ``name``: what stands for the pupil in a channel."""
    class_min: int = 10
    """The class is left out of posts where it has fewer pupils."""
    coverage: Fraction = Fraction(4, 5)
    """Least share of registers taken in a window for its figure to raise anything."""
    patience: Patience = field(default_factory=Patience)
    doubts: Limits | None = None
    """From what on a class's day is not believed; None: everything is."""

    def today(self, now: datetime) -> date:
        """The school's local day of an aware moment."""
        return now.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, kw_only=True)
class Around:
    """A school as its roster last said it; ``mark`` is the stamp it was read under."""

    mark: str
    people: Mapping[str, Person]
    """By e-mail."""
    class_sizes: Mapping[str, int]
    surroundings: Surroundings


@dataclass(frozen=True, kw_only=True)
class House:
    """The shell around the core."""

    db: Database
    schools: tuple[School, ...]
    boxes: Mapping[str, str] = field(default_factory=dict)
    """Audience (``health_team``, or ``health_team:SCHOOL``) to its mailbox: referrals go there too."""
    sources: frozenset[str] | None = None
    """Names of the sources configured, None where nobody says: one that is no longer read holds nobody up."""
    _around: dict[str, Around] = field(default_factory=dict, init=False, repr=False, compare=False)

    def school(self, name: str) -> School:
        """The school of that name; where one school is configured every row of the roster is its."""
        if len(self.schools) == 1:
            return self.schools[0]
        found = next((school for school in self.schools if school.name == name), None)
        if found is None:
            raise LookupError(f"no school named {name!r} in the configuration")
        return found

    def calendar(self, conn: Connection, name: str) -> Calendar:
        """The calendar of a school as last read."""
        return self.surroundings(conn, name).calendar

    def surroundings(self, conn: Connection, name: str) -> Surroundings:
        """What decisions about a case of this school need."""
        return self.around(conn, name).surroundings

    def around(self, conn: Connection, name: str) -> Around:
        """What stands around every case of a school, read again only when a roster changed something."""
        mark = stamp.read(conn)
        found = self._around.get(name)
        if found is None or found.mark != mark:
            found = self._around[name] = self._read(conn, name, mark)
        return found

    def _read(self, conn: Connection, name: str, mark: str) -> Around:
        school = self.school(name)
        people = staff.people(conn, name)
        deputies = sorted(person.email for person in people if "deputy" in person.roles)
        return Around(
            mark=mark,
            people={person.email: person for person in people},
            class_sizes=pupils.class_sizes(conn, name),
            surroundings=Surroundings(
                calendar=calendars.read(conn, name, school.country),
                timezone=school.timezone,
                patience=school.patience,
                deputies={person.email: _deputy(person.email, deputies) for person in people if deputies},
                staffed=frozenset(role for person in people for role in person.roles),
            ),
        )

    def ladder(self, conn: Connection, case: Case) -> Ladder:
        """The ladder pinned on the case, whatever the school uses now."""
        school = self.school(case.school)
        if ladders.digest_of(school.ladder.text) == case.ladder_digest:
            return school.ladder
        text = ladders.pinned(conn, case.ladder_digest)
        assert text is not None, "a case's ladder is pinned in the transaction that opens it"
        return _read(text)

    def opening(self, conn: Connection, pupil: Pupil) -> Opening:
        """Values for a new case; the ladder is pinned in the same transaction."""
        school = self.school(pupil.school)
        digest = ladders.digest_of(school.ladder.text)
        ladders.pin(conn, digest, school.ladder)
        return Opening(
            id=secrets.token_hex(16),
            ref=cases.new_ref(conn),
            school=pupil.school,
            pupil_id=pupil.pupil_id,
            class_name=pupil.class_name,
            mentor=pupil.mentor,
            ladder_digest=digest,
        )


def _deputy(email: str, deputies: list[str]) -> str:
    """Another deputy than oneself; empty where there is none."""
    return next((other for other in deputies if other != email), "")


@lru_cache(maxsize=64)
def _read(text: str) -> Ladder:
    return read(text, "pinned ladder")
