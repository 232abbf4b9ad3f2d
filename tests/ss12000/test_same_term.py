"""The same weeks told by a school folder and by SS 12000, day by day, give the same minutes and the same questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.demo.school import plan, write_day, write_school
from bot.handlers.house import House
from bot.handlers.poll import poll
from bot.ladders import load
from bot.sources.csv_folder import CsvFolder
from bot.storage import tables as t
from bot.storage.db import Database
from tests.handlers.town import school_of
from tests.sources.ss12000.tell import Told, read
from tests.ss12000.polled import polled
from tests.ss12000.register import Register, uid
from tests.ss12000.server import SsServer

PLAN = plan("ostersund")
ZONE = ZoneInfo(PLAN.timezone)
DAYS = PLAN.school_days[:16]
SAME = (
    "scheduled", "absent_valid", "absent_invalid", "absent_unresolved", "given", "reported", "absent", "absent_mask",
)  # fmt: skip


def house(database: Database) -> House:
    return House(db=database, schools=(school_of(PLAN.name, load("se-ostersund-lit")),))


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    yield database
    database.close()


def minutes(database: Database, named: Mapping[str, str]) -> dict[tuple[str, date], tuple[Any, ...]]:
    with database.read() as conn:
        rows = conn.execute(sa.select(t.pupil_day)).mappings().all()
    return {(named[row["pupil_id"]], row["day"]): tuple(row[name] for name in SAME) for row in rows}


def crossings(database: Database, named: Mapping[str, str]) -> set[tuple[Any, ...]]:
    with database.read() as conn:
        rows = conn.execute(sa.select(t.crossing)).mappings().all()
    return {
        (named[one["pupil_id"]], one["stage"], one["period"], one["day"], one["withdrawn_on"]) for one in rows
    }


def test_told_day_by_day_it_is_the_same_term(tmp_path: Path) -> None:
    files = tmp_path / "csv"
    write_school(PLAN, files)
    server = SsServer(Register(), page=400)
    told = Told(server.register, files)
    kept = tmp_path / "data"
    with (
        opened(tmp_path / "a.db") as one,
        opened(tmp_path / "b.db") as two,
        polled(server, tmp_path, _at(DAYS[0]), schools=(PLAN.name,), since=DAYS[0], reread_days=4) as ss,
    ):
        for name in ("staff", "terms", "channels", "periods", "days_off"):
            (kept / f"{name}.csv").write_bytes((files / f"{name}.csv").read_bytes())
        folder = CsvFolder("csv", files, PLAN.timezone)
        for day in DAYS:
            server.register.at(_at(day))
            if any(move.day == day for move in PLAN.moves):
                break
            told.rows(read(write_day(PLAN, files, day)))
            now = server.register.now
            poll(house(one), folder, now)
            polled_two = poll(house(two), ss.source, now)
            assert [str(problem) for problem in polled_two.problems] == []
        assert day > DAYS[-5]
        same = {row["pupil_id"]: row["pupil_id"] for row in read(files / "roster.csv")}
        ours = {uid(name): name for name in same}
        assert minutes(two, ours) == minutes(one, same)
        assert crossings(two, ours) == crossings(one, same)
        assert crossings(one, same) != set()


def _at(day: date) -> datetime:
    return datetime.combine(day, time(16), ZONE)
