"""``python -m tests.faults.clerk``: lives that book meetings and mail referrals by Graph, and die where told."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.graph.client import Graph, GraphAccount
from bot.graph.mail import GraphMail
from bot.graph.meetings import GraphMeetings
from bot.graph.warm import warm
from bot.handlers.booked import Bookings
from bot.handlers.deliver import Deliverer
from bot.handlers.house import House
from bot.mail.post import MailPost
from bot.ports import ChatPlatform
from bot.storage.db import Database
from tests.faults.points import Hit, Points, mark_commits
from tests.faults.worker import serve
from tests.handlers.posting import Posts, Standing
from tests.handlers.test_mail import REFERS
from tests.handlers.test_meetings import NEEDS
from tests.handlers.town import LIT, ladder, school_of

SENDER, EHT = "narvaro@lits.example", "eht@lits.example"
BOXES = {f"health_team:{LIT}": EHT}
STEPS = {"meeting": NEEDS, "mail": REFERS}


def house_of(database: Database, what: str) -> House:
    """A school whose routine books a meeting, or refers by mail."""
    return House(db=database, schools=(school_of(steps=ladder(STEPS[what])),), boxes=BOXES)


def mark_graph(graph: Graph, hit: Hit) -> None:
    """A point before and one after every call to Graph."""
    done: Callable[..., Awaitable[Any]] = graph.do

    async def marked(*args: Any, **more: Any) -> Any:
        hit()
        answer = await done(*args, **more)
        hit()
        return answer

    graph.do = marked  # type: ignore[method-assign]  # the test stands between client and wire


async def deliver(house: House, account: GraphAccount, now: datetime, hit: Hit) -> int:
    """Empty the outbox once; how much of it waits."""
    graph = Graph(account)
    mark_graph(graph, hit)
    chats: dict[str, ChatPlatform] = {"local": Posts(), "mail": MailPost(GraphMail(graph, SENDER), BOXES)}
    calendar = Bookings(house, GraphMeetings(graph), 45)
    sender = Deliverer(house, chats, Standing(now), calendar=calendar, settle=timedelta())
    try:
        return (await sender.run()).waiting
    finally:
        await graph.close()


def live(order: dict[str, Any]) -> int:
    """One life, until nothing waits."""
    folder = Path(order["folder"])
    try:
        points = Points(order["kill_at"], folder)
        database = Database(order["url"])
        mark_commits(database, points.hit)
        account, now = GraphAccount(**order["account"]), datetime.fromisoformat(order["now"])
        points.begin(0)
        house = house_of(database, order["what"])
        for minutes in range(3):
            if asyncio.run(deliver(house, account, now + timedelta(minutes=minutes), points.hit)) == 0:
                return 0
        raise AssertionError("the outbox does not empty")  # noqa: TRY301 - it is left in the folder too
    except BaseException:  # noqa: BLE001 - a forked child must not go on as its parent
        (folder / "error").write_text(traceback.format_exc())
        return 1


if __name__ == "__main__":
    warm()  # once, before lives are forked
    serve(live)
