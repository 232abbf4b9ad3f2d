"""The school's tenant, checked against Teams' rules when the test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.chat.teams.school import people
from tests.teams.server import TeamsServer


@pytest.fixture
def teams() -> Iterator[TeamsServer]:
    with TeamsServer() as server:
        yield people(server)
