"""A digest of :class:`tests.handlers.autumn.Autumn`: what it counts, its words, the rows that carry it."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

from bot.handlers.deliver import Deliverer
from bot.handlers.digest import digest_notice, put_digest, week_of
from bot.notices.compose_digest import Week
from bot.notices.model import Notice
from bot.rules.state import CaseStatus
from bot.storage import outbox
from bot.storage.outbox import Claimed
from tests.handlers.autumn import MONDAY, Autumn, at
from tests.handlers.posting import Posts, Standing


def week(autumn: Autumn, day: date = MONDAY) -> Week:
    with autumn.db.read() as conn:
        return week_of(conn, autumn.house, autumn.school, day, at(day))


def notice(autumn: Autumn, day: date = MONDAY) -> Notice:
    with autumn.db.read() as conn:
        return digest_notice(conn, autumn.house, autumn.school, day, at(day))


def put(autumn: Autumn, day: date = MONDAY) -> None:
    with autumn.db.write() as conn:
        put_digest(conn, autumn.house, autumn.school, day, at(day))


def claimed(autumn: Autumn) -> list[Claimed]:
    with autumn.db.write() as conn:
        return outbox.claim(conn, 50, 60, at(MONDAY))


def deliver(autumn: Autumn, now: datetime) -> list[tuple[str, Notice]]:
    chat = Posts()
    asyncio.run(Deliverer(autumn.house, {"local": chat}, Standing(now)).run())
    return chat.posted


def closed(day: date, reason: str) -> dict[str, Any]:
    return {
        "status": CaseStatus.CLOSED,
        "closed_on": day,
        "close_reason": reason,
        "asks": (),
        "next_due": None,
    }
