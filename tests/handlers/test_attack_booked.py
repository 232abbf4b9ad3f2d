"""Meetings in the calendar, attacked: what ends the question, what is refused, what was done by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest

from bot.notices.times import PROPOSED
from bot.ports import Appointment, TakenError
from bot.storage import cases
from bot.storage.db import Database
from tests.handlers.test_booked import MENTOR, NURSE, Desk, book, booked, deliver, kept
from tests.handlers.test_meetings import BOOKED, NEEDS
from tests.handlers.town import MONDAY, Town, email, ladder, pupil, school_of


@dataclass
class Trashed(Desk):
    """An event of this key was made once and is found no more."""

    gone: str = ""

    async def put(self, appointment: Appointment, key: str) -> None:
        if key == self.gone:
            raise TakenError("ErrorDuplicateTransactionId", retry_after=60)
        await super().put(appointment, key)


def asked(database: Database, steps: str = NEEDS) -> Town:
    town = Town(database, [school_of(steps=ladder(steps))])
    town.days(MONDAY, 2, p1="AAAA")
    return town


def test_a_pupil_who_becomes_protected_leaves_no_meeting_though_its_question_was_replaced(
    database: Database,
) -> None:
    town, desk = asked(database, NEEDS.replace("who: health_team", "who: mentor")), Desk()
    book(town, meeting_on="2026-08-31")
    deliver(town, desk)
    town.days(date(2026, 8, 19), 2, p1="AAAA")
    deliver(town, desk)
    assert (town.case().stage, town.case().meetings, len(desk.events)) == ("eight", (), 1)
    town.enrol(protected=["p1"])
    town.poll(date(2026, 8, 21))
    deliver(town, desk)
    assert (desk.events, kept(town)) == ({}, [])


@pytest.mark.parametrize(("hour", "left"), [(7, 0), (13, 1)])
def test_a_case_that_closes_on_the_meetings_day_calls_it_off_while_it_lies_ahead(
    database: Database, hour: int, left: int
) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    town.clock = datetime(2026, 8, 24, hour, tzinfo=UTC)
    town.close()
    deliver(town, desk)
    assert len(desk.events) == left


def test_an_event_that_could_not_be_moved_goes_with_its_case(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    for changes in ({"meeting_on": "2026-08-31"}, {"meeting_on": "2026-08-24", "invited": ("nurse",)}):
        book(town, **changes)
        desk.closed = MENTOR
        assert deliver(town, desk).failed == 1
        desk.closed = ""
        assert len(kept(town)) == 1
    town.close()
    deliver(town, desk)
    assert (desk.events, kept(town)) == ({}, [])


def test_one_that_could_not_be_called_off_is_called_off_with_its_case(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    town.press(town.case().waiting[0], "undo", town.case().mentor)
    desk.closed = MENTOR
    assert deliver(town, desk).failed == 1
    desk.closed = ""
    book(town)
    deliver(town, desk)
    assert len(desk.events) == 1, "the event that is there, and no twin"
    town.close()
    deliver(town, desk)
    assert (desk.events, kept(town)) == ({}, [])


def test_one_that_was_deleted_by_hand_is_called_anew_when_it_is_moved(database: Database) -> None:
    town, desk = booked(database), Desk()
    deliver(town, desk)
    ((_, key),) = desk.events
    book(town, meeting_on="2026-08-31")
    trashed = Trashed(gone=key)
    waiting = [deliver(town, trashed, 2 * later).waiting for later in range(3)]
    assert waiting == [1, 1, 0]
    assert trashed.one.starts.day == 31
    assert len(kept(town)) == 1


def test_a_first_booking_that_does_not_show_yet_waits_and_has_no_twin(database: Database) -> None:
    town = booked(database)
    with town.db.read() as conn:
        key = conn.exec_driver_sql("SELECT key FROM outbox WHERE kind = 'meeting'").scalar_one()
    trashed = Trashed(gone=key)
    waiting = [deliver(town, trashed, 2 * later).waiting for later in range(5)]
    assert (waiting, trashed.events) == ([1] * 5, {})


def test_whoever_is_invited_no_more_is_taken_off_and_nobody_else(database: Database) -> None:
    town, desk = booked(database, invited=("nurse", "principal")), Desk()
    deliver(town, desk)
    assert not desk.one.dropped
    book(town, meeting_on="2026-08-31", invited=("principal",))
    deliver(town, desk)
    assert (desk.one.attendees, desk.one.dropped) == ((email("principal"),), (NURSE,))


OWN = NEEDS.replace(
    "stages:",
    """roles: {school_nurse: nurse, team: teacher}
forms:
  meeting:
    title: {en: Meeting}
    meeting_on: {kind: date, label: {en: Day}, earliest: today}
    time: {kind: time, label: {en: Time}}
    invited:
      kind: choices
      label: {en: Who}
      options: {mentor: {en: Mentor}, school_nurse: {en: Nurse}, team: {en: Team}}
stages:""",
)


def test_a_routine_of_ones_own_invites_by_its_words_and_of_mentors_the_pupils_only(
    database: Database,
) -> None:
    town = Town(database, [school_of(steps=ladder(OWN))], [pupil("p1"), pupil("p2", class_name="9A")])
    town.days(MONDAY, 2, p1="AAAA")
    case = town.case()
    with database.write() as conn:
        assert cases.save(conn, replace(case, responsible=email("principal")), case.version)
    book(town, invited=("mentor", "school_nurse", "team"))
    desk = Desk()
    deliver(town, desk)
    assert desk.one.organiser == email("principal")
    assert desk.one.attendees == (MENTOR, NURSE)


@pytest.mark.parametrize("time", ["99:99", "24:00", "14:3", "\u0660\u0669:\u0663\u0660", "14.30", "snart"])
def test_a_time_that_is_none_is_said_so(database: Database, time: str) -> None:
    town = asked(database)
    pressed = town.press(
        town.case().waiting[0], "meeting_booked", town.case().mentor, {**BOOKED, "time": time}
    )
    assert pressed.form is not None
    assert set(pressed.form.errors) == {"time"}


@pytest.mark.parametrize("day", ["2026-08-17", "0001-01-01", "2028-01-10", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_said_so(database: Database, day: str) -> None:
    town = asked(database)
    fields = {**BOOKED, "meeting_on": day}
    pressed = town.press(town.case().waiting[0], "meeting_booked", town.case().mentor, fields)
    assert pressed.form is not None
    assert set(pressed.form.errors) == {"meeting_on"}


def test_a_proposed_time_that_passed_while_the_form_lay_open_is_asked_for_anew(database: Database) -> None:
    town = asked(database)
    fields = {PROPOSED: "2026-08-18T15:30", "meeting_on": "", "time": "", "invited": ("pupil",)}
    pressed = town.press(town.case().waiting[0], "meeting_booked", town.case().mentor, fields)
    assert pressed.form is not None
    assert set(pressed.form.errors) == {"meeting_on", "time"}
