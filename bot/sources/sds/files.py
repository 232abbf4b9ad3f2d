"""The files of School Data Sync v2.1, and ``protected.csv``, which says what they cannot.

The form: https://learn.microsoft.com/schooldatasync/sds-v2.1-csv-file-format, its words:
https://learn.microsoft.com/schooldatasync/default-list-of-values. Guardians (relationships.csv), userFlags.csv and
demographics.csv are never opened; passwords and telephone numbers are in columns nobody reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.sources.csv_reader import BadCellError, Cells, Reader, filled
from bot.sources.csv_roster import grade, is_protected

USERS, PROTECTED = "users.csv", "protected.csv"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "orgs.csv": ("sourcedId", "name", "type"),
    USERS: ("sourcedId", "username"),
    "roles.csv": ("userSourcedId", "orgSourcedId", "role"),
    "classes.csv": ("sourcedId", "title"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
    PROTECTED: ("pupil_id", "protected"),
}
"""What is needed of each file; other columns of the form may be missing."""
NEEDED = ("orgs.csv", USERS, "roles.csv", PROTECTED)
STUDENT = "student"


@dataclass(frozen=True, kw_only=True)
class User:
    """A row of users.csv."""

    line: int
    given_name: str
    family_name: str
    mail: str

    @property
    def name(self) -> str:
        """As staff are called."""
        return f"{self.given_name} {self.family_name}".strip() or self.mail


@dataclass(frozen=True, kw_only=True)
class Role:
    """A row of roles.csv that holds today, at a school. ``grade`` is a pupil's."""

    user: str
    school: str
    role: str
    primary: bool
    grade: int | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """A class or teaching group. One without a course is somebody's own class."""

    title: str
    has_course: bool


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """A row of enrollments.csv."""

    group: str
    user: str
    role: str


@dataclass
class Export:
    """What the files say. Of pupils who are not ``open`` nothing is kept but that their id is protected."""

    open: frozenset[str]
    protected: frozenset[str] = field(repr=False)
    unlisted: set[str] = field(default_factory=set, repr=False)
    """Pupils of whom protected.csv says nothing."""
    users: dict[str, User] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    enrolled: list[Enrolled] = field(default_factory=list)


def read_export(reader: Reader, today: date | None) -> Export:
    """The files, file by file; what is wrong with them is told to the reader. Without ``today`` all roles hold."""
    marks = reader.rows(PROTECTED, lambda cells, line: _mark(reader, cells, line))
    protected = frozenset(one for one, hidden in marks if hidden)
    export = Export(open=frozenset(one for one, _ in marks) - protected, protected=protected)
    schools = _schools(reader)
    roles = reader.rows("roles.csv", lambda cells, line: _role(reader, export, schools, cells, line, today))
    export.roles += [one for one in roles if one]
    held = {one.user for one in export.roles}
    reader.rows(USERS, lambda cells, line: _user(export, held, cells, line))
    reader.rows("classes.csv", lambda cells, line: _group(export, cells))  # noqa: ARG005 - a row reader's shape
    reader.rows("enrollments.csv", lambda cells, line: _enrolled(export, cells))  # noqa: ARG005
    return export


def _mark(reader: Reader, cells: Cells, line: int) -> tuple[str, bool]:
    return filled(cells, "pupil_id"), is_protected(reader, PROTECTED, cells, line)


def _schools(reader: Reader) -> Mapping[str, str]:
    """Every org to the name of the school it is or belongs to; empty where it belongs to none."""
    rows = {one: rest for one, *rest in reader.rows("orgs.csv", _org)}

    def school(one: str) -> str:
        seen: set[str] = set()
        while one in rows and one not in seen:
            seen.add(one)
            name, kind, above = rows[one]
            if kind == "school":
                return name
            one = above
        return ""

    return {one: school(one) for one in rows}


def _org(cells: Cells, line: int) -> tuple[str, str, str, str]:  # noqa: ARG001 - a row reader's shape
    one, name, kind = (filled(cells, column) for column in COLUMNS["orgs.csv"])
    return one, name, kind.lower(), cells.get("parentSourcedId", "")


def _role(
    reader: Reader, export: Export, schools: Mapping[str, str], cells: Cells, line: int, today: date | None
) -> Role | None:
    user, org, role = (filled(cells, column) for column in COLUMNS["roles.csv"])
    role = role.lower()
    first, last = (_day(reader, cells, line, column) for column in ("roleStartDate", "roleEndDate"))
    if today and ((first or today) > today or (last or today) < today):
        return None
    if user in export.protected:
        return None  # in whatever other role, too
    if role == STUDENT and user not in export.open:
        export.unlisted.add(user)
        return None
    if org not in schools:
        raise BadCellError("orgSourcedId", "is not in orgs.csv")
    if not schools[org]:
        if role == STUDENT:
            raise BadCellError("orgSourcedId", "belongs to no org of type school")
        return None  # somebody of the municipality
    level = grade(reader, "roles.csv", cells, line) if role == STUDENT and "grade" in cells else None
    primary = cells.get("isPrimary", "").lower() == "true"
    return Role(user=user, school=schools[org], role=role, primary=primary, grade=level)


def _day(reader: Reader, cells: Cells, line: int, column: str) -> date | None:
    text = cells.get(column, "")
    try:
        return date.fromisoformat(text.partition("T")[0]) if text else None
    except ValueError:
        reader.doubt("roles.csv", line, column, "is not a date like 2026-11-02: the row counts without it")
        return None


def _user(export: Export, held: set[str], cells: Cells, line: int) -> None:
    one = filled(cells, "sourcedId")
    if one not in held:
        return  # guardians, who left, and pupils who may not be shown
    if one in export.users:
        raise BadCellError("sourcedId", "is there twice: the first row stands")
    username = filled(cells, "username")
    export.users[one] = User(
        line=line,
        given_name=cells.get("givenName", ""),
        family_name=cells.get("familyName", ""),
        mail=(cells.get("email") or (username if "@" in username else "")).lower(),
    )


def _group(export: Export, cells: Cells) -> None:
    one, title = filled(cells, "sourcedId"), filled(cells, "title")
    if one in export.groups:
        raise BadCellError("sourcedId", "is there twice: the first row stands")
    export.groups[one] = Group(title=title, has_course=bool(cells.get("courseSourcedId")))


def _enrolled(export: Export, cells: Cells) -> None:
    group, user, role = (filled(cells, column) for column in COLUMNS["enrollments.csv"])
    if user in export.protected or user in export.unlisted:
        return
    if group not in export.groups:
        raise BadCellError("classSourcedId", "is not in classes.csv")
    export.enrolled.append(Enrolled(group=group, user=user, role=role.lower()))
