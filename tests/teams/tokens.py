"""The keys and tokens of both directions: those Teams signs, and those the bot must bring."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"
BOT_SCOPE = "https://api.botframework.com/.default"
GRAPH_SCOPE = "https://graph.microsoft.com/.default"
LIFETIME = 3600


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A signing key, made once a run; ``teams`` is the published one, any other name a forger's."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwks(kid: str) -> dict[str, Any]:
    """The published key as ``…/.well-known/keys`` serves it."""
    numbers = key("teams").public_key().public_numbers()
    modulus, exponent = (_encoded(number) for number in (numbers.n, numbers.e))
    public = {"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid, "n": modulus, "e": exponent}
    return {"keys": [public | {"endorsements": ["msteams"]}]}


def signed(claims: Mapping[str, Any], *, kid: str, signer: str = "teams", algorithm: str = "RS256") -> str:
    """A token of these claims; None leaves a claim out. ``algorithm`` ``none`` and ``HS256`` are a forger's."""
    given = {name: value for name, value in claims.items() if value is not None}
    keys: dict[str, Any] = {"none": None, "HS256": "x" * 32}
    return jwt.encode(given, keys.get(algorithm, key(signer)), algorithm, headers={"kid": kid})


def _encoded(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
