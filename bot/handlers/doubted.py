"""Days of classes that are not believed: found when records come in, told to the office, over when they are mended.

What hangs on them is in :mod:`bot.handlers.measure`: no alert rests on such a day (docs/adr/0019).
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.handlers.house import House, School
from bot.handlers.roster import is_set_up
from bot.handlers.school_posts import DOUBT, Posted, places_of, post_id, put, short
from bot.rules.calendar import Calendar
from bot.rules.doubt import BEFORE, ClassDay, Doubt, Fault, Limits, State, fault_of, seen
from bot.rules.roles import PRINCIPAL
from bot.rules.state import OutKind
from bot.rules.values import Window
from bot.storage import changed, doubts, outbox, redraws, staff
from bot.storage import school as roster

RECENT = 20
"""School days that are looked at; what lies behind them is history and counts as it stands."""
LONGEST = timedelta(days=120)
"""No school needs more days for so many school days, summer included."""
OFFICE = "office"
"""Role and audience of who looks after the attendance data; the principal, where a school names nobody."""

Days = Mapping[date, set[str]]
"""Day to the classes of one school whose records changed."""


@dataclass(frozen=True, kw_only=True)
class _Here:
    """One school, by the roster's name for it."""

    conn: Connection
    name: str
    school: School
    calendar: Calendar
    limits: Limits
    now: datetime


def doubt(conn: Connection, house: House, touched: Collection[tuple[str, date]], now: datetime) -> None:
    """Look at the classes and days of these ``(pupil_id, day)``, in the transaction that took their records in."""
    if not any(one.doubts for one in house.schools):
        return
    recent = [(one, day) for one, day in touched if day > now.date() - LONGEST]
    classes = doubts.classes_of(conn, {one for one, _ in recent})
    found: dict[str, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one, day in recent:
        if one in classes:
            name, class_name = classes[one]
            found[name][day].add(class_name)
    for name, days in sorted(one for one in found.items() if is_set_up(house, one[0])):
        school = house.school(name)
        if school.doubts:
            calendar = house.calendar(conn, name)
            here = _Here(
                conn=conn, name=name, school=school, calendar=calendar, limits=school.doubts, now=now
            )
            _look(here, days)


def under(conn: Connection) -> Mapping[str, tuple[tuple[str, str], frozenset[date]]]:
    """Who is in a class with doubted days: their school and class, and the days."""
    found: dict[tuple[str, str], set[date]] = defaultdict(set)
    for held in doubts.holding(conn):
        found[held.school, held.class_name].add(held.day)
    return {
        one: (place, frozenset(days)) for place, days in found.items() for one in doubts.ids_of(conn, *place)
    }


def moved(
    conn: Connection, stood: Mapping[str, tuple[tuple[str, str], frozenset[date]]]
) -> list[tuple[str, date]]:
    """Who is in another class since :func:`under`, with the days doubted there.

    They count as touched: neither what holds the old class nor what ends it reaches them in the new one.
    """
    classes = doubts.classes_of(conn, stood)
    return [
        (one, day)
        for one, (place, days) in stood.items()
        for day in sorted(days)
        if classes.get(one, place) != place
    ]


def come(conn: Connection, house: House, now: datetime) -> None:
    """Look at days whose records were read before they came; they are forgotten by :func:`changed.come`."""
    for name, day in changed.due(conn, min(one.today(now) for one in house.schools)):
        doubt(conn, house, [(one.pupil_id, day) for one in roster.pupils(conn, name)], now)


def _look(here: _Here, touched: Days) -> None:
    days = [day for day in here.calendar.last(here.school.today(here.now), RECENT) if day in touched]
    if not days:
        return
    looks = doubts.class_days(here.conn, here.name, {one for day in days for one in touched[day]}, days)
    known = {(one.class_name, one.day): one for one in doubts.of_days(here.conn, here.name, days)}
    for day in days:
        for class_name in sorted(touched[day]):
            one = looks.get((class_name, day), ClassDay(pupils=0))
            _settle(here, class_name, day, one, known.get((class_name, day)))


def _settle(here: _Here, class_name: str, day: date, one: ClassDay, before: Doubt | None) -> None:
    """A new doubt, or the end of one; whoever said that a day is right is not asked again."""
    fault = _fault(here, class_name, day, one)
    if fault and (before is None or before.state is State.MENDED):
        new = Doubt(
            school=here.name,
            class_name=class_name,
            day=day,
            fault=fault,
            pupils=one.pupils,
            count=one.count(fault),
            until=_until(here, day),
        )
        if new.until > here.school.today(here.now):
            _begin(here, new)
            if before:
                _tell_anew(here.conn, here.school, new, here.now)
    elif before and before.state is State.HELD and not fault:
        _end(here.conn, here.school, before, State.MENDED, here.now)


def _until(here: _Here, day: date) -> date:
    """Not longer than the day is looked at anew once it counts: what it brings would be lost."""
    today = here.school.today(here.now)
    return min(here.calendar.after(today, here.limits.days), here.calendar.after(day, RECENT - 1))


def _fault(here: _Here, class_name: str, day: date, one: ClassDay) -> Fault | None:
    """What is usual in the class is read only where a day looks wrong."""
    if not seen(one, here.limits):
        return None
    days = here.calendar.last(day, BEFORE + 1)[:-1]
    before = doubts.class_days(here.conn, here.name, [class_name], days) if days else {}
    return fault_of(one, list(before.values()), here.limits)


def _begin(here: _Here, one: Doubt) -> None:
    doubts.keep(here.conn, one)
    people = staff.people(here.conn, here.name)
    office = [person.email for person in people if OFFICE in person.roles]
    heads = [person.email for person in people if PRINCIPAL in person.roles]
    others = () if office else (f"{PRINCIPAL}:{here.name}",)
    places = places_of(here.conn, here.name, f"{OFFICE}:{here.name}", office or heads, others)
    put(here.conn, DOUBT, here.school, one.day, places, here.now, of=one.class_name)


def _end(
    conn: Connection, school: School, one: Doubt, state: State, now: datetime, ended_by: str = ""
) -> None:
    """From now on the day counts: the class is measured anew, and the message says what became of it."""
    doubts.keep(conn, replace(one, state=state, ended_by=ended_by, ended_at=now))
    ids = doubts.ids_of(conn, one.school, one.class_name)
    changed.mark(conn, dict.fromkeys(ids, Window(first=one.day, last=one.day)))
    _redraw(conn, school, one, now)


def _tell_anew(conn: Connection, school: School, one: Doubt, now: datetime) -> None:
    """A day that was mended is wrong again: its message says so, also where the first was never sent."""
    outbox.revive(conn, post_id(DOUBT, school.name, one.day, one.class_name))
    _redraw(conn, school, one, now)


def _redraw(conn: Connection, school: School, one: Doubt, now: datetime) -> None:
    ask_id = post_id(DOUBT, school.name, one.day, one.class_name)
    redraws.hold(conn, ask_id)
    rows = [
        outbox.Row(
            key=secrets.token_hex(16),
            kind=OutKind.REDRAW,
            platform=platform,
            channel=channel,
            created_at=now,
            ask_id=ask_id,
            payload={"school": school.name, "day": one.day.isoformat()},
            order_key=ask_id,
        )
        for platform, channel in outbox.places(conn, ask_id)
    ]
    outbox.put(conn, rows)


def expire(conn: Connection, house: House, name: str, now: datetime) -> None:
    """Days that nobody mended or confirmed in time count as they stand: a class may really have been away."""
    school = house.school(name)
    for one in doubts.of_school(conn, name):
        if school.doubts is None or one.until <= school.today(now):
            _end(conn, school, one, State.STANDS, now)


def believe(conn: Connection, school: School, one: Doubt, email: str, now: datetime) -> None:
    """Somebody at the school says that the data are right."""
    if one.state is State.HELD:
        _end(conn, school, one, State.RIGHT, now, email)


def meant(conn: Connection, name: str, post: Posted) -> Doubt | None:
    """The doubt that a post is about."""
    found = (one for one in doubts.of_days(conn, name, [post.day]) if short(one.class_name, 4) == post.of)
    return next(found, None)


def held_days(conn: Connection, school: School, name: str) -> Mapping[str, frozenset[date]]:
    """Class to the days on which no alert may rest now."""
    if school.doubts is None:
        return {}
    found: dict[str, set[date]] = defaultdict(set)
    for one in doubts.of_school(conn, name):
        found[one.class_name].add(one.day)
    return {class_name: frozenset(days) for class_name, days in found.items()}
