"""A poll with the same delta on ten times the history: what has been read before must not cost anything."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
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
        floor, ours = (_polled(kind, days) for days in (SHORT, LONG))
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


def _polled(kind: str, days: int) -> float:
    """The middle of some polls, each of one new day."""
    with tempfile.TemporaryDirectory() as name, fresh_url(kind, Path(name)) as url:
        folder, database = Path(name), Database(url)
        house = house_of(database)
        roster(folder, PUPILS)
        terms = "school,term,starts,ends\nTestskolan,lång,2025-08-17,2027-06-10\n"
        (folder / "terms.csv").write_text(terms)
        _history(folder, days)
        source = CsvFolder("csv", folder, ZONE, size_cap=1 << 30)
        poll(house, source, datetime(2026, 11, 13, 20, tzinfo=ZoneInfo(ZONE)))
        took = []
        for number in range(POLLS):
            day = LAST - timedelta(days=POLLS - 1 - number)
            frame = lessons(PUPILS * 5, PUPILS, datetime(day.year, day.month, day.day, 8))  # noqa: DTZ001
            frame = frame.with_columns(pl.concat_str(pl.col("record_id"), pl.lit(f"/new{number}")))
            frame.write_csv(folder / f"attendance-{number + 1}.csv")
            now = datetime(day.year, day.month, day.day, 20, tzinfo=ZoneInfo(ZONE))
            took.append(once(lambda now=now: poll(house, source, now)))  # type: ignore[misc]  # bound per turn
        with database.read() as conn:
            assert changed.looked(conn, "Testskolan") == LAST
        database.close()
        return middle(took)
