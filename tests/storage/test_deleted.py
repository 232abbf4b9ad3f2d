"""What a source told whole and no longer has is found, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.ports import Told
from bot.rules.values import Window
from bot.storage import attendance, deleted, school
from bot.storage.db import Database
from tests.storage.make import MONDAY, SCHOOL, frame, pupil

TUESDAY = MONDAY + timedelta(days=1)
STORED = (
    {"record_id": "e1:p1"},
    {"record_id": "e1:p2", "pupil_id": "p2"},
    {"record_id": "e10:p1"},
    {"record_id": "e2:p1", "day": TUESDAY},
    {"record_id": "e1:p1", "source": "other"},
    {"record_id": "åska:p1"},
)


@pytest.fixture
def stored(database: Database) -> Database:
    with database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil("p1"), pupil("p2")], MONDAY)
        attendance.upsert(conn, frame(*STORED))
    return database


def gone(database: Database, told: Sequence[Told], *rows: dict[str, Any]) -> list[str]:
    with database.read() as conn:
        found = deleted.not_told(conn, "csv", told, frame(*rows))
    assert found.schema == frame().schema
    assert all(found["deleted"])
    return sorted(found["record_id"])


@pytest.mark.parametrize(
    ("told", "rows", "left"),
    [
        ((), (), []),
        ((Told(begin="e1:"),), (), ["e1:p1", "e1:p2"]),
        ((Told(begin="e1:"),), ({"record_id": "e1:p2"},), ["e1:p1"]),
        ((Told(begin="åska:"),), (), ["åska:p1"]),
        ((Told(days=Window(first=TUESDAY, last=TUESDAY)),), (), ["e2:p1"]),
        ((Told(days=Window(first=MONDAY, last=TUESDAY)),), ({"record_id": "e10:p1"},), None),
        ((Told(days=Window(first=MONDAY, last=TUESDAY), begin="e1:"),), (), ["e1:p1", "e1:p2"]),
        ((Told(days=Window(first=TUESDAY, last=TUESDAY), schools=frozenset({SCHOOL})),), (), ["e2:p1"]),
        ((Told(days=Window(first=TUESDAY, last=TUESDAY), schools=frozenset({"Annan"})),), (), []),
    ],
)
def test_what_was_told_whole_and_is_not_there_is_deleted(
    stored: Database, told: Sequence[Told], rows: Sequence[dict[str, Any]], left: list[str] | None
) -> None:
    expected = ["e1:p1", "e1:p2", "e2:p1", "åska:p1"] if left is None else left
    assert gone(stored, told, *rows) == expected


def test_deleting_rows_take_the_records_out_of_their_days(stored: Database) -> None:
    with stored.write() as conn:
        rows = deleted.not_told(conn, "csv", (Told(begin="e2:"),), frame())
        assert attendance.upsert(conn, rows) == {("p1", TUESDAY)}


def test_some_days_are_found_pupil_by_pupil_not_by_walking_all_records(stored: Database) -> None:
    if stored._engine.dialect.name != "sqlite":
        return  # PostgreSQL goes by its statistics
    seen: list[str] = []

    def explained(conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT record"):
            plan = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            seen.extend(row[3] for row in plan.fetchall())

    sa.event.listen(stored._engine, "before_cursor_execute", explained)
    gone(stored, (Told(days=Window(first=TUESDAY, last=TUESDAY)),))
    sa.event.remove(stored._engine, "before_cursor_execute", explained)
    assert any(line.startswith("SEARCH record") for line in seen), seen
    assert not any(line.startswith("SCAN record") for line in seen), seen
