"""A school for each story: in Slack on both engines, in Teams on SQLite, Östersund's on PostgreSQL too.

The other ladders walk in Teams on PostgreSQL where ``LOTS_TEST_EVERYWHERE`` is set, as .ci/run does: it takes minutes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.storage.db import Database
from tests.databases import fresh_url
from tests.scenarios.setting import LIT, Setting
from tests.scenarios.story import SLACK, TEAMS, School

Open = Callable[..., School]
CHATS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sqlite": ("sqlite", SLACK),
    "postgresql": ("postgresql", SLACK),
    "teams": ("sqlite", TEAMS),
    "teams-postgresql": ("postgresql", TEAMS),
}
EITHER = list(CHATS) if os.environ.get("LOTS_TEST_EVERYWHERE") else list(CHATS)[:3]


@pytest.fixture
def opened(database: Database, tmp_path: Path) -> Iterator[Open]:
    """Open a school in Slack: ``opened()``, ``opened(NYLAND, grade=5)``; once on each engine."""
    yield from _opened(database, tmp_path, SLACK)


@pytest.fixture(params=EITHER)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open a school in either chat."""
    yield from _chatting(request.param, tmp_path)


def _chatting(where: str, path: Path) -> Iterator[Open]:
    kind, chats = CHATS[where]
    with fresh_url(kind, path) as url:
        database = Database(url)
        yield from _opened(database, path, chats)
        database.close()


def _opened(database: Database, path: Path, chats: Mapping[str, str]) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_school(setting: Setting = LIT, **changed: Any) -> School:
            made = School(database, path / "school", setting, **{"chats": chats, **changed})
            return stack.enter_context(made)

        yield open_school


@pytest.fixture
def lit(opened: Open) -> School:
    """The school of Östersund's ladder, in Slack."""
    return opened()


@pytest.fixture(params=list(CHATS))
def lits(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[School]:
    """The school of Östersund's ladder, in either chat on either engine."""
    for opened in _chatting(request.param, tmp_path):
        yield opened()
