"""Whom a poll still has to measure."""

from __future__ import annotations

import pytest

from bot.rules.values import Window
from bot.storage import changed, school
from bot.storage.db import Database
from bot.storage.dialect import is_sqlite
from tests.storage.make import MONDAY, SCHOOL, pupil


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
