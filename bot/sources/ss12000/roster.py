"""The roster: who may be shown, in which class, with which mentor; and what lessons are clipped to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.ports import Roster, RowProblem
from bot.rules.values import Person, Pupil
from bot.sources.folder_roster import read_folder
from bot.sources.merged import classed, merged
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.api import Api, RefusedError, Thing, within
from bot.sources.ss12000.groups import CLASS, Groups, groups, mentors
from bot.sources.ss12000.people import Enrolment, by_id, current, enrolments, is_there, protected, pupil
from bot.sources.ss12000.read import Span
from bot.sources.ss12000.staff import MENTOR, Staff, mentor_of, staff
from bot.sources.ss12000.units import Units, unit_names, units

Things = Mapping[str, Thing]


@dataclass(frozen=True, kw_only=True)
class People:
    """The roster, and the facts behind it. ``enrolled`` holds pupils who may be shown, and no others."""

    roster: Roster
    enrolled: Mapping[str, tuple[Enrolment, ...]]
    groups: Groups
    problems: tuple[RowProblem, ...] = ()
    protected: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, kw_only=True)
class _Raw:
    """What the server says of people."""

    organisations: Things
    persons: Things | None
    groups: Things | None
    duties: Things | None


def read_people(api: Api, account: Account) -> People | tuple[RowProblem, ...]:
    """The roster, or only the problems where it cannot be made out. :class:`RefusedError`: it may come later."""
    folder = read_folder(account.folder, account.today)
    if folder.roster is None:
        return folder.problems
    raw = _Raw(
        organisations=api.all("organisations"),
        persons=_offered(api, "persons", [("relationship.entity.type", "enrolment"), *_of(account)]),
        groups=_offered(api, "groups", [*within(account), ("expand", "assignmentRoles")]),
        duties=_offered(api, "duties", [*within(account), ("expand", "person")]),
    )
    found = units(raw.organisations, account.schools)
    if not found:
        names = ", ".join(repr(one) for one in unit_names(raw.organisations)) or "none"
        return (
            _problem(
                "organisations", f"no school unit is called as in the settings; the server has: {names}"
            ),
        )
    people = _people(raw, found, api, account)
    wrong = (*folder.problems, *people.problems)
    whole = classed(merged(people.roster, folder.roster))
    enrolled = people.enrolled or _ever(whole.pupils)
    hidden = people.protected | whole.protected
    stays = {one.pupil_id for one in whole.pupils}
    lately = account.today - timedelta(days=account.reread_days + 1)
    return replace(
        people,
        roster=whole,
        problems=(*wrong, *_doubts(whole)),
        protected=hidden,
        # Who left some time ago is nobody's concern any more; who left lately still has days that are read anew.
        enrolled={
            one: spans
            for one, spans in enrolled.items()
            if one not in hidden and (one in stays or any(each.span.last >= lately for each in spans))
        },
    )


def _of(account: Account) -> list[tuple[str, str]]:
    return [("relationship.organisation", account.organisation)] if account.organisation else []


def _offered(api: Api, path: str, params: list[tuple[str, str]]) -> Things | None:
    """None where the server does not offer it; anything else is a failure that may pass."""
    try:
        return api.all(path, params)
    except RefusedError as error:
        if error.is_missing:
            return None
        raise


def _people(raw: _Raw, found: Units, api: Api, account: Account) -> People:
    day = account.today
    persons = by_id(raw.persons or {})
    belong = Groups(known=False) if raw.groups is None else groups(raw.groups)
    hidden = protected(persons.values()) | belong.marked
    at = {one: tuple(enrolments(person, found)) for one, person in persons.items()}
    team = staff((raw.duties or {}).values(), _staff_persons(raw, api, account), found, day)
    mentor = mentor_of(mentors((raw.groups or {}).values(), (raw.duties or {}).values()), belong, team, day)
    classes = {one: belong.names[group] for one, group in belong.of(day, CLASS).items()}
    here = {one: where for one in at if (where := current(at[one], day)) and is_there(persons[one])}
    pupils = {
        one: pupil(persons[one], here[one], classes.get(one, ""), mentor.get(one, ""))
        for one in here
        if one not in hidden
    }
    shown = tuple(one for one in pupils.values() if one is not None)
    return People(
        roster=Roster(
            pupils=shown,
            # Of persons who are no pupils of these schools nobody need know anything.
            protected=frozenset(one for one in hidden if at.get(one) or one not in persons),
            unread=frozenset(one for one, read in pupils.items() if read is None),
            staff=_with_mentors(team, set(mentor.values()), shown),
        ),
        enrolled={one: spans for one, spans in at.items() if spans and one not in hidden},
        groups=belong,
        protected=hidden,
        problems=_unsaid(raw, team),
    )


def _staff_persons(raw: _Raw, api: Api, account: Account) -> Things:
    """Asked for only where the server does not put the person into the duty."""
    duties = (raw.duties or {}).values()
    if all("person" in (duty.get("_embedded") or {}) for duty in duties):
        return {}
    return by_id(_offered(api, "persons", [("relationship.entity.type", "duty"), *_of(account)]) or {})


def _with_mentors(team: Staff, mails: Collection[str], pupils: tuple[Pupil, ...]) -> tuple[Person, ...]:
    """A mentor's role comes with the assignment, at every school where they have a pupil."""
    people = {(one.email, one.school): one for one in team.people}
    names = {one.email: one.name for one in team.people}
    for mail, school in {(one.mentor, one.school) for one in pupils if one.mentor in mails}:
        known = people.get((mail, school))
        roles = (known.roles if known else frozenset()) | {MENTOR}
        people[mail, school] = Person(email=mail, name=names.get(mail, mail), school=school, roles=roles)
    return tuple(one for one in people.values() if one.roles)


def _unsaid(raw: _Raw, team: Staff) -> tuple[RowProblem, ...]:
    asked = {"persons": raw.persons, "groups": raw.groups, "duties": raw.duties}
    lacks = [path for path, things in asked.items() if things is None]
    said = [_problem(path, "is not served: the roster folder must tell it") for path in lacks]
    if team.nameless:
        said.append(
            _problem(
                "duties",
                f"without an e-mail address of the school, to be named in staff.csv: {team.nameless}",
            )
        )
    return tuple(said)


def _doubts(roster: Roster) -> tuple[RowProblem, ...]:
    known = {one.email for one in roster.staff}
    alone = sum(one.mentor not in known for one in roster.pupils)
    said = []
    if alone:
        said.append(
            _problem(
                "groups", f"pupils without a mentor in the staff, the principal is asked instead: {alone}"
            )
        )
    if roster.unread:
        said.append(
            _problem("persons", f"pupils without a name, left out until they have one: {len(roster.unread)}")
        )
    return tuple(said)


def _ever(pupils: tuple[Pupil, ...]) -> Mapping[str, tuple[Enrolment, ...]]:
    """Pupils of the folder, where the server tells no enrolments: they have always been there."""
    return {one.pupil_id: (Enrolment(school=one.school, span=Span(), grade=one.grade),) for one in pupils}


def _problem(path: str, why: str) -> RowProblem:
    return RowProblem(file=path, line=0, column="", why=why)
