"""A row of kind ``meeting`` makes the calendar agree with the case: book, move or cancel.

Where an event will stand is written down before it is booked, and it is looked for by its key: whatever breaks between
the two, the next try finds the same event. So nothing need be known of a try whose answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.handlers.channels import CALENDAR
from bot.handlers.house import House
from bot.handlers.scene import Scene, scene_of
from bot.notices.compose_mail import appointment_words
from bot.ports import Appointment, Meetings, Receipt, SendError, TakenError
from bot.rules.forms import MEETING_ON
from bot.rules.roles import IN_CASE, person_asked, staff_word
from bot.rules.state import Answer, Ask, Case
from bot.storage import cases, posts
from bot.storage.outbox import Claimed

NOT_INVITED = frozenset({"pupil", "guardian", "outside", "teacher"})
"""Staff invite them: of the first three there is no address here, of the fourth there are many."""
DELETED = 3
"""Tries after which an event that was booked before and cannot be found was deleted by hand."""
_WHEN = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event as its receipt names it: by key, beginning and whose calendar it stands in."""

    key: str
    starts: datetime
    organiser: str

    def receipt(self, case: str) -> Receipt:
        """What is kept of it."""
        return Receipt(
            platform=CALENDAR,
            channel=case,
            message=f"{self.key} {self.starts.astimezone(UTC):{_WHEN}} {self.organiser}",
        )

    @classmethod
    def read(cls, receipt: Receipt) -> Entry:
        """The entry a receipt names."""
        key, starts, organiser = receipt.message.split(" ", 2)
        return cls(key=key, starts=datetime.strptime(starts, _WHEN).replace(tzinfo=UTC), organiser=organiser)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be done: ``appointment`` is to stand at ``entry``, or nothing where there is none."""

    case: str
    entry: Entry
    appointment: Appointment | None
    stood: bool = False
    """An earlier row booked it; otherwise this one is to."""
    same: bool = False
    """And it begins when it did: its receipt stands whatever becomes of this change."""
    more: bool = False
    """Once this is done the row is begun anew: whoever called the meeting has left, and somebody else calls it."""


class Bookings:
    """The calendar of a house. ``minutes``: how long a meeting is."""

    def __init__(self, house: House, meetings: Meetings, minutes: int) -> None:
        self._house, self.meetings, self.minutes = house, meetings, minutes

    def begin(self, row: Claimed, now: datetime) -> Change | None:
        """What the row asks for, as the case is now; its receipt is kept. None: the calendar agrees already."""
        with self._house.db.write() as conn:
            change = _change(conn, self._house, row, self.minutes, now)
            if change is not None and change.appointment is not None:
                posts.keep(
                    conn,
                    change.entry.receipt(change.case),
                    case_id=change.case,
                    ask_id=row.ask_id,
                    kind=row.kind,
                    at=now,
                )
            return change

    async def do(self, change: Change) -> None:
        """Book, move or cancel; SendError."""
        if change.appointment is not None:
            await self.meetings.put(change.appointment, change.entry.key)
        else:
            await self.meetings.cancel(change.entry.organiser, change.entry.key)

    def end(self, change: Change, *, stands: bool) -> None:
        """It was done, or never can be: only receipts of what stands in the calendar are kept."""
        self._forget(change, lambda entry: _is_past(change, entry, stands=stands))

    def deleted(self, change: Change, error: SendError, tries: int) -> bool:
        """Whether somebody deleted the event that was to be changed: then it is forgotten, and called anew."""
        gone = isinstance(error, TakenError) and change.stood and tries >= DELETED
        if gone:
            self._forget(change, lambda _: True)
        return gone

    def _forget(self, change: Change, past: Callable[[Entry], bool]) -> None:
        with self._house.db.write() as conn:
            for entry in filter(past, _entries(conn, change)):
                posts.forget(conn, entry.receipt(change.case))


def _entries(conn: Connection, change: Change) -> list[Entry]:
    """Every receipt of the event: while it is moved there are two."""
    receipts = (one.receipt for one in posts.posts_of_case(conn, change.case))
    entries = [Entry.read(one) for one in receipts if one.platform == CALENDAR]
    return [one for one in entries if one.key == change.entry.key]


def _is_past(change: Change, entry: Entry, *, stands: bool) -> bool:
    """Whether a receipt says no more where the event is. One that could not be moved stands where it stood."""
    if change.appointment is None:
        return stands or change.more
    return (entry != change.entry) if stands else (entry == change.entry and not change.same)


def _change(conn: Connection, house: House, row: Claimed, minutes: int, now: datetime) -> Change | None:
    case = cases.case(conn, row.case_id)
    ask = case.ask(row.ask_id) if case else None
    if case is None or ask is None:
        return None
    kept = _kept(conn, case, ask, now)
    scene = scene_of(conn, house, case, now)
    wanted = _appointment(scene, ask, kept, minutes)
    if wanted is not None and kept is not None and kept.organiser not in scene.people:
        return Change(case=case.id, entry=kept, appointment=None, more=True)
    if wanted is not None and wanted.starts > now:
        entry = Entry(key=kept.key if kept else row.key, starts=wanted.starts, organiser=wanted.organiser)
        stood = kept is not None and kept.key != row.key
        return Change(
            case=case.id, entry=entry, appointment=wanted, stood=stood, same=stood and entry == kept
        )
    return Change(case=case.id, entry=kept, appointment=None) if kept else None


def _kept(conn: Connection, case: Case, ask: Ask, now: datetime) -> Entry | None:
    """The event of this question that lies ahead. One that has been is history: it is neither moved nor cancelled."""
    for post in reversed(posts.posts_of_case(conn, case.id)):
        about = case.ask(post.ask_id)
        if post.receipt.platform == CALENDAR and about and (about.stage, about.item) == (ask.stage, ask.item):
            entry = Entry.read(post.receipt)
            return entry if entry.starts > now else None
    return None


def _appointment(scene: Scene, ask: Ask, kept: Entry | None, minutes: int) -> Appointment | None:
    meeting = next((one for one in scene.case.meetings if one.of == (ask.stage, ask.item)), None)
    starts = scene.meeting_at(meeting) if meeting else None
    booked = scene.answer(meeting.answer_id) if meeting else None
    if starts is None or booked is None:
        return None
    own = [scene.case.responsible or "", booked.person]
    # An event stays in the calendar it was booked in: it cannot be given away.
    organiser = kept.organiser if kept else next((one for one in own if one in scene.people), None)
    if organiser is None:
        return None
    subject, text = appointment_words(scene.about(ask))
    attendees = tuple(one for one in _invited(scene, booked, own) if one != organiser)
    before = {one for each in _bookings(scene, ask) for one in _invited(scene, each, own)}
    return Appointment(
        organiser=organiser,
        attendees=attendees,
        dropped=tuple(sorted(before - {organiser, *attendees})),
        subject=subject,
        text=text,
        starts=starts,
        minutes=minutes,
    )


def _bookings(scene: Scene, ask: Ask) -> list[Answer]:
    """Everything that was ever booked for the question, what was undone too."""
    asks = {one.id for one in scene.case.asks if (one.stage, one.item) == (ask.stage, ask.item)}
    return [one for one in scene.case.answers if one.ask_id in asks and MEETING_ON in one.fields]


def _invited(scene: Scene, booked: Answer, own: list[str]) -> list[str]:
    named = booked.fields.get("invited")
    words = set(map(str, named)) if isinstance(named, list | tuple) else set()
    roles = {staff_word(scene.ladder, one) for one in words}
    # The mentor is this pupil's: nobody else who is one need know of a meeting.
    of_case = {person_asked(scene.case, scene.ladder, one) for one in words if one in roles & IN_CASE}
    roles -= NOT_INVITED | IN_CASE
    called = {*own, *of_case}
    return sorted(one.email for one in scene.people.values() if one.roles & roles or one.email in called)
