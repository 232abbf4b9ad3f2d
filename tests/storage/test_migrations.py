"""The migrations build exactly the tables of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage.db import Database
from bot.storage.migrations import REVISIONS
from bot.storage.migrations.run import config, upgrade
from bot.storage.tables import metadata


def test_migrations_equal_the_metadata(database: Database) -> None:
    with database.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_known_revisions_are_the_migrations_on_disk() -> None:
    script = ScriptDirectory.from_config(config())
    assert tuple(found.revision for found in script.walk_revisions())[::-1] == REVISIONS
    assert script.get_current_head() == REVISIONS[-1]


def test_a_schema_that_is_current_is_left_alone(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic would stay in the memory of a service that runs for months."""
    monkeypatch.setattr("bot.storage.migrations.run.upgrade", None)
    database.upgrade()
    assert database.is_current()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_older_schema_is_not_current_and_is_brought_up(revision: str, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.write() as conn:
        upgrade(conn, revision)
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    database.close()
