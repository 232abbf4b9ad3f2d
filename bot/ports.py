"""What the outside looks like from inside: Protocols and the values that pass through them. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.rules.values import Person, Pupil

if TYPE_CHECKING:
    from polars import DataFrame


@dataclass(frozen=True, kw_only=True)
class RowProblem:
    """What a source could not take. ``why`` repeats no name, no reason and no pupil id."""

    file: str
    line: int
    """1-based line of the file; 0 where the whole file is meant."""
    column: str
    """Name of the column; empty where the whole row or file is meant."""
    why: str

    def __str__(self) -> str:
        """``attendance.csv:12: absent_minutes: '9x' is not a whole number of minutes``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: {self.why}" if self.column else f"{place}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class SchoolSpan:
    """A term (termin, lukukausi) or a period (period, jakso) of a school; both days included."""

    school: str
    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class DayOff:
    """A day off (lov, vapaapäivä) besides weekends and public holidays."""

    school: str
    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class ChannelAddress:
    """Where an audience (``mentor:EMAIL``, ``class:8C``, ``health_team:SCHOOL``) is reached."""

    audience: str
    platform: str
    """``local``, ``slack`` or ``teams``."""
    address: str
    """A channel id, or ``@EMAIL`` for a direct message."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Who is at the school. Protected pupils are only counted: nothing else of them is kept."""

    pupils: tuple[Pupil, ...] = ()
    protected: int = 0
    staff: tuple[Person, ...] = ()
    terms: tuple[SchoolSpan, ...] = ()
    periods: tuple[SchoolSpan, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    channels: tuple[ChannelAddress, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a source yields in one poll.

    ``roster`` is None when it could not be read: the last good one stands. ``records`` holds one row per
    ``record_id`` (the latest), columns: ``source record_id pupil_id day starts ends scheduled absent status
    kind reason subject deleted seq``; minutes as in :class:`bot.rules.values.Lesson`. Where ``deleted`` is
    true only ``source``, ``record_id``, ``pupil_id``, ``status`` and ``seq`` are sure to be filled.
    ``files`` (name to SHA-256) are to be remembered in the same transaction as the records.
    """

    roster: Roster | None
    records: DataFrame
    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()
    """At most :data:`PROBLEMS_LISTED` per file; one more line then says how many there are besides."""
    protected_rows: int = 0
    """Rows of protected pupils left out: a number, nothing else of them."""


PROBLEMS_LISTED = 100


class AttendanceSource(Protocol):
    """A place attendance comes from (skolsystem, oppilashallinto)."""

    name: str

    def read(self, taken: Mapping[str, str]) -> Batch:
        """What is new, given the files (name to SHA-256) already taken."""
        ...
