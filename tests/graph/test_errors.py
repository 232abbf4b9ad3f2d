"""What Microsoft's refusals mean to the outbox, where only the answer itself says it."""

from __future__ import annotations

import httpx
import pytest

from bot.graph.errors import LONGEST_WAIT, send_error
from bot.ports import SendError

ASKED = httpx.Request("POST", "https://smba.example/v3/conversations/x/activities")


def answered(status: int, retry_after: str | None = None, *, wrote: bool = True) -> SendError:
    """The error of an answer to a post, or to a look."""
    sent = {} if retry_after is None else {"retry-after": retry_after}
    response = httpx.Response(status, headers=sent, json={"error": {"code": "Throttled"}}, request=ASKED)
    return send_error(httpx.HTTPStatusError("x", request=ASKED, response=response), wrote=wrote)


@pytest.mark.parametrize("said", [None, "", "soon", "-5", "Sun, 29 Nov 2026 09:00:00 GMT"])
def test_throttled_without_a_time_it_is_left_to_the_outbox_to_wait_longer_each_time(said: str | None) -> None:
    error = answered(429, said)
    assert (error.permanent, error.unknown, error.retry_after) == (False, False, None)


@pytest.mark.parametrize(("said", "seconds"), [("0", 1.0), ("17", 17.0), ("999999", LONGEST_WAIT)])
def test_throttled_with_a_time_it_is_taken(said: str, seconds: float) -> None:
    assert answered(429, said).retry_after == seconds


def test_another_call_under_way_is_over_in_a_second() -> None:
    assert answered(412).retry_after == 1.0


def test_away_for_a_time_a_look_waits_for_it_and_a_post_is_looked_for() -> None:
    assert answered(503, "120", wrote=False).retry_after == 120
    assert answered(503, "120").unknown
