"""``python -m tests.faults.long --messages 10000``: the figure of the README, once per engine.

Two senders at a time empty one outbox into a Slack that breaks in eleven ways at 30 % of all calls, and are
killed at random points (before and after every commit and every call); prints what was lost or doubled.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from bot.storage import outbox
from bot.storage.db import Database
from bot.storage.outbox import Row
from tests.databases import begin_run, end_run, fresh_url
from tests.faults.nursery import KILLED, Worker, worker
from tests.slack.faults import EVERY
from tests.slack.server import SlackServer

CHANNELS = 200
FAULTS = 0.3


def fill(database: Database, messages: int) -> None:
    """That many messages over the channels, in cases of ten that keep their order."""
    now = datetime.now(UTC)
    rows = [
        Row(
            key=f"k{n}",
            kind="ask",
            platform="slack",
            channel=f"C{n % CHANNELS:03}",
            created_at=now,
            case_id=f"c{n // (10 * CHANNELS)}-{n % CHANNELS}",
            ask_id=f"a{n}",
            payload={},
        )
        for n in range(messages)
    ]
    for start in range(0, messages, 1000):
        with database.write() as conn:
            outbox.put(conn, rows[start : start + 1000])


def keep_alive(one: Worker, order: dict[str, object], dice: random.Random, ends: list[int]) -> None:
    """Start a life, and another when it dies, until one finds nothing left to do."""
    while True:
        one.order(**order, seed=dice.getrandbits(32))
        ends.append(one.ended())
        if ends[-1] == 0:
            return


def run(kind: str, messages: int, kill_rate: float) -> bool:
    """One engine; True if nothing was lost or doubled."""
    began, ends = monotonic(), list[int]()
    with SlackServer() as slack, tempfile.TemporaryDirectory() as name:
        for n in range(CHANNELS):
            slack.add_channel(f"C{n:03}")
        slack.faults.at_random(seed=7, rate=FAULTS, kinds=EVERY)
        with (
            fresh_url(kind, Path(name)) as url,
            worker("tests.faults.sender") as one,
            worker("tests.faults.sender") as other,
        ):
            database = Database(url)
            fill(database, messages)
            order: dict[str, object] = {
                "url": url, "folder": name, "api_url": slack.api_url, "rate": kill_rate,
            }  # fmt: skip
            lives = [
                threading.Thread(target=keep_alive, args=(it, order, random.Random(n), ends))
                for n, it in enumerate((one, other))
            ]
            for life in lives:
                life.start()
            for life in lives:
                life.join()
            database.close()
        said = Counter(
            message.metadata["event_payload"]["key"]
            for n in range(CHANNELS)
            for message in slack.messages(f"C{n:03}")
        )
    lost = messages - len(said)
    doubled = sum(said.values()) - len(said)
    seconds = monotonic() - began
    print(
        f"{kind:<10}  {messages} messages  {ends.count(KILLED)} kills  {ends.count(1)} errors  "
        f"{len(slack.faults.happened)} faults  {lost} lost  {doubled} doubled  {seconds:.0f} s",
        flush=True,
    )
    return lost == doubled == 0


def main() -> None:
    """Both engines."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--messages", type=int, default=10_000)
    wanted.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    wanted.add_argument("--kill", type=float, default=0.001, help="chance of dying at each point")
    given = wanted.parse_args()
    begin_run()
    try:
        right = [run(kind, given.messages, given.kill) for kind in given.engine or ["sqlite", "postgresql"]]
    finally:
        end_run()
    raise SystemExit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
