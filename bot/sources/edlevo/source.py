"""An Edlevo server as a source: day by day from the first, then the latest days anew: no list tells of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic, sleep

from bot.ports import Batch, Finding, Roster, RowProblem, Told
from bot.rules.values import Window
from bot.sources.days_read import Marks
from bot.sources.edlevo.account import Account
from bot.sources.edlevo.api import ONE_DAY, Api
from bot.sources.edlevo.lessons import Day
from bot.sources.folder_roster import KnownFolder
from bot.sources.records import Known, no_records
from bot.sources.table import table
from bot.sources.web import WebError

WHAT = "edlevo"


class Edlevo:
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
        self._not_before = float("-inf")

    def read(self, taken: Mapping[str, str]) -> Batch:
        """The next day. Never raises for what the server does."""
        found = self._folder.read(self._account.today)
        if found.roster is None or found.known is None:
            return Batch(roster=None, records=no_records(), problems=found.problems)
        if self._clock() < self._not_before:
            return _failed("the server asked to be asked later: it is left alone until then")
        marks = Marks.of(taken, self._account.first).begun(found.known.pupils)
        day, after = self._next(marks)
        try:
            batch = self._day(day, found.roster, found.known)
        except WebError as error:
            self._not_before = error.later or self._not_before
            return _failed(error.why)
        today, start = self._account.today, self._start(marks)
        return replace(
            batch,
            files={name: said for name, said in after.as_files().items() if taken.get(name) != said},
            # In a long reading a line for every day would hide what can still be mended.
            problems=(*found.problems, *batch.problems) if day >= today - ONE_DAY else (),
            more=day < today,
            whole=after.whole,
            done=(day - start).days + 1,
            of=(today - start).days + 1,
        )

    def probe(self) -> tuple[Roster | None, tuple[Finding, ...]]:
        """Whether each service answers for today, and whether sums tell which registers are missing."""
        found = self._folder.read(self._account.today)
        findings = [Finding(what=str(one), mend="mend it in the roster folder") for one in found.problems]
        today = self._account.today
        for what in ("Absence", "Presence"):
            try:
                told = sum(1 for _ in self._api.events(today, what))
                findings.append(Finding(what=f"{what} answers, {told} events today"))
            except WebError as error:
                findings.append(
                    Finding(
                        what=error.why,
                        mend="mend url, license_key, units and school_types, or ask the vendor",
                    )
                )
        try:
            if self._api.sums(today) is None:
                findings.append(
                    Finding(what="no aggregations are served: registers nobody took are not seen")
                )
        except WebError as error:
            findings.append(Finding(what=error.why, mend="ask the vendor to open it for this license key"))
        return found.roster, tuple(findings)

    def _start(self, marks: Marks) -> date:
        """Where the reading under way began: the first day, each night the latest ones, else yesterday."""
        if not marks.whole:
            return min(marks.first, self._account.today)
        days = self._account.reread_days if marks.swept != self._account.today else 1
        return max(self._account.today - timedelta(days=days), min(marks.first, self._account.today))

    def _next(self, marks: Marks) -> tuple[date, Marks]:
        """The day to read, and the marks once it has been."""
        today, start = self._account.today, self._start(marks)
        day = start if marks.read_to is None or marks.read_to < start else marks.read_to + ONE_DAY
        if day >= today:
            return today, replace(marks, read_to=None, swept=today, whole=True)
        return day, replace(marks, read_to=day)

    def _day(self, day: date, roster: Roster, known: Known) -> Batch:
        found = Day(day=day, known=known, zone=self._account.zone)
        found.take(self._api.events(day, "Absence"), absence=True)
        found.take(self._api.events(day, "Presence"), absence=False)
        rows = found.rows()
        if day < self._account.today:  # of today lessons are still to come
            rows += found.unreported(self._api.sums(day) or ())
        at = {pupil.pupil_id: pupil.school for pupil in roster.pupils}
        schools = frozenset(at[row[1]] for row in rows)
        # A day on which a school has not a single event is not believed to have lost them all.
        told = (Told(days=Window(first=day, last=day), schools=schools),) if schools else ()
        left_out = tuple(_problem(f"{day}: {why} ({count})") for why, count in sorted(found.why.items()))
        return Batch(
            roster=roster,
            records=table(rows, self.name),
            told=told,
            problems=left_out,
            protected_rows=found.protected,
        )


def _failed(why: str) -> Batch:
    return Batch(roster=None, records=no_records(), problems=(_problem(why),))


def _problem(why: str) -> RowProblem:
    return RowProblem(file=WHAT, line=0, column="", why=why)
