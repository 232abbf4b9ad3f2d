"""Opening, transactions and the database's clock."""

from __future__ import annotations

import os
import threading
from datetime import UTC, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.db import Database
from bot.storage.errors import StorageError
from tests.databases import fresh_url

CLICKS = sa.select(sa.func.count()).select_from(t.click)


def _click(conn: sa.Connection, database: Database, click_id: str) -> None:
    conn.execute(sa.insert(t.click).values(click_id=click_id, at=database.now(conn)))


def test_what_is_written_stays(database: Database) -> None:
    with database.write() as conn:
        _click(conn, database, "a")
    with database.read() as conn:
        assert conn.scalar(CLICKS) == 1


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    def fail(conn: sa.Connection) -> None:
        _click(conn, database, "a")
        raise RuntimeError

    with pytest.raises(RuntimeError), database.write() as conn:
        fail(conn)
    with database.read() as conn:
        assert conn.scalar(CLICKS) == 0


def test_a_reader_sees_one_snapshot_while_another_writes(database: Database) -> None:
    with database.read() as conn:
        assert conn.scalar(CLICKS) == 0
        with database.write() as other:
            _click(other, database, "a")
        assert conn.scalar(CLICKS) == 0


def test_threads_write_one_after_the_other(database: Database) -> None:
    def many(name: str) -> None:
        for number in range(20):
            with database.write() as conn:
                _click(conn, database, f"{name}{number}")

    threads = [threading.Thread(target=many, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as conn:
        assert conn.scalar(CLICKS) == 60


def test_the_database_clock_is_aware_and_goes_forward(database: Database) -> None:
    with database.read() as conn:
        first, second = database.now(conn), database.now(conn)
    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(minutes=1)


def test_moments_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    with database.write() as conn:
        now = database.now(conn)
        _click(conn, database, "a")
        read = conn.scalar(sa.select(t.click.c.at))
        assert read is not None
        assert read.tzinfo is UTC
        assert abs(read - now) < timedelta(minutes=1)
        with pytest.raises(sa.exc.StatementError, match="without time zone"):
            conn.execute(sa.insert(t.click).values(click_id="b", at=now.replace(tzinfo=None)))


def test_a_fresh_database_is_not_current_until_upgraded(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    database.upgrade()
    assert database.is_current()
    database.close()


def test_a_newer_schema_is_refused_in_one_line(database: Database) -> None:
    with database.write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for ask in (database.is_current, database.upgrade):
        with pytest.raises(StorageError, match=r"9999\) is newer than this program") as caught:
            ask()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not a URL"),
        ("mysql://u:hemligt@h/d", "'mysql' is not known"),
        ("sqlite://", "in memory"),
        ("sqlite:////no/such/folder/lots.db", "folder does not exist"),
    ],
)
def test_an_unusable_url_is_said_in_one_line(url: str, says: str) -> None:
    with pytest.raises(StorageError, match=says) as caught:
        Database(url)
    assert "\n" not in str(caught.value)
    assert "hemligt" not in str(caught.value)


def test_an_unreachable_server_is_said_without_the_password() -> None:
    database = Database("postgresql://lots:hemligt@127.0.0.1:1/lots")
    with pytest.raises(StorageError, match=r"cannot be reached: .*refused") as caught:
        database.is_current()
    assert "\n" not in str(caught.value)
    assert "hemligt" not in str(caught.value)


def test_a_postgresql_url_without_driver_is_taken(tmp_path: Path) -> None:
    with fresh_url("postgresql", tmp_path) as url:
        database = Database(url.replace("postgresql+psycopg", "postgresql"))
        assert database.is_current()
        database.close()


def test_a_new_file_and_its_log_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        database = Database(f"sqlite:///{tmp_path}/lots.db")
        database.upgrade()
        with database.write() as conn:
            _click(conn, database, "a")
            modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert "lots.db-wal" in modes
    assert set(modes.values()) == {"0o600"}
