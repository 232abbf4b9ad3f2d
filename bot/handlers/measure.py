"""Measure pupils whose days changed: crossings open and move cases, corrections take them back."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.handlers.commit import again_if_lost, is_open, store
from bot.handlers.doubted import held_days
from bot.handlers.house import House
from bot.handlers.memory import left, memory_of, reach
from bot.rules.calendar import Calendar
from bot.rules.case import decide
from bot.rules.crossings import no_longer_holds, raise_crossings
from bot.rules.days import DaysView
from bot.rules.doubt import without
from bot.rules.ladder import Ladder
from bot.rules.memory import Memory
from bot.rules.state import Case, Corrected, Crossed, Event, OutKind
from bot.rules.values import Crossing, Pupil, PupilDay, Window
from bot.storage import cases, changed, crossings, prefilter, rollup, school
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)
LATE = 20
"""School days (four weeks) within which a late or corrected record has each day since looked at anew."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How much came of it."""

    pupils: int = 0
    crossings: int = 0
    asks: int = 0
    held_back: int = 0
    failed: Mapping[str, Exception] = field(default_factory=dict)
    """Who could not be measured, by id; they stay marked."""

    def __add__(self, other: Measured) -> Measured:
        """Both together."""
        return Measured(
            pupils=self.pupils + other.pupils,
            crossings=self.crossings + other.crossings,
            asks=self.asks + other.asks,
            held_back=self.held_back + other.held_back,
            failed={**self.failed, **other.failed},
        )


@dataclass(frozen=True, kw_only=True)
class Round:
    """What is the same for all pupils of a school in one poll: ``days`` are those since it was last measured."""

    house: House
    name: str
    calendar: Calendar
    days: Sequence[date]
    now: datetime
    began: date | None = None
    """The first day the school was ever measured; None: now."""


def days_to_look_at(calendar: Calendar, looked: date | None, latest: date) -> Sequence[date]:
    """School days since the school was last measured; the last one again where only older days changed.

    A school seen for the first time is measured on its latest day only: what lies behind is history, and a
    pupil who is far up enters at the highest stage that holds (LANGUAGE.md, Meaning 2).
    """
    if looked is None:
        return calendar.last(latest, 1) or (latest,)
    since = [
        day for day in calendar.school_days_in(Window(first=looked, last=max(latest, looked))) if day > looked
    ]
    return tuple(since) or (looked,)


def own_days(around: Round, since: date, mine: Sequence[Case]) -> tuple[date, ...]:
    """The school days looked at for one pupil: from ``since``, for a day without lessons waits for the next one.

    Days before the school was first measured are history, those before a case was closed were judged with it,
    and what comes in later than :data:`LATE` counts in the figures of today only.
    """
    last = around.days[-1]
    late = min(around.days[0], (around.calendar.last(last, LATE) or (last,))[0])
    closed = [case.closed_on for case in mine if case.closed_on]
    first = min(max([since, late, around.began or around.days[0], *closed]), last)
    return around.calendar.school_days_in(Window(first=first, last=last)) or (last,)


def pass_over(around: Round) -> Measured:
    """Note as measured all who wait, never had a case and cross nothing: the many, without reading their days."""
    with around.house.db.write() as conn:
        idle = quiet(conn, around)
        changed.clear(conn, idle)
    return Measured(pupils=len(idle))


def quiet(conn: Connection, around: Round) -> frozenset[str]:
    """Those who wait, never had a case and cross nothing on their days; a statement for each choice of these."""
    ladder, calendar = around.house.school(around.name).ladder, around.calendar
    groups: dict[tuple[date, ...], set[str]] = {}
    for since, ids in changed.fresh_since(conn, around.name).items():
        groups.setdefault(own_days(around, since, ()), set()).update(ids)
    found: set[str] = set()
    for days, ids in groups.items():
        first = reach(ladder, calendar, days[0], Memory())
        who = changed.fresh(around.name, ids)
        found |= ids - prefilter.may_cross(conn, ladder, who, calendar, days, first)
    return frozenset(found)


def measure(around: Round, ids: Sequence[str]) -> Measured:
    """Measure these pupils and note that it is done. One who cannot be measured keeps no other waiting."""
    house = around.house
    with house.db.read() as conn:
        pupils = school.pupils_by_id(conn, ids)
        mine = cases.cases_of_pupils(conn, pupils)
        ladders = {one: _ladder(conn, house, pupils[one], mine[one]) for one in pupils}
        memories = {one: memory_of(mine[one], ladders[one]) for one in pupils}
        since = changed.not_looked_at(conn, pupils)
        looked = {one: own_days(around, since.get(one, around.days[0]), mine[one]) for one in pupils}
        firsts = {
            one: _first(around.calendar, looked[one][0], ladders[one], memories[one], mine[one])
            for one in pupils
        }
        days = _days(conn, around, firsts)
        held = held_days(conn, house.school(around.name), around.name)
    total, failed = Measured(pupils=len(pupils)), dict[str, Exception]()
    for one in days:
        look = Look(
            pupil=pupils[one],
            ladder=ladders[one],
            days=days[one],
            looked=looked[one],
            held=held.get(pupils[one].class_name, frozenset()),
        )
        try:
            if moves(around, look, memories[one], mine[one]):
                total += again_if_lost(act, around, look)
        except (DBAPIError, StorageError):  # of no one pupil
            raise
        except Exception as error:  # whatever it is, the next pupil must not be forgotten for it
            log.exception("a pupil of %s could not be measured", around.name)
            failed[one] = error
    with house.db.write() as conn:
        changed.clear(conn, set(ids) - failed.keys())
        # Somebody may have said meanwhile that a day is right: who was measured without it is measured again.
        now = held_days(conn, house.school(around.name), around.name)
        changed.mark(conn, _released(pupils, held, now))
    return total + Measured(failed=failed)


def _released(
    pupils: Mapping[str, Pupil], before: Mapping[str, frozenset[date]], now: Mapping[str, frozenset[date]]
) -> dict[str, Window]:
    """Pupils of classes with days that are no longer held, and these days."""
    nothing = frozenset[date]()
    days = {name: held - now.get(name, nothing) for name, held in before.items()}
    return {
        one: Window(first=min(over), last=max(over))
        for one, pupil in pupils.items()
        if (over := days.get(pupil.class_name, nothing))
    }


def _first(calendar: Calendar, looked: date, ladder: Ladder, memory: Memory, mine: Sequence[Case]) -> date:
    """The first day to read: what figures may count, now and on the day of a crossing that a correction may undo.

    A crossing stands as long as any line of its stage holds, so the windows of all of them are read.
    """
    raised = [one for case in mine if is_open(case) for one in case.crossings]
    days = {looked, *(one.day for one in raised)}
    windows = [one.figure.window.first for one in raised]
    return min([*(reach(ladder, calendar, day, memory) for day in days), *windows])


def _days(conn: Connection, around: Round, firsts: Mapping[str, date]) -> dict[str, tuple[PupilDay, ...]]:
    """Each pupil's days from their own first one; pupils with the same first day are read together."""
    found: dict[str, tuple[PupilDay, ...]] = {}
    for first in set(firsts.values()):
        ids = [one for one, theirs in firsts.items() if theirs == first]
        found |= rollup.days_of_many(conn, ids, first, around.days[-1])
    return found


@dataclass(frozen=True, kw_only=True)
class Look:
    """One pupil under the ladder that holds for them: the pinned one where a case is open."""

    pupil: Pupil
    ladder: Ladder
    days: tuple[PupilDay, ...]
    looked: tuple[date, ...]
    """The days looked at, one after the other."""
    held: frozenset[date] = frozenset()
    """Days of the class on which no alert may rest (:mod:`bot.handlers.doubted`)."""


def _ladder(conn: Connection, house: House, pupil: Pupil, mine: Sequence[Case]) -> Ladder:
    now_open = next((case for case in mine if is_open(case)), None)
    return house.ladder(conn, now_open) if now_open else house.school(pupil.school).ladder


def moves(around: Round, look: Look, memory: Memory, mine: Sequence[Case]) -> bool:
    """Whether anything would come of it: no transaction for the many pupils of whom nothing is to be said."""
    view = DaysView.of(look.days, around.calendar)
    if any(any(raised(around, look, view, day, memory)) for day in look.looked):
        return True
    return any(is_open(case) and list(gone(look, case, view, around.calendar)) for case in mine)


def raised(
    around: Round, look: Look, view: DaysView, day: date, memory: Memory
) -> tuple[Sequence[Crossing], int]:
    """What is raised on ``day``, and how many crossings are held as they rest on a day that is not believed."""
    found = raise_crossings(look.ladder, look.pupil, view, around.calendar, day, memory)
    if not found or look.held.isdisjoint(view.dates):
        return found, 0
    sure = DaysView.of(without(look.days, look.held), around.calendar)
    kept = raise_crossings(look.ladder, look.pupil, sure, around.calendar, day, memory)
    stages = {one.stage for one in kept}
    return kept, sum(one.stage not in stages for one in found)


def gone(look: Look, case: Case, view: DaysView, calendar: Calendar) -> list[Crossing]:
    """Crossings of an open case that corrected records take away, the highest stage first.

    In this order a case goes back stage by stage; the other way round it would go back to one already gone.
    """
    answered = {stage: (day,) for stage, day in case.answered.items()}
    stages = look.ladder.stages
    found = [
        crossing
        for crossing in case.crossings
        if crossing.stage in stages
        and no_longer_holds(look.ladder, crossing, view, calendar, look.pupil.grade, answered)
    ]
    return sorted(found, key=lambda one: -stages[one.stage].number)


def act(around: Round, look: Look) -> Measured:
    """All that one pupil's new figures do, in one transaction."""
    house, total = around.house, Measured()
    with house.db.write() as conn:
        view = DaysView.of(look.days, around.calendar)
        case = cases.open_case(conn, look.pupil.pupil_id, look.ladder.id)
        if case is not None:
            for crossing in gone(look, case, view, around.calendar):
                crossings.withdraw(conn, look.ladder.id, crossing, around.days[-1])
                event = Corrected(stage=crossing.stage, period=crossing.period)
                case, _ = happen(conn, around, look.ladder, case, event)
        else:
            _begin_anew(conn, around, look)
        for day in look.looked:
            memory = memory_of(cases.cases_of_pupil(conn, look.pupil.pupil_id), look.ladder)
            crossed, held = raised(around, look, view, day, memory)
            total += Measured(held_back=held)
            for crossing in crossed:
                total += _cross(conn, around, look, crossing)
    return total


def _begin_anew(conn: Connection, around: Round, look: Look) -> None:
    """What was raised in a case that ended because the pupil left may be raised again."""
    for case in filter(left, cases.cases_of_pupil(conn, look.pupil.pupil_id)):
        for crossing in case.crossings:
            crossings.withdraw(conn, case.ladder_id, crossing, around.days[-1])


def _cross(conn: Connection, around: Round, look: Look, crossing: Crossing) -> Measured:
    house = around.house
    figure = crossing.figure
    if figure.given and figure.reported < house.school(around.name).coverage * figure.given:
        return Measured(held_back=1)
    case = cases.open_case(conn, look.pupil.pupil_id, look.ladder.id)
    if not crossings.insert(conn, look.ladder.id, crossing):
        return Measured()
    opening = house.opening(conn, look.pupil)
    _, asks = happen(conn, around, look.ladder, case, Crossed(crossing=crossing, opening=opening))
    return Measured(crossings=1, asks=asks)


def happen(
    conn: Connection, around: Round, ladder: Ladder, case: Case | None, event: Event
) -> tuple[Case | None, int]:
    """Decide and store one event; the case as it is then (None once closed), and how many asks went out."""
    house = around.house
    decision = decide(case, event, ladder, house.surroundings(conn, around.name), around.now)
    if decision.case is None:
        return case, 0
    store(conn, case or decision.case, decision, ladder, around.now)
    asks = sum(intent.kind is OutKind.ASK for intent in decision.out)
    stored = cases.case(conn, decision.case.id)
    return (stored if is_open(stored) else None), asks
