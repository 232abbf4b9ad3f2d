"""An Ed-Fi server as a source: day by day from the first, then the days that changed, whole, by change versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic, sleep

from bot.ports import Batch, Finding, Roster, RowProblem, SchoolSpan, Told
from bot.rules.values import Window
from bot.sources.calendar.feed import SchoolCalendar
from bot.sources.calendar.source import laid_over
from bot.sources.days_read import Marks
from bot.sources.edfi.account import Account
from bot.sources.edfi.api import EVENTS, SCHOOL, SECTION, Api
from bot.sources.edfi.lessons import Day
from bot.sources.edfi.periods import Periods, day_of, terms, text
from bot.sources.folder_roster import KnownFolder
from bot.sources.records import Known, no_records
from bot.sources.table import table
from bot.sources.web import WebError

ONE_DAY = timedelta(days=1)
VERSION = "version"
PERIODS_SECONDS = 3600.0


class EdFi:
    """Keeps no record itself: how far it has come stands in the marks."""

    def __init__(
        self,
        account: Account,
        *,
        pause: Callable[[float], None] = sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.name = account.name
        self._account, self._clock = account, clock
        self._api = Api(account, pause, clock)
        self._folder = KnownFolder(account.folder)
        self._periods = Periods()
        self._terms: dict[str, tuple[SchoolSpan, ...]] = {}
        self._given: tuple[Roster, dict[str, tuple[SchoolSpan, ...]], Roster] | None = None
        self._until = self._not_before = float("-inf")

    def read(self, taken: Mapping[str, str]) -> Batch:
        """A day of a long reading, or the days that changed. Never raises for what the server does."""
        found = self._folder.read(self._account.today)
        if found.roster is None or found.known is None:
            return Batch(roster=None, records=no_records(), problems=found.problems)
        if self._clock() < self._not_before:
            return _failed("the server asked to be asked later: it is left alone until then")
        try:
            batch = self._next(found.roster, found.known, taken)
        except WebError as error:
            self._not_before = error.later or self._not_before
            return _failed(error.why)
        files = {name: said for name, said in batch.files.items() if taken.get(name) != said}
        problems = () if batch.more else (*found.problems, *batch.problems)
        return replace(batch, files=files, problems=problems)

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """Whether each resource answers."""
        found = self._folder.read(self._account.today)
        findings = [Finding(what=str(one), mend="mend it in the roster folder") for one in found.problems]
        day = [("eventDate", self._account.today.isoformat())]
        for resource in (*EVENTS, "classPeriods", "sections", "schools", "sessions"):
            try:
                told = sum(1 for _ in self._api.all(resource, day if resource in EVENTS else ()))
                findings.append(Finding(what=f"{resource} answers, {told} objects"))
            except WebError as error:
                findings.append(
                    Finding(what=error.why, mend="mend url, client_id and client_secret, or ask the vendor")
                )
        return found.roster, tuple(findings)

    def _next(self, roster: Roster, known: Known, taken: Mapping[str, str]) -> Batch:
        if self._clock() >= self._until:
            self._periods = Periods.of(self._api.all("classPeriods"), self._api.all("sections"))
            self._terms = terms(self._api.all("schools"), self._api.all("sessions"))
            self._until = self._clock() + PERIODS_SECONDS
        roster = self._with_terms(roster)
        marks = Marks.of(taken, self._account.first).begun(known.pupils)
        version = _version(taken)
        if marks.whole and version is not None and marks.swept == self._account.today:
            return self._changes(roster, known, marks, version)
        return self._reading(roster, known, marks, version)

    def _with_terms(self, roster: Roster) -> Roster:
        """The same object as long as roster and sessions are the same."""
        if self._given is None or self._given[0] is not roster or self._given[1] != self._terms:
            made = roster
            for school, spans in self._terms.items():
                made = laid_over(made, school, SchoolCalendar(terms=spans))
            self._given = roster, self._terms, made
        return self._given[2]

    def _reading(self, roster: Roster, known: Known, marks: Marks, version: int | None) -> Batch:
        """The first reading, or each night the latest days anew. Changes are followed from before it began."""
        today = self._account.today
        version = (
            self._api.newest() if version is None or (not marks.whole and marks.read_to is None) else version
        )
        back = today - timedelta(days=self._account.reread_days)
        start = max(back, marks.first) if marks.whole else min(marks.first, today)
        day = start if marks.read_to is None or marks.read_to < start else marks.read_to + ONE_DAY
        is_last = day >= today
        after = (
            replace(marks, read_to=None, swept=today, whole=True) if is_last else replace(marks, read_to=day)
        )
        batch = self._days({min(day, today)}, roster, known, sure=False)
        return replace(
            batch, files={**after.as_files(), VERSION: str(version)}, more=not is_last, whole=after.whole,
            done=(min(day, today) - start).days + 1, of=(today - start).days + 1,
        )  # fmt: skip

    def _changes(self, roster: Roster, known: Known, marks: Marks, version: int) -> Batch:
        """Every day on which something changed, was deleted or had another key, read whole."""
        newest, days, lost = self._api.newest(), set[date](), False
        if newest < version:  # the database was put back to an earlier state: versions say nothing any more
            return self._reading(roster, known, replace(marks, swept=None), newest)
        for resource in EVENTS if newest > version else ():
            for one in self._api.changed(resource, version, newest):
                day = day_of(text(one, "eventDate"))
                lost = lost or day is None
                if day is not None and marks.first <= day:
                    days.add(day)
        batch = self._days(days, roster, known, sure=True)
        # A deletion that does not say of which day is found among the latest days.
        after = replace(marks, swept=None) if lost else marks
        return replace(batch, files={**after.as_files(), VERSION: str(newest)}, more=lost)

    def _days(self, days: set[date], roster: Roster, known: Known, *, sure: bool) -> Batch:
        """``sure``: a day without events has lost them; else that is not believed."""
        at = {pupil.pupil_id: pupil.school for pupil in roster.pupils}
        rows, told, problems, protected = [], list[Told](), list[RowProblem](), 0
        for day in sorted(days):
            found = Day(day=day, known=known, periods=self._periods, day_minutes=self._account.day_minutes)
            found.take(self._api.of_day(SECTION, day), self._api.of_day(SCHOOL, day))
            mine = found.rows()
            schools = frozenset(at[row[1]] for row in mine)
            if sure or schools:
                told.append(Told(days=Window(first=day, last=day), schools=frozenset() if sure else schools))
            problems += [_problem(f"{day}: {why} ({count})") for why, count in sorted(found.why.items())]
            rows += mine
            protected += found.protected
        return Batch(
            roster=roster, records=table(rows, self.name), told=tuple(told), problems=tuple(problems),
            protected_rows=protected,
        )  # fmt: skip


def _version(taken: Mapping[str, str]) -> int | None:
    said = taken.get(VERSION, "")
    return int(said) if said.isascii() and said.isdigit() else None


def _failed(why: str) -> Batch:
    return Batch(roster=None, records=no_records(), problems=(_problem(why),))


def _problem(why: str) -> RowProblem:
    return RowProblem(file="edfi", line=0, column="", why=why)
