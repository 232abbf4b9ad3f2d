"""Socket Mode: for a school whose network lets nothing in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

Step = Callable[[], Awaitable[None]]


def socket_handler(app_token: str, app: AsyncApp) -> AsyncSocketModeHandler:
    """The handler over the same listeners as HTTP; needs a running loop, connects to nothing yet."""
    return AsyncSocketModeHandler(app, app_token)


async def run_socket(app_token: str, app: AsyncApp) -> None:
    """Receive until cancelled. It connects again by itself; raises what Slack says of a wrong token."""
    client = socket_handler(app_token, app).client
    # Not start_async: it prints to stdout, and the SDK leaves these without types.
    connect: Step = client.connect
    close: Step = client.close
    try:
        await connect()
        await asyncio.Event().wait()
    finally:
        await close()
