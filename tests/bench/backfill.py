"""The first reading of an SS 12000 server, against a bare httpx client reading the same pages.

``python -m tests.bench.backfill --pupils 20000 --days 300 --kill``: a city's school year, killed (-9) at a third of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import httpx

from bot.handlers.house import House, School
from bot.handlers.poll import read_all
from bot.ladders import load
from bot.rules.doubt import Limits
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.source import Ss12000
from bot.storage import sources
from bot.storage.db import Database
from tests.bench.backfill_server import NAME
from tests.bench.line import Figure, once

PUPILS, DAYS = 2_000, 7
FIRST = date(2026, 8, 17)
ZONE = ZoneInfo("Europe/Stockholm")
ROSTER = {"terms": "school,term,starts,ends\n", "channels": "audience,platform,address\n"}


@contextmanager
def served(pupils: int) -> Iterator[str]:
    """The server in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.backfill_server", str(pupils)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def bare(url: str, days: int) -> int:
    """The same pages and nothing done with them; how many bytes."""
    read = 0
    with httpx.Client() as client:
        for n in range(days):
            token = None
            while True:
                asked = {"startTime.onOrAfter": str(FIRST + timedelta(days=n)), "limit": "500"}
                answer = client.get(
                    f"{url}/calendarEvents", params=asked | ({"pageToken": token} if token else {})
                )
                read += len(answer.content)
                token = _token(answer.content)
                if token is None:
                    break
    return read


def _token(body: bytes) -> str | None:
    """Out of the last bytes: a client that parsed the page would do more than read it."""
    said = body[-60:].partition(b'"pageToken": ')[2].strip(b'"} ')
    return None if said == b"null" else said.decode()


def source(url: str, folder: Path, days: int) -> Ss12000:
    """As configured, on the last of these days."""
    for name, header in ROSTER.items():
        (folder / f"{name}.csv").write_text(header)
    now = datetime.combine(FIRST + timedelta(days=days - 1), datetime.min.time(), UTC) + timedelta(hours=16)
    account = Account(
        name="ss",
        url=url,
        now=lambda: now,
        zone=ZONE,
        schools=(NAME,),
        since=FIRST,
        folder=folder,
        page_size=200,
    )
    return Ss12000(account)


def house_of(folder: Path) -> House:
    """One school, a SQLite file."""
    database = Database(f"sqlite:///{folder / 'lots.db'}")
    database.upgrade()
    ladder = load("se-ostersund-lit")
    school = School(
        name=NAME, country="SE", timezone=str(ZONE), language="sv", ladder=ladder, doubts=Limits()
    )
    return House(db=database, schools=(school,))


def figures(pupils: int = PUPILS, days: int = DAYS) -> Iterator[Figure]:
    """Read into tables, and into the database with its rollup."""
    with served(pupils) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = min(once(lambda: bare(url, days)) for _ in range(3))

        def tables() -> None:
            one, taken = source(url, folder, days), dict[str, str]()
            for _ in range(days):
                batch = one.read(taken)
                assert batch.roster, batch.problems
                taken |= batch.files

        what = (
            f"{pupils * 5 * sum((FIRST + timedelta(days=n)).weekday() < 5 for n in range(days)):,} registers"
        )
        said = "a bare httpx client reading the same pages"
        ours = once(tables)
        yield Figure(
            name=f"SS 12000, {what}, as tables", ours=ours, floor=floor, target=None, unit="s", said=said
        )
        house = house_of(folder)
        now = datetime(2027, 6, 30, tzinfo=UTC)
        ours = once(lambda: read_all(house, source(url, folder, days), now, None, lambda: False))
        yield Figure(name="the same, stored", ours=ours, floor=floor, target=None, unit="s", said=said)
        house.db.close()


def reading(url: str, folder: Path, days: int) -> None:
    """The child of :func:`killed`: reads and says how far it is."""
    began = perf_counter()

    def progress(done: int, of: int) -> None:
        print(done, of, f"{perf_counter() - began:.1f}", flush=True)

    read_all(
        house_of(folder),
        source(url, folder, days),
        datetime(2027, 6, 30, tzinfo=UTC),
        progress,
        lambda: False,
    )


def killed(pupils: int, days: int) -> None:
    """Read a third, kill, go on: which days were read in which life, and how long each took."""
    with served(pupils) as url, tempfile.TemporaryDirectory() as name:
        print(f"bare: {once(lambda: bare(url, days)):.1f} s", flush=True)
        for life in (1, 2):
            command = [
                sys.executable,
                "-m",
                "tests.bench.backfill",
                "--child",
                url,
                name,
                "--days",
                str(days),
            ]
            first, last = "", ""
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    first, last = first or line.strip(), line.strip()
                    if life == 1 and int(line.split()[0]) * 3 >= days:
                        process.kill()
                        break
            print(f"life {life}: day, of, seconds: first {first}, last {last}", flush=True)
        database = Database(f"sqlite:///{Path(name) / 'lots.db'}")
        with database.read() as conn:
            count = conn.exec_driver_sql("SELECT count(*), count(DISTINCT day) FROM record").one()
            print(f"records and days: {tuple(count)}; marks: {sources.taken(conn, 'ss').get('read_to')}")
        database.close()


def main() -> None:
    """The big one, by hand."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--pupils", type=int, default=PUPILS)
    wanted.add_argument("--days", type=int, default=DAYS)
    wanted.add_argument("--kill", action="store_true")
    wanted.add_argument("--child", nargs=2, metavar=("URL", "FOLDER"))
    given = wanted.parse_args()
    if given.child:
        reading(given.child[0], Path(given.child[1]), given.days)
    elif given.kill:
        killed(given.pupils, given.days)
    else:
        for figure in figures(given.pupils, given.days):
            print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
