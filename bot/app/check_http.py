"""Whether the service can listen where it is told to."""

from __future__ import annotations

import errno
from http.client import HTTPConnection, HTTPException

from bot.app.check_line import CheckLine
from bot.app.listening import sockets
from bot.settings import Http

OPEN = ", and reached by other machines without TLS: let only the HTTPS proxy through"
PATIENCE = 3.0
"""Seconds for a service that may be running already."""


def bind(http: Http) -> CheckLine:
    """The address of ``[http] bind``: free, or taken by lots itself."""
    what = f"http {http.bind}"
    try:
        for tried in sockets(http.host, http.port):
            tried.close()
    except PermissionError:
        return CheckLine.fail(f"{what}: may not be used by this user", "choose a port above 1023")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return _taken(http, what)
        why = "is not an address of this machine"
        return CheckLine.fail(f"{what}: {why}", "mend http.bind, e.g. 127.0.0.1:8080")
    return CheckLine.good(f"{what}: free{'' if http.here else OPEN}")


def _taken(http: Http, what: str) -> CheckLine:
    connection = HTTPConnection(http.host, http.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        alive = connection.getresponse().status == 200
    except (OSError, HTTPException):
        alive = False
    finally:
        connection.close()
    if alive:
        return CheckLine.good(f"{what}: lots answers there")
    return CheckLine.fail(f"{what}: another program listens there", "stop it, or choose another port")
