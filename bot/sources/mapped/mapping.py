"""A mapping file: which column of an export says what, and what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping as Map
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic import model_validator as check

from bot.settings_values import Clock, Word, Zone
from bot.sources.mapped.formats import date_format, time_format

Encoding = Literal["utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15"]
Minutes = Annotated[int, Field(ge=1, le=24 * 60)]


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("is empty; allowed: one text or more")
    return values


def _one_of_each(columns: tuple[str, ...]) -> tuple[str, ...]:
    if not columns or len(set(columns)) != len(columns):
        raise ValueError("is empty or names a column twice; allowed: column names, each once")
    return columns


class Table(BaseModel):
    """A table of the file: unknown keys are errors, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class File(Table):
    """How the file is written."""

    names: Word = "*.csv"
    """Which files of the folder are taken."""
    encoding: Encoding = "utf-8"
    separator: Literal[";", ",", "\t", "|"] = ";"
    header: bool = True
    """False: the columns have no names and are called "1", "2" …"""
    skip_lines: Annotated[int, Field(ge=0, le=100)] = 0
    """Lines of title before the header."""
    timezone: Zone | None = None
    """Else the source's."""
    dates: Annotated[tuple[Annotated[str, AfterValidator(date_format)], ...], AfterValidator(_some)] = (
        "%Y-%m-%d",
    )
    times: Annotated[tuple[Annotated[str, AfterValidator(time_format)], ...], AfterValidator(_some)] = (
        "%H:%M",
        "%H:%M:%S",
    )
    decimal: Literal[",", "."] = ","
    snapshot: bool = False
    """All there is of its days stands in the file: what was there before and is gone has been deleted."""
    broken_rows: Literal["reject", "leave_out"] = "reject"


class Columns(Table):
    """The export's name of each column; those not named are not read."""

    pupil: Word
    date: Word | None = None
    """None: ``start`` and ``end`` hold the day too."""
    start: Word | None = None
    end: Word | None = None
    lesson: Word | None = None
    """Number of the lesson in the day; ``[lessons.starts]`` says when it begins."""
    length: Word | None = None
    """Length of the lesson."""
    code: Word | None = None
    absent: Word | None = None
    """How much was missed."""
    valid: Word | None = None
    invalid: Word | None = None
    """How much was missed with and without leave, where the export has no code."""
    subject: Word | None = None
    enrolled: Word | None = None
    left: Word | None = None
    """First and last day of the pupil at the school: rows outside are left out."""
    record: Annotated[tuple[Word, ...], AfterValidator(_one_of_each)] | None = None
    """What makes a row the same when it comes again; else pupil, day and start or number of the lesson."""

    @check(mode="after")
    def _says_when_and_what(self) -> Self:
        if self.date is None and self.start is None:
            raise ValueError(
                "date is missing: a row must say its day; allowed: date, or start with the day in it"
            )
        if self.code is None and self.absent is None and self.valid is None and self.invalid is None:
            raise ValueError(
                "code is missing: a row must say what was missed; allowed: code, absent, valid, invalid"
            )
        if self.code is not None and (self.valid is not None or self.invalid is not None):
            raise ValueError("code and valid or invalid are both there; allowed: one of them")
        return self

    def named(self) -> tuple[str, ...]:
        """Every column the file must have."""
        single = (
            self.pupil, self.date, self.start, self.end, self.lesson, self.length, self.code, self.absent,
            self.valid, self.invalid, self.subject, self.enrolled, self.left,
        )  # fmt: skip
        return tuple(dict.fromkeys([*(one for one in single if one is not None), *(self.record or ())]))


class Code(Table):
    """What a code means. ``ignore``: the row says nothing of attendance (praise, a note)."""

    status: Literal["present", "absent", "late", "left_early", "unreported", "cancelled", "deleted", "ignore"]
    authorisation: Literal["valid", "invalid", "unresolved"] | None = None
    reason: Literal["health", "leave", "other"] | None = None
    whole_day: bool = False


class Lessons(Table):
    """Lessons as the export counts them."""

    unit: Literal["minutes", "hours", "lessons"] = "minutes"
    """What ``length``, ``absent``, ``valid`` and ``invalid`` are counted in."""
    minutes: Minutes | None = None
    """Length of a lesson where the row does not say it."""
    starts: Map[Word, Clock] = {}
    """Number of the lesson to its beginning."""
    empty: Literal["present", "unreported"] = "unreported"
    """What empty cells of ``valid`` and ``invalid``, or of ``absent`` without codes, say: 0 is what says present."""

    @check(mode="after")
    def _lessons_have_a_length(self) -> Self:
        if self.unit == "lessons" and self.minutes is None:
            raise ValueError("minutes is missing: with unit lessons a lesson needs its length")
        return self


class WholeDay(Table):
    """What a row without a time of day stands for."""

    starts: Clock = time(8)
    minutes: Minutes


class Hours(Table):
    """The hours offered, where the export tells absences only: every other lesson counts as attended."""

    timetable: Word | None = None
    """A file of the school folder: class,weekday,starts,ends,subject."""
    weekly_minutes: Map[Word, Annotated[int, Field(ge=1, le=5 * 24 * 60)]] = {}
    """By grade."""

    @check(mode="after")
    def _one_way(self) -> Self:
        if (self.timetable is None) == (not self.weekly_minutes):
            raise ValueError("needs either timetable or weekly_minutes; allowed: one of them")
        return self


class Drop(Table):
    """Rows that are no rows: sums, titles. A value that ends in ``*`` is a beginning; "" is an empty cell."""

    column: Word
    values: Annotated[tuple[str, ...], AfterValidator(_some)]


class Mapping(Table):
    """The whole file."""

    title: Word
    file: File = File()
    columns: Columns
    codes: Map[str, Code] = {}
    lessons: Lessons = Lessons()
    whole_day: WholeDay | None = None
    hours: Hours | None = None
    drop: tuple[Drop, ...] = ()

    @check(mode="after")
    def _fits_together(self) -> Self:
        if self.columns.code is not None and not self.codes:
            raise ValueError("codes: is missing: what the column code may hold and what it means")
        if self.columns.code is None and self.codes:
            raise ValueError("codes: is there but columns.code is not; allowed: both or neither")
        if self.columns.lesson is not None and self.columns.date is None:
            raise ValueError("columns.date: is missing: columns.lesson is a number within a day")
        if self.columns.lesson is not None and not self.lessons.starts:
            raise ValueError("lessons.starts: is missing: when each lesson of columns.lesson begins")
        if self.hours is not None and not self.file.snapshot:
            raise ValueError("hours: needs file.snapshot = true: only of whole days is the rest known")
        if self.columns.start is None and self.columns.lesson is None and not self._knows_days():
            raise ValueError("whole_day: is missing: rows without a time need starts and minutes")
        return self

    def _knows_days(self) -> bool:
        return self.whole_day is not None or self.hours is not None
