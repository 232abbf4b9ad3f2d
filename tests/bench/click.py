"""A click until it is acknowledged, against a bare Bolt app that commits one row to SQLite."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep, time

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

CLICKS, WARM, ROUNDS, PEOPLE = 250, 50, 8, (1, 50)
OURS, BARE = "SELECT count(*) FROM journal WHERE kind = 'answered'", "SELECT count(*) FROM click"
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


Pressing = Mapping[str, Sequence[bytes]]


async def clicked(clicks: Pressing, people: int) -> dict[str, list[float]]:
    """Seconds until each acknowledgement by app, ``people`` clicking side by side on connections of their own.

    One person clicks in the apps by turns, so that both meet the machine in the same mood; a crowd in one after
    the other, as it is the crowd that is measured.
    """
    took: dict[str, list[float]] = {url: [] for url in clicks}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=people * len(clicks))) as session:

        async def person(queue: list[tuple[str, bytes]]) -> None:
            while queue:
                url, body = queue.pop()
                signed = sign(body, FORM, time(), SIGNING_SECRET, {})
                began = perf_counter()
                async with session.post(
                    f"{url}/slack/events", data=signed.body, headers=signed.headers
                ) as said:
                    await said.read()
                    assert said.status == 200, said.status
                took[url].append(perf_counter() - began)

        if people == 1:
            turns = zip(*([(url, body) for body in some] for url, some in clicks.items()), strict=True)
            await person([each for turn in turns for each in turn])
        else:
            for url, some in clicks.items():
                queue = [(url, body) for body in some]
                await asyncio.gather(*(person(queue) for _ in range(people)))
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
            taken = {ours: Taken(url, OURS), bare: Taken(f"sqlite:///{bare_file}", BARE)}
            for people in PEOPLE:
                worked: list[float] = []
                said: dict[str, list[float]] = {bare: [], ours: []}
                for _ in range(ROUNDS):
                    some = [next(asks) for _ in range(CLICKS + WARM)]
                    clicks = {place: [click(slack, ts, one) for one in some] for place in said}
                    asyncio.run(clicked({place: each[:WARM] for place, each in clicks.items()}, people))
                    for each in taken.values():
                        each.until(WARM)
                    began = perf_counter()
                    took = asyncio.run(
                        clicked({place: each[WARM:] for place, each in clicks.items()}, people)
                    )
                    for place in said:
                        said[place] += took[place]
                        taken[place].until(CLICKS)
                    worked.append((perf_counter() - began) / CLICKS)
                yield from _compared(said[ours], said[bare], people)
                yield _worked(worked, people)
            for each in taken.values():
                each.database.close()


class Taken:
    """What has been done with the clicks: nobody is fast by doing nothing, or disturbs who is measured next."""

    def __init__(self, url: str, count: str) -> None:
        self.database, self._count, self._sent = Database(url), count, 0

    def until(self, more: int) -> None:
        """Wait until all clicks so far have had their effect."""
        self._sent += more
        while (done := self._now()) != self._sent:
            assert done < self._sent, done
            sleep(0.02)

    def _now(self) -> int:
        with self.database.read() as conn:
            return int(conn.exec_driver_sql(self._count).scalar_one())


def _worked(took: list[float], people: int) -> Figure:
    return Figure(
        name=f"… until the last one was worked through, {people} conn.",
        ours=1000 * min(took),
        floor=None,
        target=None,
        unit="ms",
        said="per click of the burst: case, journal, outbox, message redrawn, note to who clicked",
    )


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
