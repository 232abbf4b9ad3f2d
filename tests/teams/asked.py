"""The bot's side of the wire by hand, where a test wants the bare answer and no SDK."""

from __future__ import annotations

from typing import Any

import httpx

from tests.teams.people import Json
from tests.teams.schema import CARD
from tests.teams.server import TeamsServer


class Asked:
    """Calls the connector with the bot's token; all is plain http, so no certificate is ever read."""

    def __init__(self, teams: TeamsServer, *, timeout: float = 10) -> None:
        self.teams = teams
        self.timeout = timeout
        self.bearer = ""

    def token(self, tenant: str = "", **changes: str) -> httpx.Response:
        """Ask the login for the bot's token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.teams.app_id,
            "client_secret": self.teams.secret,
            "scope": self.teams.bot_scope,
        }
        url = f"{self.teams.login_endpoint}/{tenant or self.teams.tenant_id}/oauth2/v2.0/token"
        return httpx.post(url, data=form | changes, trust_env=False, verify=False)

    def openid(self) -> httpx.Response:
        """Where the keys are."""
        return httpx.get(self.teams.openid_url, trust_env=False, verify=False)

    def keys(self) -> httpx.Response:
        """The keys."""
        return httpx.get(f"{self.teams.url}/v1/.well-known/keys", trust_env=False, verify=False)

    def call(self, verb: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Any call to the connector."""
        self.bearer = self.bearer or self.token().json()["access_token"]
        told = {"authorization": f"Bearer {self.bearer}"} | headers
        url = f"{self.teams.service_url}v3/{path}"
        return httpx.request(
            verb, url, json=body, headers=told, timeout=self.timeout, trust_env=False, verify=False
        )

    def post(self, conversation: str, what: str | Json, **more: Any) -> httpx.Response:
        """Say a text or show a card."""
        return self.call("POST", f"conversations/{conversation}/activities", _message(what) | more)

    def update(self, conversation: str, message: str, what: str | Json) -> httpx.Response:
        """Say something else."""
        return self.call("PUT", f"conversations/{conversation}/activities/{message}", _message(what))

    def delete(self, conversation: str, message: str) -> httpx.Response:
        """Take it away."""
        return self.call("DELETE", f"conversations/{conversation}/activities/{message}")

    def members(self, conversation: str) -> httpx.Response:
        """Who is there."""
        return self.call("GET", f"conversations/{conversation}/members")

    def create(self, **body: Any) -> httpx.Response:
        """Open a conversation."""
        return self.call("POST", "conversations", {"tenantId": self.teams.tenant_id} | body)


def _message(what: str | Json) -> Json:
    if isinstance(what, str):
        return {"type": "message", "text": what}
    return {"type": "message", "attachments": [{"contentType": CARD, "content": what}]}
