"""Roster, staff, calendar and channels of the school folder. Protected pupils stop here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.ports import ChannelAddress, DayOff, Roster, RowProblem, SchoolSpan
from bot.rules.values import Person, Pupil
from bot.sources.chat_address import address
from bot.sources.csv_reader import BadCellError, Cells, Reader, filled
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
_PRESCHOOL_CLASS = ("F", "KG")
"""Förskoleklass, esiopetus; School Data Sync's kindergarten: read as grade 0."""


@dataclass(frozen=True, kw_only=True)
class RosterRead:
    """``roster`` and ``known`` are None where a file was rejected: the last good roster stands."""

    roster: Roster | None
    known: Known | None
    problems: tuple[RowProblem, ...]


def read_roster(load: Callable[[str], bytes], needed: Sequence[str] = REQUIRED) -> RosterRead:
    """Read every file of :data:`FILES` through ``load`` (which raises :class:`RejectedError`)."""
    reader = Reader(load, FILES, needed)
    staff = _staff(reader.rows("staff.csv", _person))
    rows = _Pupils(reader, {person.email for person in staff})
    found = reader.rows("roster.csv", rows.row)
    pupils, protected = _without_protected(found)
    roster = Roster(
        pupils=pupils,
        protected=protected,
        staff=staff,
        by_hand=frozenset((one.email, one.school) for one in staff),
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


class _Pupils:
    """Rows of roster.csv: the pupil, or the id alone where protected."""

    def __init__(self, reader: Reader, staff: set[str]) -> None:
        self._reader = reader
        self._staff = staff
        self._seen: set[str] = set()
        self.unread: set[str] = set()

    def row(self, cells: Cells, line: int) -> Pupil | str:
        pupil_id = filled(cells, "pupil_id")
        if is_protected(self._reader, "roster.csv", cells, line):
            return pupil_id
        if pupil_id in self._seen:
            raise BadCellError("pupil_id", "is there twice: the first row stands")
        self.unread.add(pupil_id)
        pupil = Pupil(
            pupil_id=pupil_id,
            given_name=filled(cells, "given_name"),
            family_name=filled(cells, "family_name"),
            class_name=filled(cells, "class"),
            grade=grade(self._reader, "roster.csv", cells, line),
            school=filled(cells, "school"),
            mentor=cells["mentor"].lower(),
        )
        self._seen.add(pupil_id)
        if self._staff and pupil.mentor not in self._staff:  # without any staff, staff.csv is what is wrong
            why = "is not in staff.csv" if pupil.mentor else "is empty"
            self._reader.doubt(
                "roster.csv", line, "mentor", f"{why}: the pupil is kept, the principal is asked instead"
            )
        return pupil


def is_protected(reader: Reader, name: str, cells: Cells, line: int) -> bool:
    """Only a plain no lets a pupil be shown."""
    word = cells["protected"].lower()
    if word not in ("no", "yes", ""):
        reader.doubt(name, line, "protected", "is neither no nor yes: counted as protected")
    return word != "no"


def grade(reader: Reader, name: str, cells: Cells, line: int) -> int | None:
    """The grade, or None where there is none to be read."""
    text = cells["grade"]
    if text.upper() in _PRESCHOOL_CLASS:
        return 0
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return int(text)
    if text:
        reader.doubt(name, line, "grade", "is not a number or F: the pupil is kept without a grade")
    return None


def _without_protected(found: list[Pupil | str]) -> tuple[tuple[Pupil, ...], frozenset[str]]:
    """One row that says protected is enough, whatever other rows of the same pupil say."""
    protected = frozenset(row for row in found if isinstance(row, str))
    pupils = (row for row in found if isinstance(row, Pupil))
    return tuple(pupil for pupil in pupils if pupil.pupil_id not in protected), protected


def _person(cells: Cells, line: int) -> Person:  # noqa: ARG001 - every row reader has this shape
    email, role = filled(cells, "email").lower(), filled(cells, "role").lower()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        raise BadCellError("email", "is not an e-mail address")
    if not _ROLE.fullmatch(role):
        raise BadCellError("role", "is not a word like mentor or health_team")
    return Person(
        email=email, name=filled(cells, "name"), school=filled(cells, "school"), roles=frozenset({role})
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
        return SchoolSpan(school=filled(cells, "school"), name=filled(cells, column), first=first, last=last)

    return read


def _day_off(cells: Cells, line: int) -> DayOff:  # noqa: ARG001 - every row reader has this shape
    return DayOff(school=filled(cells, "school"), day=_date(cells, "date"), name=cells["name"])


def _channel(cells: Cells, line: int) -> ChannelAddress:  # noqa: ARG001 - every row reader has this shape
    audience, platform = filled(cells, "audience"), filled(cells, "platform").lower()
    if not _AUDIENCE.fullmatch(audience):
        raise BadCellError("audience", "is not like mentor:EMAIL, class:8C or health_team:SCHOOL")
    if platform not in PLATFORMS:
        raise BadCellError("platform", f"is not one of {', '.join(PLATFORMS)}")
    if audience.startswith("mentor:"):
        audience = audience.lower()
    place = filled(cells, "address")
    # A room of a rehearsal has whatever name it is given.
    return ChannelAddress(
        audience=audience, platform=platform, address=place if platform == "local" else address(place)
    )


def _date(cells: Cells, column: str) -> date:
    text = filled(cells, column)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadCellError(column, "is not a date like 2026-11-02")
