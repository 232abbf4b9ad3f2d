"""A school folder with a drop beside it, polled as the service does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.mapped.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)
