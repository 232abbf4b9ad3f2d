"""Whether a token was made by the Bot Framework for this bot: asked before anything of the body is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import jwt

from bot.chat.teams.account import Account
from bot.chat.teams.keys import Keys

ISSUER = "https://api.botframework.com"
ALGORITHM = "RS256"
LEEWAY = 300
"""Seconds the two clocks may be apart, as Microsoft advises."""
REQUIRED = ["exp", "nbf", "iss", "aud", "serviceurl"]
_BEARER = re.compile(rb"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
MOST_BYTES = 8 * 1024

Claims = Mapping[str, Any]


def bearer(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The one token of a request, empty where there is none, several or something else."""
    sent = [value for name, value in headers if name == b"authorization"]
    found = _BEARER.fullmatch(sent[0]) if len(sent) == 1 and len(sent[0]) <= MOST_BYTES else None
    return found[1].decode() if found else ""


def promising(token: str, account: Account) -> str:
    """The key's id where the token says of itself what it must; empty where no key is worth looking for.

    Nothing is verified yet. It only keeps a flood of forged issuers and tenants away from the keys.
    """
    try:
        header = jwt.get_unverified_header(token)
        said = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return ""
    kid = header.get("kid")
    good = (
        header.get("alg") == ALGORITHM
        and said.get("iss") == ISSUER
        and said.get("aud") == account.client_id
        and said.get("tid", account.tenant_id) == account.tenant_id
    )
    return kid if good and isinstance(kid, str) else ""


async def verified(token: str, account: Account, keys: Keys) -> Claims | None:
    """The claims of a token that is good now, None for any other."""
    kid = promising(token, account)
    key = await keys.get(kid) if kid else None
    if key is None:
        return None
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=account.client_id,
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, ValueError, OverflowError):
        return None
    url = claims["serviceurl"]
    return claims if isinstance(url, str) and account.serves(url) else None
