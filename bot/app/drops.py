"""Mapped CSV drops, as ``lots.toml`` describes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.ports import AttendanceSource, Roster
from bot.rules.calendar import Calendar
from bot.rules.values import Window
from bot.settings import Settings, Source
from bot.sources.mapped.load import MappingError, load
from bot.sources.mapped.source import MappedDrop, SchoolDays
from bot.storage.calendars import calendar_of


def mapped(settings: Settings, source: Source, zone: str, now: Callable[[], datetime]) -> AttendanceSource:
    """A folder of exports and its mapping. UserError names every mistake of the mapping."""
    assert source.path is not None
    assert source.mapping is not None
    try:
        mapping = load(source.mapping)
    except MappingError as error:
        raise UserError(str(error)) from None

    def today() -> date:
        return now().astimezone(ZoneInfo(zone)).date()

    return MappedDrop(
        source.name,
        source.path,
        mapping,
        zone,
        _school_days(settings, today),
        today,
        roster=source.roster,
        size_cap=source.size_cap_mb * 1024 * 1024,
    )


def _school_days(settings: Settings, today: Callable[[], date]) -> SchoolDays:
    countries = {school.name: school.country for school in settings.schools}
    first = settings.schools[0].country

    def calendar(roster: Roster, school: str, years: tuple[int, int]) -> Calendar:
        return calendar_of(
            countries.get(school, first),
            [span for span in roster.terms if span.school == school],
            (),
            [day for day in roster.days_off if day.school == school],
            years,
        )

    def days(roster: Roster, school: str, window: Window) -> tuple[date, ...]:
        found = calendar(roster, school, (window.first.year, window.last.year)).school_days_in(window)
        return tuple(day for day in found if day <= today())

    return days
