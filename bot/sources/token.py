"""The bearer token: client credentials at the vendor's own address, kept until shortly before it runs out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from time import monotonic
from typing import Protocol
from urllib.parse import quote

from bot.sources.web import Web, WebError

EARLY = 60.0
"""Seconds before its end from which a token is renewed."""
LASTS = 300.0
"""Where the server does not say."""


class Client(Protocol):
    """Whose token it is."""

    @property
    def client_id(self) -> str:
        """As the vendor gave it."""

    @property
    def client_secret(self) -> str:
        """Likewise."""

    @property
    def scope(self) -> str:
        """Empty where none is asked for."""


class Token:
    """One token for all questions. Where the credentials stand is left open: the body first, then the header."""

    def __init__(self, account: Client, web: Web | None) -> None:
        self._account, self._web = account, web
        self._held, self._until = "", float("-inf")
        self._in_header = False

    def headers(self) -> Mapping[str, str]:
        """What a question carries; nothing where no token is needed. :class:`WebError`."""
        if self._web is None:
            return {}
        if monotonic() >= self._until:
            self._fetch(self._web)
        return {"Authorization": f"Bearer {self._held}"}

    def forget(self) -> None:
        """It was refused: fetch another one next time."""
        self._until = float("-inf")

    def _fetch(self, web: Web) -> None:
        try:
            said = self._asked(web)
        except WebError as error:
            if error.status not in (400, 401) or self._in_header:
                raise WebError(f"token_url {error.why}", status=error.status, later=error.later) from None
            self._in_header = True
            self._fetch(web)
            return
        held = said.get("access_token")
        if not isinstance(held, str) or not held.isascii() or not held.isprintable():
            raise WebError("token_url gives no access_token")
        try:
            lasts = float(str(said.get("expires_in", LASTS)))
        except ValueError:
            lasts = LASTS
        self._held, self._until = held, monotonic() + max(lasts - EARLY, lasts / 2)

    def _asked(self, web: Web) -> Mapping[str, object]:
        account = self._account
        form = {"grant_type": "client_credentials"} | ({"scope": account.scope} if account.scope else {})
        headers = {"Accept": "application/json"}
        if self._in_header:
            pair = f"{quote(account.client_id, safe='')}:{quote(account.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": account.client_id}
            form |= {"client_secret": account.client_secret} if account.client_secret else {}
        said = web.json(web.ask("POST", "", headers=headers, form=form))
        if not isinstance(said, dict):
            raise WebError("token_url gives no access_token")
        return said
