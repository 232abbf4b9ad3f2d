"""What the local chat page shows, for one viewer: plain values, every sentence already written.

A message is a neutral ``Notice`` plus what is so for this viewer. Sentences carry the notice's two
marks (``*bold*``, ``@{email}``). A pupil's name, figure or cause stands only in ``PupilView``, in a
``Form`` and in a ``Notice`` whose ``private`` is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.notices.board_case import CasePane, LadderPane, Squares
from bot.notices.model import Form, Notice, Option


@dataclass(frozen=True, kw_only=True)
class StaffView:
    """A member of staff one may be. ``key`` stands in the address (``as=``); ``role``: ``mentor 8C``."""

    key: str
    name: str
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class RoomView:
    """A line of the rail. ``waiting`` counts open asks; ``yours`` when at least one is put to the viewer."""

    key: str
    name: str
    detail: str = ""
    waiting: int = 0
    yours: bool = False


@dataclass(frozen=True, kw_only=True)
class RoomGroup:
    """Rooms under a head: Mentorer, Elevhälsa, Ledning."""

    heading: str
    rooms: tuple[RoomView, ...]


@dataclass(frozen=True, kw_only=True)
class RoomHeader:
    """Top of the room. ``waiting``: references of this room's open asks put to the viewer, oldest first.

    ``group`` is true where a team is asked (*väntar på er*); ``reading_as`` where the viewer does not
    belong to the room.
    """

    key: str
    name: str
    detail: str = ""
    waiting: tuple[str, ...] = ()
    group: bool = False
    reading_as: bool = False


class MessageState(StrEnum):
    """The seven states of a message, plus said: a message nobody answers (the digest, a reminder)."""

    WAITING_ME = "waiting_me"
    WAITING_OTHER = "waiting_other"
    ANSWERED = "answered"
    LATE = "late"
    HELD = "held"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    SAID = "said"


@dataclass(frozen=True, kw_only=True)
class Undo:
    """An answer that may be taken back: ``until`` is a clock time (``10:59``), ``label`` the button's."""

    ask_id: str
    until: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Only the clicker sees it: refused, late, already answered, or a list. ``become``: in the demo only."""

    notice: Notice
    become: StaffView | None = None

    @property
    def lists(self) -> bool:
        """Whether it is a list and no sentence."""
        return bool(self.notice.sections)


@dataclass(frozen=True, kw_only=True)
class BarRow:
    """``label`` · bar · ``value``. Shares 0..1 of the widest; with ``before`` a dot before and one after."""

    label: str
    value: str
    share: float
    before: float | None = None


@dataclass(frozen=True, kw_only=True)
class BarGroup:
    """Bars under a head; the number always stands beside the bar."""

    heading: str
    rows: tuple[BarRow, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """A line of the digest's table: by date, never by person."""

    reference: str
    what: str
    whose: str
    due: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class DigestView:
    """The Monday digest's body; title and time are the message's. ``columns``: the table's four heads."""

    heading: str
    columns: tuple[str, str, str, str]
    waiting: tuple[WaitingRow, ...] = ()
    bars: tuple[BarGroup, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message of the room, seen by the viewer.

    ``key`` is unique in the room and never changes (letters, digits, ``-``): the reference for the
    case's first message there, ``K7M2-2`` for the next. Buttons are ``notice.buttons`` and
    ``notice.overflow`` and are drawn while the state waits, ``done`` is a list with a tick each.
    """

    key: str
    notice: Notice
    day: date
    clock: str
    """Local time of day it was posted, ``07:30``."""
    state: MessageState
    reference: str = ""
    where: str = ""
    """Class and stage: ``8C, steg 1 av 3``."""
    state_text: str = ""
    """*Väntar på Anna Lindqvist*; empty takes the page's word for the state."""
    mine: bool = False
    """True where the viewer is asked, also when late."""
    squares: Squares | None = None
    timer: str = ""
    """*2 skoldagar kvar. Svara senast torsdag 12 november, sedan frågas Petra Näslund.*"""
    done: tuple[tuple[str, str], ...] = ()
    """Steps done so far: label and who, when."""
    undo: Undo | None = None
    form: Form | None = None
    refusal: Refusal | None = None
    digest: DigestView | None = None
    opens: str = ""
    """Reference of the case opened by the message's link; empty means its own ``reference``."""


@dataclass(frozen=True, kw_only=True)
class DayHead:
    """The line between days: ``Idag, tisdag 10 november``."""

    day: date
    label: str


@dataclass(frozen=True, kw_only=True)
class TermDay:
    """A school day of the term: ``asked`` puts a dot over it."""

    day: date
    asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Link:
    """A word of a sentence that leads to a room."""

    label: str
    room: str


@dataclass(frozen=True, kw_only=True)
class Sand:
    """The sand strip: the demo's calendar. Absent outside the demo.

    ``lead`` is left out on a phone (*1 038 lektioner lästa.*), ``line`` says what the last step did;
    ``link`` makes one word of it a link. ``speed`` is a key of ``speeds``.
    """

    title: str
    """*Tisdag 10 november*."""
    week: str
    """*vecka 46*."""
    today: date
    term: tuple[TermDay, ...]
    line: str
    lead: str = ""
    link: Link | None = None
    playing: bool = False
    begun: bool = True
    """False before the first ask of the term: *Till första frågan*, and an empty room greets."""
    ended: bool = False
    """Nothing left to play: *Terminen är slut. Börja om.*"""
    speed: str = ""
    speeds: tuple[Option, ...] = ()


class Show(StrEnum):
    """What the narrow page shows; ``older`` is the room with all its messages."""

    ROOM = "room"
    ROOMS = "rooms"
    CASE = "case"
    OLDER = "older"


@dataclass(frozen=True, kw_only=True)
class Board:
    """The whole page for one viewer.

    ``messages`` oldest first, at most 50 unless ``view`` is older; ``heads`` names their days.
    ``waiting`` is the number of asks put to the viewer in all rooms: the title's ``(2)``.
    ``names`` turns an e-mail in ``@{email}`` into the name.
    """

    language: str
    school: str
    viewer: StaffView
    staff: tuple[StaffView, ...]
    groups: tuple[RoomGroup, ...]
    room: RoomHeader
    pane: CasePane | LadderPane
    messages: tuple[MessageView, ...] = ()
    heads: tuple[DayHead, ...] = ()
    view: Show = Show.ROOM
    waiting: int = 0
    older: bool = False
    """True where older messages are left out: *Visa äldre*."""
    sand: Sand | None = None
    names: Mapping[str, str] = field(default_factory=dict)
