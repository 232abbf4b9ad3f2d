"""Calendars as a form asks them: from a thread, on the loop, and never for long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime

from bot.handlers.booked import Bookings
from bot.ports import SendError
from bot.rules.slots import Interval

log = logging.getLogger(__name__)
SECONDS = 1.5
"""What is left of Slack's three, in which a form must open."""


class CalendarDiary:
    """The :class:`bot.handlers.propose.Diary` of calendars that are reached on ``loop``."""

    def __init__(self, calendar: Bookings, loop: asyncio.AbstractEventLoop, seconds: float = SECONDS) -> None:
        self._calendar, self._loop, self._seconds = calendar, loop, seconds
        self.minutes = calendar.minutes

    def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...] | None:
        """When they are busy; None where that cannot be said in time."""
        asked = asyncio.run_coroutine_threadsafe(
            self._calendar.meetings.busy(people, first, last), self._loop
        )
        try:
            return asked.result(self._seconds)
        except TimeoutError:
            asked.cancel()
            log.warning("no times are proposed: the calendars did not answer in %s s", self._seconds)
        except SendError as error:
            log.warning("no times are proposed: %s", error.why)
        return None
