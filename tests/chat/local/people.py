"""An invented school for the page's tests: its staff, its rooms, its calendar. Nobody here exists."""

from __future__ import annotations

from datetime import date, timedelta

from bot.notices.board import RoomGroup, RoomHeader, RoomView, StaffView, TermDay

STAFF = (
    StaffView(key="anna", name="Anna Lindqvist", role="mentor 8C"),
    StaffView(key="maria", name="Maria Hedlund", role="skolsköterska"),
    StaffView(key="jonas", name="Jonas Berg", role="specialpedagog"),
    StaffView(key="leila", name="Leila Haddad", role="kurator, EHT"),
    StaffView(key="birgitta", name="Birgitta Norin", role="rektor"),
    StaffView(key="mehmet", name="Mehmet Demir", role="mentor 7A"),
    StaffView(key="sara", name="Sara Ekholm", role="mentor 7B"),
    StaffView(key="petra", name="Petra Näslund", role="mentor 8B"),
)
BY_KEY = {person.key: person for person in STAFF}
ROOMS = (
    ("Mentorer", "7A", "Mehmet Demir", "mehmet"),
    ("Mentorer", "7B", "Sara Ekholm", "sara"),
    ("Mentorer", "8A", "Johan Wiklund", ""),
    ("Mentorer", "8B", "Petra Näslund", "petra"),
    ("Mentorer", "8C", "Anna Lindqvist", "anna"),
    ("Mentorer", "9A", "Olle Fjellström", ""),
    ("Mentorer", "9B", "Karin Åsberg", ""),
    ("Elevhälsa", "EHT", "elevhälsoteamet", "leila"),
    ("Elevhälsa", "Skolsköterska", "", "maria"),
    ("Elevhälsa", "Specialpedagog", "", "jonas"),
    ("Ledning", "Rektor", "", "birgitta"),
)
OWNER = {name: owner for _, name, _, owner in ROOMS}
NAMES = {f"{person.key}@lits.example": person.name for person in STAFF}
WEEKDAYS = ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


def long_day(day: date) -> str:
    """*tisdag 10 november*."""
    return f"{WEEKDAYS[day.weekday()].lower()} {day.day} {MONTHS[day.month - 1]}"


def short_day(day: date) -> str:
    """*10 nov*."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def term() -> tuple[date, ...]:
    """School days of the autumn: weekdays, without the autumn holiday's week."""
    first, last = date(2026, 8, 18), date(2026, 12, 18)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < 5 and day.isocalendar().week != 44)


def groups(waiting: dict[str, tuple[int, bool]]) -> tuple[RoomGroup, ...]:
    """The rail: room to number waiting and whether it waits for the viewer."""
    heads = dict.fromkeys(head for head, *_ in ROOMS)
    return tuple(
        RoomGroup(
            heading=head,
            rooms=tuple(
                RoomView(
                    key=name,
                    name=name,
                    detail=detail,
                    waiting=waiting.get(name, (0, False))[0],
                    yours=waiting.get(name, (0, False))[1],
                )
                for group, name, detail, _ in ROOMS
                if group == head
            ),
        )
        for head in heads
    )


def header(room: str, viewer: str, waiting: tuple[str, ...]) -> RoomHeader:
    """The room's top as the viewer reads it."""
    detail = next((text for _, name, text, _ in ROOMS if name == room), "")
    return RoomHeader(
        key=room,
        name=room,
        detail=f"{detail}, mentor" if room[:1].isdigit() else detail,
        waiting=waiting,
        group=room == "EHT",
        reading_as=OWNER.get(room) != viewer,
    )


def term_days(asked: set[date]) -> tuple[TermDay, ...]:
    """The strip's days."""
    return tuple(TermDay(day=day, asked=day in asked) for day in term())
