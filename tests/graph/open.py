"""The product's own client of the pretended Graph, open for one piece of work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.graph.client import Graph, GraphAccount
from tests.graph.server import GraphServer

T = TypeVar("T")


def account(server: GraphServer) -> GraphAccount:
    """The registration."""
    return GraphAccount(
        client_id=server.app_id,
        client_secret=server.secret,
        tenant_id=server.tenant_id,
        login_url=server.url,
        url=server.url,
    )


def with_graph(server: GraphServer, work: Callable[[Graph], Awaitable[T]], timeout: float = 20.0) -> T:
    """What ``work`` gives."""

    async def ran() -> T:
        graph = Graph(account(server), timeout)
        try:
            return await work(graph)
        finally:
            await graph.close()

    return asyncio.run(ran())
