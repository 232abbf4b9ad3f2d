"""The invented school folder as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.school import School


@pytest.fixture
def school(tmp_path: Path) -> School:
    folder = tmp_path / "data"
    folder.mkdir()
    return School(folder)
