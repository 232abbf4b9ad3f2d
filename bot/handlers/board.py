"""The local chat's page for one viewer, read from storage: rooms, messages, the case or the pupil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.handlers import board_messages, board_pane, fill
from bot.handlers.board_messages import Placed, Writer
from bot.handlers.board_pupil import pupil
from bot.handlers.board_rooms import GROUPS, Directory, Room
from bot.handlers.board_scenes import Scenes
from bot.handlers.board_spot import best_ask
from bot.handlers.house import House
from bot.handlers.inbox import may_answer
from bot.notices.actions import plain_button
from bot.notices.board import (
    Board,
    MessageView,
    RoomGroup,
    RoomHeader,
    RoomView,
    Sand,
    Show,
)
from bot.notices.board_case import CasePane, LadderPane
from bot.notices.model import Form, Notice
from bot.notices.texts.board import board_text
from bot.rules.access import acting_role, may_see
from bot.rules.state import AskStatus
from bot.rules.values import Person

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A view of the page: staff key and room key as in the address; ``form`` is ``ASK.ACTION``."""

    room: str
    viewer: str = ""
    case: str = ""
    pupil: bool = False
    form: str = ""
    show: Show = Show.ROOM
    opening: bool = False


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is not in the database: the demo's calendar, and school posts as they were sent."""

    sand: Sand | None = None
    kept: Mapping[str, Notice] = field(default_factory=dict)


NOTHING_AROUND = Around()
NO_ROOM, NO_PERSON = "room", "person"


def board(
    conn: Connection, house: House, wanted: Wanted, now: datetime, around: Around = NOTHING_AROUND
) -> Board | str:
    """The page, or :data:`NO_ROOM`, :data:`NO_PERSON`. Nothing is written; an opening is noted by ``keep_look``."""
    scenes = Scenes(conn=conn, house=house, school=house.schools[0], now=now, kept=around.kept)
    known = scenes.directory
    room = known.rooms.get(wanted.room)
    if room is None:
        return NO_ROOM
    viewer = known.person(wanted.viewer) if wanted.viewer else _first(known, room)
    if viewer is None:
        return NO_PERSON
    return _Page(scenes=scenes, wanted=wanted, room=room, viewer=viewer).board(around.sand)


def _first(known: Directory, room: Room) -> Person | None:
    emails = [*room.members, *known.people]
    return known.people[emails[0]] if emails else None


@dataclass(frozen=True, kw_only=True)
class _Page:
    """One page in the making."""

    scenes: Scenes
    wanted: Wanted
    room: Room
    viewer: Person

    def board(self, sand: Sand | None) -> Board:
        known, scenes = self.scenes.directory, self.scenes
        everything = board_messages.placed(scenes)
        waiting = board_messages.current(everything)
        mine = [one for one in waiting if board_messages.is_mine(one, scenes, self.viewer)]
        messages = tuple(
            Writer(scenes=scenes, everything=everything, viewer=self.viewer).messages(self.room.key)
        )
        shown, pane = self._with_form(messages, self._pane(messages))
        older = len(shown) > MOST and self.wanted.show is not Show.OLDER
        shown = shown[-MOST:] if older else shown
        return Board(
            language=scenes.lang,
            school=scenes.name,
            viewer=known.staff(self.viewer.email),
            staff=known.everybody(),
            groups=self._groups(waiting, mine),
            room=self._header(mine),
            pane=pane,
            messages=shown,
            heads=board_messages.heads(shown, scenes.today, scenes.lang),
            view=self.wanted.show,
            waiting=len({one.post.ask_id for one in mine}),
            older=older,
            sand=sand,
            names={email: person.name for email, person in known.people.items()},
        )

    # --- rooms ----------------------------------------------------------------------------------------

    def _groups(self, waiting: tuple[Placed, ...], mine: list[Placed]) -> tuple[RoomGroup, ...]:
        lang, rooms = self.scenes.lang, self.scenes.directory.rooms.values()
        found = []
        for group in GROUPS:
            views = tuple(self._room(room, waiting, mine) for room in rooms if room.group == group)
            if views:
                found.append(RoomGroup(heading=board_text(lang, f"group.{group}"), rooms=views))
        return tuple(found)

    def _room(self, room: Room, waiting: tuple[Placed, ...], mine: list[Placed]) -> RoomView:
        return RoomView(
            key=room.key,
            name=room.name,
            detail=self._whose(room) if not room.role or room.team else "",
            waiting=sum(one.room == room.key for one in waiting),
            yours=any(one.room == room.key for one in mine),
        )

    def _whose(self, room: Room) -> str:
        if room.team:
            return board_text(self.scenes.lang, "room.team") if room.role == "health_team" else ""
        people = self.scenes.directory.people
        return ", ".join(people[email].name for email in room.members if people[email].name != room.name)

    def _header(self, mine: list[Placed]) -> RoomHeader:
        room, lang = self.room, self.scenes.lang
        whose = self._whose(room)
        if whose and not room.role and room.group == "mentors":
            whose = board_text(lang, "who", name=whose, role=board_text(lang, "role.mentor"))
        here = [one for one in mine if one.room == room.key]
        return RoomHeader(
            key=room.key,
            name=room.name,
            detail=whose,
            waiting=tuple(dict.fromkeys(one.case.ref for one in here if one.case is not None)),
            group=room.team,
            reading_as=self.viewer.email not in room.members and not here,
        )

    # --- the pane -------------------------------------------------------------------------------------

    def _pane(self, messages: tuple[MessageView, ...]) -> CasePane | LadderPane:
        scenes, case = self.scenes, self.scenes.case_by_ref(self.wanted.case) if self.wanted.case else None
        if case is None or not case.asks:
            return board_pane.ladder(scenes, self.viewer)
        if not may_see(self.viewer, case, scenes.ladder(case)):
            return board_pane.ladder(scenes, self.viewer, hidden=case.ref)
        scene = scenes.of(case)
        ask = best_ask(scenes, case, self.viewer)
        here = [one for one in messages if one.reference == case.ref]
        waits = [one for one in here if one.notice.buttons or one.notice.overflow]
        base = CasePane(
            reference=case.ref,
            meta=board_pane.opened(scene, ask, scenes.lang),
            key=(waits or here)[-1].key if here else "",
            ask_id=ask.id,
        )
        if self.wanted.pupil and scene.pupil is not None:
            shown, buttons = pupil(scenes, scene, ask, self.viewer)
            return replace(base, pupil=shown, buttons=buttons)
        note = plain_button("note", scene.about(ask))
        note = replace(note, label=f"{note.label} …")
        return replace(
            base, course=board_pane.course(scenes, scene, self.viewer, ask), buttons=() if waits else (note,)
        )

    # --- the form -------------------------------------------------------------------------------------

    def _with_form(
        self, messages: tuple[MessageView, ...], pane: CasePane | LadderPane
    ) -> tuple[tuple[MessageView, ...], CasePane | LadderPane]:
        form = self._form()
        if form is None:
            return messages, pane
        place = [one.key for one in messages if one.notice.ask_id == form.ask_id]
        if place:
            return tuple(replace(m, form=form) if m.key == place[-1] else m for m in messages), pane
        return messages, replace(pane, form=form) if isinstance(pane, CasePane) else pane

    def _form(self) -> Form | None:
        """The form the address asks for, where this person may fill it in."""
        ask_id, _, action = self.wanted.form.rpartition(".")
        scenes = self.scenes
        case = next((case for case in scenes.cases.values() if case.ask(ask_id)), None) if ask_id else None
        ask = case.ask(ask_id) if case else None
        if case is None or ask is None:
            return None
        scene = scenes.of(case)
        if acting_role(self.viewer, ask, action, case, scene.ladder) is None:
            return None
        if not may_answer(scene, ask, action) or ask.status is AskStatus.WITHDRAWN or scene.pupil is None:
            return None
        return fill.blank(scene, ask, action, self.viewer)
