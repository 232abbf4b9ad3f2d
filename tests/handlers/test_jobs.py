"""The day's job also forgets what nobody can need again, and what fell on days on which nothing ran is made good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.handlers.jobs import Times, note_due, work_off
from bot.rules.ladder import Block, Review
from bot.storage import clicks, tables
from bot.storage.db import Database
from tests.handlers.autumn import MONDAY, Autumn, at


def test_clicks_of_last_month_are_forgotten_and_todays_count_once(database: Database) -> None:
    autumn = Autumn(database)
    now = at(MONDAY, 8)
    with database.write() as conn:
        assert clicks.first_time(conn, "slack:old", now - timedelta(days=40))
        assert clicks.first_time(conn, "slack:new", now)
        clicks.keep(conn, {"slack:waits": "as it came"}, now - timedelta(days=40))
    note_due(autumn.house, now, Times())
    assert work_off(autumn.house, now) > 0
    with database.write() as conn:
        assert clicks.first_time(conn, "slack:old", now)
        assert not clicks.first_time(conn, "slack:new", now)
        assert clicks.kept(conn, "slack", now) == ["as it came"]


OCTOBER = date(2026, 10, 1)
"""A Thursday: the first school day of the quarter."""
TUESDAY = MONDAY + timedelta(days=1)


def runs(autumn: Autumn, now: datetime) -> None:
    """The program is there at this time."""
    note_due(autumn.house, now, Times())
    work_off(autumn.house, now)


def noted(autumn: Autumn, job: str) -> list[str]:
    """Days for which a job was noted."""
    work = tables.due_work.c
    with autumn.db.read() as conn:
        return list(conn.scalars(sa.select(work.slot).where(work.job.startswith(job)).order_by(work.slot)))


def quarterly(database: Database) -> Autumn:
    """A school whose routine looks at every pupil each quarter."""
    autumn = Autumn(database)
    reviews = (Review(every=Block.QUARTER, who=("principal",)),)
    autumn.school = replace(autumn.school, ladder=replace(autumn.ladder, reviews=reviews))
    autumn.house = replace(autumn.house, schools=(autumn.school,))
    return autumn


def test_a_review_whose_day_nothing_ran_on_is_called_on_the_next(database: Database) -> None:
    autumn = quarterly(database)
    runs(autumn, at(OCTOBER - timedelta(days=1), 8))
    runs(autumn, at(OCTOBER + timedelta(days=4), 8))
    runs(autumn, at(OCTOBER + timedelta(days=5), 8))
    assert noted(autumn, "review") == [OCTOBER.isoformat()]


def test_a_monday_on_which_the_program_stopped_early_has_its_digest_the_day_after(database: Database) -> None:
    autumn = quarterly(database)
    runs(autumn, at(MONDAY, 6, 30))
    assert noted(autumn, "digest") == []
    runs(autumn, at(TUESDAY, 8))
    runs(autumn, at(TUESDAY, 9))
    assert noted(autumn, "digest") == [MONDAY.isoformat()]


def test_a_digest_of_a_week_that_is_over_is_not_made_good_and_none_before_the_first_day(
    database: Database,
) -> None:
    autumn = quarterly(database)
    runs(autumn, at(TUESDAY, 8))
    assert noted(autumn, "digest") == []
    runs(autumn, at(TUESDAY + timedelta(days=14), 8))
    assert noted(autumn, "digest") == [(MONDAY + timedelta(days=14)).isoformat()]
