"""One invented term told seven ways gives the same days and the same crossings, to the minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
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
from tests.sources.ss12000.tell import read
from tests.sources.term import as_folder, term
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


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


def told(stack: ExitStack, tmp_path: Path, way: str) -> tuple[AttendanceSource, dict[str, str]]:
    """The source, and what its pupils are called in the term."""
    if way == "edlevo":
        found = stack.enter_context(edlevo.polled(tmp_path, Edlevo(edlevo.as_events(TERM)), since=FIRST))
        return found.source, PUPILS
    if way == "edfi":
        server = edfi.opened()
        edfi.tell(server, TERM)
        return stack.enter_context(edfi.polled(tmp_path, server, since=FIRST)).source, PUPILS
    if way == "ss12000":
        files = folder(tmp_path / "files")
        register = SsServer(Register())
        Teller(register.register, files).rows(read(files / "attendance.csv"))
        one = stack.enter_context(ss12000(register, tmp_path, NOW, since=FIRST))
        return one.source, {uid(name): name for name in PUPILS}
    mapping, tell = EXPORTS[way]
    files, drop = folder(tmp_path / "data"), tmp_path / "drop"
    drop.mkdir()
    (drop / EXPORT).write_bytes(tell(TERM))
    source = MappedDrop(
        way,
        drop,
        parse(mapping, "m.toml"),
        "Europe/Stockholm",
        weekdays,
        roster=files,
        pause=lambda seconds: None,
    )
    return source, PUPILS


def folder(path: Path) -> Path:
    """The school folder with everything in it."""
    path.mkdir()
    school = School(path)
    school.write("attendance.csv", as_folder(TERM))
    school.write("timetable.csv", timetable("Testskolan", ("8C",)))
    return path


def house(database: Database) -> House:
    return House(db=database, schools=(school_of("Testskolan", load("se-ostersund-lit")),))


@pytest.mark.parametrize("way", ["wilma", "skola24", "vklass", "schoolsoft", "ss12000", "edlevo", "edfi"])
def test_the_term_is_the_same_however_it_is_told(stack: ExitStack, tmp_path: Path, way: str) -> None:
    one, two = (stack.enter_context(opened(tmp_path / name)) for name in ("a.db", "b.db"))
    poll(house(one), CsvFolder("csv", folder(tmp_path / "plain"), "Europe/Stockholm"), NOW)
    source, named = told(stack, tmp_path, way)
    found = poll(house(two), source, NOW)
    assert [str(problem) for problem in found.problems] == []
    assert minutes(two, named) == minutes(one, PUPILS)
    assert crossings(two, named) == crossings(one, PUPILS)
    assert crossings(one, PUPILS) != set()
