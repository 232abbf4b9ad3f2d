"""The form that books a meeting proposes times where calendars can be looked into, and opens without them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.notices.model import Form
from bot.notices.times import OTHER, PROPOSED
from bot.ports import ChatUser, Press, Pressed, PressKind
from bot.rules.slots import Interval
from bot.storage.db import Database
from tests.handlers.test_meetings import NEEDS
from tests.handlers.town import MONDAY, Town, ladder, school_of

ZONE = ZoneInfo("Europe/Stockholm")
WEDNESDAY = datetime(2026, 8, 19, 8, tzinfo=ZONE)


@dataclass
class Book:
    """What stands in the calendars; None: they do not answer."""

    taken: tuple[Interval, ...] | None = ()
    minutes: int = 45
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...] | None:
        self.asked.append(tuple(people))
        return self.taken


def pressed(town: Town, book: Book | None, action: str, fields: dict[str, object] | None = None) -> Pressed:
    case = town.case()
    inbox = town.inbox()
    inbox.diary = book
    town.clicks += 1
    user = ChatUser(platform="local", team="", user=case.mentor)
    return inbox.press(
        Press(click_id=f"c{town.clicks}", ask_id=case.waiting[0].id, action=action, user=user, fields=fields)
    )


def asked(database: Database) -> Town:
    town = Town(database, [school_of(steps=ladder(NEEDS))])
    town.days(MONDAY, 2, p1="AAAA")
    return town


def opened(town: Town, book: Book | None) -> Form:
    found = pressed(town, book, "meeting_booked")
    assert found.kind is PressKind.FORM
    assert found.form is not None
    return found.form


def keys(form: Form) -> list[str]:
    return [each.key for each in form.fields]


def test_three_times_are_proposed_and_the_chosen_one_is_booked(database: Database) -> None:
    town, book = asked(database), Book(taken=((WEDNESDAY, WEDNESDAY.replace(hour=9)),))
    form = opened(town, book)
    assert keys(form) == [PROPOSED, "meeting_on", "time", "invited"]
    assert [one.key for one in form.fields[0].options] == [
        "2026-08-19T09:00",
        "2026-08-20T08:00",
        "2026-08-21T08:00",
        OTHER,
    ]
    assert book.asked == [(town.case().mentor,)]
    sent: dict[str, object] = {
        PROPOSED: "2026-08-20T08:00",
        "meeting_on": "",
        "time": "",
        "invited": ("pupil",),
    }
    assert pressed(town, book, "meeting_booked", sent).kind is PressKind.SAVED
    (meeting,) = town.case().meetings
    assert meeting.on == date(2026, 8, 20)
    fields = town.case().done[-1].fields
    assert {**fields, "invited": tuple(fields["invited"])} == {  # type: ignore[arg-type]  # a list, read back
        "meeting_on": "2026-08-20",
        "time": "08:00",
        "invited": ("pupil",),
    }
    assert len(book.asked) == 1, "sending asks no calendar"


def test_another_time_is_written_and_must_be_there(database: Database) -> None:
    town, book = asked(database), Book()
    sent: dict[str, object] = {PROPOSED: OTHER, "meeting_on": "", "time": "", "invited": ("pupil",)}
    wrong = pressed(town, book, "meeting_booked", sent)
    assert wrong.kind is PressKind.ERRORS
    assert wrong.form is not None
    assert set(wrong.form.errors) == {"meeting_on", "time"}
    written = {**sent, "meeting_on": "2026-08-27", "time": "15:10"}
    assert pressed(town, book, "meeting_booked", written).kind is PressKind.SAVED
    assert town.case().meetings[0].on == date(2026, 8, 27)


def test_a_form_that_comes_back_keeps_the_chosen_time(database: Database) -> None:
    town = asked(database)
    sent: dict[str, object] = {PROPOSED: "2026-08-20T08:00", "meeting_on": "", "time": "", "invited": ()}
    wrong = pressed(town, Book(), "meeting_booked", sent)
    assert wrong.form is not None
    assert set(wrong.form.errors) == {"invited"}
    assert [one.key for one in wrong.form.fields[0].options] == ["2026-08-20T08:00", OTHER]


def test_without_an_answer_or_a_calendar_or_a_free_time_it_opens_as_before(database: Database) -> None:
    town = asked(database)
    full = Book(taken=((WEDNESDAY.replace(hour=0), WEDNESDAY.replace(month=10)),))
    for book in (None, Book(taken=None), full):
        form = opened(town, book)
        assert keys(form) == ["meeting_on", "time", "invited"]
        assert all(each.required for each in form.fields[:2])


def test_a_form_that_books_nothing_asks_no_calendar(database: Database) -> None:
    book = Book()
    assert pressed(asked(database), book, "hold").kind is PressKind.FORM
    assert book.asked == []
