"""What is fuzzed: each part takes any bytes and raises nothing but what the parser says of them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.ladders import read
from bot.rules.ladder_file import LadderError
from bot.settings_values import DAYS_OFF, TERMS
from bot.sources.calendar.feed import FeedError, Words, read_feed
from bot.sources.csv_file import RejectedError
from bot.sources.csv_folder import CsvFolder
from bot.sources.edfi import periods
from bot.sources.edlevo.answer import aggregations, events
from bot.sources.mapped.load import MappingError, parse
from bot.sources.mapped.understand import understand
from bot.sources.records import Known
from bot.sources.ss12000 import groups, people, units
from bot.sources.web import WebError
from tests.sources.mapped.office import HEADER, PLAIN
from tests.sources.school import School

ZONE = ZoneInfo("Europe/Stockholm")
KNOWN = Known(pupils=frozenset({"p1", "p2"}), protected=frozenset({"hidden"}))
WORDS = Words(days_off=DAYS_OFF, terms=TERMS)
MAPPING = parse(PLAIN, "m.toml")


def csv(data: bytes) -> None:
    """A school folder with this attendance, or with this roster."""
    with tempfile.TemporaryDirectory() as name:
        school = School(Path(name))
        school.write("roster.csv" if data[:1] == b"R" else "attendance.csv", data[1:])
        CsvFolder("csv", Path(name), "Europe/Stockholm").read({})


def mapped(data: bytes) -> None:
    """An export under a plain mapping, and a mapping."""
    with suppress(RejectedError):
        understand("x.csv", f"{HEADER}\n".encode() + data, MAPPING, KNOWN, ZONE, "try")
    with suppress(MappingError):
        parse(data.decode("utf-8", "replace"), "m.toml")


def edlevo(data: bytes) -> None:
    """An answer of Edlevo's."""
    with suppress(WebError):
        list(events(data))
    with suppress(WebError):
        list(aggregations(data))


def calendar(data: bytes) -> None:
    """A calendar feed."""
    with suppress(FeedError):
        read_feed(
            b"BEGIN:VCALENDAR\r\n" + data + b"\r\nEND:VCALENDAR\r\n",
            "Testskolan",
            WORDS,
            date(2026, 8, 1),
            date(2027, 7, 31),
        )


def answers(data: bytes) -> None:
    """JSON of SS 12000 and Ed-Fi, as their people, groups and terms are read from it."""
    try:
        said: Any = json.loads(data)
    except (ValueError, RecursionError):
        return
    things = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict)]
    named = {str(number): one for number, one in enumerate(things)}
    found = units.units(named, ["Testskolan"])
    groups.groups(named)
    list(groups.mentors(things, things))
    people.protected(things)
    for one in things:
        people.current(people.enrolments(one, found), date(2026, 9, 1))
        people.is_there(one)
        people.address(one)
    periods.terms(things, things)
    periods.Periods.of(things, things)


def ladder(data: bytes) -> None:
    """A ladder file."""
    with suppress(LadderError):
        read(data.decode("utf-8", "replace"), "own.yaml")


PARTS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (csv, mapped, edlevo, calendar, answers, ladder)
}
