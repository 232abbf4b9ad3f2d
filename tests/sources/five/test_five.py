"""One invented term told seven ways, and mended, gives the same days and the same crossings, to the minute."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.house import House
from bot.handlers.poll import poll
from bot.ladders import load
from bot.ports import AttendanceSource
from bot.sources.csv_folder import CsvFolder
from bot.sources.mapped.load import parse, text_of
from bot.sources.mapped.source import MappedDrop
from bot.storage.db import Database
from tests.edfi import polled as edfi
from tests.edlevo import polled as edlevo
from tests.edlevo.server import Edlevo
from tests.handlers.town import school_of
from tests.sources.mapped.dialects import BELLS_OF_SCHOOLSOFT, schoolsoft, skola24, timetable, vklass, wilma
from tests.sources.mapped.office import weekdays
from tests.sources.school import School
from tests.sources.ss12000.tell import Told as Teller
from tests.sources.term import Told, as_folder, term
from tests.ss12000.polled import polled as ss12000
from tests.ss12000.register import Register, uid
from tests.ss12000.server import SsServer
from tests.ss12000.test_same_term import crossings, minutes, opened

FIRST, NOW = date(2026, 9, 28), datetime(2026, 11, 2, 17, tzinfo=ZoneInfo("Europe/Stockholm"))
TERM = term(("p1", "p2"), FIRST, 36)
"""The night of October 25 lies in it."""
PUPILS = {"p1": "p1", "p2": "p2"}
EXPORT = "export_2026-09-28_2026-11-02.csv"
EXPORTS = {
    "wilma": (text_of("wilma") + '[hours]\ntimetable = "timetable.csv"\n', wilma),
    "skola24": (text_of("skola24"), skola24),
    "vklass": (text_of("vklass"), vklass),
    "schoolsoft": (
        text_of("schoolsoft").replace("starts = { 1 =", f"starts = {{ {BELLS_OF_SCHOOLSOFT} }} #"),
        schoolsoft,
    ),
}


A_DAY = timedelta(days=1)
MENDED_FROM = date(2026, 10, 26)
"""Edlevo has no list of changes: what it reads again are the last two weeks."""


def mistaken() -> list[Told]:
    """The term as it was told at first: some of the last week's registers were wrong."""
    found, wrong = [], 0
    for one in TERM:
        if one.day >= MENDED_FROM:
            wrong += 1
            match wrong % 5:
                case 0 if one.status == "present":
                    one = replace(one, status="absent", absent=one.length, kind="invalid")
                case 1 if one.kind == "valid":
                    one = replace(one, kind="invalid", reason="")
                case 2 | 3 if one.status != "present":
                    one = replace(one, status="present", absent=0, kind="", reason="")
        found.append(one)
    assert sum(a != b for a, b in zip(found, TERM, strict=True)) > 3
    return found


@dataclass(frozen=True, kw_only=True)
class Way:
    """A source, what its pupils are called in the term, and how it tells the term again, mended."""

    source: AttendanceSource
    named: dict[str, str]
    mend: Callable[[list[Told]], object]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


def told(stack: ExitStack, tmp_path: Path, way: str, lessons: list[Told]) -> Way:
    """The term in one of the forms there are."""
    if way == "edlevo":
        events = Edlevo(edlevo.as_events(lessons))

        found = stack.enter_context(edlevo.polled(tmp_path, events, since=FIRST))

        def again(lessons: list[Told]) -> None:
            events.events = edlevo.as_events(lessons)
            found.now += A_DAY

        return Way(source=found.source, named=PUPILS, mend=again)
    if way == "edfi":
        server = edfi.opened()
        edfi.tell(server, lessons)
        reader = stack.enter_context(edfi.polled(tmp_path, server, since=FIRST)).source
        return Way(source=reader, named=PUPILS, mend=lambda lessons: edfi.tell(server, lessons))
    if way == "ss12000":
        files = folder(tmp_path / "files", lessons)
        register = SsServer(Register())
        teller = Teller(register.register, files)
        teller.rows(rows(lessons))
        one = stack.enter_context(ss12000(register, tmp_path, NOW, since=FIRST))
        named = {uid(name): name for name in PUPILS}
        return Way(source=one.source, named=named, mend=lambda lessons: teller.rows(rows(lessons)))
    mapping, tell = EXPORTS[way]
    files, drop = folder(tmp_path / "data", lessons), tmp_path / "drop"
    drop.mkdir()
    (drop / EXPORT).write_bytes(tell(lessons))
    source = MappedDrop(
        way,
        drop,
        parse(mapping, "m.toml"),
        "Europe/Stockholm",
        weekdays,
        lambda: NOW.date(),
        roster=files,
        pause=lambda seconds: None,
    )
    return Way(source=source, named=PUPILS, mend=lambda lessons: (drop / EXPORT).write_bytes(tell(lessons)))


def rows(lessons: list[Told]) -> list[dict[str, str]]:
    """The rows of the school folder."""
    return list(csv.DictReader(as_folder(lessons).splitlines()))


def folder(path: Path, lessons: list[Told]) -> Path:
    """The school folder with everything in it."""
    path.mkdir()
    school = School(path)
    school.write("attendance.csv", as_folder(lessons))
    school.write("timetable.csv", timetable("Testskolan", ("8C",)))
    return path


def house(database: Database) -> House:
    return House(db=database, schools=(school_of("Testskolan", load("se-ostersund-lit")),))


@pytest.mark.parametrize("way", ["wilma", "skola24", "vklass", "schoolsoft", "ss12000", "edlevo", "edfi"])
def test_the_term_is_the_same_however_it_is_told(
    stack: ExitStack, tmp_path: Path, database: Database, way: str
) -> None:
    plain, files = stack.enter_context(opened(tmp_path / "a.db")), tmp_path / "plain"
    source, mended = CsvFolder("csv", folder(files, mistaken()), "Europe/Stockholm"), NOW + A_DAY
    other = told(stack, tmp_path, way, mistaken())
    for now in (NOW, mended):
        poll(house(plain), source, now)
        found = poll(house(database), other.source, now)
        assert [str(problem) for problem in found.problems] == []
        assert minutes(database, other.named) == minutes(plain, PUPILS)
        assert crossings(database, other.named) == crossings(plain, PUPILS)
        assert crossings(plain, PUPILS) != set()
        (files / "attendance.csv").write_text(as_folder(TERM), encoding="utf-8")
        other.mend(TERM)
    assert missed(plain) == sum(one.absent for one in TERM)


def missed(database: Database) -> int:
    """Minutes."""
    return sum(sum(each[1:4]) for each in minutes(database, PUPILS).values())
