"""What changed since a moment: lessons, registers, reported absences and deletions, as lessons to be read anew.

A register does not say when its lesson is, and a lesson does not change with its registers: so every lesson that
anything changed of is read whole, and what it no longer has is deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.sources.ss12000.api import Api, RefusedError, Thing, several, within
from bot.sources.ss12000.events import Events, stamp
from bot.sources.ss12000.lessons import Lessons, moment_of
from bot.sources.ss12000.read import ident, inside, refers, text, things
from bot.sources.web import Params

OVERLAP = timedelta(minutes=15)
"""Read again each time: a server may show a change some time after the moment it gives it."""
FEW = 40
"""So many lessons of a day are read one by one; more, and the day is."""
REMEMBERED = 200_000


@dataclass
class Seen:
    """What this process has read lately: which lesson a register is of, on which day a lesson is, what was handled."""

    lesson_of: dict[str, str] = field(default_factory=dict)
    day_of: dict[str, date] = field(default_factory=dict)
    handled: dict[str, str] = field(default_factory=dict)
    """Register to the moment it was changed, in the last poll: what overlaps is not done twice."""

    def learn(self, event: Thing, lessons: Lessons) -> None:
        """Note a lesson that was read."""
        at = moment_of(event, lessons.zone)
        if at is None:
            return
        for known in (self.lesson_of, self.day_of):
            if len(known) > REMEMBERED:
                known.clear()
        name = ident(event)
        self.day_of[name] = at.astimezone(lessons.zone).date()
        for one in things(inside(event, "_embedded"), "attendance", "attendances"):
            self.lesson_of[ident(one)] = name


@dataclass
class Found:
    """What there is to read anew."""

    events: dict[str, Thing] = field(default_factory=dict)
    """Lessons that came whole."""
    wanted: set[str] = field(default_factory=set)
    """Lessons to be asked for."""
    gone: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    """Days to be read whole."""
    pupils: set[tuple[str, date]] = field(default_factory=set)
    handled: dict[str, str] = field(default_factory=dict)
    lost: int = 0
    """Registers deleted of lessons that nobody here knows any more: the latest days are then read anew."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Asks a server what changed."""

    api: Api
    events: Events
    lessons: Lessons
    seen: Seen

    def since(self, after: datetime, first: date, today: date) -> Found:
        """:class:`RefusedError` where any of it cannot be read: then nothing counts."""
        after = after - OVERLAP
        found = Found(events=self.events.changed(first, today, after))
        self._registers(found, after)
        self._absences(found, after)
        self._deleted(found, after)
        self._pupils(found, first, today)
        found.wanted -= found.events.keys() | found.gone
        self._many(found)
        for name in sorted(found.wanted):
            event = self.events.one(name)
            if event is None:
                found.gone.add(name)
            else:
                found.events[name] = event
        return found

    def _registers(self, found: Found, after: datetime) -> None:
        asked = [("meta.modified.after", stamp(after)), *within(self.events.account)]
        for page in self.api.pages("attendances", asked):
            for one in page:
                name, changed = ident(one), text(inside(one, "meta"), "modified")
                found.handled[name] = changed
                if not changed or self.seen.handled.get(name) != changed:
                    found.wanted.add(refers(one, "calendarEvent"))
        found.wanted.discard("")

    def _absences(self, found: Found, after: datetime) -> None:
        asked = [("meta.modified.after", stamp(after)), *within(self.events.account)]
        told = absences_told(self.api, asked)
        students = frozenset(self.lessons.people.enrolled)
        found.pupils |= self.lessons.absences.take(told.values(), students)

    def _deleted(self, found: Found, after: datetime) -> None:
        kinds = several("entities", ("Attendance", "CalendarEvent", "Absence"))
        try:
            answers = list(self.api.answers("deletedEntities", [("after", stamp(after)), *kinds]))
        except RefusedError as error:
            if error.is_missing:  # the latest days are read anew each night
                return
            raise
        for answer in answers:
            found.gone |= _ids(answer, "calendarEvents")
            for one in _ids(answer, "attendances"):
                known = self.seen.lesson_of.pop(one, None)
                found.wanted |= {known} if known else set()
                found.lost += known is None and one not in self.seen.handled
                found.handled[one] = "deleted"
            found.pupils |= self.lessons.absences.drop(_ids(answer, "absences"))

    def _pupils(self, found: Found, first: date, today: date) -> None:
        """Days on which a pupil's absence is explained otherwise."""
        there = {(one, day) for one, day in found.pupils if first <= day <= today}
        if len(there) > FEW:
            found.days |= {day for _, day in there}
            return
        for one, day in sorted(there):
            found.events |= self.events.of_pupil(one, day, day)

    def _many(self, found: Found) -> None:
        count = Counter(self.seen.day_of[one] for one in found.wanted if one in self.seen.day_of)
        found.days |= {day for day, lessons in count.items() if lessons > FEW}
        found.wanted -= {one for one in found.wanted if self.seen.day_of.get(one) in found.days}


def absences_told(api: Api, asked: Params) -> dict[str, Thing]:
    """None where the server does not offer them: registers then stand unexplained."""
    try:
        return api.all("absences", asked)
    except RefusedError as error:
        if error.is_missing:
            return {}
        raise


def _ids(answer: object, *names: str) -> set[str]:
    """The ids under any of these keys, however they are spelt."""
    if not isinstance(answer, dict):
        return set()
    found: Iterable[object] = next((answer[one] for one in names if isinstance(answer.get(one), list)), ())
    return {name for name in map(ident, found) if name}
