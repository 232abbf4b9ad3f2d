"""Ängsholmens skola in Nyland: nine small classes, hours counted over twelve school weeks."""

from __future__ import annotations

from datetime import date, timedelta

from bot.demo.courses import Away, Course, Drift
from bot.demo.model import Gap, SchoolClass, Span, StaffRow
from bot.demo.names import email
from bot.demo.sketch import Sketch
from bot.demo.timetable import days_between, finnish_day

_DOMAIN = "angsholmen.example"
_END = date(2026, 12, 19)

_MENTORS = {
    "1A": "Gunilla Backström-Rev",
    "2A": "Carita Holmhult",
    "3A": "Stefan Udderholm",
    "4A": "Ann-Louise Fjärdklint",
    "5A": "Kaj Strandsta",
    "6A": "Monica Granngrund",
    "7A": "Patrik Vassbonn",
    "8A": "Nina Skärdahla",
    "9A": "Ralf Kobbfors",
}
_SIZES = (13, 12, 14, 13, 14, 13, 14, 14, 13)
_OTHERS = (
    ("Nina Skärdahla", "deputy"),
    ("Monica Granngrund", "deputy"),
    ("Pia Lingbacka", "nurse"),
    ("Pia Lingbacka", "health_team"),
    ("Susann Malgrund", "special_educator"),
    ("Susann Malgrund", "health_team"),
    ("Jukka Rantavuo", "counselor"),
    ("Jukka Rantavuo", "health_team"),
    ("Håkan Svartängen", "principal"),
    ("Merja Uddfors", "teacher"),
)


def _d(month: int, day: int) -> date:
    return date(2026, month, day)


def _week(monday: date, name: str) -> tuple[tuple[date, str], ...]:
    return tuple((day, name) for day in days_between(monday, monday + timedelta(days=4)))


def _drifts(class_key: str, seat: int, first: date, last: date, share: float) -> Course:
    acts = (Drift(first=first, last=last, share=share, unreported=0.4),)
    return Course(class_key=class_key, seat=seat, story="loses hours for some weeks", acts=acts)


_COURSES = (
    _drifts("8A", 3, _d(8, 20), _END, 0.42),
    Course(
        class_key="3A",
        seat=9,
        story="ill for six weeks, every day reported",
        acts=(Away(first=_d(9, 9), last=_d(10, 23)),),
    ),
    _drifts("5A", 6, _d(8, 26), _END, 0.36),
    _drifts("9A", 2, _d(9, 7), _d(10, 30), 0.4),
    _drifts("6A", 11, _d(9, 14), _d(10, 30), 0.36),
    _drifts("7A", 8, _d(9, 21), _END, 0.32),
    _drifts("2A", 4, _d(9, 28), _d(11, 13), 0.4),
    _drifts("8A", 12, _d(10, 5), _d(11, 20), 0.38),
    _drifts("4A", 7, _d(10, 19), _d(11, 27), 0.35),
    _drifts("9A", 10, _d(10, 19), _END, 0.34),
    _drifts("5A", 13, _d(11, 2), _END, 0.35),
    Course(
        class_key="1A",
        seat=5,
        story="a journey granted beforehand",
        acts=(Away(first=_d(11, 16), last=_d(11, 27), reason="leave"),),
    ),
    Course(
        class_key="7A",
        seat=2,
        story="away a lot, protected: never a word in any room",
        protected="yes",
        acts=(Drift(first=_d(9, 1), last=_END, share=0.4),),
    ),
    Course(class_key="4A", seat=2, story="nobody has written whether protected: counts as yes", protected=""),
)


def _staff() -> tuple[StaffRow, ...]:
    rows = [(name, "mentor") for name in _MENTORS.values()] + list(_OTHERS)
    return tuple(StaffRow(email=email(name, _DOMAIN), name=name, role=role) for name, role in rows)


SKETCH = Sketch(
    name="Ängsholmens skola",
    country="FI",
    timezone="Europe/Helsinki",
    language="sv",
    ladder="fi-nyland",
    seed="angsholmen-2026",
    id_prefix="A",
    terms=(
        Span(name="HT26", starts=_d(8, 11), ends=_END),
        Span(name="VT27", starts=date(2027, 1, 7), ends=date(2027, 6, 5)),
    ),
    periods=(
        Span(name="kvartal 1", starts=_d(8, 11), ends=_d(10, 9)),
        Span(name="kvartal 2", starts=_d(10, 10), ends=_END),
        Span(name="kvartal 3", starts=date(2027, 1, 7), ends=date(2027, 3, 19)),
        Span(name="kvartal 4", starts=date(2027, 3, 20), ends=date(2027, 6, 5)),
    ),
    days_off=(*_week(_d(10, 12), "Höstlov"), *_week(date(2027, 2, 22), "Sportlov")),
    classes=tuple(
        SchoolClass(key=key, grade=int(key[0]), size=size, mentor=email(mentor, _DOMAIN))
        for (key, mentor), size in zip(_MENTORS.items(), _SIZES, strict=True)
    ),
    class_rates={"7A": 1.2, "8A": 1.4, "9A": 1.3, "1A": 0.6},
    staff=_staff(),
    courses=_COURSES,
    no_register=tuple(
        Gap(day=day, class_key="6A", lesson=lesson, arrives=_d(9, 14))
        for day in days_between(_d(9, 7), _d(9, 9))
        for lesson in range(5)
    ),
    shape=finnish_day,
)
