"""Alembic run from code, inside a transaction that the caller has begun."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def config(conn: sa.Connection | None = None) -> Config:
    """Alembic's settings: this folder, this connection, no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = conn
    return settings


def upgrade(conn: sa.Connection, revision: str = "head") -> None:
    """Bring the schema to ``revision``; nothing is kept unless the caller commits."""
    command.upgrade(config(conn), revision)
