"""The test's side: workers to fork lives from, and the chat and database that outlive them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from bot.storage import cases, journal
from bot.storage import tables as t
from bot.storage.db import Database
from tests.faults import school as s
from tests.slack.server import SlackServer

KILLED = -9


class Worker:
    """A process that forks lives, ``tests.faults.worker`` or another like it."""

    def __init__(self, module: str = "tests.faults.worker") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, **order: object) -> None:
        """Begin a life."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def ended(self) -> int:
        """Wait for its end: 0, 1 (an error) or KILLED."""
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """No more lives."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


@contextmanager
def worker(module: str = "tests.faults.worker") -> Iterator[Worker]:
    """A worker that is gone afterwards."""
    made = Worker(module)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def slack() -> Iterator[SlackServer]:
    """The chat of the school."""
    with SlackServer() as server:
        server.add_user(s.MENTOR, id="U0MAJA", name="Maja Mentor")
        for channel in s.CHANNELS.values():
            server.add_channel(channel)
        yield server


def empty(server: SlackServer) -> None:
    """Nothing was ever posted."""
    for channel in server.space.channels.values():
        channel.messages.clear()
    server.calls.clear()


def lose_leases(database: Database) -> None:
    """Whoever held a lease is dead: let time run on to its end."""
    with database.write() as conn:
        past = database.now(conn) - timedelta(seconds=1)
        held = t.outbox.c.lease_until.is_not(None)
        conn.execute(sa.update(t.outbox).where(held).values(lease_until=past))
        conn.execute(sa.update(t.due_work).where(t.due_work.c.until.is_not(None)).values(until=past))


@dataclass(frozen=True)
class Outcome:
    """All that the days came to, without ids; equal outcomes mean nothing was lost and nothing doubled."""

    cases: tuple[object, ...]
    crossings: tuple[tuple[object, ...], ...]
    outbox: Counter[tuple[str, str, str]]
    said: dict[str, int]
    clicks: int


def outcome(database: Database, server: SlackServer) -> Outcome:
    """Read it, and check what must hold however things went."""
    with database.read() as conn:
        found = cases.cases_of_school(conn, s.NAME, s.FIRST)
        told = []
        for case in sorted(found, key=lambda one: one.pupil_id):
            assert journal.verify(conn, case.id) is None
            asks = tuple((ask.kind, ask.stage, ask.who, ask.status) for ask in case.asks)
            lines = tuple(line.entry.kind for line in journal.of_case(conn, case.id))
            answers = tuple(answer.action for answer in case.answers)
            told.append((case.pupil_id, case.status, case.stage, asks, answers, lines))
        crossing = t.crossing.c
        raised = conn.execute(
            sa.select(crossing.pupil_id, crossing.stage, crossing.day, crossing.withdrawn_on).order_by(
                crossing.pupil_id, crossing.stage
            )
        ).all()
        rows = conn.execute(sa.select(t.outbox)).mappings().all()
        clicks = conn.scalar(sa.select(sa.func.count()).select_from(t.click)) or 0
    said = {channel: _keys(server, channel) for channel in s.CHANNELS.values()}
    posted = Counter(key for keys in said.values() for key in keys)
    meant = {row["key"] for row in rows if row["kind"] != "redraw" and row["state"] == "sent"}
    assert posted == Counter(meant), "each message stands once"
    return Outcome(
        cases=tuple(told),
        crossings=tuple(tuple(row) for row in raised),
        outbox=Counter(
            (row["kind"], row["channel"], row["state"]) for row in rows if row["kind"] != "redraw"
        ),
        said={channel: len(keys) for channel, keys in said.items()},
        clicks=clicks,
    )


def _keys(server: SlackServer, channel: str) -> list[str]:
    return [message.metadata["event_payload"]["key"] for message in server.messages(channel)]
