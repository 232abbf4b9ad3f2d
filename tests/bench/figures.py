"""The figures of 50k pupils on one day, against a bare GROUP BY over the same rollup."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.handlers.house import House, School
from bot.handlers.measure import Round, measure
from bot.handlers.poll import CHUNK
from bot.ladders import load
from bot.rules.crossings import raise_crossings
from bot.rules.days import DaysView
from bot.rules.memory import Memory
from bot.storage import changed, rollup
from bot.storage import school as roster
from bot.storage.db import Database
from bot.storage.prefilter import may_cross
from tests.bench.line import Figure, once, seconds
from tests.bench.rollup import NAME, fill_days, fill_roster, school_days
from tests.databases import fresh_url

PUPILS, DAYS, LAST = 50_000, 25, date(2026, 11, 20)
ZONE = "Europe/Stockholm"
BARE = """
SELECT pupil_id, SUM(scheduled), SUM(absent_valid), SUM(absent_invalid), SUM(absent_unresolved), SUM(absent)
FROM pupil_day WHERE day BETWEEN '2026-10-26' AND '2026-11-20' GROUP BY pupil_id
"""


def house_of(database: Database) -> House:
    """One school under Östersund's ladder: 10 % or three times unexcused, in four school weeks."""
    ladder = load("se-ostersund-lit")
    school = School(name=NAME, country="SE", timezone=ZONE, language="sv", ladder=ladder)
    return House(db=database, schools=(school,))


def figures() -> Iterator[Figure]:
    """Two per engine, and how long all of it takes with what follows."""
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as name, fresh_url(kind, Path(name)) as url:
            database = Database(url)
            fill_roster(database, PUPILS, LAST)
            fill_days(database, PUPILS, school_days(LAST, DAYS))
            yield from _of(database, kind)
            database.close()


def _of(database: Database, kind: str) -> Iterator[Figure]:
    house = house_of(database)
    ladder = house.schools[0].ladder
    with database.read() as conn:
        calendar = house.calendar(conn, NAME)
        pupils = {one.pupil_id: one for one in roster.pupils(conn, NAME)}
    grades = {one: pupil.grade for one, pupil in pupils.items()}
    ids = sorted(pupils)
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    first = school_days(LAST, 20)[0]
    named: list[str] = []

    def bare() -> None:
        with database.read() as conn:
            assert len(conn.exec_driver_sql(BARE).all()) == PUPILS

    def bounds() -> None:
        named.clear()
        with database.read() as conn:
            for some in chunks:
                theirs = {one: grades[one] for one in some}
                named.extend(may_cross(conn, ladder, theirs, calendar, [LAST], first))

    def exact() -> None:
        bounds()
        with database.read() as conn:
            for start in range(0, len(named), CHUNK):
                some = sorted(named[start : start + CHUNK])
                for one, days in rollup.days_of_many(conn, some, first, LAST).items():
                    view = DaysView.of(days, calendar)
                    raise_crossings(ladder, pupils[one], view, calendar, LAST, Memory())

    floor = seconds(bare)
    ours = seconds(bounds)
    said = f"GROUP BY pupil_id over four weeks, {PUPILS * 20:,} rows of the rollup"
    share = f"{len(named) / PUPILS:.0%} of the pupils may cross"
    yield Figure(
        name=f"who may cross, of 50k pupils ({kind})", ours=ours, floor=floor, target=2, unit="s", said=said
    )
    yield Figure(
        name=f"… and exact figures of those ({kind})",
        ours=seconds(exact),
        floor=floor,
        target=2,
        unit="s",
        said=f"the same; {share}",
    )
    now = datetime(2026, 11, 20, 16, tzinfo=ZoneInfo(ZONE))
    around = Round(house=house, name=NAME, calendar=calendar, days=(LAST,), now=now)
    with database.write() as conn:
        changed.mark_school(conn, NAME, LAST)
    for turn in ("first poll: every crossing opens a case", "next poll: cases stand"):
        took = once(lambda: [measure(around, some) for some in chunks])
        yield Figure(
            name=f"measure 50k pupils, {turn.partition(':')[0]} ({kind})",
            ours=took,
            floor=floor,
            target=None,
            unit="s",
            said=f"the same;{turn.partition(':')[2]}",
        )
