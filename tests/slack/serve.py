"""Any ASGI app on a free loopback port in a thread of its own: ``with Served(app) as url:``."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from types import TracebackType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

NO_LINGER = struct.pack("ii", 1, 0)
Address = tuple[str, int]


class Served:
    """The app behind ``url`` (no trailing slash) until the ``with`` block ends.

    The socket listens before the thread starts, so a client need not wait for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: dict[Address, asyncio.Transport] = {}
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="auto", ws="none", http=_remembering(self._open)
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))

    def start(self) -> None:
        """Serve until ``stop``."""
        self._thread.start()

    def stop(self) -> None:
        """Stop at once: whoever still waits for an answer is cut off."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def reset(self, client: Address) -> None:
        """Cut the connection of ``client`` with a TCP reset; call it inside the server's loop."""
        if transport := self._open.pop(client, None):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            transport.abort()

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
