"""Absences told beforehand (anmäld frånvaro, beviljad ledighet): they explain what registers say, and count nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.values import Reason
from bot.sources.ss12000.read import ident, moment, refers, text

LEAVE = "Beviljad ledighet"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """From when to when somebody is said to be away."""

    student: str
    starts: datetime
    ends: datetime
    reason: Reason | None
    """Leave that was granted; of any other the standard tells no reason."""


class Absences:
    """By pupil, and by id so that they can change and go."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._by_id: dict[str, Absence] = {}
        self._by_student: dict[str, dict[str, Absence]] = {}

    def take(self, found: Iterable[dict[str, Any]], students: frozenset[str]) -> set[tuple[str, date]]:
        """Learn these; the pupils and days about which something else is known now."""
        touched: set[tuple[str, date]] = set()
        for thing in found:
            name, said = ident(thing), self._read(thing)
            known = self._by_id.get(name)
            if not name or known == said:
                continue
            touched |= self.drop([name])
            if said is not None and said.student in students:
                self._by_id[name] = said
                self._by_student.setdefault(said.student, {})[name] = said
                touched |= set(self._days(said))
        return touched

    def drop(self, ids: Iterable[str]) -> set[tuple[str, date]]:
        """Forget these; the pupils and days they were of."""
        touched: set[tuple[str, date]] = set()
        for name in ids:
            known = self._by_id.pop(name, None)
            if known is not None:
                del self._by_student[known.student][name]
                touched |= set(self._days(known))
        return touched

    def at(self, student: str, starts: datetime, ends: datetime) -> Absence | None:
        """One that covers the greater part of that time; leave that was granted before any other."""
        mine = self._by_student.get(student)
        if not mine:
            return None
        half = (ends - starts) / 2
        there = [one for one in mine.values() if min(one.ends, ends) - max(one.starts, starts) >= half]
        return min(there, key=lambda one: one.reason is None, default=None)

    def _read(self, thing: dict[str, Any]) -> Absence | None:
        starts, ends = moment(thing, "startTime", self._zone), moment(thing, "endTime", self._zone)
        student = refers(thing, "student")
        if starts is None or ends is None or ends <= starts or not student:
            return None
        reason = Reason.LEAVE if text(thing, "type") == LEAVE else None
        return Absence(student=student, starts=starts, ends=ends, reason=reason)

    def _days(self, one: Absence) -> Iterator[tuple[str, date]]:
        day, last = one.starts.astimezone(self._zone).date(), one.ends.astimezone(self._zone).date()
        for _ in range(400):
            if day > last:
                return
            yield one.student, day
            day += ONE_DAY
