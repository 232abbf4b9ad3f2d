"""A server polled as the service does, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.ports import Batch
from bot.sources.edlevo.account import Account
from bot.sources.edlevo.source import Edlevo as Source
from tests.edlevo.server import KEY, Edlevo, Event
from tests.sources.school import School
from tests.sources.term import Told

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 2)


def lesson(
    day: date = MONDAY, clock: str = "08:10", reason: str = "Present", minutes: int = 60, **more: Any
) -> Event:
    """An hour of p1's."""
    here: dict[str, Any] = {"person": "p1", "length": 60, **more}
    return Event(**here, start=f"{day}T{clock}", reason=reason, minutes=minutes)


def as_events(lessons: list[Told]) -> list[Event]:
    """The invented term: absence where something was missed, presence where something was not."""
    found = []
    for one in lessons:
        here: dict[str, Any] = {
            "person": one.pupil,
            "start": f"{one.day}T{one.starts}",
            "length": one.length,
            "course": one.subject,
        }
        here |= {"lesson": f"{one.number}"}
        if one.status == "unreported":
            found.append(Event(**here, reason=""))
            continue
        if one.absent:
            reason = "LateArrival" if one.status == "late" else one.kind.capitalize()
            found.append(Event(**here, reason=reason, minutes=one.absent))
        if one.absent < one.length:
            found.append(Event(**here, minutes=one.length - one.absent))
    return found


@dataclass
class Polled:
    """Polls, and remembers marks and records as the database would."""

    server: Edlevo
    source: Source
    account: Account
    school: School
    now: datetime
    taken: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def poll(self, most: int = 10_000) -> list[Batch]:
        """All batches of one poll, ``most`` at most: then it is killed."""
        found: list[Batch] = []
        while len(found) < most:
            batch = self.source.read(self.taken)
            self._take(batch)
            found.append(batch)
            if not batch.more:
                break
        self.batches = found
        return found

    def _take(self, batch: Batch) -> None:
        self.taken |= batch.files
        told = {row["record_id"]: row for row in batch.records.to_dicts()}
        days = [one.days for one in batch.told if one.days]
        gone = [name for name, row in self.rows.items() if any(d.first <= row["day"] <= d.last for d in days)]
        self.rows = {name: row for name, row in self.rows.items() if name not in gone} | told

    def restarted(self) -> None:
        """The process died; what was remembered stands."""
        self.source = Source(self.account, pause=self.waits.append)

    @property
    def said(self) -> list[str]:
        """The problems of the last poll."""
        return [str(problem) for batch in self.batches for problem in batch.problems]

    def marks(self, pupil: str = "p1") -> list[tuple[str, int, int, str, str | None]]:
        """A pupil's lessons: day and clock, length, missed, status, kind."""
        mine = sorted(
            (row for row in self.rows.values() if row["pupil_id"] == pupil),
            key=lambda r: (r["day"], r["starts"]),
        )
        return [
            (
                f"{row['day']:%m-%d} {row['starts'] // 60:02}:{row['starts'] % 60:02}",
                row["scheduled"], row["absent"], row["status"], row["kind"],
            )
            for row in mine
        ]  # fmt: skip


@contextmanager
def polled(tmp_path: Path, server: Edlevo, **more: Any) -> Iterator[Polled]:
    """A source of a running server; it is five in the afternoon of the Monday."""
    folder = tmp_path / "data"
    folder.mkdir()
    school = School(folder)
    waits: list[float] = []
    with server.running() as url:
        account = Account(
            name="edlevo", url=url, license_key=KEY, units=("unit-1",), now=lambda: one.now, zone=ZONE, folder=folder,
            since=MONDAY,
        )  # fmt: skip
        account = replace(account, **more)
        source = Source(account, pause=waits.append)
        now = datetime(2026, 11, 2, 17, tzinfo=ZONE)
        one = Polled(server=server, source=source, account=account, school=school, now=now, waits=waits)
        yield one
        assert server.wrong == []
