"""An activity as Teams sends it: the body and a token signed with Teams' key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from tests.teams.people import Json
from tests.teams.server import TeamsServer
from tests.teams.tokens import LIFETIME, signed


class How(TypedDict, total=False):
    """What a test may want different from what Teams sends."""

    payload: Mapping[str, Any]
    """Fields of the activity that replace those Teams would send; None leaves one out."""
    claims: Mapping[str, Any]
    """Claims of the token that replace Teams'; None leaves one out."""
    signer: str
    """Whose key signs: any name but ``teams`` is a forger's."""
    algorithm: str
    """``RS256``; ``none`` and ``HS256`` are a forger's."""
    kid: str
    token: str
    """The whole token instead."""
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Ready to be posted; posting it twice is a replay."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def activity(self) -> Json:
        """What the body says."""
        said: Json = json.loads(self.body)
        return said


def token(teams: TeamsServer, how: How, service_url: str = "") -> str:
    """A token as Teams makes it now, with whatever ``how`` changes."""
    now = int(teams.clock.time())
    claims: Json = {
        "serviceurl": service_url or teams.service_url,
        "iss": teams.issuer,
        "aud": teams.app_id,
        "nbf": now,
        "exp": now + LIFETIME,
    }
    return signed(
        claims | dict(how.get("claims", {})),
        kid=how.get("kid", teams.entra.kid),
        signer=how.get("signer", "teams"),
        algorithm=how.get("algorithm", "RS256"),
    )


def sign(activity: Mapping[str, Any], teams: TeamsServer, how: How) -> Signed:
    """``activity`` signed now, with whatever ``how`` changes."""
    given = {**activity, **how.get("payload", {})}
    body = {key: value for key, value in given.items() if value is not None}
    headers = {
        "authorization": f"Bearer {how.get('token') or token(teams, how)}",
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
    }
    return Signed(
        body=json.dumps(body, ensure_ascii=False).encode(), headers=headers | dict(how.get("headers", {}))
    )
