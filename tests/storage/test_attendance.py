"""Records and their rollup: what is read back is what the sources said last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.rules.values import Kind, Lesson, PupilDay, Reason, Status
from bot.storage import attendance, rollup, school, tally
from bot.storage import tables as t
from bot.storage.attendance import Touched
from bot.storage.db import Database
from bot.storage.rollup import PupilTotals
from tests.storage.make import MONDAY, SCHOOL, frame, pupil

TUESDAY = MONDAY + timedelta(days=1)
EVER = (date(2026, 1, 1), date(2026, 12, 31))
ABSENT = {"status": "absent", "absent": 60, "kind": "invalid", "reason": "other"}


def take(database: Database, *rows: dict[str, Any]) -> Touched:
    with database.write() as conn:
        touched = attendance.upsert(conn, frame(*rows))
        rollup.rewrite_days(conn, touched)
    return touched


def days(database: Database, pupil_id: str = "p1") -> tuple[PupilDay, ...]:
    with database.read() as conn:
        return rollup.days(conn, pupil_id, *EVER)


def test_a_day_is_read_back_exactly_in_order_of_time(database: Database) -> None:
    late = {"record_id": "b,1", "starts": 600, "ends": 645, "scheduled": 45, "absent": 7, "status": "late"}
    take(database, late | {"kind": "valid", "reason": "health", "subject": "Hem, och: konsumentkunskap"}, {})
    assert days(database) == (
        PupilDay(
            day=MONDAY,
            lessons=(
                Lesson(record_id="r1", starts=480, ends=540, scheduled=60, absent=0, status=Status.PRESENT),
                Lesson(
                    record_id="b,1",
                    starts=600,
                    ends=645,
                    scheduled=45,
                    absent=7,
                    status=Status.LATE,
                    kind=Kind.VALID,
                    reason=Reason.HEALTH,
                    subject="Hem, och: konsumentkunskap",
                ),
            ),
        ),
    )


def test_the_same_records_again_touch_nothing(database: Database) -> None:
    assert take(database, {}, ABSENT | {"record_id": "r2"}) == {("p1", MONDAY)}
    assert take(database, {}, ABSENT | {"record_id": "r2", "seq": 9}) == set()


def test_a_correction_touches_its_day(database: Database) -> None:
    take(database, ABSENT)
    assert take(database, ABSENT | {"kind": "valid"}) == {("p1", MONDAY)}
    assert days(database)[0].lessons[0].kind is Kind.VALID


def test_a_record_that_moves_touches_where_it_was_too(database: Database) -> None:
    take(database, {})
    assert take(database, {"day": TUESDAY}) == {("p1", MONDAY), ("p1", TUESDAY)}
    assert [one.day for one in days(database)] == [TUESDAY]
    assert take(database, {"day": TUESDAY, "pupil_id": "p2"}) == {("p1", TUESDAY), ("p2", TUESDAY)}
    assert days(database) == ()


def test_a_deleted_record_is_gone_and_deleting_it_again_touches_nothing(database: Database) -> None:
    take(database, {}, {"record_id": "r2"})
    gone = {"deleted": True, "day": None, "starts": None, "ends": None, "scheduled": None, "absent": None}
    assert take(database, gone) == {("p1", MONDAY)}
    assert [one.record_id for one in days(database)[0].lessons] == ["r2"]
    assert take(database, gone) == set()
    assert take(database, gone | {"record_id": "r2"}) == {("p1", MONDAY)}
    assert days(database) == ()


def test_the_last_row_of_a_batch_stands(database: Database) -> None:
    take(database, ABSENT, {}, {"record_id": "r2"}, {"record_id": "r2", "deleted": True})
    assert [(one.record_id, one.status) for one in days(database)[0].lessons] == [("r1", Status.PRESENT)]


def test_sources_may_use_the_same_ids(database: Database) -> None:
    take(database, {}, {"source": "other", "day": TUESDAY})
    assert len(days(database)) == 2
    with database.read() as conn:
        assert attendance.day_of(conn, "r1") == ("p1", MONDAY)
        assert attendance.day_of(conn, "r1", "other") == ("p1", TUESDAY)
        assert attendance.day_of(conn, "r1", "third") is None
        assert attendance.day_of(conn, "r9") is None


def test_an_empty_batch_touches_nothing(database: Database) -> None:
    assert take(database) == set()


def test_control_characters_cannot_break_a_day_apart(database: Database) -> None:
    take(database, {"subject": 'Ma\x1e\x1f\x00"\n,', "record_id": "r\x1e1"})
    assert [(one.record_id, one.subject) for one in days(database)[0].lessons] == [("r 1", 'Ma   " ,')]


def test_the_columns_of_a_day_are_its_sums(database: Database) -> None:
    valid = ABSENT | {"kind": "valid", "absent": 30}
    late = {"status": "late", "absent": 10, "kind": "unresolved"}
    rows: list[dict[str, Any]] = [{}, ABSENT, valid, late, {"status": "unreported"}]
    take(database, *({"record_id": f"r{n}", "starts": 480 + 60 * n} | row for n, row in enumerate(rows)))
    with database.read() as conn:
        row = conn.execute(sa.select(t.pupil_day)).mappings().one()
        assert {name: row[name] for name in row if name not in ("packed", "pupil_id", "day")} == {
            "scheduled": 300,
            "absent_valid": 30,
            "absent_invalid": 60,
            "absent_unresolved": 10,
            "given": 5,
            "reported": 4,
            "absent": 2,
            "absent_mask": 0b00110,
            **dict.fromkeys(tally.COLUMNS, 0),
            "minutes_valid": 30,
            "minutes_invalid": 60,
            "lessons_valid": 1,
            "lessons_invalid": 1,
            "late_unresolved": 1,
            "late_minutes_unresolved": 10,
            **dict.fromkeys((f"occasions_{kinds}" for kinds in ("v", "i", "vi", "vu", "iu", "viu")), 1),
        }


def test_totals_are_of_those_now_at_the_school(database: Database) -> None:
    take(database, ABSENT, {"record_id": "r2", "day": TUESDAY}, {"record_id": "r3", "pupil_id": "p2"})
    with database.write() as conn:
        school.replace_roster(conn, SCHOOL, [pupil("p1"), pupil("p2"), pupil("p3")], MONDAY)
        school.replace_roster(conn, SCHOOL, [pupil("p1"), pupil("p3")], TUESDAY)
        assert rollup.totals_by_pupil(conn, SCHOOL, MONDAY, TUESDAY) == (
            PupilTotals(
                pupil_id="p1",
                class_name="8C",
                grade=8,
                scheduled=120,
                absent_valid=0,
                absent_invalid=60,
                absent_unresolved=0,
                given=2,
                reported=2,
                absent=1,
            ),
        )
        assert rollup.totals_by_pupil(conn, SCHOOL, TUESDAY, TUESDAY)[0].given == 1
        assert rollup.latest_day(conn, SCHOOL) == TUESDAY
        assert rollup.latest_day(conn, "Annan skola") is None


def test_many_pupils_are_read_at_once(database: Database) -> None:
    ids = [f"p{n}" for n in range(1200)]
    take(database, *({"record_id": one, "pupil_id": one} for one in ids))
    with database.read() as conn:
        found = rollup.days_of_many(conn, [*ids, "unheard-of"], *EVER)
        assert sum(len(one) for one in found.values()) == 1200
        assert found["unheard-of"] == ()
        assert rollup.days_of_many(conn, ids, TUESDAY, TUESDAY)["p1"] == ()


def test_a_pupil_can_be_forgotten(database: Database) -> None:
    take(database, {}, {"record_id": "r2", "pupil_id": "p2"})
    with database.write() as conn:
        attendance.forget(conn, "p1")
        assert attendance.day_of(conn, "r1") is None
        assert attendance.day_of(conn, "r2") is not None
    assert days(database) == ()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_small_batch_never_walks_all_records(tmp_path: Any, deleted: bool) -> None:
    database = Database(f"sqlite:///{tmp_path / 'lots.db'}")
    database.upgrade()
    plans: list[str] = []

    def explain(
        conn: Any, _cursor: object, statement: str, values: Any, _context: object, many: bool
    ) -> None:
        if not many and statement.startswith(("SELECT", "INSERT", "DELETE")):
            rows = conn.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(str(row[3]) for row in rows)

    take(database, {})
    with database.write() as conn:
        sa.event.listen(conn, "before_cursor_execute", explain)
        rollup.rewrite_days(conn, attendance.upsert(conn, frame({"absent": 5, "deleted": deleted})))
    assert any(plan.startswith("SEARCH record") for plan in plans)
    assert not [plan for plan in plans if plan.startswith(("SCAN record", "SCAN pupil_day"))]
    database.close()


ROWS = st.fixed_dictionaries(
    {
        "record_id": st.sampled_from([f"r{n}" for n in range(8)]),
        "source": st.sampled_from(["csv", "ss12000"]),
        "pupil_id": st.sampled_from(["p1", "p2"]),
        "day": st.sampled_from([MONDAY, TUESDAY]),
        "starts": st.sampled_from([480, 545]),
        "absent": st.sampled_from([0, 60]),
        "status": st.sampled_from([status.value for status in Status]),
        "kind": st.sampled_from([None, "valid", "invalid", "unresolved"]),
        "subject": st.sampled_from(["", "Ma"]),
        "deleted": st.booleans(),
    }
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(ROWS, max_size=8), max_size=5))
def test_bit_by_bit_equals_all_at_once(database: Database, batches: list[list[dict[str, Any]]]) -> None:
    with database.write() as conn:
        conn.execute(sa.delete(t.record))
        conn.execute(sa.delete(t.pupil_day))
    now: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in batches:
        before = dict(now)
        for row in batch:
            key = (row["record_id"], row["source"])
            now.pop(key, None)
            if not row["deleted"]:
                now[key] = row
        assert take(database, *batch) == _changed(before, now)
    stepwise = _everything(database)
    with database.write() as conn:
        conn.execute(sa.delete(t.pupil_day))
        rollup.rewrite_days(conn, {(row["pupil_id"], row["day"]) for row in now.values()})
    assert stepwise == _everything(database)
    assert sum(row["given"] for row in stepwise) == len(now)


def _changed(before: dict[Any, dict[str, Any]], now: dict[Any, dict[str, Any]]) -> Touched:
    keys = [key for key in {**before, **now} if before.get(key) != now.get(key)]
    both = [rows[key] for key in keys for rows in (before, now) if key in rows]
    return {(row["pupil_id"], row["day"]) for row in both}


def _everything(database: Database) -> list[dict[str, Any]]:
    with database.read() as conn:
        rows = [dict(row) for row in conn.execute(sa.select(t.pupil_day)).mappings()]
        for row in rows:
            del row["packed"]
            row["lessons"] = rollup.days(conn, row["pupil_id"], row["day"], row["day"])
    return sorted(rows, key=lambda row: (row["pupil_id"], row["day"]))


@pytest.mark.parametrize(
    "wrong", [{"status": "cancelled"}, {"status": None}, {"kind": "other"}, {"reason": "sick"}]
)
def test_an_unknown_word_is_never_stored(database: Database, wrong: dict[str, str | None]) -> None:
    with pytest.raises(pl.exceptions.PolarsError), database.write() as conn:
        attendance.upsert(conn, frame(wrong))
