"""What a day's events say of each lesson: absence and presence of the same one are one record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.values import Kind, Status
from bot.sources.csv_times import LONGEST, LessonTime, lesson_time
from bot.sources.edlevo.answer import Said
from bot.sources.records import Known, Row

UNKNOWN = "events of pupils who are not in roster.csv"
LATE, VALID, INVALID = "latearrival", "valid", "invalid"


@dataclass
class _Lesson:
    """The parts told of one lesson: ``missed`` are (reason, minutes), each once however often it is delivered."""

    at: LessonTime
    minutes: int
    subject: str
    missed: set[tuple[str, int]] = field(default_factory=set)


@dataclass(kw_only=True)
class Day:
    """One day of all units."""

    day: date
    known: Known
    zone: ZoneInfo
    why: Counter[str] = field(default_factory=Counter)
    """What was left out, for one line each; never of whom."""
    protected: int = 0
    _lessons: dict[tuple[str, str, int], _Lesson] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pupils = {one.lower(): one for one in self.known.pupils}
        self._protected = {one.lower() for one in self.known.protected}

    def pupil(self, person: str) -> str | None:
        """As the roster writes the id; None for one who is not to be kept."""
        found = self._pupils.get(person.lower())
        if person.lower() in self._protected:
            self.protected += 1
        elif found is None:
            self.why[UNKNOWN] += 1
        return found if person.lower() not in self._protected else None

    def take(self, events: Iterable[Said], *, absence: bool) -> None:
        """Add a service's events."""
        for event in events:
            pupil = self.pupil(event.person)
            if pupil is None:
                continue
            why = self._add(pupil, event.cells, absence=absence)
            if why:
                self.why[why] += 1

    def _add(self, pupil: str, cells: Mapping[str, str], *, absence: bool) -> str:
        minutes, length = _number(cells.get("minutes")), _number(cells.get("lessonminutes"))
        reason = cells.get("reason", "").lower()
        if minutes is None or length is None:
            return "schoolevent: minutes or lessonminutes is no number of minutes"
        if absence and reason not in (VALID, INVALID, LATE):
            return "schoolevent: reason is none of an absence"
        at = self._time(cells, length)
        if at.why:
            return f"event: {'start' if at.column == 'lesson_start' else 'stop'} {_plain(at.why)}"
        if at.day != self.day:
            return ""  # told of the day it lies in
        key = pupil, cells.get("lessonid", ""), at.starts
        lesson = self._lessons.setdefault(
            key, _Lesson(at, length or at.scheduled, cells.get("courseorsubjectcode", ""))
        )
        if absence:
            lesson.missed.add((reason, minutes))
        return ""

    def _time(self, cells: Mapping[str, str], length: int) -> LessonTime:
        """By start and stop; a lesson without a stop is as long as it says."""
        start, stop = cells.get("start", ""), cells.get("stop", "")
        if stop:
            return lesson_time(start, stop, self.zone)
        found = lesson_time(start, start, self.zone)
        if found.column == "lesson_start":
            return found
        if not 0 < length <= LONGEST:
            return LessonTime(column="lesson_end", why="is missing, and the lesson has no minutes")
        end = datetime.fromisoformat(start) + timedelta(minutes=length)
        return lesson_time(start, end.isoformat(), self.zone)

    def rows(self) -> list[Row]:
        """A record of each lesson."""
        return [self._row(*key, lesson) for key, lesson in sorted(self._lessons.items())]

    def _row(self, pupil: str, lesson_id: str, starts: int, lesson: _Lesson) -> Row:
        sums = {
            reason: sum(n for one, n in lesson.missed if one == reason) for reason in (VALID, INVALID, LATE)
        }
        absent = min(sum(sums.values()), lesson.minutes)
        kind = Kind.INVALID if sums[INVALID] + sums[LATE] > sums[VALID] else Kind.VALID
        name = f"{pupil}|{self.day}|{starts:04}|{lesson_id}"
        return (
            name, pupil, self.day, starts, lesson.at.ends, lesson.minutes, absent,
            _status(absent, lesson.minutes, kind), str(kind) if absent else None, None, lesson.subject,
        )  # fmt: skip

    def unreported(self, sums: Iterable[Said]) -> Iterator[Row]:
        """The minutes offered of each course that no event tells of: lessons without a register, as one."""
        offered: dict[tuple[str, str], int] = {}
        for one in sums:
            pupil, minutes = self._pupils.get(one.person.lower()), _number(one.cells.get("offeredminutes"))
            if pupil is not None and one.person.lower() not in self._protected and minutes is not None:
                key = pupil, one.cells.get("courseorsubjectid", "")
                offered[key] = max(minutes, offered.get(key, 0))
        whole: dict[str, int] = Counter()
        for (pupil, _), minutes in offered.items():
            whole[pupil] += minutes
        for pupil, minutes in sorted(whole.items()):
            mine = [lesson for key, lesson in self._lessons.items() if key[0] == pupil]
            rest = min(minutes - sum(one.minutes for one in mine), LONGEST)
            if rest > 0:
                starts = max((one.at.ends for one in mine), default=8 * 60)
                yield (
                    f"{pupil}|{self.day}|rest", pupil, self.day, starts, starts + rest, rest, 0,
                    str(Status.UNREPORTED), None, None, "",
                )  # fmt: skip


def _status(absent: int, scheduled: int, kind: Kind) -> str:
    """As in SS 12000: a part missed is lateness where it is invalid, else leaving early."""
    if not absent:
        return str(Status.PRESENT)
    if absent >= scheduled:
        return str(Status.ABSENT)
    return str(Status.LATE if kind is Kind.INVALID else Status.LEFT_EARLY)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text, re.ASCII) else None


def _plain(why: str) -> str:
    """Without the value: one line stands for many events."""
    return re.sub(r"^'[^']*' ", "", why)
