"""Keys are fetched beforehand, in a thread, seldom; what goes wrong with a fetch leaves the old ones standing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping

import jwt
import pytest

from bot.chat.later import Later
from bot.chat.teams.keys import AGAIN, FIRST_AGAIN, FRESH, Keys, fetched
from tests.teams.faults import Fault
from tests.teams.server import TeamsServer
from tests.teams.tokens import jwks


def published(kid: str) -> Mapping[str, jwt.PyJWK]:
    return {kid: jwt.PyJWK(jwks(kid)["keys"][0], algorithm="RS256")}


class Source:
    """Keys that change, and a clock that stands."""

    def __init__(self) -> None:
        self.kid, self.fetches, self.wrong, self.now = "first", 0, False, 0.0
        self.threads: set[int] = set()
        self.later = Later()
        self.keys = Keys(self.fetch, later=self.later, clock=lambda: self.now)

    def fetch(self) -> Mapping[str, jwt.PyJWK]:
        self.fetches += 1
        self.threads.add(threading.get_ident())
        if self.wrong:
            raise OSError("no network")
        return published(self.kid)


def test_the_server_s_keys_are_read() -> None:
    with TeamsServer() as teams:
        assert list(fetched(teams.openid_url)) == [teams.entra.kid]


@pytest.mark.parametrize("method", ["openid", "keys"])
def test_a_garbled_answer_of_theirs_is_survived(method: str) -> None:
    async def asked(keys: Keys) -> None:
        await keys.load()
        assert await keys.get("lots-test-key") is None

    with TeamsServer() as teams:
        teams.faults.push(method, Fault.GARBAGE)
        asyncio.run(asked(Keys(lambda: fetched(teams.openid_url), later=Later())))


def test_a_changed_key_is_found_once_some_minutes_have_passed() -> None:
    async def story(source: Source) -> None:
        await source.keys.load()
        assert await source.keys.get("first")
        source.kid = "second"
        assert await source.keys.get("second") is None
        assert source.fetches == 1
        source.now += AGAIN
        assert await source.keys.get("second")
        assert source.fetches == 2

    asyncio.run(story(Source()))


def test_old_keys_are_renewed_without_anybody_waiting() -> None:
    async def story(source: Source) -> None:
        await source.keys.load()
        source.now += FRESH
        assert await source.keys.get("first")
        await source.later.settled()
        assert source.fetches == 2
        assert threading.get_ident() not in source.threads

    asyncio.run(story(Source()))


def test_without_a_network_the_old_keys_stand_and_the_first_are_tried_for_again() -> None:
    async def story(source: Source) -> None:
        source.wrong = True
        await source.keys.load()
        assert await source.keys.get("first") is None
        source.wrong = False
        source.now += FIRST_AGAIN
        assert await source.keys.get("first")
        source.wrong = True
        source.now += FRESH
        assert await source.keys.get("first")
        await source.later.settled()
        assert await source.keys.get("first")

    asyncio.run(story(Source()))


def test_a_fetch_that_hangs_holds_up_nobody() -> None:
    """The loop beats on while the fetch stands still: were it in the loop, nobody could let it go on."""
    beats, go_on = 0, threading.Event()

    def hangs() -> Mapping[str, jwt.PyJWK]:
        assert go_on.wait(20), "the loop stood still"
        return published("first")

    async def story() -> None:
        nonlocal beats
        keys = Keys(hangs, later=Later())
        asked = asyncio.gather(*(keys.get("first") for _ in range(50)))
        while beats < 1000:
            await asyncio.sleep(0)
            beats += 1
        assert not asked.done()
        go_on.set()
        assert all(await asked)

    asyncio.run(story())
