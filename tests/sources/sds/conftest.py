"""The invented export as a fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.sds.export import Export


@pytest.fixture
def export(tmp_path: Path) -> Export:
    return Export(tmp_path)
