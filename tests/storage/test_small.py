"""Clicks, clock, crossings, doubts and sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.rules.doubt import Doubt, Fault, State
from bot.storage import clicks, clock, crossings, doubts, sources
from bot.storage.db import Database
from bot.storage.errors import EarlierTimeError
from bot.storage.sources import SourceState
from tests.storage.make import MONDAY, NOW, SCHOOL, crossing

LATER = NOW + timedelta(hours=1)
LIT = "se-ostersund-lit"


def test_a_click_counts_once(database: Database) -> None:
    with database.write() as conn:
        assert clicks.first_time(conn, "x", NOW)
        assert not clicks.first_time(conn, "x", LATER)
        assert clicks.first_time(conn, "y", LATER)
        assert clicks.forget_before(conn, LATER) == 1
        assert not clicks.first_time(conn, "y", LATER)


def test_a_kept_click_is_taken_once(database: Database) -> None:
    with database.write() as conn:
        assert clicks.keep(conn, {"slack:a": "A", "slack:b": "B", "teams:c": "C"}, NOW) == {
            "slack:a",
            "slack:b",
            "teams:c",
        }
        assert clicks.keep(conn, {"slack:a": "again", "slack:d": "D"}, LATER) == {"slack:d"}
        assert clicks.kept(conn, "slack", LATER) == ["A", "B"]
        assert clicks.first_time(conn, "slack:a", LATER)
        assert not clicks.first_time(conn, "slack:a", LATER)
        clicks.let_go(conn, "slack:b")
        assert not clicks.first_time(conn, "slack:b", LATER)
        assert clicks.kept(conn, "slack", LATER + timedelta(seconds=1)) == ["D"]
        assert not clicks.keep(conn, {"slack:a": "A"}, LATER)


def test_what_still_waits_is_not_forgotten(database: Database) -> None:
    with database.write() as conn:
        clicks.keep(conn, {"slack:a": "A"}, NOW)
        assert clicks.first_time(conn, "slack:b", NOW)
        assert clicks.forget_before(conn, LATER) == 1
        assert clicks.kept(conn, "slack", LATER) == ["A"]


def test_a_click_undone_by_its_transaction_counts_again(database: Database) -> None:
    def fail() -> None:
        with database.write() as conn:
            assert clicks.first_time(conn, "x", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.write() as conn:
        assert clicks.first_time(conn, "x", NOW)


def test_the_clock_is_never_set_back(database: Database) -> None:
    with database.write() as conn:
        assert clock.seen(conn) is None
        clock.advance(conn, NOW)
        clock.advance(conn, NOW)
        clock.advance(conn, LATER)
        with pytest.raises(EarlierTimeError, match="already seen"):
            clock.advance(conn, NOW)
        assert clock.seen(conn) == LATER


def test_a_crossing_is_raised_once_and_again_after_a_withdrawal(database: Database) -> None:
    with database.write() as conn:
        assert crossings.insert(conn, LIT, crossing())
        assert not crossings.insert(conn, LIT, crossing(day=MONDAY + timedelta(days=1)))
        assert crossings.insert(conn, LIT, crossing(period="2026-12"))
        assert crossings.insert(conn, "fi-nyland", crossing())
        assert crossings.withdraw(conn, LIT, crossing(), MONDAY)
        assert not crossings.withdraw(conn, LIT, crossing(), MONDAY)
        first, second = crossings.raised(conn, "p1", LIT)
        assert (first.crossing, first.withdrawn_on) == (crossing(), MONDAY)
        assert (second.crossing.period, second.withdrawn_on) == ("2026-12", None)
        assert crossings.insert(conn, LIT, crossing(day=MONDAY + timedelta(days=2)))
        assert all(one.withdrawn_on is None for one in crossings.raised(conn, "p1", LIT))


def test_a_file_is_known_by_name_and_content(database: Database) -> None:
    with database.write() as conn:
        sources.took(conn, "csv", {"a.csv": "1", "b.csv": "2"}, NOW)
        sources.took(conn, "csv", {"a.csv": "3"}, LATER)
        sources.took(conn, "other", {}, NOW)
        assert sources.taken(conn, "csv") == {"a.csv": "3", "b.csv": "2"}
        assert sources.taken(conn, "other") == {}


def test_an_error_leaves_the_last_good_state_standing(database: Database) -> None:
    with database.write() as conn:
        assert sources.state(conn, "csv") == SourceState(name="csv")
        sources.good(conn, "csv", NOW, cursor="7", coverage={"rows": 3})
        sources.failed(conn, "csv", "roster.csv: no such column", LATER)
        state = sources.state(conn, "csv")
        assert (state.cursor, state.good_at, state.coverage) == ("7", NOW, {"rows": 3})
        assert (state.error, state.error_at, state.polled_at) == ("roster.csv: no such column", LATER, LATER)
        sources.good(conn, "csv", LATER, cursor="8")
        assert [(one.cursor, one.error) for one in sources.states(conn)] == [("8", "")]


def test_who_said_long_ago_that_a_day_is_right_is_forgotten_and_what_still_holds_stays(
    database: Database,
) -> None:
    held = Doubt(
        school=SCHOOL, class_name="8B", day=MONDAY, fault=Fault.AWAY, pupils=20, count=20,
        until=MONDAY + timedelta(days=3),
    )  # fmt: skip
    over = replace(held, class_name="8C", state=State.RIGHT, ended_by="maria@lit.example", ended_at=NOW)
    with database.write() as conn:
        doubts.keep(conn, held)
        doubts.keep(conn, over)
        assert doubts.purge(conn, NOW) == 0
        assert doubts.purge(conn, LATER) == 1
        assert doubts.of_days(conn, SCHOOL, [MONDAY]) == [held]
