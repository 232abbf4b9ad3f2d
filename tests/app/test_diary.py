"""Calendars asked from a thread: an answer in time, or none."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.app.diary import CalendarDiary
from bot.handlers.booked import Bookings
from bot.ports import SendError
from bot.rules.slots import Interval
from bot.storage.db import Database
from tests.handlers.test_booked import Desk
from tests.handlers.town import Town

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
TAKEN = ((AT, AT + timedelta(hours=1)),)


class Calendars(Desk):
    """Answers, fails, or never says a word."""

    def __init__(self, answer: tuple[Interval, ...] | SendError | None) -> None:
        super().__init__()
        self.answer = answer

    async def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...]:
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, SendError):
            raise self.answer
        return self.answer or ()


def asked(database: Database, answer: tuple[Interval, ...] | SendError | None, seconds: float) -> object:
    async def ran() -> object:
        calendar = Bookings(Town(database).house, Calendars(answer), 45)
        diary = CalendarDiary(calendar, asyncio.get_running_loop(), seconds)
        assert diary.minutes == 45
        return await asyncio.to_thread(diary.busy, ["a@b.example"], AT, AT)

    return asyncio.run(ran())


def test_an_answer_in_time_a_refusal_and_silence(database: Database) -> None:
    assert asked(database, TAKEN, 60) == TAKEN
    assert asked(database, SendError("no"), 60) is None
    assert asked(database, None, 0.01) is None
