"""Microsoft's SDK, imported here only, late, and without what its import does besides.

``import microsoft_teams.apps`` reads the nearest ``.env`` into the environment of the whole process: settings nobody
checked, and one that would switch authentication off. python-dotenv has a switch for that.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.chat.teams.account import Account
from bot.errors import UserError

if TYPE_CHECKING:
    from microsoft_teams.apps import App
    from microsoft_teams.apps.http import HttpRouteHandler

OPEN_DOOR = "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS"
NO_DOTENV = "PYTHON_DOTENV_DISABLED"
SET_BY_OPTIONS = ("CLIENT_SECRET", "CLOUD", "SERVICE_URL")
"""The SDK would rather take these from the environment than leave them out."""

Token = Callable[[], str]


def refuse_open_door(environ: Mapping[str, str]) -> None:
    """UserError where somebody wants the SDK to take activities from anybody, whatever value it has."""
    from dotenv import dotenv_values, find_dotenv

    mend = "remove it: Teams' messages are always authenticated"
    if OPEN_DOOR in environ:
        raise UserError(f"environment {OPEN_DOOR}: is set; {mend}")
    file = find_dotenv(usecwd=True)
    if file and OPEN_DOOR in dotenv_values(file, interpolate=False):
        raise UserError(f"{file}: {OPEN_DOOR} is set; {mend}")


class Unmounted:
    """The SDK's HTTP side, left out: what comes in stands behind our own guard (docs/adr/0012-teams-inbound.md).

    Without an adapter the SDK would make a FastAPI application of its own.
    """

    def register_route(self, method: str, path: str, handler: HttpRouteHandler) -> None:
        """Nothing is served."""

    def serve_static(self, path: str, directory: str) -> None:
        """Nothing is served."""

    async def start(self, port: int) -> None:
        """Nothing is started."""

    async def stop(self) -> None:
        """Nothing was started."""


def app_of(account: Account, token: Token, timeout: float) -> App:
    """The SDK's App with our registration, our token, and a time limit, which it has not by default."""
    kept = {name: os.environ.pop(name) for name in (NO_DOTENV, *SET_BY_OPTIONS) if name in os.environ}
    os.environ[NO_DOTENV] = "1"
    _quiet()
    try:
        return _imported(account, token, timeout)
    finally:
        del os.environ[NO_DOTENV]
        os.environ.update(kept)


def _quiet() -> None:
    """The SDK gives httpx its own logger's level with every client it makes: at INFO each address, and so each
    person's id, would stand in the log."""
    for name in ("microsoft_teams", "microsoft_teams.common.http.client", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _imported(account: Account, token: Token, timeout: float) -> App:
    with warnings.catch_warnings():
        # That parts of the SDK are a preview is no news for whoever runs a school's bot.
        warnings.simplefilter("ignore", FutureWarning)
        from microsoft_teams.api.auth.cloud_environment import PUBLIC
        from microsoft_teams.apps import App
        from microsoft_teams.common import ClientOptions

        return App(
            client_id=account.client_id,
            tenant_id=account.tenant_id,
            token=lambda _scope, _tenant: token(),
            client=ClientOptions(timeout=timeout),
            service_url=account.service_url,
            cloud=PUBLIC,
            http_server_adapter=Unmounted(),
            dangerously_allow_unauthenticated_requests=False,
            fetch_user_token=False,
        )
