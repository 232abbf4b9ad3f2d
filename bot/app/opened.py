"""The database as a person's command opens it: never made by looking, never changed by looking."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from bot.app.wiring import house_of, settings_of
from bot.errors import UserError
from bot.handlers.house import House
from bot.settings import Settings
from bot.storage.db import Database
from bot.storage.errors import StorageError

SQLITE = "sqlite:///"
VERSION = "SELECT version_num FROM alembic_version"


def opened(config: Path) -> tuple[Settings, House]:
    """Settings and house for a command beside the service. UserError where nothing is there to be read."""
    settings = settings_of(config)
    file = missing_file(settings)
    if file is not None:
        raise UserError(f"database {file}: is not there yet; `lots run` or `lots once` makes it")
    house = house_of(settings, upgrade=False)
    try:
        current = house.db.is_current()
        revision = schema(house.db)
    except StorageError as error:
        raise UserError(str(error)) from None
    if not current:
        why = f"has the schema {revision} of an earlier release" if revision else "is empty"
        raise UserError(f"database {house.db.place}: {why}; bring it up with `lots db upgrade`")
    return settings, house


def missing_file(settings: Settings) -> Path | None:
    """The SQLite file that does not exist yet: connecting would make an empty one, owned by whoever looked."""
    url = settings.database.url.get_secret_value()
    file = url.removeprefix(SQLITE)
    return Path(file) if file != url and not Path(file).exists() else None


def schema(database: Database) -> str:
    """The schema's revision; empty where there is none yet."""
    with database.read() as conn:
        if not sa.inspect(conn).has_table("alembic_version"):
            return ""
        return str(conn.exec_driver_sql(VERSION).scalar() or "")
