"""What every test may use: a real database of each kind."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.databases import begin_run, database, database_url, end_run

__all__ = ["database", "database_url"]

_first = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """The first process of the run owns the databases that its workers share."""
    config.stash[_first] = begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running."""
    if config.stash.get(_first, False):
        end_run()


expect.set_options(timeout=30_000)  # how long a browser test looks before it gives up; CI machines are slow
