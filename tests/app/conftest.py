from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.office import MONDAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def ill(office: Office) -> Office:
    """p1 has been ill for three of twenty days, the case is open since the last Friday of four weeks."""
    away = tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))
    office.once(office.weeks(4, {"p1": away, "hidden": away}))
    return office
