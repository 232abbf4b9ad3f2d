"""The test server breaks as Slack breaks, and says what happened behind the broken answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.faults import AMBIGUOUS, Fault, Faults
from tests.slack.server import SlackServer

NOT_HANDLED = {Fault.RESET, Fault.TIMEOUT, Fault.HTTP_500, Fault.HTTP_503, Fault.GARBAGE}


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        server.add_channel("C8C")
        yield server


def post(slack: SlackServer, channel: str = "C8C") -> httpx.Response:
    headers = {"authorization": f"Bearer {slack.token}"}
    body = {"channel": channel, "text": "a"}
    return httpx.post(f"{slack.api_url}chat.postMessage", json=body, headers=headers, timeout=0.2)


def fails(slack: SlackServer) -> str:
    """How the client sees the failure."""
    try:
        answer = post(slack)
        return str(answer.status_code) if answer.status_code != 200 else str(answer.json().get("error"))
    except httpx.TimeoutException:
        return "timeout"
    except httpx.TransportError:
        return "reset"
    except ValueError:
        return "garbage"


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (Fault.RESET, "reset"),
        (Fault.TIMEOUT, "timeout"),
        (Fault.HTTP_500, "500"),
        (Fault.HTTP_503, "503"),
        (Fault.GARBAGE, "garbage"),
        (Fault.LATE, "timeout"),
        (Fault.LANDS_LATE, "timeout"),
        (Fault.ACCEPT_THEN_RESET, "reset"),
        (Fault.ACCEPT_THEN_500, "500"),
        (Fault.ACCEPT_THEN_GARBAGE, "garbage"),
        (Fault.DENY("channel_not_found"), "channel_not_found"),
        (Fault.RATE_LIMITED(7), "429"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else value,
)
def test_a_fault_shows_itself_once(slack: SlackServer, fault: Fault, seen: str) -> None:
    slack.faults.push("chat.postMessage", fault)
    assert fails(slack) == seen
    assert post(slack).json()["ok"]
    assert [call.fault for call in slack.calls] == [fault.name, ""]


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: fault.name)
def test_behind_an_ambiguous_fault_the_message_is_there_or_not(slack: SlackServer, fault: Fault) -> None:
    slack.faults.push("chat.postMessage", fault)
    fails(slack)
    post(slack)
    assert len(slack.messages("C8C")) == (1 if fault in NOT_HANDLED else 2)


def test_a_rate_limit_says_how_long_to_wait(slack: SlackServer) -> None:
    slack.faults.push("chat.postMessage", Fault.RATE_LIMITED(30))
    assert post(slack).headers["Retry-After"] == "30"
    assert slack.messages("C8C") == []


def test_slacks_own_client_sees_a_dropped_connection(slack: SlackServer) -> None:
    slack.faults.push("chat.postMessage", Fault.ACCEPT_THEN_RESET)

    async def say() -> None:
        bot = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        await bot.chat_postMessage(channel="C8C", text="a")

    with pytest.raises(Exception, match=r"disconnect|reset|closed") as error:
        asyncio.run(say())
    assert not isinstance(error.value, SlackApiError)
    assert len(slack.messages("C8C")) == 1


def test_random_faults_come_again_with_the_same_seed() -> None:
    def drawn(seed: int) -> list[Fault | None]:
        faults = Faults()
        faults.at_random(seed=seed, rate=0.3, methods=["chat.postMessage"])
        assert faults.take("users.info") is None
        return [faults.take("chat.postMessage") for _ in range(200)]

    assert drawn(7) == drawn(7) != drawn(8)
    assert 40 <= sum(fault is not None for fault in drawn(7)) <= 80


def test_a_response_url_breaks_too(slack: SlackServer) -> None:
    slack.faults.push("response_url", Fault.HTTP_503)
    url = slack.give_response_url("C8C", slack.space.bot.id)
    assert httpx.post(url, json={"text": "a"}).status_code == 503
    assert httpx.post(url, json={"text": "a"}).status_code == 200


def test_a_channel_takes_one_post_a_second() -> None:
    with SlackServer(rate_limit=True) as slack:
        slack.clock.freeze()
        slack.add_channel("C8C")
        slack.add_channel("C9A")
        assert [post(slack, channel).status_code for channel in ("C8C", "C8C", "C9A")] == [200, 429, 200]
        slack.clock.advance(1)
        assert post(slack).status_code == 200
        assert slack.calls[-1].at - slack.calls[0].at == pytest.approx(1)


def test_other_methods_have_their_tier() -> None:
    with SlackServer(rate_limit=True) as slack:
        slack.clock.freeze()
        headers = {"authorization": f"Bearer {slack.token}"}
        answers = [httpx.get(f"{slack.api_url}users.list", headers=headers) for _ in range(21)]
        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        slack.clock.advance(int(answers[-1].headers["Retry-After"]))
        assert httpx.get(f"{slack.api_url}users.list", headers=headers).status_code == 200
