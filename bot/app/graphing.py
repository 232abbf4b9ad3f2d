"""Microsoft Graph as configured: one client for mail and calendar, imported only where one of them is its."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.handlers.booked import Bookings
from bot.handlers.house import House
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.graph.client import Graph, GraphAccount


def wants_graph(settings: Settings) -> bool:
    """Whether anything goes by Graph."""
    by_mail = settings.mail is not None and settings.mail.kind == "graph"
    installs = settings.teams is not None and settings.teams.catalogue_id is not None
    return by_mail or installs or settings.meetings is not None


@asynccontextmanager
async def graph_open(settings: Settings) -> AsyncIterator[Graph | None]:
    """The client, warmed up in a thread; None where nothing goes by Graph."""
    if not wants_graph(settings):
        yield None
        return
    graph = await asyncio.to_thread(_made, settings)
    try:
        yield graph
    finally:
        await graph.close()


def bookings_of(settings: Settings, house: House, graph: Graph | None) -> Bookings | None:
    """Staff's calendars; None where none is set up."""
    if settings.meetings is None or graph is None:
        return None
    from bot.graph.meetings import GraphMeetings

    return Bookings(house, GraphMeetings(graph), settings.meetings.minutes)


def graph_account(settings: Settings) -> GraphAccount:
    """The registration of ``[teams]``, for Graph."""
    from bot.graph.client import GraphAccount

    teams = settings.teams
    assert teams is not None, "checked when the settings are read"
    return GraphAccount(
        client_id=teams.client_id,
        client_secret=teams.client_secret.get_secret_value(),
        tenant_id=teams.tenant_id,
        login_url=teams.login_url,
        url=settings.graph.url,
    )


def _made(settings: Settings) -> Graph:
    from bot.graph.client import Graph
    from bot.graph.warm import warm

    warm()
    return Graph(graph_account(settings))
