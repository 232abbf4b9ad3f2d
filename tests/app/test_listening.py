"""A port is had before anything else, or the reason is one line."""

from __future__ import annotations

import socket

import pytest

from bot.app.listening import listen
from bot.errors import UserError


def test_a_port_is_given_to_one_only() -> None:
    (first,) = listen("127.0.0.1", 0, "--port: 0")
    with (
        first,
        pytest.raises(UserError, match=r"--port: 1 cannot be used \(Address already in use\); try another"),
    ):
        listen("127.0.0.1", first.getsockname()[1], "--port: 1")


def test_what_is_no_address_of_this_machine_is_said() -> None:
    with pytest.raises(UserError, match=r"http\.bind: x cannot be used"):
        listen("192.0.2.1", 0, "http.bind: x")


def test_every_address_of_a_name_is_listened_at() -> None:
    wanted = {found[0] for found in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)}
    opened = listen("localhost", 0, "http.bind: localhost:0")
    assert {one.family for one in opened} == wanted
    for one in opened:
        one.close()
