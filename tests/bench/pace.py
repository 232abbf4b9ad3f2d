"""500 alerts to 50 channels of a Slack that takes one message a second per channel."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.chat.slack.client import SlackChat
from bot.storage import outbox
from bot.storage.db import Database
from bot.storage.outbox import Row
from tests.bench.line import Figure
from tests.databases import fresh_url
from tests.faults.script import house_of
from tests.faults.sender import Clock, Plain
from tests.slack.server import TOKEN, SlackServer

ALERTS, CHANNELS = 500, 50
FLOOR = ALERTS / CHANNELS - 1
"""Seconds: ten messages a channel, nine pauses between them."""


def figures() -> Iterator[Figure]:
    """Two per engine."""
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as name, fresh_url(kind, Path(name)) as url:
            yield from _sent(kind, Database(url))


def _sent(kind: str, database: Database) -> Iterator[Figure]:
    with SlackServer(rate_limit=True) as slack:
        for n in range(CHANNELS):
            slack.add_channel(f"C{n:02}")
        _fill(database)
        took = asyncio.run(_send(database, slack.api_url))
        refused = sum(call.status == 429 for call in slack.calls_of("chat.postMessage"))
        said = sum(len(slack.messages(f"C{n:02}")) for n in range(CHANNELS))
    assert said == ALERTS
    database.close()
    yield Figure(
        name=f"{ALERTS} alerts to {CHANNELS} channels ({kind})",
        ours=took,
        floor=FLOOR,
        target=1.1,
        unit="s",
        said="1/s/channel",
    )
    yield Figure(
        name=f"… refused for pace ({kind})", ours=refused, floor=None, target=0, unit="", said="answers 429"
    )


def _fill(database: Database) -> None:
    now = datetime.now(UTC)
    rows = [
        Row(key=f"k{n}", kind="ask", platform="slack", channel=f"C{n % CHANNELS:02}", created_at=now,
            case_id=f"c{n}", ask_id=f"a{n}", payload={})
        for n in range(ALERTS)
    ]  # fmt: skip
    with database.write() as conn:
        outbox.put(conn, rows)


async def _send(database: Database, api_url: str) -> float:
    chat = SlackChat(token=TOKEN, who=lambda *_: None, names=str, api_url=api_url)
    began = perf_counter()
    done = await Plain(house_of(database), {"slack": chat}, Clock()).run(patience=2)
    took = perf_counter() - began
    assert done.waiting == 0
    await chat.close()
    return took
