from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.school import plan, write_school
from tests.demo.counting import Count, replay


@pytest.fixture(scope="session")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lit")
    write_school(plan("ostersund"), folder, until=plan("ostersund").last_day)
    return folder


@pytest.fixture(scope="session")
def nyland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nyland")
    write_school(plan("nyland"), folder, until=plan("nyland").last_day)
    return folder


@pytest.fixture(scope="session")
def lit_counts(lit: Path) -> list[Count]:
    return list(replay(lit, plan("ostersund").school_days, window=20))


@pytest.fixture(scope="session")
def nyland_counts(nyland: Path) -> list[Count]:
    return list(replay(nyland, plan("nyland").school_days, window=60))
