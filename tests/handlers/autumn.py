"""A small invented school in the autumn of 2026, built by hand: classes, registers, staff, channels, cases.

Two lessons of an hour every school day. Who is away is said by the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.handlers.house import House, School
from bot.ladders import load
from bot.ports import ChannelAddress, DayOff, SchoolSpan
from bot.rules.ladder import Ladder
from bot.rules.state import Answer, Case
from bot.rules.values import Person, Pupil
from bot.storage import attendance, cases, rollup, staff
from bot.storage import school as roster
from bot.storage.db import Database
from bot.storage.ladders import digest_of
from tests.storage.make import ask, case, frame

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 8, 18), date(2026, 12, 18)
BREAK = tuple(date(2026, 10, 26) + n * DAY for n in range(5))
"""The autumn break; the night of 25 hours is the one before it."""
MONDAY = date(2026, 11, 23)
NAME = "Lits skola"
CLASSES = {"6A": 6, "7B": 6, "8C": 12, "9D": 4}
REKTOR, ANNA = "rektor@lit.example", "mentor.8c@lit.example"
Away = Callable[[Pupil, date, int], str]
"""Status of a lesson (0 or 1) of a pupil on a day."""


def present(pupil: Pupil, day: date, lesson: int) -> str:
    """Nobody is ever away."""
    return "present"


def at(day: date, hour: int = 7, minute: int = 30, zone: str = "Europe/Stockholm") -> datetime:
    """A clock time at the school, aware, in UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def mentor_of(class_name: str) -> str:
    """The mentor's e-mail."""
    return f"mentor.{class_name.lower()}@lit.example"


def pupils_of(classes: Mapping[str, int], name: str) -> tuple[Pupil, ...]:
    """``8C-3`` is the third pupil of 8C."""
    return tuple(
        Pupil(
            pupil_id=f"{key}-{seat}",
            given_name="Påhittad",
            family_name=f"Nr{seat} {key}",
            class_name=key,
            grade=int(key[0]),
            school=name,
            mentor=mentor_of(key),
        )
        for key, size in classes.items()
        for seat in range(1, size + 1)
    )


@dataclass
class Autumn:
    """The school, and ways to change it."""

    db: Database
    ladder: Ladder = field(default_factory=lambda: load("se-ostersund-lit"))
    name: str = NAME
    classes: Mapping[str, int] = field(default_factory=lambda: CLASSES)
    country: str = "SE"
    zone: str = "Europe/Stockholm"

    def __post_init__(self) -> None:
        self.school = School(
            name=self.name, country=self.country, timezone=self.zone, language="sv", ladder=self.ladder
        )
        self.house = House(db=self.db, schools=(self.school,))
        self.pupils = pupils_of(self.classes, self.name)
        with self.db.write() as conn:
            roster.replace_roster(conn, self.name, self.pupils, FIRST)
            roster.replace_terms(
                conn, self.name, [SchoolSpan(school=self.name, name="HT26", first=FIRST, last=LAST)]
            )
            roster.replace_days_off(
                conn, self.name, [DayOff(school=self.name, day=day, name="höstlov") for day in BREAK]
            )
            staff.replace_staff(conn, self.name, self.staff)
            roster.replace_channels(conn, self.name, self.channels)

    @property
    def staff(self) -> list[Person]:
        """A mentor for each class, a principal, a health team."""
        people = [self.person(mentor_of(key), "mentor") for key in self.classes]
        return [
            *people,
            self.person(REKTOR, "principal"),
            self.person("nurse@lit.example", "nurse", "health_team"),
        ]

    @property
    def channels(self) -> list[ChannelAddress]:
        """A room for each class and role."""
        rooms = {f"mentor:{mentor_of(key)}": key for key in self.classes}
        rooms |= {f"principal:{self.name}": "rektor", f"health_team:{self.name}": "eht"}
        return [
            ChannelAddress(audience=audience, platform="local", address=room)
            for audience, room in rooms.items()
        ]

    def person(self, email: str, *roles: str) -> Person:
        """A member of staff."""
        return Person(email=email, name=f"Namn {email}", school=self.name, roles=frozenset(roles))

    def school_days(self, first: date, last: date) -> tuple[date, ...]:
        """Weekdays outside the break."""
        days = (first + n * DAY for n in range((last - first).days + 1))
        return tuple(day for day in days if day.weekday() < 5 and day not in BREAK)

    def attend(self, away: Away = present, first: date = FIRST, last: date = MONDAY - 3 * DAY) -> None:
        """Registers for every school day from ``first`` to ``last``."""
        self.add(list(self._rows(away, first, last)))

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Single records, as :func:`tests.storage.make.frame` takes them."""
        with self.db.write() as conn:
            rollup.rewrite_days(conn, attendance.upsert(conn, frame(*rows)))

    def rename(self, configured: str) -> None:
        """The configuration calls the school otherwise than the roster does."""
        self.school = replace(self.school, name=configured)
        self.house = House(db=self.db, schools=(self.school,))

    def _rows(self, away: Away, first: date, last: date) -> Iterator[dict[str, Any]]:
        for day in self.school_days(first, last):
            for pupil in self.pupils:
                for lesson in (0, 1):
                    status = away(pupil, day, lesson)
                    absent = status == "absent"
                    yield {
                        "record_id": f"{pupil.pupil_id}/{day}/{lesson}",
                        "pupil_id": pupil.pupil_id,
                        "day": day,
                        "starts": 480 + 60 * lesson,
                        "ends": 540 + 60 * lesson,
                        "status": status,
                        "absent": 60 if absent else 0,
                        "kind": "valid" if absent else None,
                    }

    def case(self, pupil_id: str, number: int = 1, **changes: Any) -> Case:
        """An open case of the pupil with one question to the mentor, stored."""
        pupil = next(one for one in self.pupils if one.pupil_id == pupil_id)
        made = case(
            f"c-{pupil_id}-{number}",
            ref=f"R{len(self.refs):03}",
            school=self.name,
            pupil_id=pupil_id,
            class_name=pupil.class_name,
            mentor=pupil.mentor,
            ladder_id=self.ladder.id,
            ladder_digest=digest_of(self.ladder.text),
            asks=(ask(f"q-{pupil_id}-{number}", stage=next(iter(self.ladder.stages)), person=None),),
        )
        stored = replace(made, **{"stage": next(iter(self.ladder.stages)), **changes})
        self.refs.append(stored.ref)
        with self.db.write() as conn:
            assert cases.save(conn, stored, 0)
        return stored

    refs: list[str] = field(default_factory=list)

    def answer(self, action: str, day: date, stage: str = "contact") -> Answer:
        """An answer by the mentor."""
        return Answer(
            id=f"a-{action}-{day}",
            action=action,
            stage=stage,
            ask_id="a",
            person=ANNA,
            role="mentor",
            at=at(day),
            day=day,
        )
