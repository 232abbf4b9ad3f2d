"""The rooms of the local chat and the people in them: channels of the roster, made into a rail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.notices.board import StaffView
from bot.notices.people import SAID_ONCE, roles
from bot.notices.texts.board import board_text, has_board_text
from bot.ports import ChannelAddress
from bot.rules.roles import PRINCIPAL
from bot.rules.values import Person
from bot.storage import school as roster
from bot.storage import staff

LOCAL = "local"
MENTORS, CARE, LEAD, DIRECT = "mentors", "care", "lead", "direct"
GROUPS = (MENTORS, CARE, LEAD, DIRECT)
TEAMS = ("health_team", "nurse", "special_educator")
"""Order of the rooms of pupil health; others come after them."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room: its key is the channel's address. ``members`` are e-mails, the one whose room it is first."""

    key: str
    name: str
    group: str
    members: tuple[str, ...] = ()
    role: str = ""
    """The audience's role; empty for a mentor's room."""

    @property
    def team(self) -> bool:
        """Several people are asked together."""
        return bool(self.role) and len(self.members) > 1


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Who and where. ``keys`` are the staff keys (``as=``) by e-mail."""

    lang: str
    people: Mapping[str, Person]
    keys: Mapping[str, str]
    rooms: Mapping[str, Room]

    def person(self, key: str) -> Person | None:
        """The person of a staff key, or None."""
        return next((self.people[email] for email, one in self.keys.items() if one == key), None)

    def room_of(self, address: str) -> str:
        """The room in which what is sent to ``address`` stands; a person's is their own, else their team's."""
        if not address.startswith("@"):
            return address if address in self.rooms else ""
        email = address[1:]
        own = [room for room in self.rooms.values() if email in room.members]
        own.sort(key=lambda room: (room.members[0] != email, room.team))
        return own[0].key if own else self.keys.get(email, "")

    def with_direct(self, addresses: Iterable[str]) -> Directory:
        """With a room for each person who has been written to and has none of their own."""
        rooms = dict(self.rooms)
        for address in addresses:
            email = address.removeprefix("@")
            if address.startswith("@") and email in self.people and self.room_of(address) not in rooms:
                key = self.keys[email]
                rooms[key] = Room(key=key, name=self.people[email].name, group=DIRECT, members=(email,))
        return replace(self, rooms=rooms)

    def staff(self, email: str) -> StaffView:
        """The person as the page names them."""
        person = self.people[email]
        return StaffView(key=self.keys[email], name=person.name, role=self._roles(person))

    def everybody(self) -> tuple[StaffView, ...]:
        """Those who have no class first, then the mentors by class."""
        order = {email: at for at, room in enumerate(self._classes()) for email in room.members}
        listed = sorted(self.people, key=lambda email: (email in order, order.get(email, 0), email))
        return tuple(self.staff(email) for email in listed)

    def _classes(self) -> list[Room]:
        return [room for room in self.rooms.values() if room.group == MENTORS]

    def _roles(self, person: Person) -> str:
        classes = [room.name for room in self._classes() if person.email in room.members]
        mentor = [f"{board_text(self.lang, 'role.mentor')} {' '.join(classes)}"] if classes else []
        others = roles(person.roles - SAID_ONCE if classes else person.roles, self.lang)
        return ", ".join(filter(None, [*mentor, others]))


def directory(conn: Connection, name: str, lang: str) -> Directory:
    """Read a school's staff and local channels."""
    people = {person.email: person for person in staff.people(conn, name)}
    channels = [one for one in roster.all_channels(conn, name) if one.platform == LOCAL]
    rooms = sorted(_rooms(channels, people, lang), key=_order)
    return Directory(
        lang=lang, people=people, keys=staff_keys(people), rooms={room.key: room for room in rooms}
    )


def staff_keys(people: Iterable[str]) -> dict[str, str]:
    """E-mail to the part before the @, made fit for an address; a second one of a kind gets a number."""
    keys: dict[str, str] = {}
    for email in sorted(people):
        base = re.sub(r"[^a-z0-9]+", "-", email.partition("@")[0].lower()).strip("-") or "person"
        taken = set(keys.values())
        numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
        keys[email] = base if base not in taken else next(key for key in numbered if key not in taken)
    return keys


def _rooms(channels: Iterable[ChannelAddress], people: Mapping[str, Person], lang: str) -> Iterable[Room]:
    audiences: dict[str, list[str]] = {}
    for one in channels:
        if not one.address.startswith("@"):
            audiences.setdefault(one.address, []).append(one.audience)
    for address, heard in audiences.items():
        yield _room(address, heard, people, lang)


def _room(address: str, heard: list[str], people: Mapping[str, Person], lang: str) -> Room:
    mentors = [of for kind, _, of in (one.partition(":") for one in heard) if kind in ("mentor", "person")]
    if mentors or any(one.startswith("class:") for one in heard):
        members = tuple(email for email in mentors if email in people)
        return Room(key=address, name=address, group=MENTORS, members=members)
    role = heard[0].partition(":")[0]
    members = tuple(email for email, person in people.items() if role in person.roles)
    # Whoever has the fewest other tasks is whose room it is: the counsellor of the team, not its nurse.
    members = tuple(sorted(members, key=lambda email: (len(people[email].roles & set(TEAMS)), email)))
    known = has_board_text(f"room.{role}")
    return Room(
        key=address,
        name=board_text(lang, f"room.{role}") if known else address,
        group=LEAD if role == PRINCIPAL else CARE,
        members=members,
        role=role,
    )


def _order(room: Room) -> tuple[int, int, list[tuple[int, str]]]:
    """By group, the teams in their order, classes 6A before 10A."""
    place = TEAMS.index(room.role) if room.role in TEAMS else len(TEAMS)
    numbered = [(int(number or 0), word) for number, word in re.findall(r"(\d*)(\D*)", room.name)]
    return GROUPS.index(room.group), place, numbered
