"""``python -m tests.faults.sender``: lives that empty an outbox into a Slack that breaks, dying at random."""

from __future__ import annotations

import asyncio
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from bot.chat.slack.client import SlackChat
from bot.handlers import deliver
from bot.handlers.deliver import Deliverer
from bot.handlers.spoken import Message
from bot.notices.model import Notice, NoticeKind
from bot.storage import outbox
from bot.storage.db import Database
from bot.storage.outbox import Claimed
from tests.faults.points import Dice, mark_calls, mark_commits
from tests.faults.script import TOKEN, house_of
from tests.faults.worker import serve

LEASE, SEND_WITHIN, TIMEOUT = 4.0, 1.5, 0.5
"""Seconds; as in production a lease is longer than the wait before sending and all calls together."""
SETTLE = timedelta(seconds=0.7)
NOTICE = Notice(
    kind=NoticeKind.ALERT, fallback="Ett ärende väntar.", language="sv", heading="Ett ärende väntar"
)


class Clock:
    """The real one."""

    def now(self) -> datetime:
        """Aware."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return monotonic()


class Plain(Deliverer):
    """Every row says the same: what is said is not what is tried here."""

    def _word(self, row: Claimed) -> Message | None:
        return Message(notice=NOTICE)

    def _thread(self, row: Claimed) -> None:
        return None


async def send_all(database: Database, api_url: str, dice: Dice) -> None:
    """Until nothing is left."""
    chat = SlackChat(token=TOKEN, who=lambda *_: None, names=str, api_url=api_url, timeout=TIMEOUT, pace=0)
    mark_calls(chat.api, dice.hit)
    sender = Plain(house_of(database), {"slack": chat}, Clock(), settle=SETTLE)
    while True:
        await sender.run(patience=1.0)
        with database.read() as conn:
            counts = outbox.counts(conn)
        if not any(counts[state] for state in outbox.UNFINISHED):
            break
        await asyncio.sleep(0.1)
    await chat.close()


def live(order: dict[str, Any]) -> int:
    """One life of a sender."""
    deliver.LEASE_SECONDS, deliver.SEND_WITHIN = LEASE, SEND_WITHIN
    try:
        database, dice = Database(order["url"]), Dice(order["seed"], order["rate"])
        mark_commits(database, dice.hit)
        asyncio.run(send_all(database, order["api_url"], dice))
    except BaseException:  # noqa: BLE001 - a forked child must not go on as its parent
        (Path(order["folder"]) / "error").write_text(traceback.format_exc())
        return 1
    return 0


if __name__ == "__main__":
    serve(live)
