"""The school's workspace, checked against Slack's rules when the test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chat.slack.school import people
from tests.slack.server import SlackServer


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield people(server)
