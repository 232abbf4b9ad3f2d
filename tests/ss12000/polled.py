"""A server polled as the service does, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.ports import Batch, Roster
from bot.sources.ss12000.account import Account
from bot.sources.ss12000.source import Ss12000
from tests.ss12000.school import MONDAY, NAME, ZONE, School, id_of, local
from tests.ss12000.server import CLIENT, SECRET, SsServer

TERMS = "school,term,starts,ends\nTestskolan,HT26,2026-08-17,2026-12-18\n"
CHANNELS = "audience,platform,address\nclass:8C,local,8c\n"
STAFF = "email,name,role,school\neht@testskolan.example,Elevhälsan,health_team,Testskolan\n"


def folder(path: Path, **files: str) -> Path:
    """The roster files of what no system tells; ``files`` by their name without ``.csv``."""
    path.mkdir(exist_ok=True)
    for name, said in ({"terms": TERMS, "channels": CHANNELS, "staff": STAFF} | files).items():
        (path / f"{name}.csv").write_text(said, encoding="utf-8")
    return path


@dataclass
class Polled:
    """Polls, and remembers marks and records as the database would."""

    server: SsServer
    source: Ss12000
    account: Account
    taken: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    roster: Roster | None = None
    batches: list[Batch] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def poll(self) -> list[Batch]:
        """All batches of one poll."""
        found = []
        while True:
            batch = self.source.read(self.taken)
            self.take(batch)
            found.append(batch)
            if not batch.more:
                return found

    def take(self, batch: Batch) -> None:
        """Remember one batch."""
        self.batches.append(batch)
        self.taken |= batch.files
        self.roster = batch.roster or self.roster
        told = {row["record_id"]: row for row in batch.records.to_dicts()}
        self.rows = {name: row for name, row in self.rows.items() if name in told or not _is_told(row, batch)}
        self.rows |= told

    def restarted(self) -> None:
        """The process died; what was remembered stands."""
        self.source = Ss12000(self.account, pause=self.waits.append)

    def of(self, who: str) -> list[Mapping[str, Any]]:
        """A pupil's records in order of time."""
        mine = [row for row in self.rows.values() if row["pupil_id"] == id_of(who)]
        return sorted(mine, key=lambda row: (row["day"], row["starts"]))

    def marks(self, who: str) -> str:
        """A pupil's lessons as letters: P A I L U, small where unresolved."""
        letters = {"present": "P", "unreported": "U", "late": "L", "left_early": "E"}
        kinds = {"valid": "A", "invalid": "I", "unresolved": "N"}
        return "".join(letters.get(row["status"]) or kinds[row["kind"]] for row in self.of(who))

    @property
    def said(self) -> list[str]:
        """The problems of the last poll's batches."""
        return [str(problem) for batch in self.batches for problem in batch.problems]


def _is_told(row: Mapping[str, Any], batch: Batch) -> bool:
    return any(
        one.days.first <= row["day"] <= one.days.last if one.days else row["record_id"].startswith(one.begin)
        for one in batch.told
    )


@contextmanager
def polled(server: SsServer, path: Path, now: datetime | None = None, **more: Any) -> Iterator[Polled]:
    """A source of a running server. Its clock is the register's, local; ``now`` the moment it is set to first."""
    server.register.at(now or local(MONDAY, "17:00"))
    waits: list[float] = []
    with server.running() as url:
        account = Account(
            name="ss",
            url=f"{url}/v2.0",
            token_url=f"{url}/token",
            client_id=CLIENT,
            client_secret=SECRET,
            now=lambda: server.register.now,
            zone=ZONE,
            schools=(NAME,),
            filters_again=server.paging == "filters",
            since=MONDAY,
            folder=folder(path / "data"),
        )
        account = replace(account, **more)
        source = Ss12000(account, pause=waits.append)
        yield Polled(server=server, source=source, account=account, waits=waits)


def served(school: School, **more: Any) -> SsServer:
    """The server of a school."""
    return SsServer(school.register, **more)
