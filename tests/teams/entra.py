"""The login side: gives the bot its token for a secret, and knows which tokens it gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.slack.clock import Clock
from tests.teams.people import Json
from tests.teams.tokens import BOT_SCOPE, GRAPH_SCOPE, LIFETIME, signed


class LoginError(Exception):
    """What the login answers instead of a token."""

    def __init__(self, status: int, error: str, why: str) -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error, "error_description": why}


@dataclass(kw_only=True)
class Entra:
    """One app registration of one tenant."""

    clock: Clock
    tenant: str
    app_id: str
    secret: str
    kid: str
    lifetime: int = LIFETIME
    given: dict[str, float] = field(default_factory=dict)
    """Each token for the connector that still counts, and until when."""
    for_graph: dict[str, float] = field(default_factory=dict)

    def token(self, tenant: str, form: Mapping[str, str]) -> Json:
        """Client credentials for a token; a single-tenant bot is unknown everywhere else."""
        if tenant != self.tenant or form.get("client_id") != self.app_id:
            raise LoginError(400, "unauthorized_client", "AADSTS700016: Application was not found.")
        if form.get("grant_type") != "client_credentials":
            raise LoginError(400, "unsupported_grant_type", "AADSTS70003: The grant is not supported.")
        if form.get("client_secret") != self.secret:
            raise LoginError(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        scope = form.get("scope")
        if scope not in {BOT_SCOPE, GRAPH_SCOPE}:
            raise LoginError(400, "invalid_scope", "AADSTS1002012: The scope is not valid.")
        return self._given(scope)

    def _given(self, scope: str) -> Json:
        now = int(self.clock.time())
        claims = {
            "aud": scope.removesuffix("/.default"),
            "iss": f"https://sts.windows.net/{self.tenant}/",
            "appid": self.app_id,
            "tid": self.tenant,
            "nbf": now,
            "iat": now,
            "exp": now + self.lifetime,
            "uti": f"u{len(self.given)}",
        }
        token = signed(claims, kid=self.kid)
        (self.given if scope == BOT_SCOPE else self.for_graph)[token] = now + self.lifetime
        return {
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "ext_expires_in": self.lifetime,
            "access_token": token,
        }

    def knows(self, authorization: str, scope: str = BOT_SCOPE) -> bool:
        """Whether a call carries a token of the bot that has not run out."""
        scheme, _, token = authorization.partition(" ")
        given = self.given if scope == BOT_SCOPE else self.for_graph
        return scheme.lower() == "bearer" and given.get(token, 0) > self.clock.time()
