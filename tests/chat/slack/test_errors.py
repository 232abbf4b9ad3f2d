"""Each way a call to Slack fails, said as the outbox needs to know it."""

from __future__ import annotations

import logging
import socket
import traceback
from typing import Any

import pytest

from bot.chat.slack.client import SlackChat
from bot.chat.slack.errors import send_error
from tests.chat.slack.posting import KEY, posting, refused, with_chat
from tests.chat.slack.school import ANNA, alert
from tests.slack.faults import AMBIGUOUS, Fault
from tests.slack.server import SlackServer

# -- what can go wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: fault.name)
def test_after_an_unclear_answer_nobody_knows_and_nothing_is_sent_twice(
    slack: SlackServer, fault: Fault
) -> None:
    slack.faults.push("chat.postMessage", fault)
    error = refused(slack, posting(), timeout=0.3)
    assert (error.unknown, error.permanent, error.retry_after) == (True, False, None)
    assert len(slack.calls_of("chat.postMessage")) == 1


def test_the_default_retry_handlers_would_post_again_after_a_dropped_connection(slack: SlackServer) -> None:
    slack.faults.push("chat.postMessage", Fault.ACCEPT_THEN_RESET)
    assert refused(slack, posting()).unknown
    assert len(slack.messages("C8C")) == 1


def test_a_passed_session_ignores_the_clients_timeout_so_it_has_its_own(slack: SlackServer) -> None:
    async def total(chat: SlackChat) -> float | None:
        return chat.api.session().timeout.total

    assert with_chat(slack, total, timeout=7.0) == 7.0
    slack.faults.push("chat.postMessage", Fault.TIMEOUT)
    assert refused(slack, posting(), timeout=0.2).unknown


@pytest.mark.parametrize(("asked", "waits"), [(30, 30.0), (0, 1.0), (99999, 3600.0)])
def test_a_rate_limit_says_how_long_to_wait(slack: SlackServer, asked: int, waits: float) -> None:
    slack.faults.push("chat.postMessage", Fault.RATE_LIMITED(asked))
    error = refused(slack, posting())
    assert (error.retry_after, error.permanent, error.unknown) == (waits, False, False)


@pytest.mark.parametrize(
    "code",
    [
        "channel_not_found", "is_archived", "not_in_channel", "token_revoked", "account_inactive", "invalid_auth",
        "user_not_found", "msg_too_long", "invalid_blocks", "missing_scope", "a_word_slack_made_up_yesterday",
    ],
)  # fmt: skip
def test_a_refusal_is_final_and_says_why(slack: SlackServer, code: str) -> None:
    slack.faults.push("chat.postMessage", Fault.DENY(code))
    error = refused(slack, posting())
    assert (error.permanent, error.unknown, error.why) == (True, False, code)


@pytest.mark.parametrize("code", ["internal_error", "fatal_error", "service_unavailable"])
def test_slacks_own_failure_may_have_posted_the_message(slack: SlackServer, code: str) -> None:
    slack.faults.push("chat.postMessage", Fault.DENY(code))
    assert refused(slack, posting()).unknown


@pytest.mark.parametrize("kind", [{"is_archived": True}, {"bot_in": False}])
def test_a_channel_that_is_closed_or_left_is_final(slack: SlackServer, kind: Any) -> None:
    slack.add_channel("CGONE", **kind)
    assert refused(slack, posting("CGONE")).permanent
    slack.remove_channel("CGONE")
    assert refused(slack, posting("CGONE")).permanent


def test_a_revoked_token_is_final(slack: SlackServer) -> None:
    slack.revoke_token()
    assert refused(slack, posting()).why == "token_revoked"


def test_where_nobody_listens_nothing_was_sent(slack: SlackServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}/api/"

    async def post_with_the_channel_known(chat: SlackChat) -> None:
        await chat.post("C8C", alert(), KEY)

    error = refused(slack, post_with_the_channel_known, api_url=nowhere)
    assert (error.unknown, error.permanent) == (False, False)
    assert error.retry_after


@pytest.mark.parametrize("method", ["conversations.info", "users.lookupByEmail", "conversations.open"])
@pytest.mark.parametrize(
    "fault", [Fault.TIMEOUT, Fault.HTTP_500, Fault.GARBAGE], ids=lambda fault: fault.name
)
def test_an_unclear_look_up_before_posting_leaves_no_doubt_about_the_message(
    slack: SlackServer, method: str, fault: Fault
) -> None:
    slack.faults.push(method, fault)
    address = "C8C" if method == "conversations.info" else f"@{ANNA}"
    error = refused(slack, posting(address), timeout=0.3)
    assert (error.unknown, error.permanent) == (False, False)
    assert not slack.calls_of("chat.postMessage")


@pytest.mark.parametrize(
    "fault",
    [*AMBIGUOUS, Fault.RATE_LIMITED(1), Fault.DENY("invalid_auth"), Fault.DENY("xoxb-test")],
    ids=lambda fault: fault.name,
)
def test_no_error_or_log_repeats_the_token(
    slack: SlackServer, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.faults.push("chat.postMessage", fault)
    error = refused(slack, posting(), timeout=0.3)
    said = "".join(traceback.format_exception(error)) + repr(error) + caplog.text
    assert slack.token not in said
    assert "Kontakta" not in caplog.text


def test_any_other_error_of_the_sdk_is_unclear() -> None:
    assert send_error(ValueError("xoxb-1"), wrote=True).unknown
    assert "xoxb" not in send_error(ValueError("xoxb-1"), wrote=True).why
