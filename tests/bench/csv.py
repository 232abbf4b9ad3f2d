"""Reading a folder of a million lesson rows, against a bare Polars scan of the same file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from bot.sources.csv_folder import CsvFolder
from tests.bench.line import Figure, seconds

ROWS, PUPILS = 1_000_000, 25_000
NAME, MENTOR = "Testskolan", "mentor@test.example"


def roster(folder: Path, pupils: int) -> None:
    """Everything but attendance: that many pupils in classes of 25."""
    lines = ["pupil_id,given_name,family_name,class,grade,school,mentor,protected"]
    lines += [f"p{n},Påhittad,Nr{n},{n // 25}A,8,{NAME},{MENTOR},no" for n in range(pupils)]
    (folder / "roster.csv").write_text("\n".join(lines) + "\n")
    staff = f"email,name,role,school\n{MENTOR},Maja Mentor,mentor,{NAME}\n"
    (folder / "staff.csv").write_text(staff)
    (folder / "terms.csv").write_text(f"school,term,starts,ends\n{NAME},HT26,2026-08-17,2026-12-18\n")
    (folder / "channels.csv").write_text(f"audience,platform,address\nmentor:{MENTOR},local,8a\n")


def lessons(rows: int, pupils: int, first: datetime) -> pl.DataFrame:
    """Rows of attendance.csv: five lessons a day, one in twenty missed."""
    place = pl.int_range(rows, dtype=pl.Int64, eager=True)
    frame = pl.DataFrame({"n": place})
    lesson, day = pl.col("n") % 5, pl.col("n") // (5 * pupils)
    start = pl.lit(first) + pl.duration(days=day, hours=lesson)
    missed = pl.col("n").hash(seed=3) % 20 == 0
    return frame.select(
        record_id=pl.format("r{}", pl.col("n")),
        pupil_id=pl.format("p{}", pl.col("n") // 5 % pupils),
        lesson_start=start.dt.strftime("%Y-%m-%dT%H:%M"),
        lesson_end=(start + timedelta(minutes=60)).dt.strftime("%Y-%m-%dT%H:%M"),
        status=pl.when(missed).then(pl.lit("absent")).otherwise(pl.lit("present")),
        absent_minutes=pl.when(missed).then(60).otherwise(0),
        authorisation=pl.when(missed).then(pl.lit("valid")).otherwise(pl.lit("")),
        reason=pl.when(missed).then(pl.lit("health")).otherwise(pl.lit("")),
    )


def figures() -> Iterator[Figure]:
    """One figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roster(folder, PUPILS)
        file = folder / "attendance.csv"
        lessons(ROWS, PUPILS, datetime(2026, 9, 7, 8)).write_csv(file)  # noqa: DTZ001 - local time of a file

        def ours() -> None:
            batch = CsvFolder("csv", folder, "Europe/Stockholm", size_cap=1 << 30).read({})
            assert batch.records.height == ROWS, batch.problems[:3]

        floor = seconds(lambda: pl.scan_csv(file).collect())
        yield Figure(
            name="read and check 1M lesson rows (CSV)",
            ours=seconds(ours),
            floor=floor,
            target=None,
            unit="s",
            said="pl.scan_csv(file).collect()",
        )
