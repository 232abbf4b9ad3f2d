"""The local page of a rehearsal (``lots run --clock``): the school's own data, no calendar to turn."""

from __future__ import annotations

import threading
from collections.abc import Callable

from starlette.routing import Route

from bot.app.desk import HouseDesk
from bot.app.news import News
from bot.app.wiring import Clock
from bot.chat.local.inbound import local_app
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox


def local_routes(
    house: House,
    clock: Clock,
    inbox: HouseInbox,
    listeners: list[Callable[[], None]],
    closing: threading.Event,
) -> list[Route]:
    """The page's routes; ``listeners`` are called by the service whenever something has changed."""
    news = News()
    listeners.append(news.tell)
    return local_app(HouseDesk(house, inbox, clock.now, news), closing)
