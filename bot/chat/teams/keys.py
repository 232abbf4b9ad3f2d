"""Microsoft's public keys: fetched beforehand in a thread and kept; whoever comes with a strange key waits for nobody.

The SDK fetches keys inside the loop, one fetch for each tenant a forged token names.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt

from bot.chat.later import Later

log = logging.getLogger(__name__)
HOUR = 3600.0
FRESH, AGAIN, FIRST_AGAIN = 12 * HOUR, 300.0, 15.0
"""Seconds: the keys' age at which they are fetched anew; between two fetches for unknown ids; while there are none."""
PATIENCE = 10.0
MOST_BYTES = 1024 * 1024
CHANNEL = "msteams"

FETCH_ERRORS = (httpx.HTTPError, jwt.PyJWTError, OSError, ValueError, KeyError, TypeError, AttributeError)

Fetch = Callable[[], Mapping[str, jwt.PyJWK]]


def fetched(openid_url: str) -> Mapping[str, jwt.PyJWK]:
    """The keys by id. Called in a thread: it reads the network and builds RSA keys. Raises what goes wrong."""
    with httpx.Client(timeout=PATIENCE, follow_redirects=False) as client:
        where = str(_json(client, openid_url)["jwks_uri"])
        said, own = urlsplit(where), urlsplit(openid_url)
        if (said.scheme, said.hostname) != (own.scheme, own.hostname):
            raise ValueError("the keys are said to lie on another host")
        listed = _json(client, where)["keys"]
    # A key that is not endorsed for Teams signs for another channel of the Bot Framework.
    ours = [key for key in listed if CHANNEL in key.get("endorsements", (CHANNEL,))]
    return {key["kid"]: jwt.PyJWK(key, algorithm="RS256") for key in ours if key.get("kty") == "RSA"}


def _json(client: httpx.Client, url: str) -> dict[str, Any]:
    answer = client.get(url).raise_for_status()
    if len(answer.content) > MOST_BYTES:
        raise ValueError("the answer is too large")
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError("the answer is no object")  # noqa: TRY004 - what was sent is wrong, not a type of ours
    return said


class Keys:
    """The keys of the Bot Framework. ``fetch`` runs in a thread, one at a time and seldom."""

    def __init__(self, fetch: Fetch, *, later: Later, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._later, self._clock = fetch, later, clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._tried = self._had = float("-inf")
        self._running: asyncio.Task[None] | None = None

    async def get(self, kid: str) -> jwt.PyJWK | None:
        """The key of that id; only an unknown id may wait, for a fetch that serves all who wait."""
        found = self._keys.get(kid)
        if found is not None:
            if self._clock() - self._had >= FRESH:
                self._begin(AGAIN)
            return found
        running = self._begin(AGAIN if self._keys else FIRST_AGAIN)
        if running:
            await asyncio.wait({running}, timeout=PATIENCE)
        return self._keys.get(kid)

    async def load(self) -> None:
        """Fetch now: before the first activity comes."""
        running = self._begin(0.0)
        if running:
            await asyncio.wait({running})

    def _begin(self, at_least: float) -> asyncio.Task[None] | None:
        if self._running and not self._running.done():
            return self._running
        if self._clock() - self._tried < at_least:
            return None
        self._tried = self._clock()
        self._running = self._later.start(self._renew())
        return self._running

    async def _renew(self) -> None:
        try:
            found = await asyncio.to_thread(self._fetch)
        except FETCH_ERRORS as error:
            # Whatever the network or the answer holds: the old keys stand.
            log.warning("the keys of the Bot Framework could not be fetched: %s", type(error).__name__)
            return
        if found:
            self._keys, self._had = found, self._clock()
