"""Days counted by kind: the database, the migration of old days and plain counting say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from bot.rules.values import Kind, Lesson, PupilDay, Status
from bot.storage import tables as t
from bot.storage import tally
from bot.storage.db import Database
from bot.storage.migrations.versions import v0008_tallies
from tests.rules.strategies import FIRST, pupil_day, pupil_days
from tests.storage.test_prefilter import kept_for_now

MARKS = ("viug", "v.vLle?eLi", "iuvu", "....", "pp?p")


def counted(lessons: Sequence[Lesson]) -> Iterator[int]:
    """What the columns of tally.py mean, lesson by lesson."""

    def of(status: Status, kind: Kind) -> list[Lesson]:
        return [one for one in lessons if one.status is status and (one.kind or Kind.UNRESOLVED) is kind]

    yield from (sum(one.absent for one in of(Status.ABSENT, kind)) for kind in Kind)
    yield from (len(of(Status.ABSENT, kind)) for kind in Kind)
    yield from (len(of(Status.LATE, kind)) for kind in Kind)
    yield from (sum(one.absent for one in of(Status.LATE, kind)) for kind in Kind)
    yield from (len(of(Status.LEFT_EARLY, kind)) for kind in Kind)
    for kinds in tally.KIND_SETS:
        missed = [one.status is Status.ABSENT and (one.kind or Kind.UNRESOLVED) in kinds for one in lessons]
        yield sum(now and not before for before, now in pairwise([False, *missed]))


def stored(conn: sa.Connection) -> dict[object, tuple[int, ...]]:
    """The columns of each day."""
    columns = [t.pupil_day.c[name] for name in tally.COLUMNS]
    return {day: tuple(sums) for day, *sums in conn.execute(sa.select(t.pupil_day.c.day, *columns))}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(pupil_days())
def test_every_day_is_counted_as_its_lessons_say(database: Database, days: tuple[PupilDay, ...]) -> None:
    with kept_for_now(database, [(8, days)]) as conn:
        expected = {one.day: tuple(counted(one.lessons)) for one in days if one.lessons}
        assert stored(conn) == expected
        packed = conn.execute(sa.select(t.pupil_day.c.day, t.pupil_day.c.packed))
        assert {day: v0008_tallies.tallies(text) for day, text in packed} == expected


def test_the_migration_names_the_columns_in_their_order() -> None:
    assert v0008_tallies.COLUMNS == tally.COLUMNS


def test_days_of_an_older_release_are_counted_when_it_is_brought_up(database: Database) -> None:
    days = [pupil_day(FIRST + timedelta(days=n), marks) for n, marks in enumerate(MARKS)]
    with kept_for_now(database, [(8, tuple(days))]) as conn:
        for name in tally.COLUMNS:
            conn.exec_driver_sql(f"ALTER TABLE pupil_day DROP COLUMN {name}")
        conn.exec_driver_sql("ALTER TABLE click DROP COLUMN kept")  # of 0009
        conn.exec_driver_sql("DROP TABLE class_doubt")  # of 0010
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
        conn.commit()
    assert not database.is_current()
    database.upgrade()
    with database.read() as conn:
        assert stored(conn) == {one.day: tuple(counted(one.lessons)) for one in days}
