"""A school for each story, on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.storage.db import Database
from tests.scenarios.setting import LIT, Setting
from tests.scenarios.story import School

Open = Callable[..., School]


@pytest.fixture
def opened(database: Database, tmp_path: Path) -> Iterator[Open]:
    """Open a school: ``opened()``, ``opened(NYLAND, grade=5)``."""
    with ExitStack() as stack:

        def open_school(setting: Setting = LIT, **changed: Any) -> School:
            return stack.enter_context(School(database, tmp_path / "school", setting, **changed))

        yield open_school


@pytest.fixture
def lit(opened: Open) -> School:
    """The school of Östersund's ladder."""
    return opened()
