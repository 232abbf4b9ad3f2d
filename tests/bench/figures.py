"""The figures of 50k pupils on one day, against a bare GROUP BY over the same rollup."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.handlers.house import House, School
from bot.handlers.measure import Round
from bot.handlers.poll import measure_round
from bot.ladders import load
from bot.rules.crossings import raise_crossings
from bot.rules.days import DaysView
from bot.rules.doubt import Limits
from bot.rules.memory import Memory
from bot.storage import changed, prefilter, rollup
from bot.storage import school as roster
from bot.storage.db import Database
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
    school = School(name=NAME, country="SE", timezone=ZONE, language="sv", ladder=ladder, doubts=Limits())
    return House(db=database, schools=(school,))


def figures() -> Iterator[Figure]:
    """The figures per engine, and how long it takes with what follows."""
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as name, fresh_url(kind, Path(name)) as url:
            database = Database(url)
            fill_roster(database, PUPILS, LAST)
            fill_days(database, PUPILS, school_days(LAST, DAYS))
            with database.write() as conn:
                changed.mark_school(conn, NAME, LAST)
            yield from _of(database, kind)
            yield from _followed(database, kind)
            database.close()


def _of(database: Database, kind: str) -> Iterator[Figure]:
    ladder = house_of(database).schools[0].ladder
    with database.read() as conn:
        calendar = house_of(database).calendar(conn, NAME)
        pupils = {one.pupil_id: one for one in roster.pupils(conn, NAME)}
    first = school_days(LAST, 20)[0]
    waiting = changed.fresh(NAME)
    asked = prefilter.ask(ladder, waiting, calendar, [LAST], first)
    assert asked is not None
    assert asked.exact
    all_figures = sa.select(asked.sums, asked.holds.label("crosses"))

    def bare() -> None:
        with database.read() as conn:
            assert len(conn.exec_driver_sql(BARE).all()) == PUPILS

    def every() -> None:
        with database.read() as conn:
            assert len(conn.execute(all_figures).all()) == PUPILS

    def who() -> frozenset[str]:
        with database.read() as conn:
            return prefilter.may_cross(conn, ladder, waiting, calendar, [LAST], first)

    def evidence() -> None:
        named = sorted(who())
        with database.read() as conn:
            for one, days in rollup.days_of_many(conn, named, first, LAST).items():
                view = DaysView.of(days, calendar)
                assert raise_crossings(ladder, pupils[one], view, calendar, LAST, Memory())

    floor = seconds(bare)
    said = f"GROUP BY pupil_id over four weeks, {PUPILS * 20:,} rows of the rollup"
    lines = (
        (f"every figure of 50k pupils and who crosses ({kind})", every, 2, said),
        (f"only who crosses, as a poll asks ({kind})", who, 2, "the same"),
        (
            f"… and the evidence of who does ({kind})",
            evidence,
            None,
            f"the same; {len(who()) / PUPILS:.0%} do",
        ),
    )
    for name, work, target, floor_said in lines:
        yield Figure(name=name, ours=seconds(work), floor=floor, target=target, unit="s", said=floor_said)


def _followed(database: Database, kind: str) -> Iterator[Figure]:
    house = house_of(database)
    with database.read() as conn:
        calendar = house.calendar(conn, NAME)
    now = datetime(2026, 11, 20, 16, tzinfo=ZoneInfo(ZONE))
    around = Round(house=house, name=NAME, calendar=calendar, days=(LAST,), now=now)
    for turn in ("first poll, every crossing opens a case", "next poll, cases stand"):
        with database.write() as conn:
            changed.mark_school(conn, NAME, LAST)
        yield Figure(
            name=f"measure 50k pupils, {turn.partition(',')[0]} ({kind})",
            ours=once(lambda: measure_round(around)),
            floor=None,
            target=None,
            unit="s",
            said=turn.partition(", ")[2],
        )
