"""Pupils, their class and mentor, and staff, out of an export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.ports import Roster, RowProblem
from bot.rules.values import Person, Pupil
from bot.sources.csv_reader import Reader
from bot.sources.sds.files import COLUMNS, NEEDED, STUDENT, Export, Role, read_export

ROLES: Mapping[str, str] = {
    "principal": "principal",
    "nurse": "nurse",
    "teacher": "teacher",
    "lecturer": "teacher",
    "instructor": "teacher",
    "faculty": "teacher",
}
"""Who is in the health team no export tells: ``staff.csv`` does."""
MENTOR, ADVISOR = "mentor", "advisor"
Problems = tuple[RowProblem, ...]


def read_people(load: Callable[[str], bytes], today: date | None) -> tuple[Roster | None, Problems]:
    """Pupils and staff; None where a file was rejected."""
    reader = Reader(load, COLUMNS, NEEDED, others=True)
    export = read_export(reader, today)
    if reader.rejected:
        return None, reader.problems()
    classes = _Classes(export)
    roles = _student_roles(export)
    pupils = tuple(one for user in roles if (one := _pupil(reader, export, classes, roles[user])))
    # A row that could not be read may be anybody's: who may be shown and is not found has not left.
    hidden = export.open if reader.lost & {"orgs.csv", "roles.csv"} else export.open & roles.keys()
    roster = Roster(
        pupils=pupils,
        protected=export.protected,
        unread=hidden - {one.pupil_id for one in pupils},
        staff=tuple(_staff(export, pupils)),
    )
    return roster, (*reader.problems(), *_doubts(export, classes, pupils))


def _student_roles(export: Export) -> Mapping[str, Role]:
    """Each pupil's role today: the primary one, else the first."""
    found: dict[str, Role] = {}
    for one in export.roles:
        if one.role == STUDENT and (one.user not in found or (one.primary and not found[one.user].primary)):
            found[one.user] = one
    return found


def _pupil(reader: Reader, export: Export, classes: _Classes, role: Role) -> Pupil | None:
    user = export.users.get(role.user)
    for column, cell in (("givenName", user.given_name), ("familyName", user.family_name)) if user else ():
        if user and not cell:
            reader.doubt("users.csv", user.line, column, "is empty: the pupil is left out until it is there")
            return None
    if user is None:
        return None
    class_name, mentor = classes.of(role.user)
    return Pupil(
        pupil_id=role.user,
        given_name=user.given_name,
        family_name=user.family_name,
        class_name=class_name,
        grade=role.grade,
        school=role.school,
        mentor=mentor,
    )


class _Classes:
    """Which group is whose own class, and who its mentor."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._of: dict[str, list[str]] = defaultdict(list)
        self._staff: dict[tuple[str, str], list[str]] = defaultdict(list)
        staff = {one.user for one in export.roles if one.role != STUDENT}
        pupils = {one.user for one in export.roles} - staff
        for one in export.enrolled:
            if one.role == STUDENT:
                self._of[one.user].append(one.group)
            elif one.user not in pupils:  # whatever a slip calls them: a pupil must not be told of others
                self._staff[one.group, one.role].append(one.user)
        self.several: set[str] = set()

    def of(self, pupil: str) -> tuple[str, str]:
        """Class and mentor's e-mail, empty where nobody can tell: of several none is guessed."""
        groups = dict.fromkeys(self._of[pupil])
        led = [one for one in groups if (one, ADVISOR) in self._staff]
        own = led or [one for one in groups if not self._export.groups[one].has_course]
        if len(own) > 1:
            self.several.add(pupil)
        if len(own) != 1:
            return "", ""
        return self._export.groups[own[0]].title, self._mentor(own[0])

    def _mentor(self, group: str) -> str:
        """The advisor, else the teacher; of several the first in the file."""
        people = [one for role in (ADVISOR, "teacher") for one in self._staff.get((group, role), ())]
        mails = (user.mail for one in people if (user := self._export.users.get(one)))
        return next((mail for mail in mails if mail), "")


def _staff(export: Export, pupils: tuple[Pupil, ...]) -> Iterator[Person]:
    """Staff with a role the routines know. A mentor's comes with the class, at the school of their pupils."""
    names = {user.mail: user.name for user in export.users.values() if user.mail}
    roles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for role in export.roles:
        user = export.users.get(role.user)
        if user and user.mail and role.role in ROLES:
            roles[user.mail, role.school].add(ROLES[role.role])
    for pupil in pupils:
        if pupil.mentor:
            roles[pupil.mentor, pupil.school].add(MENTOR)
    for (mail, school), held in roles.items():
        yield Person(email=mail, name=names[mail], school=school, roles=frozenset(held))


def _doubts(export: Export, classes: _Classes, pupils: tuple[Pupil, ...]) -> Iterator[RowProblem]:
    unlisted = len(export.unlisted)
    several = len(classes.several)
    no_class = sum(not one.class_name for one in pupils) - several
    no_mentor = sum(not one.mentor for one in pupils)
    said = (
        ("protected.csv", f"pupils of roles.csv who are not listed, left out: {unlisted}", unlisted),
        (
            "enrollments.csv",
            f"pupils in several groups of which any could be their class: {several}",
            several,
        ),
        ("enrollments.csv", f"pupils in no class of their own: {no_class}", no_class),
        (
            "enrollments.csv",
            f"pupils without a mentor, the principal is asked instead: {no_mentor}",
            no_mentor,
        ),
    )
    for file, why, count in said:
        if count:
            yield RowProblem(file=file, line=0, column="", why=why)
