"""A lesson (calendarEvent with its attendance) as canonical records, one for each pupil it is given to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.values import Kind, Reason, Status
from bot.sources.csv_times import LessonTime, lesson_time
from bot.sources.records import Row
from bot.sources.ss12000.absences import Absences
from bot.sources.ss12000.api import Thing
from bot.sources.ss12000.read import ident, inside, marks, moment, refers, text, things, truth, whole
from bot.sources.ss12000.roster import People

COUNTED = frozenset({"undervisning", "elevaktivitet", ""})
"""Kinds of activity with registers; where the server names none it is a lesson if it has pupils."""
LONGEST = 24 * 60


@dataclass(kw_only=True)
class Counts:
    """What was left out, for one line each; never of whom."""

    why: Counter[str] = field(default_factory=Counter)
    protected: int = 0


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Reads lessons against a roster."""

    people: People
    absences: Absences
    zone: ZoneInfo
    counts: Counts = field(default_factory=Counts)

    def rows(self, event: Thing) -> Iterator[Row]:
        """One row for each pupil the lesson is given to. None where it is cancelled, or is no lesson."""
        name, activity = ident(event), inside(inside(event, "_embedded"), "activity")
        if not name or truth(event, "cancelled", "canceled") or not _is_counted(activity):
            return
        at = lesson_time(text(event, "startTime"), text(event, "endTime"), self.zone)
        if at.day is None:
            self.counts.why[f"calendarEvents: {_column(at)}: {at.why}"] += 1
            return
        exceptions = {refers(one, "student", "person"): one for one in things(event, "studentExceptions")}
        registers = self._registers(event)
        given = self._given(activity, exceptions, registers, at.day)
        subject = _subject(activity)
        for pupil_id in given:
            own = self._own(event, exceptions.get(pupil_id), at)
            if own.day is not None:
                yield (
                    f"{name}:{pupil_id}",
                    pupil_id,
                    *self._said(own, pupil_id, registers.get(pupil_id)),
                    subject,
                )

    def _registers(self, event: Thing) -> dict[str, Thing]:
        """Pupil to their attendance. Of several for one lesson the one changed last: it counts once."""
        found: dict[str, Thing] = {}
        for one in things(inside(event, "_embedded"), "attendance", "attendances"):
            student = refers(one, "student", "person")
            if not student or (student in found and _changed(one) < _changed(found[student])):
                continue
            found[student] = one
        return found

    def _given(
        self, activity: Thing, exceptions: dict[str, Thing], registers: dict[str, Thing], day: date
    ) -> list[str]:
        """Those who should be there: members of its groups and those added, enrolled that day and not excepted."""
        members = self._members(activity, day)
        added = {one for one, said in exceptions.items() if truth(said, "participates")}
        out = {one for one, said in exceptions.items() if truth(said, "participates") is False}
        # Where nobody tells who is in the group, those in the register are.
        there = set(registers) if members is None else members
        given = []
        for one in sorted((there | added) - out):
            if one in self.people.protected or marks(registers.get(one, {}).get("student")):
                self.counts.protected += one in registers
            elif self._is_enrolled(one, day):
                given.append(one)
        self._count_left_out(registers, given, out)
        return given

    def _count_left_out(self, registers: dict[str, Thing], given: list[str], out: set[str]) -> None:
        known = self.people.enrolled
        for one in registers.keys() - set(given) - out:
            if one in known and one not in self.people.protected:
                self.counts.why[
                    "attendances: of pupils not in the lesson's groups or not enrolled that day"
                ] += 1

    def _members(self, activity: Thing, day: date) -> set[str] | None:
        """None where the server tells no groups, or none of this lesson's."""
        groups = [self.people.groups.members.get(ident(one)) for one in things(activity, "groups", "group")]
        if not groups or any(one is None for one in groups):
            return None
        return {
            person
            for members in groups
            for person, spans in (members or {}).items()
            if any(span.holds(day) for span in spans)
        }

    def _is_enrolled(self, pupil_id: str, day: date) -> bool:
        return any(one.span.holds(day) for one in self.people.enrolled.get(pupil_id, ()))

    def _own(self, event: Thing, exception: Thing | None, at: LessonTime) -> LessonTime:
        """A pupil's own time in the lesson; ``scheduled`` is their teaching time, not the room's booking."""
        length = whole(event, "teachingLengthStudent")
        if exception is not None:
            starts = text(exception, "startTime") or text(event, "startTime")
            ends = text(exception, "endTime") or text(event, "endTime")
            own = lesson_time(starts, ends, self.zone)
            if own.day is None:
                self.counts.why[f"studentExceptions: {_column(own)}: {own.why}"] += 1
                own = at
            if (starts, ends) != (text(event, "startTime"), text(event, "endTime")):
                length = None
            at, length = own, whole(exception, "teachingLength") or length
        scheduled = length if length is not None and 0 < length <= LONGEST else at.scheduled
        return LessonTime(day=at.day, starts=at.starts, ends=at.ends, scheduled=scheduled)

    def _said(
        self, at: LessonTime, pupil_id: str, register: Thing | None
    ) -> tuple[date, int, int, int, int, str, str | None, str | None]:
        assert at.day is not None
        place = (at.day, at.starts, at.ends, at.scheduled)
        if register is None or not truth(register, "isReported"):
            return (*place, 0, Status.UNREPORTED.value, None, None)
        valid, invalid, unclear = _missed(register, at.scheduled)
        absent = min(valid + invalid + unclear, at.scheduled)
        if absent == 0:
            return (*place, 0, Status.PRESENT.value, None, None)
        why = self.absences.at(pupil_id, *_moments(at, self.zone))
        kind = _kind(valid, invalid, unclear, explained=why is not None)
        reason: Reason | None = why.reason if why is not None and kind is Kind.VALID else None
        return (
            *place,
            absent,
            _status(absent, at.scheduled, kind).value,
            kind.value,
            reason and reason.value,
        )


def _is_counted(activity: Thing) -> bool:
    return text(activity, "activityType").casefold() in COUNTED


def _subject(activity: Thing) -> str:
    return text(inside(inside(activity, "_embedded"), "syllabus"), "subjectName", "subjectDesignation")


def _column(at: LessonTime) -> str:
    return "startTime" if at.column == "lesson_start" else "endTime"


def _missed(register: Thing, scheduled: int) -> tuple[int, int, int]:
    """Minutes valid, invalid, and of which nobody says what they are."""
    valid, invalid = (max(whole(register, f"{one}AbsenceMinutes") or 0, 0) for one in ("valid", "invalid"))
    there = whole(register, "attendanceMinutes")
    elsewhere = max(whole(register, "otherAttendanceMinutes") or 0, 0)
    if valid or invalid or there is None:
        return valid, invalid, 0
    return 0, 0, max(scheduled - max(there, 0) - elsewhere, 0)


def _kind(valid: int, invalid: int, unclear: int, *, explained: bool) -> Kind:
    """A record has one: that of the greater part."""
    if unclear:
        return Kind.VALID if explained else Kind.UNRESOLVED
    return Kind.INVALID if invalid > valid else Kind.VALID


def _status(absent: int, scheduled: int, kind: Kind) -> Status:
    """A part of a lesson missed is lateness (sen ankomst) where it is invalid: the standard says it lies in there."""
    if absent >= scheduled:
        return Status.ABSENT
    return Status.LEFT_EARLY if kind is Kind.VALID else Status.LATE


def _moments(at: LessonTime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    assert at.day is not None
    midnight = datetime(at.day.year, at.day.month, at.day.day, tzinfo=zone)
    hours = [divmod(minutes % 1440, 60) for minutes in (at.starts, at.ends)]
    starts, ends = (midnight.replace(hour=hour, minute=minute) for hour, minute in hours)
    return starts, max(starts, ends)


def _changed(register: Thing) -> tuple[str, str]:
    return text(inside(register, "meta"), "modified"), text(register, "id")


def moment_of(event: dict[str, Any], zone: ZoneInfo) -> datetime | None:
    """When a lesson begins."""
    return moment(event, "startTime", zone)
