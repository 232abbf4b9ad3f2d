"""The roster: people, calendar and channels replaced whole; open cases follow pupils who move or leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.handlers.commit import again_if_lost, store
from bot.handlers.house import House
from bot.ports import Roster, RowProblem
from bot.rules.case import decide
from bot.rules.state import Case, Entry, JournalKind, Out, OutKind, PupilLeft, PupilMoved
from bot.storage import attendance, cases, changed, crossings, journal, renamed, school, staff

SHRUNK = 0.7
"""A roster with less than this share of the pupils known is not believed: half a file must close no case."""
BELIEVED = 20
"""Under so many known pupils any roster is believed that names one."""


def take_roster(conn: Connection, house: House, roster: Roster, now: datetime) -> tuple[RowProblem, ...]:
    """Replace each school's people, calendar and channels by what the roster says; what is not believed is told."""
    problems, named = [], {one.pupil_id for one in roster.pupils}
    # Where the roster names a school that is not set up, its pupils are named all the same: nobody has left.
    kept = roster.unread | {one.pupil_id for one in roster.pupils if not is_set_up(house, one.school)}
    for name in sorted(name for name in schools_of(roster) if is_set_up(house, name)):
        pupils = [pupil for pupil in roster.pupils if pupil.school == name]
        follow_name(conn, roster, name, [pupil.pupil_id for pupil in pupils])
        before = school.pupils(conn, name)
        known = len(before)
        still = len(pupils) + len(roster.unread) + sum(one.pupil_id in kept - roster.unread for one in before)
        # Who is named at another school has moved there; a roster that names nobody is none.
        nobody = known and not still and not any(one.pupil_id in named for one in before)
        if nobody or (known >= BELIEVED and still < SHRUNK * known):
            why = f"{len(pupils)} pupils where {known} are known; the former roster stands until it is whole again"
            problems.append(RowProblem(file="roster.csv", line=0, column="", why=why))
            continue
        gone = school.replace_roster(conn, name, pupils, house.school(name).today(now), kept=kept)
        changed.clear(conn, gone)
        staff.replace_staff(conn, name, [p for p in roster.staff if p.school == name])
        _take_calendar(conn, roster, name)
        here = _concerned(roster, name)
        school.replace_channels(
            conn, name, [c for c in roster.channels if c.audience.partition(":")[2] in here]
        )
    return tuple(problems)


def _take_calendar(conn: Connection, roster: Roster, name: str) -> None:
    """What it says of the days, from its first term on. A new term's files take no case's past away."""
    terms = [one for one in roster.terms if one.school == name]
    first = min((one.first for one in terms), default=date.min)
    school.replace_terms(conn, name, terms)
    school.replace_periods(conn, name, [one for one in roster.periods if one.school == name])
    school.replace_days_off(conn, name, [one for one in roster.days_off if one.school == name], first)


def schools_of(roster: Roster) -> frozenset[str]:
    """Those it speaks of: people, calendar and channels of each are replaced by what it says."""
    people = {one.school for one in roster.pupils} | {one.school for one in roster.staff}
    return frozenset(people | {one.school for one in roster.terms})


def follow_name(conn: Connection, roster: Roster, name: str, ids: Sequence[str]) -> None:
    """A school nobody knew, whose pupils are most of one that the roster names no more, is that school renamed."""
    if school.pupils(conn, name):
        return
    former = renamed.former_names(conn, ids)
    old = max(former, key=lambda one: former[one], default=name)
    if old in {name, *(pupil.school for pupil in roster.pupils)}:
        return
    if former[old] >= SHRUNK * max(len(ids), len(school.pupils(conn, old))):
        renamed.rename(conn, old, name)


def is_set_up(house: House, name: str) -> bool:
    """Whether the configuration knows a school; where it has one, every row is that school's."""
    return len(house.schools) == 1 or any(one.name == name for one in house.schools)


def strangers(house: House, roster: Roster) -> tuple[RowProblem, ...]:
    """Schools with pupils in the roster that are not set up: they are left out and hinder no other."""
    known = ", ".join(repr(one.name) for one in house.schools)
    count = Counter(pupil.school for pupil in roster.pupils if not is_set_up(house, pupil.school))
    return tuple(
        RowProblem(
            file="roster.csv",
            line=0,
            column="school",
            why=f"{name!r} is not set up: its {count[name]} pupils are not taken in, who was known stays as before; "
            f"allowed: {known}",
        )
        for name in sorted(count)
    )


def _concerned(roster: Roster, name: str) -> frozenset[str]:
    """What an audience of this school may name: the school itself, its staff, its classes."""
    staff_here = {person.email for person in roster.staff if person.school == name}
    return frozenset({name, *staff_here, *(p.class_name for p in roster.pupils if p.school == name)})


def follow_pupils(house: House, protected: frozenset[str], now: datetime) -> int:
    """Let open cases follow the roster: another class or mentor, gone, or protected. How many did."""
    count = 0
    for pupil_id in _newly_protected(house, protected):
        count += forget(house, pupil_id, now)
    with house.db.read() as conn:
        # By the roster's own names: the one school of a configuration may be called otherwise there.
        names = [name for name in cases.schools(conn) if is_set_up(house, name)]
    for name in names:
        with house.db.read() as conn:
            moved = [case for case in cases.open_cases(conn, name) if _event(conn, case) is not None]
        for case in moved:
            count += again_if_lost(_follow, house, case, now)
    return count


def _newly_protected(house: House, protected: frozenset[str]) -> list[str]:
    with house.db.read() as conn:
        return [one for one in sorted(protected) if school.pupil(conn, one) is not None]


def forget(house: House, pupil_id: str, now: datetime) -> int:
    """A pupil became protected (skyddade personuppgifter): their cases end and all that is kept of them goes.

    The journal's chain stays, with references only; posted messages, those of closed cases too, are redrawn
    without anything of them.
    """
    with house.db.write() as conn:
        theirs = cases.cases_of_pupil(conn, pupil_id)
        for case in theirs:
            _forget_case(conn, house, case, now)
        attendance.forget(conn, pupil_id)
        crossings.forget(conn, pupil_id)
        changed.clear(conn, [pupil_id])
        school.forget(conn, pupil_id)
    house.db.scrub()
    return len(theirs)


def _forget_case(conn: Connection, house: House, case: Case, now: datetime) -> None:
    ladder = house.ladder(conn, case)
    around = house.surroundings(conn, case.school)
    decision = decide(case, PupilLeft(), ladder, around, now)
    redrawn = tuple(Out(kind=OutKind.REDRAW, ask_id=ask.id) for ask in case.asks)
    redacted = Entry(kind=JournalKind.REDACTED, actor="", role="", stage=case.stage)
    decision = replace(decision, journal=(*decision.journal, redacted), out=(*decision.out, *redrawn))
    store(conn, case, decision, ladder, now)
    journal.redact(conn, case.id)
    cases.redact(conn, case.id)


def _event(conn: Connection, case: Case) -> PupilMoved | PupilLeft | None:
    pupil = school.pupil(conn, case.pupil_id)
    if pupil is None or school.left_on(conn, case.pupil_id) is not None or pupil.school != case.school:
        return PupilLeft()
    if (pupil.class_name, pupil.mentor) != (case.class_name, case.mentor):
        return PupilMoved(class_name=pupil.class_name, mentor=pupil.mentor)
    return None


def _follow(house: House, seen: Case, now: datetime) -> int:
    with house.db.write() as conn:
        case = cases.case(conn, seen.id)
        event = _event(conn, case) if case else None
        if case is None or event is None:
            return 0
        ladder = house.ladder(conn, case)
        decision = decide(case, event, ladder, house.surroundings(conn, case.school), now)
        if decision.case is None:
            return 0
        store(conn, case, decision, ladder, now)
        return 1
