"""The test server breaks as Teams breaks, and says what happened behind the broken answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import httpx
import pytest

from tests.slack.faults import Break
from tests.teams.asked import Asked
from tests.teams.faults import (
    ACCEPT_THEN_502,
    ACCEPT_THEN_504,
    AMBIGUOUS,
    HTTP_502,
    HTTP_504,
    PRECONDITION,
    Fault,
    deny,
)
from tests.teams.limits import READ, SEND, Window
from tests.teams.server import TeamsServer

NOT_HANDLED = {
    Fault.RESET,
    Fault.TIMEOUT,
    Fault.HTTP_500,
    Fault.HTTP_503,
    Fault.GARBAGE,
    HTTP_502,
    HTTP_504,
}
CHANNEL, OTHER = "19:8c@thread.tacv2", "19:9a@thread.tacv2"


def made(server: TeamsServer) -> Asked:
    server.add_channel("8c")
    server.add_channel("9a")
    return Asked(server)


@pytest.fixture
def teams() -> Iterator[TeamsServer]:
    with TeamsServer() as server:
        yield server


@pytest.fixture
def asked(teams: TeamsServer) -> Asked:
    return made(teams)


def fails(asked: Asked, fault: Fault) -> str:
    """How the client sees the failure; it has little patience only where no answer will come."""
    patience, asked.timeout = asked.timeout, 0.3 if fault.how is Break.HOLD else asked.timeout
    try:
        answer = asked.post(CHANNEL, "a")
        return "garbage" if "html" in answer.headers["content-type"] else str(answer.status_code)
    except httpx.TimeoutException:
        return "timeout"
    except httpx.TransportError:
        return "reset"
    finally:
        asked.timeout = patience


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.RESET, "reset"),
        (Fault.TIMEOUT, "timeout"),
        (Fault.HTTP_500, "500"),
        (Fault.HTTP_503, "503"),
        (HTTP_502, "502"),
        (HTTP_504, "504"),
        (Fault.GARBAGE, "garbage"),
        (Fault.LATE, "timeout"),
        (Fault.LANDS_LATE, "timeout"),
        (Fault.ACCEPT_THEN_RESET, "reset"),
        (Fault.ACCEPT_THEN_500, "500"),
        (Fault.ACCEPT_THEN_GARBAGE, "garbage"),
        (ACCEPT_THEN_502, "502"),
        (ACCEPT_THEN_504, "504"),
        (PRECONDITION, "412"),
        (deny(403, "BotNotInConversationRoster"), "403"),
        (Fault.RATE_LIMITED(7), "429"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else value,
)
def test_a_fault_shows_itself_once(teams: TeamsServer, asked: Asked, fault: Fault, seen: str) -> None:
    teams.faults.push("post", fault)
    assert fails(asked, fault) == seen
    assert asked.post(CHANNEL, "a").status_code == 201
    assert [call.fault for call in teams.calls_of("post")] == [fault.name, ""]


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: fault.name)
def test_behind_an_ambiguous_fault_the_message_is_there_or_not(
    teams: TeamsServer, asked: Asked, fault: Fault
) -> None:
    teams.faults.push("post", fault)
    fails(asked, fault)
    asked.post(CHANNEL, "a")
    assert len(teams.messages(CHANNEL)) == (1 if fault in NOT_HANDLED else 2)


def test_a_refusal_names_itself_and_a_limit_says_how_long_to_wait(teams: TeamsServer, asked: Asked) -> None:
    teams.faults.push("post", deny(404, "ConversationNotFound"))
    assert asked.post(CHANNEL, "a").json()["error"]["code"] == "ConversationNotFound"
    teams.faults.push("post", Fault.RATE_LIMITED(30))
    assert asked.post(CHANNEL, "a").headers["Retry-After"] == "30"
    assert teams.messages(CHANNEL) == []


@pytest.mark.parametrize("method", ["token", "keys", "openid"])
def test_login_and_keys_break_too(teams: TeamsServer, method: str) -> None:
    teams.faults.push(method, Fault.HTTP_503)
    asked = Asked(teams)
    broken = {"token": asked.token, "keys": asked.keys, "openid": asked.openid}[method]
    assert [broken().status_code, broken().status_code] == [503, 200]


@pytest.mark.parametrize("windows", [SEND, READ], ids=["send", "read"])
def test_a_conversation_takes_so_many_calls(windows: Sequence[Window]) -> None:
    with TeamsServer(rate_limit=True) as teams:
        teams.clock.freeze()
        asked = made(teams)
        call = asked.members if windows is READ else lambda place: asked.post(place, "a")
        (_, in_one), (_, in_two) = windows[:2]
        statuses = [call(CHANNEL).status_code for _ in range(in_one + 1)]
        assert statuses[-1] == 429
        assert 429 not in statuses[:-1]
        assert call(OTHER).status_code != 429
        teams.clock.advance(1)
        more = [call(CHANNEL).status_code == 429 for _ in range(in_two - in_one + 1)]
        assert more == [False] * (in_two - in_one) + [True]
        teams.clock.advance(1)
        assert call(CHANNEL).status_code != 429


def test_a_thread_shares_the_limit_of_its_channel() -> None:
    with TeamsServer(rate_limit=True) as teams:
        teams.clock.freeze()
        asked = made(teams)
        root = asked.post(CHANNEL, "a").json()["id"]
        statuses = [asked.post(f"{CHANNEL};messageid={root}", "a").status_code for _ in range(7)]
        assert statuses == [201] * 6 + [429]


def test_the_app_takes_fifty_calls_a_second() -> None:
    with TeamsServer(rate_limit=True) as teams:
        teams.clock.freeze()
        asked = made(teams)
        places = [teams.add_chat(f"chat-{number}").id for number in range(51)]
        assert [asked.post(place, "a").status_code for place in places] == [201] * 50 + [429]
        teams.clock.advance(1)
        assert asked.post(places[-1], "a").status_code == 201
