"""Meetings in the calendar: it agrees with the case, whatever breaks between booking and writing it down."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.handlers.booked import Bookings
from bot.handlers.deliver import Delivered, Deliverer
from bot.handlers.tick import tick
from bot.ports import Appointment, SendError
from bot.rules.slots import Interval
from bot.storage import cases, outbox
from bot.storage import posts as receipts
from bot.storage import tables as t
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.test_meetings import BOOKED, NEEDS
from tests.handlers.town import MONDAY, Town, email, ladder, school_of

MENTOR, NURSE = email("8c"), email("nurse")
NAMES = ("Kanariep1", "Fågelssonp1", "8C")


class KilledError(BaseException):
    """The process is gone."""


@dataclass
class Desk:
    """Calendars in the test's hands. ``dies``: so many calls do their work and then the process is gone."""

    events: dict[tuple[str, str], Appointment] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    dies: int = 0
    wrong: list[SendError] = field(default_factory=list)
    closed: str = ""
    """Whose calendar is there no more."""

    async def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...]:
        return ()

    async def put(self, appointment: Appointment, key: str) -> None:
        self._look(appointment.organiser)
        at = (appointment.organiser, key)
        self.told.append("moved" if at in self.events else "booked")
        self.events[at] = appointment
        self._end()

    async def cancel(self, organiser: str, key: str) -> None:
        self._look(organiser)
        if self.events.pop((organiser, key), None):
            self.told.append("cancelled")
        self._end()

    def _look(self, organiser: str) -> None:
        if organiser == self.closed:
            raise SendError("ErrorInvalidUser", permanent=True)

    def _end(self) -> None:
        if self.wrong:
            raise self.wrong.pop(0)
        if self.dies:
            self.dies -= 1
            raise KilledError

    @property
    def one(self) -> Appointment:
        """The only event."""
        (event,) = self.events.values()
        return event


def deliver(town: Town, desk: Desk | None, later: int = 0) -> Delivered:
    bookings = Bookings(town.house, desk, 45) if desk else None
    clock = Standing(town.clock + timedelta(minutes=later))
    sender = Deliverer(town.house, {"local": Posts()}, clock, calendar=bookings, settle=timedelta())
    return asyncio.run(sender.run())


def booked(database: Database, display: str = "reference", **changes: object) -> Town:
    town = Town(database, [school_of(steps=ladder(NEEDS), display=display)])
    town.days(MONDAY, 2, p1="AAAA")
    book(town, **changes)
    return town


def book(town: Town, **changes: object) -> None:
    pressed = town.press(town.case().waiting[0], "meeting_booked", town.case().mentor, {**BOOKED, **changes})
    assert pressed.kind == "saved"


def kept(town: Town) -> list[str]:
    with town.db.read() as conn:
        return [one.receipt.message for one in receipts.posts_on(conn, "calendar")]


def test_the_meeting_is_of_staff_and_names_no_pupil(database: Database) -> None:
    town, desk = (
        booked(database, "name", invited=("pupil", "guardian", "nurse", "teacher", "outside")),
        Desk(),
    )
    deliver(town, desk)
    event = desk.one
    assert (event.organiser, event.attendees) == (MENTOR, (NURSE,))
    assert event.starts == datetime(2026, 8, 24, 12, 30, tzinfo=UTC)
    assert event.minutes == 45
    assert event.subject == f"Möte · ärende {town.case().ref}"
    assert not any(name in event.subject + event.text for name in NAMES)
    assert len(kept(town)) == 1


def test_the_responsible_person_calls_it_and_who_booked_it_comes(database: Database) -> None:
    town, desk = booked(database), Desk()
    case = town.case()
    with database.write() as conn:
        assert cases.save(conn, replace(case, responsible=NURSE), case.version)
    deliver(town, desk)
    assert (desk.one.organiser, desk.one.attendees) == (NURSE, (MENTOR,))


def test_moved_it_is_the_same_event_and_undone_it_is_off(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    book(town, meeting_on="2026-08-31", time="08:15")
    deliver(town, desk)
    assert desk.one.starts == datetime(2026, 8, 31, 6, 15, tzinfo=UTC)
    assert desk.told == ["booked", "moved"]
    assert len(kept(town)) == 1
    town.press(town.case().waiting[0], "undo", town.case().mentor)
    deliver(town, desk)
    assert desk.one.starts == datetime(2026, 8, 24, 12, 30, tzinfo=UTC)


def test_a_case_that_is_closed_takes_its_meeting_out_of_the_calendar(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    town.close()
    deliver(town, desk)
    assert (desk.events, desk.told, kept(town)) == ({}, ["booked", "cancelled"], [])


def test_a_meeting_that_has_been_is_left_alone(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    for day in (date(2026, 8, 21), date(2026, 8, 25)):
        town.clock = town.clock.replace(month=day.month, day=day.day, hour=5)
        tick(town.house, town.clock)
        deliver(town, desk)
    book(town, meeting_on="2026-08-31")
    deliver(town, desk)
    assert sorted(one.starts.day for one in desk.events.values()) == [24, 31]
    town.close()
    deliver(town, desk)
    assert [one.starts.day for one in desk.events.values()] == [24]


def test_killed_between_booking_and_writing_it_down_it_has_no_twin(database: Database) -> None:
    town, desk = booked(database), Desk(dies=1)
    with pytest.raises(KilledError):
        deliver(town, desk)
    lease_ends(database)
    assert deliver(town, desk).waiting == 0
    assert len(desk.events) == 1


def test_killed_and_undone_meanwhile_nothing_stays_behind(database: Database) -> None:
    town, desk = booked(database), Desk(dies=1)
    with pytest.raises(KilledError):
        deliver(town, desk)
    town.press(town.case().waiting[0], "undo", town.case().mentor)
    lease_ends(database)
    deliver(town, desk)
    assert (desk.events, kept(town)) == ({}, [])


def test_an_unclear_answer_is_tried_again_and_a_busy_calendar_waits_as_asked(database: Database) -> None:
    town = booked(database)
    desk = Desk(wrong=[SendError("reset", unknown=True), SendError("busy", retry_after=90)])
    assert deliver(town, desk).waiting == 1
    assert deliver(town, desk, later=1).waiting == 1
    assert deliver(town, desk, later=2).waiting == 1, "it waits for a minute and a half"
    done = deliver(town, desk, later=3)
    assert (done.sent, done.waiting, len(desk.events)) == (1, 0, 1)


def test_an_organiser_without_a_calendar_keeps_nothing_waiting(database: Database) -> None:
    town, desk = booked(database), Desk(wrong=[SendError("ErrorInvalidUser", permanent=True)])
    done = deliver(town, desk)
    assert (done.failed, done.waiting, kept(town)) == (1, 0, [])


@pytest.mark.parametrize("closed", ["", MENTOR])
def test_moved_after_its_organiser_left_it_is_called_by_whoever_moved_it(
    database: Database, closed: str
) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    assert desk.one.organiser == MENTOR
    assert town.feed.roster
    staff = tuple(one for one in town.feed.roster.staff if one.email != MENTOR)
    pupils = tuple(replace(one, mentor=NURSE) for one in town.pupils)
    town.feed.roster = replace(town.feed.roster, staff=staff, pupils=pupils)
    town.poll(date(2026, 8, 19))
    desk.closed = closed
    book(town, meeting_on="2026-08-27")
    assert deliver(town, desk, 1).failed == 0
    mine = [event for (organiser, _), event in desk.events.items() if organiser != closed]
    assert [(one.organiser, one.starts.date()) for one in mine] == [(NURSE, date(2026, 8, 27))]
    assert [one.rpartition(" ")[2] for one in kept(town)] == [NURSE]


def test_without_a_calendar_the_row_is_dropped(database: Database) -> None:
    done = deliver(booked(database), None)
    assert (done.failed, done.waiting) == (0, 0)


def lease_ends(database: Database) -> None:
    """A minute passes for whoever holds a row."""
    with database.write() as conn:
        held = t.outbox.c.state == outbox.State.SENDING
        conn.execute(sa.update(t.outbox).where(held).values(lease_until=datetime(2020, 1, 1, tzinfo=UTC)))
