"""A source whose schools have calendars of their own: they are laid over what the source says of terms and days off."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from bot.ports import AttendanceSource, Batch, DayOff, Finding, Probed, Roster, RowProblem, SchoolSpan
from bot.sources.calendar.feed import FeedError, SchoolCalendar, Words, read_feed
from bot.sources.csv_file import RejectedError
from bot.sources.web import WebError

AGAIN = 3600.0
"""Seconds until a feed is asked anew."""
BACK, AHEAD = timedelta(days=400), timedelta(days=800)
MARK = "calendar:"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One school's calendar; ``load`` gives its bytes or raises WebError or RejectedError."""

    school: str
    words: Words
    load: Callable[[], bytes] = field(repr=False)


class Calendared:
    """``now`` is the clock. The last good calendar of each school stands among the marks, with the day it came."""

    def __init__(
        self,
        source: AttendanceSource,
        feeds: Sequence[Feed],
        now: Callable[[], datetime],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.name = source.name
        self.source = source
        self._feeds, self._now, self._clock = feeds, now, clock
        self._until = float("-inf")
        self._said: dict[str, str] = {}
        self._problems: tuple[RowProblem, ...] = ()
        self._given: tuple[Roster, dict[str, str], Roster] | None = None

    def read(self, taken: Mapping[str, str]) -> Batch:
        """The source's batch, its roster with the schools' calendars."""
        batch = self.source.read(taken)
        if batch.roster is None:
            return batch
        if self._clock() >= self._until:
            self._ask(taken)
        marks = {MARK + school: said for school, said in self._said.items()}
        fresh = {name: said for name, said in marks.items() if taken.get(name) != said}
        problems = batch.problems if batch.more else (*batch.problems, *self._problems)
        return replace(
            batch, roster=self._laid_over(batch.roster), files={**batch.files, **fresh}, problems=problems
        )

    def _ask(self, taken: Mapping[str, str]) -> None:
        self._until = self._clock() + AGAIN
        problems: list[RowProblem] = []
        for feed in self._feeds:
            try:
                self._said[feed.school] = _written(self._fetched(feed), self._now().date())
            except (WebError, RejectedError, FeedError) as error:
                why = getattr(error, "why", None) or str(error)
                old = self._said.get(feed.school) or taken.get(MARK + feed.school, "")
                if old:
                    self._said[feed.school] = old
                since = f"that of {_when(old)} stands" if old else "terms.csv and days_off.csv alone stand"
                problems.append(
                    RowProblem(file=f"calendar of {feed.school}", line=0, column="", why=f"{why}; {since}")
                )
        self._problems = tuple(problems)

    def _fetched(self, feed: Feed) -> SchoolCalendar:
        today = self._now().date()
        found = read_feed(feed.load(), feed.school, feed.words, today - BACK, today + AHEAD)
        if not found.terms and not found.days_off:
            raise FeedError("holds no whole day whose title is one of calendar_terms or calendar_days_off")
        return found

    def _laid_over(self, roster: Roster) -> Roster:
        """The same object as long as roster and calendars are the same."""
        if self._given is not None and self._given[0] is roster and self._given[1] == self._said:
            return self._given[2]
        made = roster
        for school, said in self._said.items():
            made = laid_over(made, school, _read(said, school))
        self._given = roster, dict(self._said), made
        return made

    def findings(self) -> tuple[Finding, ...]:
        """Each feed as it answers now."""
        found = []
        for feed in self._feeds:
            try:
                told = self._fetched(feed)
                said = f"calendar of {feed.school}: {len(told.terms)} terms, {len(told.days_off)} days off"
                found.append(Finding(what=said))
            except (WebError, RejectedError, FeedError) as error:
                why = getattr(error, "why", None) or str(error)
                mend = (
                    "mend calendar, calendar_terms or calendar_days_off; until then the last good one stands"
                )
                found.append(Finding(what=f"calendar of {feed.school}: {why}", mend=mend))
        return tuple(found)


class CalendaredProbed(Calendared):
    """The same, of a source that can be looked at."""

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """The source's own findings, and the calendars'."""
        assert isinstance(self.source, Probed)
        roster, found = self.source.probe()
        return roster, (*found, *self.findings())


def laid_over(roster: Roster, school: str, calendar: SchoolCalendar) -> Roster:
    """Its terms take the place of the roster's where it has any; its days off are added."""
    terms = roster.terms
    if calendar.terms:
        terms = (*(one for one in terms if one.school != school), *calendar.terms)
    known = {one.day for one in roster.days_off if one.school == school}
    more = tuple(one for one in calendar.days_off if one.day not in known)
    return replace(roster, terms=terms, days_off=(*roster.days_off, *more))


def _written(calendar: SchoolCalendar, on: date) -> str:
    return json.dumps(
        {
            "on": on.isoformat(),
            "terms": [[one.name, one.first.isoformat(), one.last.isoformat()] for one in calendar.terms],
            "off": [[one.day.isoformat(), one.name] for one in calendar.days_off],
        },
        ensure_ascii=False,
    )


def _read(said: str, school: str) -> SchoolCalendar:
    found: Any = json.loads(said)
    return SchoolCalendar(
        terms=tuple(
            SchoolSpan(
                school=school, name=name, first=date.fromisoformat(first), last=date.fromisoformat(last)
            )
            for name, first, last in found["terms"]
        ),
        days_off=tuple(
            DayOff(school=school, day=date.fromisoformat(day), name=name) for day, name in found["off"]
        ),
    )


def _when(said: str) -> str:
    return str(json.loads(said)["on"])
