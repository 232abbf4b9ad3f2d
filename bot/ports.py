"""What the outside looks like from inside: Protocols and the values that pass through them. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.notices.model import Form, Notice
from bot.rules.slots import Interval
from bot.rules.values import Person, Pupil, Window

if TYPE_CHECKING:
    from polars import DataFrame


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What a source could not take. ``why`` repeats no name, no reason and no pupil id."""

    file: str
    line: int
    """1-based line of the file; 0 where the whole file is meant."""
    column: str
    """Name of the column; empty where the whole row or file is meant."""
    why: str

    def __str__(self) -> str:
        """``attendance.csv:12: absent_minutes: '9x' is not a whole number of minutes``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: {self.why}" if self.column else f"{place}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class SchoolSpan:
    """A term (termin, lukukausi) or a period (period, jakso) of a school; both days included."""

    school: str
    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class DayOff:
    """A day off (lov, vapaapäivä) besides weekends and public holidays."""

    school: str
    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelAddress:
    """Where an audience (``mentor:EMAIL``, ``class:8C``, ``health_team:SCHOOL``) is reached."""

    audience: str
    platform: str
    """``local``, ``slack`` or ``teams``."""
    address: str
    """A channel id, or ``@EMAIL`` for a direct message."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who is at the school. Of protected pupils the ids alone pass through, so that one who became protected
    can be forgotten; they are never stored."""

    pupils: tuple[Pupil, ...] = ()
    protected: frozenset[str] = field(default=frozenset(), repr=False)
    unread: frozenset[str] = frozenset()
    """Pupils whose row is there, says that they are not protected, and cannot be read: they have not left."""
    staff: tuple[Person, ...] = ()
    by_hand: frozenset[tuple[str, str]] = frozenset()
    """E-mail and school of those of the staff whom staff.csv names."""
    terms: tuple[SchoolSpan, ...] = ()
    periods: tuple[SchoolSpan, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    channels: tuple[ChannelAddress, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """Some days of a source, or the records whose ids begin so: all there is of them stands in the batch."""

    days: Window | None = None
    begin: str = ""
    """The beginning of their ids; with ``days`` only the records of these days that begin so are meant."""
    schools: frozenset[str] = frozenset()
    """With ``days`` only what pupils now at these schools have; empty: whoever they are."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a source yields in one poll.

    ``roster`` is None when it could not be read: the last good one stands. ``records`` holds one row per
    ``record_id`` (the latest), columns: ``source record_id pupil_id day starts ends scheduled absent status
    kind reason subject deleted seq``; minutes as in :class:`bot.rules.values.Lesson`. Where ``deleted`` is
    true only ``source``, ``record_id``, ``pupil_id``, ``status`` and ``seq`` are sure to be filled.
    ``files`` (name to SHA-256, or a connector's cursor) are to be remembered in the same transaction as the
    records: what was read before a kill is not read again.
    """

    roster: Roster | None
    records: DataFrame
    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()
    """At most :data:`PROBLEMS_LISTED` per file; one more line then says how many there are besides."""
    protected_rows: int = 0
    """Rows of protected pupils left out: a number, nothing else of them."""
    more: bool = False
    """There is more to read at once: measuring waits for it."""
    whole: bool = True
    """False: days before now are still unread. What came is kept, and nobody is measured until all has come."""
    told: tuple[Told, ...] = ()
    """What is told to the last record: whatever else is stored of this source there has been deleted."""
    done: int = 0
    of: int = 0
    """How much of a long reading is done, for the progress bar; 0 of 0 where nobody can say."""


PROBLEMS_LISTED = 100


class AttendanceSource(Protocol):
    """A place attendance comes from (skolsystem, oppilashallinto)."""

    name: str

    def read(self, taken: Mapping[str, str]) -> Batch:
        """What is new, given the files (name to SHA-256) already taken. Where the batch says ``more`` it is
        called again at once, and gives the same ``roster`` object as long as it has read no other."""
        ...


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a source finds of itself when it is looked at, and how it is mended where it is not as it must be."""

    what: str
    mend: str = ""
    """Empty: it is as it must be."""


@runtime_checkable
class Probed(Protocol):
    """A source that can be looked at without reading all that is new."""

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """Whether it answers, what it serves, and its roster where it could be read."""
        ...


# --- chat ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Where a message stands: enough to update it, to reply in its thread and to find it again."""

    platform: str
    channel: str
    message: str
    """The platform's id: Slack's ``ts``, an activity id."""


class SendError(Exception):
    """A message was not taken, or nobody can say whether it was.

    ``permanent``: the channel is gone or the bot was removed. ``retry_after``: seconds the platform asks
    for. ``unknown``: a timeout, a reset or a garbled answer; look before sending again.
    """

    def __init__(
        self, why: str, *, permanent: bool = False, retry_after: float | None = None, unknown: bool = False
    ) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent
        self.retry_after = retry_after
        self.unknown = unknown


class NoLookUpError(SendError):
    """The platform cannot be searched for what was sent: no later look will say more."""


class TakenError(SendError):
    """An event of that key was made, and is not found: it does not show yet, or somebody deleted it."""


class ChatPlatform(Protocol):
    """A chat staff already use."""

    name: str
    pace: float
    """Seconds between the completion of one post and the next in the same channel."""

    async def post(self, address: str, notice: Notice, key: str, thread: Receipt | None = None) -> Receipt:
        """Post a message carrying the opaque ``key``; SendError says what went wrong."""
        ...

    async def update(self, receipt: Receipt, notice: Notice) -> None:
        """Replace a posted message. Idempotent."""
        ...

    async def find(
        self, address: str, key: str, since: datetime, thread: Receipt | None = None
    ) -> Receipt | None:
        """The message carrying ``key`` posted since then, or None: it is not there.

        SendError: could not look; :class:`NoLookUpError`: nobody ever can.
        """
        ...


@runtime_checkable
class Pins(Protocol):
    """A chat in which a message can be kept in sight."""

    async def pin(self, receipt: Receipt) -> None:
        """Pin it; what is pinned stays so. SendError: it stands there unpinned, which is no failure."""
        ...


@dataclass(frozen=True, kw_only=True)
class ChatUser:
    """Who clicked, as the platform says; ``outsider``: a guest, another workspace or tenant."""

    platform: str
    team: str
    user: str
    outsider: bool = False


@dataclass(frozen=True, kw_only=True)
class Press:
    """A verified click from any chat: ``click_id`` is the platform's own, remembered so that it counts once."""

    click_id: str
    ask_id: str
    action: str
    user: ChatUser
    fields: Mapping[str, object] | None = None
    """None where a button was pressed, the form's values where a form was sent."""


class PressKind(StrEnum):
    """What the platform does next."""

    SAVED = "saved"
    FORM = "form"
    PRIVATE = "private"
    """Show ``notice`` to the clicker only."""
    ERRORS = "errors"
    SILENT = "silent"


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """The answer to a press. ``redraw``: the ask's message as it now is, for the place that was clicked."""

    kind: PressKind
    notice: Notice | None = None
    form: Form | None = None
    redraw: Notice | None = None


class ConversationKind(StrEnum):
    """What sort of place."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"
    TEAM = "team"
    """A whole team: the bot may speak in every channel of it."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A place the bot was let into, as a chat tells it that cannot be asked for it."""

    platform: str
    address: str
    kind: ConversationKind
    service_url: str
    """Where this place is served."""
    team: str = ""
    """The team a channel is in, the group behind a team."""
    user: str = ""
    """Whose personal conversation it is."""
    gone: bool = False
    """The bot was removed."""


class Conversations(Protocol):
    """What is remembered of where the bot may speak. Plain functions, called in threads."""

    def met(self, conversation: Conversation, /) -> None:
        """The bot was let in, or is spoken to: remember it, also if it was gone."""
        ...

    def at(self, platform: str, address: str, team: str = "", /) -> Conversation | None:
        """The place of that address, else its team's."""
        ...

    def direct(self, platform: str, user: str, /) -> Conversation | None:
        """The personal conversation with a user."""
        ...


class Mail(Protocol):
    """Outgoing mail: the EHT mailbox."""

    async def send(self, to: str, subject: str, text: str, key: str) -> None:
        """Send one mail; SendError as for chat. ``key`` becomes part of the Message-ID."""
        ...

    async def sent(self, to: str, key: str, since: datetime) -> bool:
        """Whether a mail of that key was sent since then; SendError as for :meth:`ChatPlatform.find`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A meeting as a calendar holds it: of staff, and of no pupil's name. ``starts`` is aware."""

    organiser: str
    """E-mail, as all of them."""
    attendees: tuple[str, ...] = ()
    subject: str
    text: str
    starts: datetime
    minutes: int
    dropped: tuple[str, ...] = ()
    """Whom an earlier booking invited and this one does not. Anybody else was invited by hand: they stay."""


class Meetings(Protocol):
    """Staff's calendars."""

    async def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...]:
        """When any of these people is busy in that time; SendError also where somebody's cannot be read."""
        ...

    async def put(self, appointment: Appointment, key: str) -> None:
        """Have that event; of one that is there only time and people change. Idempotent; SendError, TakenError."""
        ...

    async def cancel(self, organiser: str, key: str) -> None:
        """Have no event of that key; whoever was invited is told. Idempotent; SendError."""
        ...


def box_of(boxes: Mapping[str, str], audience: str) -> str | None:
    """The mailbox of an audience: its own school's, else the role's at any school, else None."""
    return boxes.get(audience) or boxes.get(audience.partition(":")[0])


class Inbox(Protocol):
    """What a chat's inbound hands its verified input to. Plain functions, called in threads.

    Keeping and pressing commit before they return: acknowledge afterwards.
    """

    def keep(self, clicks: Mapping[str, str], /) -> frozenset[str]:
        """Keep clicks (by id) as they came, to be pressed later; the ids of those not kept or taken already."""
        ...

    def kept(self, platform: str, before: datetime, /) -> Sequence[str]:
        """What was kept of a platform before that moment and is still to be pressed."""
        ...

    def let_go(self, click_id: str, /) -> None:
        """Nothing more follows from a kept click. One that was pressed and saved is let go by that."""
        ...

    def press(self, press: Press, /) -> Pressed:
        """A button, an overflow choice or a sent form."""
        ...

    def command(self, user: ChatUser, text: str, click_id: str, /) -> Pressed:
        """``/franvaro``: *mina ärenden* (empty text), *lyft oro*, *förklara REF*."""
        ...

    def who(self, platform: str, email: str, /) -> tuple[str, str] | None:
        """``(team, user)`` linked to an e-mail, or None."""
        ...

    def linked(self, user: ChatUser, email: str, /) -> None:
        """The platform says this user has that e-mail: link them if they are staff."""
        ...

    def gone(self, platform: str, address: str, /) -> None:
        """The bot was removed from a channel."""
        ...
