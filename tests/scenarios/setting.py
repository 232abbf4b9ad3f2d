"""Invented schools: who works there, where they read, when school is. Everybody and everything is made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from bot.rules.doubt import Limits
from tests.scenarios.folder import Kid


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A member of staff and the channels they read."""

    email: str
    name: str
    user: str
    roles: tuple[str, ...]
    rooms: tuple[str, ...] = ()


def somebody(first: str, family: str, *roles: str, rooms: Sequence[str] = ()) -> Somebody:
    """``anna.lind@skola.example``, Slack user ``U0ANNA``."""
    return Somebody(
        email=f"{first}.{family}@skola.example".lower(),
        name=f"{first} {family}",
        user=f"U0{first.upper()}",
        roles=roles,
        rooms=tuple(rooms),
    )


PEOPLE = {
    "anna": somebody("Anna", "Lind", "mentor", rooms=["C8C"]),
    "omar": somebody("Omar", "Haddad", "mentor", "deputy", rooms=["C7B"]),
    "nils": somebody("Nils", "Kroken", "nurse"),
    "siri": somebody("Siri", "Backe", "special_educator"),
    "hedda": somebody("Hedda", "Strand", "health_team", rooms=["CEHT"]),
    "ivar": somebody("Ivar", "Holm", "health_team", rooms=["CEHT"]),
    "rut": somebody("Rut", "Dahl", "principal"),
    "lars": somebody("Lars", "Vik", "teacher"),
}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A school before anything has happened. ``start`` is the story's first day."""

    name: str = "Lits skola"
    country: str = "SE"
    timezone: str = "Europe/Stockholm"
    language: str = "sv"
    ladder: str = "se-ostersund-lit"
    start: str = "2026-09-21"
    terms: Sequence[tuple[str, str, str]] = (
        ("HT26", "2026-08-18", "2026-12-18"),
        ("VT27", "2027-01-11", "2027-06-11"),
    )
    periods: Sequence[tuple[str, str, str]] = ()
    days_off: Mapping[str, str] = field(
        default_factory=lambda: {f"2026-10-{day}": "höstlov" for day in range(26, 31)}
    )
    people: Mapping[str, Somebody] = field(default_factory=lambda: PEOPLE)
    without: tuple[str, ...] = ()
    """Audiences that have no channel."""
    grade: int = 8
    doubts: Limits | None = None

    def changed(self, **values: Any) -> Self:
        """The same school but for this."""
        return replace(self, **values)

    def staff(self) -> list[tuple[str, str, str]]:
        """Rows of staff.csv."""
        return [(one.email, one.name, role) for one in self.people.values() for role in one.roles]

    def channels(self) -> dict[str, str]:
        """Rows of channels.csv: a class channel, EHT's channel, direct messages for the rest."""
        there = {"class:8C": "C8C", "class:7B": "C7B", f"health_team:{self.name}": "CEHT"}
        direct = ("nurse", "special_educator", "principal", "teacher")
        for role in direct:
            person = next((one for one in self.people.values() if role in one.roles), None)
            if person:
                there[f"{role}:{self.name}"] = f"@{person.email}"
        return {audience: room for audience, room in there.items() if audience not in self.without}

    def rooms(self) -> set[str]:
        """The channels of the workspace."""
        return {room for one in self.people.values() for room in one.rooms}

    def kids(self) -> dict[str, Kid]:
        """The pupils whose registers are told, by first name. Maja's identity is protected."""
        mentor = self.people["anna"].email
        other = self.people["omar"].email
        kim = Kid(pupil_id="px-1001", given_name="Kim", family_name="Ekdahl", grade=self.grade, mentor=mentor)
        lo = Kid(
            pupil_id="px-1002", given_name="Lo", family_name="Bergqvist", grade=self.grade, mentor=mentor
        )
        tove = Kid(
            pupil_id="px-1004",
            given_name="Tove",
            family_name="Wallin",
            class_name="7B",
            grade=self.grade - 1,
            mentor=other,
        )
        maja = Kid(
            pupil_id="px-1003",
            given_name="Maja",
            family_name="Gömd",
            grade=self.grade,
            mentor=mentor,
            protected=True,
        )
        return {"kim": kim, "lo": lo, "tove": tove, "maja": maja}

    def classmates(self) -> list[Kid]:
        """Ten more in 8C, so that the class may be named."""
        mentor = self.people["anna"].email
        return [
            Kid(
                pupil_id=f"px-20{number:02}",
                given_name="Påhittad",
                family_name=f"Nummer{number}",
                grade=self.grade,
                mentor=mentor,
            )
            for number in range(10)
        ]


LIT = Setting()
SVENSKFINLAND = Setting(
    name="Strandskolan",
    country="FI",
    timezone="Europe/Helsinki",
    ladder="fi-grundlaggande",
    terms=(("HT26", "2026-08-12", "2026-12-18"), ("VT27", "2027-01-07", "2027-06-04")),
    days_off={f"2026-10-{day}": "höstlov" for day in range(12, 17)},
)
NYLAND = SVENSKFINLAND.changed(name="Vikskolan", ladder="fi-nyland")
