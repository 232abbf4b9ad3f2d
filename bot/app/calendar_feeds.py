"""Schools' calendars, as ``lots.toml`` names them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.ports import AttendanceSource, Probed
from bot.settings import School, Settings
from bot.sources.calendar.feed import Words
from bot.sources.calendar.source import Calendared, CalendaredProbed, Feed
from bot.sources.csv_file import read_bytes
from bot.sources.web import Web

CAP = 5 * 1024 * 1024
"""Bytes of a calendar; those of a school year are some thousands."""


def with_calendars(
    source: AttendanceSource, settings: Settings, now: Callable[[], datetime]
) -> AttendanceSource:
    """The source, and over it the calendar of each school that has one."""
    feeds = [_feed(school, school.calendar) for school in settings.schools if school.calendar]
    kind = CalendaredProbed if isinstance(source, Probed) else Calendared
    return kind(source, feeds, now)


def _feed(school: School, address: str) -> Feed:
    words = Words(days_off=school.calendar_days_off, terms=school.calendar_terms)
    if "://" not in address:
        path = Path(address)
        return Feed(school=school.name, words=words, load=lambda: read_bytes(path.parent, path.name, CAP))
    web = Web(address, cap=CAP)
    return Feed(
        school=school.name, words=words, load=lambda: web.ask("GET", "", headers={"Accept": "text/calendar"})
    )
