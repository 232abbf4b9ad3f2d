"""A big rollup quickly: pupils, their roster rows and their days, straight into the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from bot.ports import SchoolSpan
from bot.rules.values import Kind, Person, Pupil
from bot.storage import school as roster
from bot.storage import staff, tally
from bot.storage.attendance import copy_in
from bot.storage.codes import BEFORE_SUBJECT, BETWEEN_LESSONS
from bot.storage.db import Database

NAME, MENTOR = "Testskolan", "mentor@test.example"
LESSONS = 5
AT_ONCE = 50_000


def school_days(last: date, count: int) -> list[date]:
    """That many weekdays up to ``last``."""
    days = (last - timedelta(days=n) for n in range(count * 2 + 7))
    return sorted([day for day in days if day.weekday() < 5][:count])


def fill_roster(database: Database, pupils: int, last: date) -> None:
    """A school of that many pupils in classes of 25."""
    listed = [
        Pupil(
            pupil_id=f"p{n:06}",
            given_name="Påhittad",
            family_name=f"Nr{n}",
            class_name=f"{n // 25}A",
            grade=8,
            school=NAME,
            mentor=MENTOR,
        )
        for n in range(pupils)
    ]
    term = SchoolSpan(
        school=NAME, name="Läsår", first=last - timedelta(days=700), last=last + timedelta(days=90)
    )
    person = Person(email=MENTOR, name="Maja Mentor", school=NAME, roles=frozenset({"mentor"}))
    with database.write() as conn:
        roster.replace_roster(conn, NAME, listed, last)
        roster.replace_terms(conn, NAME, [term])
        staff.replace_staff(conn, NAME, [person])


def fill_days(database: Database, pupils: int, days: Sequence[date]) -> None:
    """Five lessons a day. 70 % of the pupils miss 2 % of their days, 20 % 5 %, 10 % 15 %; a fifth is invalid."""
    with database.write() as conn:
        for start in range(0, pupils, AT_ONCE // 10):
            copy_in(conn, "pupil_day", _days(start, min(pupils, start + AT_ONCE // 10), days))
    with database.write() as conn:
        conn.exec_driver_sql("ANALYZE")


def _packed(marks: str, absent: int) -> str:
    lessons = (
        f"{480 + 70 * n},{540 + 70 * n},60,{absent},{marks},r{n}{BEFORE_SUBJECT}MA" for n in range(LESSONS)
    )
    return BETWEEN_LESSONS.join(lessons)


def _days(start: int, end: int, days: Sequence[date]) -> pl.DataFrame:
    pupils = pl.DataFrame({"n": pl.int_range(start, end, eager=True)})
    frame = pupils.join(pl.DataFrame({"day": days}), how="cross")
    dice = pl.concat_str(pl.col("n"), pl.col("day").cast(pl.String), separator="/").hash(seed=5) % 10_000
    kind = pl.col("n") % 10
    chance = pl.when(kind < 7).then(200).when(kind < 9).then(500).otherwise(1500)
    away, invalid = dice < chance, dice % 5 == 0
    whole = 60 * LESSONS
    valid = away & ~invalid
    tallies = dict.fromkeys(tally.COLUMNS, pl.lit(0))
    for kind_of, here in ((Kind.VALID, valid), (Kind.INVALID, away & invalid)):
        tallies[tally.by_kind(tally.MINUTES, kind_of)] = pl.when(here).then(whole).otherwise(0)
        tallies[tally.by_kind(tally.LESSONS, kind_of)] = pl.when(here).then(LESSONS).otherwise(0)
        for kinds in (kinds for kinds in tally.KIND_SETS if kind_of in kinds):
            tallies[tally.occasions(kinds)] += here.cast(pl.Int64)
    return frame.select(
        pupil_id=pl.format("p{}", pl.col("n").cast(pl.String).str.zfill(6)),
        day=pl.col("day"),
        scheduled=pl.lit(whole),
        absent_valid=pl.when(away & ~invalid).then(whole).otherwise(0),
        absent_invalid=pl.when(away & invalid).then(whole).otherwise(0),
        absent_unresolved=pl.lit(0),
        given=pl.lit(LESSONS),
        reported=pl.lit(LESSONS),
        absent=pl.when(away).then(LESSONS).otherwise(0),
        absent_mask=pl.when(away).then((1 << LESSONS) - 1).otherwise(0),
        packed=pl.when(away & ~invalid)
        .then(pl.lit(_packed("avh", 60)))
        .when(away)
        .then(pl.lit(_packed("ai-", 60)))
        .otherwise(pl.lit(_packed("p--", 0))),
        **tallies,
    )
