"""Whom a poll still has to measure."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.rules.values import Window
from bot.storage import changed, school
from bot.storage.db import Database
from bot.storage.dialect import is_sqlite
from bot.storage.tables import changed_pupil
from tests.storage.make import MONDAY, SCHOOL, pupil

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
"""How many wait for this connection; asked of the locks, for who is active is read once a transaction."""


@pytest.mark.parametrize(("pupils", "known"), [(changed.MANY, changed.MANY), (changed.MANY - 1, -1)])
def test_postgresql_is_told_of_many_at_once_and_not_of_a_days_few(
    database: Database, pupils: int, known: int
) -> None:
    ids = [f"p{n}" for n in range(pupils)]
    with database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil(one) for one in ids], MONDAY)
        changed.mark(conn, dict.fromkeys(ids, Window(first=MONDAY, last=MONDAY)))
        assert changed.count(conn, SCHOOL) == pupils
        if not is_sqlite(conn):
            rows = conn.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'changed_pupil'")
            assert rows.scalar_one() == known


def test_two_who_note_the_same_pupil_at_once_are_both_kept(database: Database) -> None:
    """A poll takes records in while somebody presses *the data are right*: neither fails, neither is forgotten."""
    friday = MONDAY + timedelta(days=4)
    begun = threading.Event()

    def other() -> None:
        begun.set()
        with database.write() as conn:
            changed.mark(conn, {"p1": Window(first=MONDAY, last=MONDAY)})

    with database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil("p1")], MONDAY)
    with ThreadPoolExecutor() as pool:
        with database.write() as conn:
            changed.mark(conn, {"p1": Window(first=friday, last=friday)})
            noted = pool.submit(other)
            begun.wait()
            while not is_sqlite(conn) and not noted.done() and not conn.exec_driver_sql(WAITS).scalar_one():
                pass
        noted.result()
    with database.read() as conn:
        assert conn.execute(sa.select(changed_pupil.c.first, changed_pupil.c.day)).all() == [(MONDAY, friday)]
        assert changed.count(conn, SCHOOL) == 1
