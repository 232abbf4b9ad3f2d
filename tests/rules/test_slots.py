"""Times to propose: free, in school time, on school days, three where there are three."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rules.calendar import Calendar, Term
from bot.rules.slots import CLOSES, OPENS, Interval, free, span

ZONE = "Europe/Stockholm"
CALENDAR = Calendar(
    terms=(Term("HT26", date(2026, 8, 17), date(2026, 12, 18)),), days_off=frozenset({date(2026, 11, 24)})
)
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
WEDNESDAY, THURSDAY, TUESDAY = date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 1)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(ZONE))


def taken(day: date, begins: str, ends: str) -> Interval:
    return at(day, begins), at(day, ends)


def all_day(day: date) -> Interval:
    return taken(day, "00:00", "23:59")


def proposed(*busy: Interval, minutes: int = 45, today: date = FRIDAY) -> list[str]:
    return [f"{one:%a %H:%M}" for one in free(busy, CALENDAR, today, ZONE, minutes)]


def test_the_next_three_school_days_from_tomorrow_where_nothing_is_taken() -> None:
    assert proposed() == ["Mon 08:00", "Wed 08:00", "Thu 08:00"]


@pytest.mark.parametrize(
    ("busy", "first"),
    [
        (taken(MONDAY, "08:00", "08:20"), "Mon 08:30"),
        (taken(MONDAY, "08:44", "09:00"), "Mon 09:00"),
        (taken(MONDAY, "08:45", "09:00"), "Mon 08:00"),
        (taken(MONDAY, "07:00", "08:00"), "Mon 08:00"),
        (taken(MONDAY, "08:00", "15:00"), "Mon 15:00"),
        (taken(MONDAY, "08:00", "15:01"), "Wed 08:00"),
        (taken(FRIDAY, "08:00", "16:00"), "Mon 08:00"),
        (all_day(MONDAY), "Wed 08:00"),
    ],
)
def test_what_is_taken_is_not_proposed(busy: Interval, first: str) -> None:
    assert proposed(busy)[0] == first


def test_a_meeting_ends_before_school_does() -> None:
    assert proposed(taken(MONDAY, "08:00", "14:40"), minutes=60)[0] == "Mon 15:00"
    assert proposed(taken(MONDAY, "08:00", "15:00"), minutes=90)[0] == "Wed 08:00"


def test_where_nobody_is_free_within_ten_school_days_nothing_is_proposed() -> None:
    first, last = span(CALENDAR, FRIDAY, ZONE)
    assert (first, last) == (at(MONDAY, "08:00"), at(date(2026, 12, 7), "16:00"))
    assert proposed((first, last)) == []
    late = (first, last - timedelta(minutes=45))
    assert proposed(late) == []
    assert proposed((first, last - timedelta(hours=1))) == ["Mon 15:00"]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ((WEDNESDAY,), ["Wed 08:00", "Wed 09:00", "Wed 10:00"]),
        ((WEDNESDAY, TUESDAY), ["Wed 08:00", "Wed 09:00", "Tue 08:00"]),
    ],
)
def test_three_are_proposed_also_where_few_days_have_room(left: tuple[date, ...], said: list[str]) -> None:
    first, _ = span(CALENDAR, FRIDAY, ZONE)
    others = [all_day(first.date() + timedelta(days=ahead)) for ahead in range(15)]
    assert proposed(*[one for one in others if one[0].date() not in left]) == said


def test_those_of_one_day_do_not_overlap() -> None:
    first, _ = span(CALENDAR, FRIDAY, ZONE)
    others = [all_day(first.date() + timedelta(days=ahead)) for ahead in range(1, 15)]
    assert proposed(*others, taken(MONDAY, "09:00", "14:30"), minutes=30) == [
        "Mon 08:00",
        "Mon 08:30",
        "Mon 14:30",
    ]


def test_other_clocks_are_understood() -> None:
    utc = ZoneInfo("UTC")
    busy = (datetime(2026, 11, 23, 7, tzinfo=utc), datetime(2026, 11, 23, 7, 30, tzinfo=utc))
    assert proposed(busy)[0] == "Mon 08:30"
    assert (OPENS.hour, CLOSES.hour) == (8, 16)
