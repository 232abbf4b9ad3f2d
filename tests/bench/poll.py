"""A poll with the same delta on ten times the history: what has been read before must not cost anything."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from bot.handlers.poll import poll
from bot.sources.csv_folder import CsvFolder
from bot.storage import changed
from bot.storage.db import Database
from tests.bench.csv import lessons, roster
from tests.bench.figures import ZONE, house_of
from tests.bench.line import Figure, middle, once
from tests.databases import fresh_url

PUPILS, SHORT, LONG = 300, 25, 250
"""Weekdays of history: even the short one is longer than any window of the ladder."""
LAST = date(2026, 11, 20)
POLLS = 5


def figures() -> Iterator[Figure]:
    """One per engine."""
    for kind in ("sqlite", "postgresql"):
        floor, ours = _polled(kind)
        yield Figure(
            name=f"poll, one day of {PUPILS} pupils ({kind})",
            ours=ours,
            floor=floor,
            target=1.2,
            unit="s",
            said=f"the same poll on {SHORT} days of history, ours on {LONG}",
        )


def _history(folder: Path, days: int) -> None:
    """``days`` weekdays that end where the delta begins."""
    frames = []
    day = LAST - timedelta(days=7)
    for number in range(days):
        while day.weekday() > 4:
            day -= timedelta(days=1)
        frame = lessons(PUPILS * 5, PUPILS, datetime(day.year, day.month, day.day, 8))  # noqa: DTZ001
        frames.append(frame.with_columns(pl.concat_str(pl.col("record_id"), pl.lit(f"/{number}"))))
        day -= timedelta(days=1)
    pl.concat(frames).write_csv(folder / "attendance-0.csv")


def _polled(kind: str) -> tuple[float, float]:
    """The middle of some polls, each of one new day, on the short history and on the long one by turns."""
    took: dict[int, list[float]] = {SHORT: [], LONG: []}
    with ExitStack() as open_:
        schools = {days: open_.enter_context(_school(kind, days)) for days in took}
        for number in range(POLLS):
            for days, next_day in schools.items():
                took[days].append(next_day(number))
    return middle(took[SHORT]), middle(took[LONG])


@contextmanager
def _school(kind: str, days: int) -> Iterator[Callable[[int], float]]:
    """A school that has polled its history; call it for the seconds the next day takes."""
    with tempfile.TemporaryDirectory() as name, fresh_url(kind, Path(name)) as url:
        folder, database = Path(name), Database(url)
        house = house_of(database)
        roster(folder, PUPILS)
        terms = "school,term,starts,ends\nTestskolan,lång,2025-08-17,2027-06-10\n"
        (folder / "terms.csv").write_text(terms)
        _history(folder, days)
        source = CsvFolder("csv", folder, ZONE, size_cap=1 << 30)
        poll(house, source, datetime(2026, 11, 13, 20, tzinfo=ZoneInfo(ZONE)))

        def next_day(number: int) -> float:
            day = LAST - timedelta(days=POLLS - 1 - number)
            frame = lessons(PUPILS * 5, PUPILS, datetime(day.year, day.month, day.day, 8))  # noqa: DTZ001
            frame = frame.with_columns(pl.concat_str(pl.col("record_id"), pl.lit(f"/new{number}")))
            frame.write_csv(folder / f"attendance-{number + 1}.csv")
            now = datetime(day.year, day.month, day.day, 20, tzinfo=ZoneInfo(ZONE))
            return once(lambda: poll(house, source, now))

        yield next_day
        with database.read() as conn:
            assert changed.looked(conn, "Testskolan") == LAST
        database.close()
