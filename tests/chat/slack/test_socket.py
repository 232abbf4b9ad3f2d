"""Bolt itself: Socket Mode hears what HTTP hears, and no door stands open behind the guard."""

from __future__ import annotations

from slack_bolt.async_app import AsyncBoltRequest

from bot.chat.slack.inbound import Inbound, bolt_app
from bot.chat.slack.socket import Step, socket_handler
from tests.chat.slack.school import (
    FakeInbox,
    chat_of,
    run,
)
from tests.slack.server import SlackServer


def test_socket_mode_has_the_same_listeners(slack: SlackServer) -> None:
    async def told() -> tuple[list[str], list[str]]:
        chat = chat_of(slack)
        made = [bolt_app(Inbound(FakeInbox(), chat), "secret") for _ in range(2)]
        handler = socket_handler("xapp-test", made[0])
        close: Step = handler.client.close
        await close()
        await chat.close()
        assert handler.app is made[0]
        names = [[each.ack_function.__name__ for each in app._async_listeners] for app in made]
        return names[0], names[1]

    over_socket, over_http = run(told())
    assert over_socket == over_http
    assert {"action", "submission", "command", "home", "gone"} <= set(over_socket)


def test_bolt_itself_answers_no_unsigned_ssl_check(slack: SlackServer) -> None:
    async def asked() -> int:
        chat = chat_of(slack)
        app = bolt_app(Inbound(FakeInbox(), chat), "secret")
        answer = await app.async_dispatch(AsyncBoltRequest(body="ssl_check=1&token=deprecated", headers={}))
        await chat.close()
        return answer.status

    assert run(asked()) == 401


def test_bolt_is_given_no_token_to_lose(slack: SlackServer) -> None:
    chat = chat_of(slack)
    app = bolt_app(Inbound(FakeInbox(), chat), "secret")
    assert app.client.token is None
