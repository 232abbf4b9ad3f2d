"""``lots once``: one poll, all due work, delivery until the outbox is empty or waiting."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from bot.app.graphing import bookings_of, graph_open
from bot.app.platforms import platforms
from bot.app.progress import bar
from bot.app.wiring import Clock, house_of, in_zone, settings_of, sources_of
from bot.errors import UserError
from bot.handlers.deliver import Delivered, Deliverer
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import Polled, poll
from bot.settings import Settings
from bot.storage import clock as seen
from bot.storage.errors import EarlierTimeError


def once(config: Path, now: datetime | None) -> str:
    """Run once; the last line of stdout, as JSON."""
    settings = settings_of(config)
    house = house_of(settings)
    start = in_zone(now, settings)
    clock = Clock(start)
    # The moment as given: the clock has run on since, so the same one given again would look earlier.
    advance(house, start or clock.now(), "--now")
    polled = []
    for source in sources_of(settings, clock):
        with bar(source.name) as progress:
            polled.append(poll(house, source, clock.now(), progress))
    for one in polled:
        for problem in one.problems:
            sys.stderr.write(f"{problem}\n")
    note_due(house, clock.now(), Times(digest=settings.digest.at))
    work_off(house, clock.now())
    delivered = asyncio.run(_deliver(settings, house, clock))
    return report(polled, delivered)


def advance(house: House, now: datetime, option: str) -> None:
    """Set the database's clock forward; UserError where it has seen a later time."""
    try:
        with house.db.write() as conn:
            seen.advance(conn, now)
    except EarlierTimeError as error:
        raise UserError(f"{option}: {error}") from None


async def _deliver(settings: Settings, house: House, clock: Clock) -> Delivered:
    inbox = HouseInbox(house, clock.now)
    async with (
        graph_open(settings) as graph,
        platforms(settings, house, inbox, clock.now, graph) as found,
    ):
        return await Deliverer(house, found, clock, calendar=bookings_of(settings, house, graph)).run()


def report(polled: list[Polled], delivered: Delivered) -> str:
    """The figures of one run."""
    return json.dumps(
        {
            "polled": sum(one.records for one in polled),
            "crossings": sum(one.crossings for one in polled),
            "asks": sum(one.asks for one in polled),
            "delivered": delivered.sent,
            "waiting": delivered.waiting,
            "failed": delivered.failed,
        }
    )
