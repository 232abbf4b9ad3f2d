"""Where things are on the local page: a question's message, the person of a staff key, the room to begin in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers import board_messages
from bot.handlers.board_rooms import MENTORS
from bot.handlers.board_scenes import Scenes
from bot.handlers.click import viewed
from bot.handlers.house import House
from bot.notices.board import StaffView
from bot.rules.access import may_see, role_for
from bot.rules.state import Ask, Case
from bot.rules.values import Person
from bot.storage import cases


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A question's message in the room clicked in, or without one its latest. Empty: there is none."""

    reference: str = ""
    key: str = ""
    room: str = ""
    asked: tuple[str, ...] = ()
    """Those who may answer, whoever is meant first."""


def spot(scenes: Scenes, ask_id: str, room: str) -> Spot:
    """Find a question's message."""
    here = [
        one
        for one in board_messages.placed(scenes)
        if one.post.ask_id == ask_id and one.room == (room or one.room)
    ]
    found = [one for one in here if one.asks] or here
    place = Spot(key=found[-1].key if found else "", room=found[-1].room if found else "")
    case = cases.case_by_ask(scenes.conn, ask_id)
    ask = case.ask(ask_id) if case else None
    if case is None or ask is None:
        return place
    return Spot(reference=case.ref, key=place.key, room=place.room, asked=_asked(scenes, case, ask, room))


def _asked(scenes: Scenes, case: Case, ask: Ask, room: str) -> tuple[str, ...]:
    ladder, known = scenes.ladder(case), scenes.directory.rooms.get(room)
    members = known.members if known else ()
    people = scenes.directory.people.values()
    found = [person.email for person in people if role_for(person, ask, case, ladder)]
    first = {person.email for person in scenes.of(case).asked(ask)}
    rank = {email: number for number, email in enumerate(members)}
    return tuple(sorted(found, key=lambda email: (email not in first, rank.get(email, len(rank)), email)))


def best_ask(scenes: Scenes, case: Case, viewer: Person) -> Ask:
    """The question the viewer has in a case, else one that waits, else the latest."""
    ladder = scenes.ladder(case)
    mine = [ask for ask in case.waiting if role_for(viewer, ask, case, ladder)]
    return next(iter([*reversed(mine), *reversed(case.waiting), case.asks[-1]]))


def sees(scenes: Scenes, key: str, ask_id: str) -> bool:
    """Whether the person of this staff key may open the pupil of an ask's case."""
    person, case = scenes.directory.person(key), scenes.case_by_ask(ask_id)
    return person is not None and case is not None and may_see(person, case, scenes.ladder(case))


def email_of(scenes: Scenes, key: str) -> str:
    """The e-mail of a staff key; empty for nobody's."""
    person = scenes.directory.person(key)
    return person.email if person else ""


def staff_view(scenes: Scenes, email: str) -> StaffView | None:
    """Somebody of the school as the page names them."""
    return scenes.directory.staff(email) if email in scenes.directory.people else None


def first_room(scenes: Scenes, preferred: str = "") -> tuple[str, str]:
    """Room and staff key of the first question asked; before it ``preferred``, else the first mentor's."""
    rooms, known = scenes.directory.rooms, scenes.directory
    asked = [known.room_of(post.receipt.channel) for post in scenes.posts if post.case_id]
    mentors = [room.key for room in rooms.values() if room.group == MENTORS]
    found = next((key for key in (preferred, *asked, *mentors, *rooms) if key in rooms), "")
    members = rooms[found].members if found else ()
    return found, known.keys[members[0]] if members else next(iter(known.keys.values()), "")


def look(scenes: Scenes, key: str, ref: str) -> tuple[Case, str, Person] | None:
    """Who opens which pupil's private view on what question; None where they may not, or nothing is there."""
    viewer, case = scenes.directory.person(key), scenes.case_by_ref(ref)
    if viewer is None or case is None or not case.asks or not may_see(viewer, case, scenes.ladder(case)):
        return None
    return case, best_ask(scenes, case, viewer).id, viewer


def keep_look(house: House, seen: tuple[Case, str, Person], now: datetime) -> None:
    """The case's journal keeps that the pupil was looked at."""
    case, ask_id, viewer = seen
    viewed(house, case, ask_id, viewer, "show", now)


def scenes_of(conn: Connection, house: House, now: datetime) -> Scenes:
    """The first school: the page is for a demo or a rehearsal."""
    return Scenes(conn=conn, house=house, school=house.schools[0], now=now)
