"""Lits skola, Östersund: about 300 pupils in thirteen classes, and its people."""

from __future__ import annotations

from datetime import date, timedelta

from bot.demo.model import Gap, SchoolClass, Span, StaffRow
from bot.demo.names import email
from bot.demo.ostersund_courses import COURSES
from bot.demo.sketch import Sketch
from bot.demo.timetable import days_between, swedish_day

_DOMAIN = "lits.example"

_MENTORS = {
    "4A": "Ingela Fahlvik",
    "4B": "Tomas Hedtuna",
    "5A": "Yasmin Karimi",
    "5B": "Lennart Modsved",
    "6A": "Camilla Jonskog",
    "6B": "Niklas Strandvaker",
    "7A": "Mehmet Demir",
    "7B": "Sara Ekholm",
    "8A": "Johan Wiklund",
    "8B": "Petra Näslund",
    "8C": "Anna Lindqvist",
    "9A": "Olle Fjellström",
    "9B": "Karin Åsberg",
}
_SIZES = (22, 23, 23, 22, 24, 23, 24, 22, 23, 22, 25, 24, 23)
# Classes differ: the principal's digest shows bars that are not all of one length.
_RATES = {"4A": 0.6, "4B": 0.7, "5B": 0.8, "7B": 0.8, "8A": 1.1, "8C": 1.5, "9A": 1.4, "9B": 1.3}
# Petra Näslund comes first: she is the one who is asked when Anna Lindqvist does not answer.
_OTHERS = (
    ("Petra Näslund", "deputy"),
    ("Olle Fjellström", "deputy"),
    ("Maria Hedlund", "nurse"),
    ("Maria Hedlund", "health_team"),
    ("Jonas Berg", "special_educator"),
    ("Jonas Berg", "health_team"),
    ("Leila Haddad", "counselor"),
    ("Leila Haddad", "health_team"),
    ("Birgitta Norin", "principal"),
    ("Rasmus Torvald", "teacher"),
    ("Gunvor Hamre", "teacher"),
)


def _week(monday: date, name: str) -> tuple[tuple[date, str], ...]:
    return tuple((day, name) for day in days_between(monday, monday + timedelta(days=4)))


def _staff() -> tuple[StaffRow, ...]:
    rows = [(name, "mentor") for name in _MENTORS.values()] + list(_OTHERS)
    return tuple(StaffRow(email=email(name, _DOMAIN), name=name, role=role) for name, role in rows)


def _no_register() -> tuple[Gap, ...]:
    """6A forgot a whole week, handed in late; the afternoons of 9B in week 46 never came."""
    late = date(2026, 10, 13)
    whole_week = [
        Gap(day=day, class_key="6A", lesson=lesson, arrives=late)
        for day in days_between(date(2026, 10, 5), date(2026, 10, 9))
        for lesson in range(7)
    ]
    afternoons = [
        Gap(day=day, class_key="9B", lesson=lesson)
        for day in days_between(date(2026, 11, 9), date(2026, 11, 12))
        for lesson in range(3, 7)
    ]
    return (*whole_week, *afternoons)


SKETCH = Sketch(
    name="Lits skola",
    country="SE",
    timezone="Europe/Stockholm",
    language="sv",
    ladder="se-ostersund-lit",
    seed="lits-2026",
    id_prefix="L",
    terms=(
        Span(name="HT26", starts=date(2026, 8, 18), ends=date(2026, 12, 18)),
        Span(name="VT27", starts=date(2027, 1, 11), ends=date(2027, 6, 11)),
    ),
    periods=(
        Span(name="HT26-1", starts=date(2026, 8, 18), ends=date(2026, 10, 25)),
        Span(name="HT26-2", starts=date(2026, 10, 26), ends=date(2026, 12, 18)),
    ),
    days_off=(
        (date(2026, 9, 30), "Studiedag"),
        *_week(date(2026, 10, 26), "Höstlov"),
        *_week(date(2027, 3, 8), "Sportlov"),
        *_week(date(2027, 3, 29), "Påsklov"),
    ),
    classes=tuple(
        SchoolClass(key=key, grade=int(key[0]), size=size, mentor=email(mentor, _DOMAIN))
        for (key, mentor), size in zip(_MENTORS.items(), _SIZES, strict=True)
    ),
    class_rates=_RATES,
    staff=_staff(),
    courses=COURSES,
    no_register=_no_register(),
    shape=swedish_day,
)
