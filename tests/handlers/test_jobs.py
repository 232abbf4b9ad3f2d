"""The day's job also forgets what nobody can need again."""

from __future__ import annotations

from datetime import timedelta

from bot.handlers.jobs import Times, note_due, work_off
from bot.storage import clicks
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
