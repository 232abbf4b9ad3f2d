"""Roster, staff, calendar and channels of the school folder. Protected pupils stop here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.ports import ChannelAddress, DayOff, Roster, RowProblem, SchoolSpan
from bot.rules.values import Person, Pupil
from bot.sources.csv_file import MissingFileError, RejectedError, open_table
from bot.sources.csv_rows import Problems, named_rows
from bot.sources.records import Known

FILES: Mapping[str, tuple[str, ...]] = {
    "roster.csv": (
        "pupil_id",
        "given_name",
        "family_name",
        "class",
        "grade",
        "school",
        "mentor",
        "protected",
    ),
    "staff.csv": ("email", "name", "role", "school"),
    "terms.csv": ("school", "term", "starts", "ends"),
    "periods.csv": ("school", "period", "starts", "ends"),
    "days_off.csv": ("school", "date", "name"),
    "channels.csv": ("audience", "platform", "address"),
}
REQUIRED = ("roster.csv", "staff.csv", "terms.csv", "channels.csv")
PLATFORMS = ("local", "slack", "teams")
_AUDIENCE = re.compile(r"[a-z_]+:\S.*")
_ROLE = re.compile(r"[a-z][a-z0-9_]*")
_PRESCHOOL_CLASS = "F"
"""Förskoleklass, esiopetus: read as grade 0."""

T = TypeVar("T")
Cells = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RosterRead:
    """``roster`` and ``known`` are None where a file was rejected: the last good roster stands."""

    roster: Roster | None
    known: Known | None
    problems: tuple[RowProblem, ...]


class BadCellError(ValueError):
    """A row is left out: ``column`` and why."""

    def __init__(self, column: str, why: str) -> None:
        self.column = column
        super().__init__(why)


def read_roster(load: Callable[[str], bytes], needed: Sequence[str] = REQUIRED) -> RosterRead:
    """Read every file of :data:`FILES` through ``load`` (which raises :class:`RejectedError`)."""
    reader = _Reader(load, needed)
    staff = _staff(reader.rows("staff.csv", _person))
    rows = _Pupils(reader, {person.email for person in staff})
    found = reader.rows("roster.csv", rows.row)
    pupils, protected = _without_protected(found)
    roster = Roster(
        pupils=pupils,
        protected=protected,
        staff=staff,
        unread=frozenset(rows.unread) - protected - {pupil.pupil_id for pupil in pupils},
        terms=tuple(reader.rows("terms.csv", _span("term"))),
        periods=tuple(reader.rows("periods.csv", _span("period"))),
        days_off=tuple(reader.rows("days_off.csv", _day_off)),
        channels=tuple(reader.rows("channels.csv", _channel)),
    )
    if reader.rejected:
        return RosterRead(roster=None, known=None, problems=reader.problems())
    known = Known(pupils=frozenset(pupil.pupil_id for pupil in pupils), protected=protected)
    return RosterRead(roster=roster, known=known, problems=reader.problems())


class _Reader:
    """Reads file after file and gathers what is wrong with them."""

    def __init__(self, load: Callable[[str], bytes], needed: Sequence[str]) -> None:
        self._load = load
        self._needed = needed
        self._problems = {name: Problems(name) for name in FILES}
        self.rejected = False

    def rows(self, name: str, read: Callable[[Cells, int], T]) -> list[T]:
        """The rows that can be read; broken ones are reported, a broken file rejects the roster."""
        return list(self._read(name, read))

    def _read(self, name: str, read: Callable[[Cells, int], T]) -> Iterator[T]:
        try:
            table = open_table(name, self._load(name), FILES[name])
        except MissingFileError as error:
            if name in self._needed:
                self._reject(error)
            return
        except RejectedError as error:
            self._reject(error)
            return
        for line, cells in named_rows(table, self._problems[name]):
            try:
                yield read(cells, line)
            except BadCellError as error:
                self.doubt(name, line, error.column, str(error))

    def _reject(self, error: RejectedError) -> None:
        self.rejected = True
        self.doubt(error.problem.file, error.problem.line, error.problem.column, error.problem.why)

    def doubt(self, name: str, line: int, column: str, why: str) -> None:
        """Report something about a row."""
        self._problems[name].add(line, column, why)

    def problems(self) -> tuple[RowProblem, ...]:
        """All of them, file by file."""
        return tuple(problem for problems in self._problems.values() for problem in problems.all())


class _Pupils:
    """Rows of roster.csv: the pupil, or the id alone where protected."""

    def __init__(self, reader: _Reader, staff: set[str]) -> None:
        self._reader = reader
        self._staff = staff
        self._seen: set[str] = set()
        self.unread: set[str] = set()

    def row(self, cells: Cells, line: int) -> Pupil | str:
        pupil_id = _filled(cells, "pupil_id")
        if self._protected(cells, line):
            return pupil_id
        if pupil_id in self._seen:
            raise BadCellError("pupil_id", "is there twice: the first row stands")
        self.unread.add(pupil_id)
        pupil = Pupil(
            pupil_id=pupil_id,
            given_name=_filled(cells, "given_name"),
            family_name=_filled(cells, "family_name"),
            class_name=_filled(cells, "class"),
            grade=self._grade(cells, line),
            school=_filled(cells, "school"),
            mentor=cells["mentor"].lower(),
        )
        self._seen.add(pupil_id)
        if self._staff and pupil.mentor not in self._staff:  # without any staff, staff.csv is what is wrong
            self._reader.doubt(
                "roster.csv", line, "mentor", "is not in staff.csv: the pupil is kept, nobody can be asked"
            )
        return pupil

    def _protected(self, cells: Cells, line: int) -> bool:
        word = cells["protected"].lower()
        if word not in ("no", "yes", ""):
            self._reader.doubt("roster.csv", line, "protected", "is neither no nor yes: counted as protected")
        return word != "no"

    def _grade(self, cells: Cells, line: int) -> int | None:
        text = cells["grade"]
        if text.upper() == _PRESCHOOL_CLASS:
            return 0
        if re.fullmatch(r"\d{1,2}", text, re.ASCII):
            return int(text)
        if text:
            self._reader.doubt(
                "roster.csv", line, "grade", "is not a number or F: the pupil is kept without a grade"
            )
        return None


def _without_protected(found: list[Pupil | str]) -> tuple[tuple[Pupil, ...], frozenset[str]]:
    """One row that says protected is enough, whatever other rows of the same pupil say."""
    protected = frozenset(row for row in found if isinstance(row, str))
    pupils = (row for row in found if isinstance(row, Pupil))
    return tuple(pupil for pupil in pupils if pupil.pupil_id not in protected), protected


def _person(cells: Cells, line: int) -> Person:  # noqa: ARG001 - every row reader has this shape
    email, role = _filled(cells, "email").lower(), _filled(cells, "role").lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise BadCellError("email", "is not an e-mail address")
    if not _ROLE.fullmatch(role):
        raise BadCellError("role", "is not a word like mentor or health_team")
    return Person(
        email=email, name=_filled(cells, "name"), school=_filled(cells, "school"), roles=frozenset({role})
    )


def _staff(rows: list[Person]) -> tuple[Person, ...]:
    """One person per e-mail and school, with the roles of all their rows; the first row's name."""
    people: dict[tuple[str, str], Person] = {}
    for row in rows:
        known = people.get((row.email, row.school), row)
        people[row.email, row.school] = Person(
            email=row.email, name=known.name, school=row.school, roles=known.roles | row.roles
        )
    return tuple(people.values())


def _span(column: str) -> Callable[[Cells, int], SchoolSpan]:
    def read(cells: Cells, line: int) -> SchoolSpan:  # noqa: ARG001 - every row reader has this shape
        first, last = _date(cells, "starts"), _date(cells, "ends")
        if last < first:
            raise BadCellError("ends", "is before starts")
        return SchoolSpan(
            school=_filled(cells, "school"), name=_filled(cells, column), first=first, last=last
        )

    return read


def _day_off(cells: Cells, line: int) -> DayOff:  # noqa: ARG001 - every row reader has this shape
    return DayOff(school=_filled(cells, "school"), day=_date(cells, "date"), name=cells["name"])


def _channel(cells: Cells, line: int) -> ChannelAddress:  # noqa: ARG001 - every row reader has this shape
    audience, platform = _filled(cells, "audience"), _filled(cells, "platform").lower()
    if not _AUDIENCE.fullmatch(audience):
        raise BadCellError("audience", "is not like mentor:EMAIL, class:8C or health_team:SCHOOL")
    if platform not in PLATFORMS:
        raise BadCellError("platform", f"is not one of {', '.join(PLATFORMS)}")
    if audience.startswith("mentor:"):
        audience = audience.lower()
    return ChannelAddress(audience=audience, platform=platform, address=_filled(cells, "address"))


def _filled(cells: Cells, column: str) -> str:
    if not cells[column]:
        raise BadCellError(column, "is empty")
    return cells[column]


def _date(cells: Cells, column: str) -> date:
    text = _filled(cells, column)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadCellError(column, "is not a date like 2026-11-02")
