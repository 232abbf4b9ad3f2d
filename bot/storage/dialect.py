"""The two databases this program knows, and their clock."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

SQLITE = "sqlite"
POSTGRESQL = "postgresql"


def is_sqlite(conn: sa.Connection) -> bool:
    """True on SQLite, False on PostgreSQL."""
    return conn.dialect.name == SQLITE


def database_now(conn: sa.Connection) -> datetime:
    """The database's own clock, aware, in UTC: leases go by it, so that no host's clock matters."""
    if is_sqlite(conn):
        text = conn.exec_driver_sql("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')").scalar_one()
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    moment: datetime = conn.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment.astimezone(UTC)
