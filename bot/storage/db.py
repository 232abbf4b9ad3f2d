"""The database: SQLite by default, PostgreSQL by URL. One open transaction at a time per ``with``.

SQLite runs in WAL mode and takes its one write lock at the start (``BEGIN IMMEDIATE``), so a write never
fails half-way with *database is locked*; PostgreSQL writes at read committed, reads from one snapshot.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.storage.dialect import POSTGRESQL, SQLITE, database_now
from bot.storage.errors import StorageError
from bot.storage.migrations import HEAD, REVISIONS

BUSY_SECONDS = 30
URL_HELP = "allowed: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"


class Database:
    """One database by ``url``; safe to share between threads. Raises StorageError for an unusable URL."""

    def __init__(self, url: str) -> None:
        self.url = _checked(url)
        self._engine = _engine(self.url)
        self._one_writer = threading.Lock() if self.url.get_backend_name() == SQLITE else None

    @property
    def place(self) -> str:
        """The URL as it may be shown: without password and query."""
        shown = self.url
        return sa.URL.create(
            shown.drivername, shown.username, None, shown.host, shown.port, shown.database
        ).render_as_string(hide_password=False)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction that is committed at the end and rolled back by any exception."""
        with self._turn(), self._connect() as conn:
            conn.execution_options(lots_immediate=True)
            with conn.begin():
                yield conn

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One snapshot to read from; nothing written in it is kept."""
        with self._connect() as conn:
            if self._one_writer is None:
                conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            conn.begin()
            yield conn

    def now(self, conn: sa.Connection) -> datetime:
        """See :func:`database_now`."""
        return database_now(conn)

    def upgrade(self) -> None:
        """Bring the schema to this program's, from nothing or from any earlier release."""
        if self.is_current():
            return  # Alembic and what it brings would stay in memory for as long as the service runs
        from bot.storage.migrations.run import upgrade

        try:
            with self.write() as conn:
                self._refuse_newer(conn)
                upgrade(conn)
        except DBAPIError:
            if not self.is_current():  # else another replica has just done it
                raise

    def is_current(self) -> bool:
        """True if the schema is this program's. Raises StorageError when unreachable or newer."""
        with self.read() as conn:
            return self._refuse_newer(conn) == HEAD

    def scrub(self) -> None:
        """Let nothing that was deleted linger in SQLite's log; PostgreSQL's vacuum does this by itself."""
        if self._one_writer is None:
            return
        with self._turn(), self._connect() as conn:
            # Not within a transaction; where somebody reads on, it is done at the next checkpoint instead.
            conn.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _refuse_newer(self, conn: sa.Connection) -> str | None:
        if not sa.inspect(conn).has_table("alembic_version"):
            return None
        revision: str | None = conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        if revision is not None and revision not in REVISIONS:
            raise StorageError(
                f"database {self.place}: its schema ({revision}) is newer than this program "
                f"({HEAD}); install the newer lots"
            )
        return revision

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # SQLite's own waiting sleeps in steps of up to 100 ms; threads of one process queue here instead.
        if self._one_writer is None:
            yield
            return
        if not self._one_writer.acquire(timeout=BUSY_SECONDS):
            raise StorageError(f"database {self.place}: busy for {BUSY_SECONDS} s with another transaction")
        try:
            yield
        finally:
            self._one_writer.release()

    @contextmanager
    def _connect(self) -> Iterator[sa.Connection]:
        try:
            conn = self._engine.connect()
        except DBAPIError as error:
            why = " ".join(str(error.orig).split())
            raise StorageError(f"database {self.place}: cannot be reached: {why}") from None
        with conn:
            yield conn


def _checked(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise StorageError(f"database url: not a URL; {URL_HELP}") from None
    if backend not in (SQLITE, POSTGRESQL):
        raise StorageError(f"database url: {backend!r} is not known; {URL_HELP}")
    if backend == POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.database in (None, "", ":memory:"):
        raise StorageError(f"database url: a database in memory would be lost at the end; {URL_HELP}")
    return url


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == POSTGRESQL:
        try:
            return sa.create_engine(
                url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10}
            )
        except (NoSuchModuleError, ImportError):
            raise StorageError("database url: the PostgreSQL driver psycopg is not installed") from None
    if url.database is not None and not Path(url.database).parent.is_dir():
        raise StorageError(f"database {url.database}: its folder does not exist")
    # Parameters are names and notes: no error may quote them.
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    sa.event.listen(engine, "do_connect", partial(_make_own, url.database or ""))
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_own(file: str, *_connecting: object) -> None:
    """A new file is its owner's alone, whatever the umask: SQLite's log beside it takes the file's mode."""
    if file.startswith("file:"):
        return  # an address with options of its own, not a path
    with suppress(OSError):  # it is there, or cannot be made: connecting says which
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is said in _begin_sqlite, not guessed by the driver
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "synchronous=FULL",
        # 32 MB: a page written by several polls is brought into the file once, and few commits wait for that.
        "wal_autocheckpoint=8192",
        # A city's first reading writes 400 MB at a time: the log does not stay that large.
        "journal_size_limit=67108864",
        "temp_store=MEMORY",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(conn: sa.Connection) -> None:
    immediate = conn.get_execution_options().get("lots_immediate", False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
