"""Any ASGI app on a free loopback port in a thread of its own: ``with Served(app) as url:``."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

NO_LINGER = struct.pack("ii", 1, 0)
Address = tuple[str, int]
T = TypeVar("T")


class Served:
    """The app behind ``url`` (no trailing slash) until the ``with`` block ends.

    The socket listens before the thread starts, so a client need not wait for it. ``abrupt`` cuts
    off whoever still waits for an answer at the end, else they get theirs.
    """

    def __init__(self, app: ASGIApp, *, abrupt: bool = False) -> None:
        # The protocol is named because asyncio switches Nagle's algorithm off only then: 40 ms a call else.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(512)
        self._abrupt = abrupt
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: dict[Address, asyncio.Transport] = {}
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=5,
            http=_remembering(self._open),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        await self._server.serve(sockets=[self._socket])

    def start(self) -> None:
        """Serve until ``stop``."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and wait until the app's own shutdown is done."""
        self._ready.wait(timeout=10)
        self._server.should_exit = True
        if self._abrupt:
            self._loop.call_soon_threadsafe(self._cut)
        self._thread.join(timeout=10)
        self._socket.close()

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 60) -> T:
        """Do ``work`` in the app's own loop, from another thread, and wait for it."""
        self._ready.wait(timeout=10)
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def reset(self, client: Address) -> None:
        """Cut the connection of ``client`` with a TCP reset; call it inside the server's loop."""
        if transport := self._open.pop(client, None):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            transport.abort()

    def _cut(self) -> None:
        for client in list(self._open):
            self.reset(client)

    def __enter__(self) -> str:
        self.start()
        return self.url

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _remembering(connections: dict[Address, asyncio.Transport]) -> type[asyncio.Protocol]:
    """uvicorn's protocol that also keeps each connection by its client's address, so it can be cut."""

    class Remembering(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            connections[transport.get_extra_info("peername")] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self.transport.get_extra_info("peername"), None)
            super().connection_lost(exc)

    return Remembering
