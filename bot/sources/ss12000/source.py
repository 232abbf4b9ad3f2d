"""A server of SS 12000 as a source: the first reading day by day, then what changes, and the latest days each night."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic, sleep

from bot.ports import Batch, Finding, Roster, RowProblem, Told
from bot.rules.values import Window
from bot.sources.records import Row, no_records
from bot.sources.ss12000.absences import Absences
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.api import Api, RefusedError, Thing, within
from bot.sources.ss12000.changes import FEW, Changes, Found, Seen, absences_told
from bot.sources.ss12000.crosscheck import Sums, compared
from bot.sources.ss12000.events import Events, stamp
from bot.sources.ss12000.lessons import Counts, Lessons
from bot.sources.ss12000.marks import Marks, digest, unknown
from bot.sources.ss12000.probe import findings
from bot.sources.ss12000.roster import People, read_people
from bot.sources.table import table
from bot.sources.token import Token
from bot.sources.web import Web

ONE_DAY = timedelta(days=1)
ROSTER_SECONDS = 3600.0
"""A roster is read anew after this, and at once where somebody in it changed."""
RESWEEP_SECONDS = 3600.0
LATELY = timedelta(days=3)
"""Of lessons so late it is remembered which registers they have: those may yet be deleted."""


class Ss12000:
    """Keeps no record itself: what it has told stands in the marks, what it holds it can read again."""

    def __init__(
        self,
        account: Account,
        *,
        pause: Callable[[float], None] = sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.name = account.name
        self._account, self._clock = account, clock
        web = Web(account.url, certificate=account.certificate, pause=pause, clock=clock)
        login = account.token_url and Web(
            account.token_url, certificate=account.certificate, pause=pause, clock=clock
        )
        self._api = Api(account, web, Token(account, login or None))
        self._events = Events(api=self._api, account=account)
        self._people: People | None = None
        self._day_of_people: date | None = None
        self._until = self._not_before = self._swept_at = float("-inf")
        self._absences: Absences | None = None
        self._seen = Seen()
        self._sums = Sums()
        self._issued = ""
        """The mark of the last changes told: where it was remembered, they were taken in."""

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """What the server offers, and its roster."""
        return findings(self._api, self._account)

    def read(self, taken: Mapping[str, str]) -> Batch:
        """A day of the first reading, a day read anew, or all that changed. Never raises for what the server does."""
        if self._clock() < self._not_before:
            return _failed((_problem("", "the server asked to be asked later: it is left alone until then"),))
        marks = Marks.of(taken, self._account.first)
        try:
            people = self._roster(marks)
            batch = people if isinstance(people, Batch) else self._next(people, marks)
        except RefusedError as error:
            self._not_before = error.later or self._not_before
            return _failed((_problem(error.path, error.why),))
        return replace(
            batch, files={name: said for name, said in batch.files.items() if taken.get(name) != said}
        )

    def _next(self, people: People, marks: Marks) -> Batch:
        today = self._account.today
        new = unknown(marks, people.enrolled)
        if marks.read_to is not None and len(new) > FEW:
            marks = replace(
                marks, read_to=None
            )  # a school came: its days are read as those of all the others were
        if marks.read_to is None or (marks.read_to < today and marks.swept is None):
            return self._first_reading(people, marks, today)
        if new:
            return self._newcomers(people, marks, today, new)
        if marks.swept != today:
            return self._sweep(people, marks, today)
        return self._changes(people, marks, today)

    # --- the roster ---------------------------------------------------------------------------------

    def _roster(self, marks: Marks) -> People | Batch:
        today = self._account.today  # with the day others may be enrolled, and in other groups
        is_old = self._day_of_people != today or self._clock() >= self._until
        if self._people is None or is_old or self._has_changed(marks):
            found = read_people(self._api, self._account)
            if not isinstance(found, People):
                return _failed(found)
            self._people, self._until = found, self._clock() + ROSTER_SECONDS
            self._day_of_people = today
            return found
        # What is wrong with it was said when it was read.
        self._people = replace(self._people, problems=())
        return self._people

    def _has_changed(self, marks: Marks) -> bool:
        """Whether a person or a group changed since: somebody may have become protected."""
        if marks.after is None or marks.swept != self._account.today:
            return False
        asked = [("meta.modified.after", stamp(marks.after)), ("limit", "1")]
        for path in ("persons", "groups"):
            try:
                if self._api.one(path, asked).get("data"):
                    return True
            except RefusedError as error:
                if not error.is_missing:
                    raise
        return False

    # --- what is read -------------------------------------------------------------------------------

    def _lessons(self, people: People, marks: Marks) -> Lessons:
        if self._absences is None:
            self._absences = Absences(self._account.zone)
            asked = [("endTime.onOrAfter", f"{marks.first.isoformat()}T00:00:00Z"), *within(self._account)]
            self._absences.take(absences_told(self._api, asked).values(), frozenset(people.enrolled))
        return Lessons(people=people, absences=self._absences, zone=self._account.zone, counts=Counts())

    def _first_reading(self, people: People, marks: Marks, today: date) -> Batch:
        """One day; from before the first on changes are followed, so that what shifts meanwhile is told again."""
        day = marks.first if marks.read_to is None else marks.read_to + ONE_DAY
        after = marks.after or self._api.said_at or self._account.now()
        lessons = self._lessons(people, marks)
        rows = self._day(day, lessons)
        is_last = day >= today
        files = replace(
            marks,
            read_to=day,
            after=after if marks.read_to is not None else self._api.said_at or after,
            swept=today if is_last else None,
            # Who comes while this goes on is read from the first day on afterwards.
            pupils=marks.pupils if marks.read_to is not None else frozenset(map(digest, people.enrolled)),
        )
        total = (today - marks.first).days + 1
        batch = self._batch(people, rows, lessons, files)
        return replace(
            batch, more=True, whole=is_last, done=total - max((today - day).days, 0), of=max(total, 1)
        )

    def _newcomers(self, people: People, marks: Marks, today: date, new: list[str]) -> Batch:
        """Pupils who came, or may be shown only now: their days from the first on."""
        self._absences = None  # theirs were not kept
        lessons = self._lessons(people, marks)
        found: dict[str, Thing] = {}
        for one in new:
            found |= self._events.of_pupil(one, marks.first, today)
        files = replace(marks, pupils=frozenset(map(digest, people.enrolled)))
        batch = self._batch(people, self._rows(found.values(), lessons), lessons, files)
        return replace(batch, told=_whole(found), more=True)

    def _sweep(self, people: People, marks: Marks, today: date) -> Batch:
        """One of the latest days. One without a single lesson is not believed to have lost them all."""
        start = max(today - timedelta(days=self._account.reread_days), marks.first)
        day = start if marks.sweeping is None or marks.sweeping < start else marks.sweeping + ONE_DAY
        if day == start:
            self._sums = Sums()
        lessons = self._lessons(people, marks)
        rows = self._day(day, lessons)
        problems: tuple[RowProblem, ...] = ()
        is_last = day >= today
        if is_last:
            self._swept_at = self._clock()
            problems = compared(self._api, self._events, self._sums)
        else:
            self._sums.add(day, rows)
        files = replace(marks, sweeping=None, swept=today) if is_last else replace(marks, sweeping=day)
        batch = self._batch(people, rows, lessons, files)
        told = (Told(days=Window(first=day, last=day)),) if rows else ()
        total = (today - start).days + 1
        return replace(
            batch,
            told=told,
            problems=(*batch.problems, *problems),
            more=True,
            done=total - max((today - day).days, 0),
            of=total,
        )

    def _changes(self, people: People, marks: Marks, today: date) -> Batch:
        lessons = self._lessons(people, marks)
        if not marks.after or stamp(marks.after) != self._issued:
            self._seen.handled = {}
        changes = Changes(api=self._api, events=self._events, lessons=lessons, seen=self._seen)
        began = self._api.said_at
        found = changes.since(marks.after or self._account.now(), marks.first, today)
        rows = [*self._rows(found.events.values(), lessons)]
        for day in sorted(found.days):
            rows += self._day(day, lessons)
        after = max(filter(None, (began, marks.after)), default=None)
        again = found.lost > 0 and self._clock() >= self._swept_at + RESWEEP_SECONDS
        files = replace(marks, after=after, swept=None if again else marks.swept)
        self._seen.handled = found.handled
        self._issued = stamp(after) if after else ""
        batch = self._batch(people, rows, lessons, files)
        days = tuple(Told(days=Window(first=day, last=day)) for day in sorted(found.days))
        return replace(batch, told=(*_whole_found(found), *days), more=again)

    def _day(self, day: date, lessons: Lessons) -> list[Row]:
        """A day's rows; a lesson that pages repeat, as they shift while they are read, gives the same rows again."""
        rows: list[Row] = []
        lately = day >= self._account.today - LATELY
        for page in self._events.of_day(day):
            rows += self._rows(page, lessons, lately=lately)
        return rows

    def _rows(self, events: Iterable[Thing], lessons: Lessons, *, lately: bool = True) -> list[Row]:
        rows: list[Row] = []
        for event in events:
            rows += lessons.rows(event)
            if lately:
                self._seen.learn(event, lessons)
        return rows

    def _batch(self, people: People, rows: Iterable[Row], lessons: Lessons, marks: Marks) -> Batch:
        left_out = [_problem("", f"{why} ({count})") for why, count in sorted(lessons.counts.why.items())]
        return Batch(
            roster=people.roster,
            records=table(rows, self.name),
            files=marks.as_files(),
            problems=(*people.problems, *left_out),
            protected_rows=lessons.counts.protected,
        )


def _whole(events: Iterable[str]) -> tuple[Told, ...]:
    return tuple(Told(begin=f"{name}:") for name in sorted(events))


def _whole_found(found: Found) -> tuple[Told, ...]:
    return _whole(found.gone | found.events.keys())


def _failed(problems: tuple[RowProblem, ...]) -> Batch:
    return Batch(roster=None, records=no_records(), problems=problems)


def _problem(path: str, why: str) -> RowProblem:
    return RowProblem(file=path or "ss12000", line=0, column="", why=why)
