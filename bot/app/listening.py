"""The port of the service, of the demo and of a look beforehand: taken before anything else is touched."""

from __future__ import annotations

import socket
from contextlib import ExitStack

from bot.errors import UserError


def listen(host: str, port: int, said: str) -> list[socket.socket]:
    """A socket for each address of ``host``. UserError, named as ``said``: taken, not here, or not allowed."""
    try:
        return sockets(host, port)
    except OSError as error:
        raise UserError(f"{said} cannot be used ({error.strerror}); try another") from None


def sockets(host: str, port: int) -> list[socket.socket]:
    """As :func:`listen`. OSError where one address cannot be had; then none is kept."""
    with ExitStack() as kept:
        found = []
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            one = kept.enter_context(socket.socket(family, kind))
            # A port left a minute ago is not taken.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                # The other family has a socket of its own.
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
            # Two that do not listen yet could both have the same port.
            one.listen()
            found.append(one)
        kept.pop_all()
        return found
