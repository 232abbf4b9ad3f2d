"""Lessons as the server is asked for them: a day, a pupil's days, what changed, or one by its id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.sources.ss12000.account import Account
from bot.sources.ss12000.api import Api, RefusedError, Thing, several, within
from bot.sources.web import Params

PATH = "calendarEvents"
EXPANDED = several("expand", ("activity", "attendance"))
EVENING = time(23, 59, 59)


@dataclass(frozen=True, kw_only=True)
class Events:
    """The lessons of one server, always with who was there."""

    api: Api
    account: Account

    def of_day(self, day: date) -> Iterator[tuple[Thing, ...]]:
        """All of a day, page by page."""
        return self.api.pages(PATH, [*self._between(day, day), *within(self.account), *EXPANDED])

    def of_pupil(self, pupil_id: str, first: date, last: date) -> dict[str, Thing]:
        """All that a pupil has, or had: the server does not look at when they belonged to the group."""
        asked = [*self._between(first, last), ("student", pupil_id), *EXPANDED]
        return self.api.all(PATH, asked)

    def changed(self, first: date, last: date, after: datetime) -> dict[str, Thing]:
        """Those that were themselves changed; a register taken does not change its lesson."""
        asked = [*self._between(first, last), ("meta.modified.after", stamp(after))]
        return self.api.all(PATH, [*asked, *within(self.account), *EXPANDED])

    def one(self, event_id: str) -> Thing | None:
        """None where it is gone."""
        try:
            return self.api.one(f"{PATH}/{event_id}", EXPANDED)
        except RefusedError as error:
            if error.status in (404, 410):
                return None
            raise

    def _between(self, first: date, last: date) -> Params:
        zone = self.account.zone
        return [
            ("startTime.onOrAfter", datetime.combine(first, time(), zone).isoformat()),
            ("startTime.onOrBefore", datetime.combine(last, EVENING, zone).isoformat()),
        ]


def stamp(moment: datetime) -> str:
    """As RFC 3339 wants it."""
    return moment.isoformat(timespec="seconds")
