"""Microsoft Graph as configured: one client for mail and calendar, imported only where one of them is its."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.graph.client import Graph, GraphAccount


def wants_graph(settings: Settings) -> bool:
    """Whether anything goes by Graph."""
    return settings.mail is not None and settings.mail.kind == "graph"


async def graph_of(settings: Settings) -> Graph | None:
    """The client, warmed up in a thread; None where nothing goes by Graph."""
    return await asyncio.to_thread(_made, settings) if wants_graph(settings) else None


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
