"""A click until it is acknowledged, against a bare Bolt app that commits one row to SQLite."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, time

import aiohttp

from bot.ladders import load
from bot.storage import staff
from bot.storage.db import Database
from tests.bench.line import Figure, percentile
from tests.databases import fresh_url
from tests.handlers.autumn import ANNA, Autumn
from tests.slack.server import SIGNING_SECRET, SlackServer
from tests.slack.signed import FORM, interaction, sign
from tests.storage.make import ask

CLICKS, WARM, ROUNDS, PEOPLE = 250, 50, 2, (1, 50)
TEAM, USER, CHANNEL = "T0LIT", "U0ANNA", "C8C"


def fill(url: str) -> list[str]:
    """As many open cases as there will be clicks, each with a question that one click answers in part."""
    database = Database(url)
    asks = [f"q{n}" for n in range((CLICKS + WARM) * ROUNDS * len(PEOPLE))]
    ladder = load("fi-grundlaggande")
    autumn = Autumn(database, ladder=ladder, country="FI", zone="Europe/Helsinki", classes={"8C": len(asks)})
    for number, one in enumerate(asks):
        waiting = ask(one, stage="over_30", person=ANNA, who="mentor")
        autumn.case(f"8C-{number + 1}", stage="over_30", asks=(waiting,))
    with database.write() as conn:
        staff.link(conn, platform="slack", team_id=TEAM, user_id=USER, email=ANNA, at=datetime.now(UTC))
    database.close()
    return asks


@contextmanager
def served(which: str, place: str, api_url: str) -> Iterator[str]:
    """``tests.bench.click_app`` in a process of its own; its address."""
    command = [sys.executable, "-m", "tests.bench.click_app", which, place, api_url]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert app.stdout
    try:
        yield app.stdout.readline().strip()
    finally:
        app.terminate()
        app.wait()


def click(slack: SlackServer, ts: str, ask_id: str) -> bytes:
    """A press of *mapping done* on the question."""
    action = {
        "type": "button",
        "action_id": "mapping_done",
        "block_id": "b",
        "value": ask_id,
        "text": {"type": "plain_text", "text": "Kartlagt"},
        "action_ts": slack.space.ts(),
    }
    return interaction(
        {
            "type": "block_actions",
            "user": {"id": USER, "username": "anna", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "lits"},
            "api_app_id": "A0LOTS",
            "token": "deprecated-token",
            "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL},
            "channel": {"id": CHANNEL, "name": "8c"},
            "trigger_id": slack.give_trigger(USER),
            "response_url": slack.give_response_url(CHANNEL, USER, ts),
            "message": {"type": "message", "ts": ts, "text": "x"},
            "state": {"values": {}},
            "actions": [action],
        }
    )


async def clicked(url: str, clicks: list[bytes], people: int) -> list[float]:
    """Seconds until each acknowledgement, ``people`` clicking side by side on connections of their own."""
    took: list[float] = []
    queue = list(clicks)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=people)) as session:

        async def person() -> None:
            while queue:
                signed = sign(queue.pop(), FORM, time(), SIGNING_SECRET, {})
                began = perf_counter()
                async with session.post(
                    f"{url}/slack/events", data=signed.body, headers=signed.headers
                ) as said:
                    await said.read()
                    assert said.status == 200, said.status
                took.append(perf_counter() - began)

        await asyncio.gather(*(person() for _ in range(people)))
    return took


def figures() -> Iterator[Figure]:
    """p50 and p99, one and fifty connections."""
    with (
        tempfile.TemporaryDirectory() as name,
        SlackServer() as slack,
        fresh_url("sqlite", Path(name)) as url,
    ):
        slack.add_user(ANNA, id=USER, name="Anna")
        slack.add_channel(CHANNEL)
        ts = slack.say(CHANNEL, slack.space.bot.id, "Ett ärende väntar").ts
        asks = iter(fill(url))
        bare_file = str(Path(name) / "bare.db")
        with served("ours", url, slack.api_url) as ours, served("bare", bare_file, slack.api_url) as bare:
            for people in PEOPLE:
                said: dict[str, list[float]] = {bare: [], ours: []}
                for _ in range(ROUNDS):
                    some = [next(asks) for _ in range(CLICKS + WARM)]
                    for place, took in said.items():
                        clicks = [click(slack, ts, one) for one in some]
                        asyncio.run(clicked(place, clicks[:WARM], people))
                        took += asyncio.run(clicked(place, clicks[WARM:], people))
                yield from _compared(said[ours], said[bare], people)
        _all_taken(url, "SELECT count(*) FROM journal WHERE kind = 'answered'")
        _all_taken(f"sqlite:///{bare_file}", "SELECT count(*) FROM click")


def _all_taken(url: str, count: str) -> None:
    """Nobody was fast by doing nothing."""
    database = Database(url)
    with database.read() as conn:
        taken = conn.exec_driver_sql(count).scalar_one()
    database.close()
    assert taken == (CLICKS + WARM) * ROUNDS * len(PEOPLE), taken


def _compared(ours: list[float], bare: list[float], people: int) -> Iterator[Figure]:
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        yield Figure(
            name=f"click → acknowledged, {people} connection{'s' * (people > 1)}, {name}",
            ours=1000 * percentile(ours, share),
            floor=1000 * percentile(bare, share),
            target=1.5,
            unit="ms",
            said="a bare Bolt app, one row committed to SQLite",
        )
