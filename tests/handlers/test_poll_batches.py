"""A source with more to tell is asked on; killed, refused or cut short, it measures nobody by half of what it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from bot.handlers.poll import Polled, poll
from bot.ports import Batch, Roster, RowProblem
from bot.storage import school, sources
from bot.storage.db import Database
from tests.handlers.town import DAY, LIT, MONDAY, Town, pupil, record
from tests.storage.make import frame

FRIDAY = MONDAY + 4 * DAY
ALL_AWAY = "IIII"


@dataclass
class Windows:
    """A source that tells one day a batch, keeps its place in what was taken, and may break at a day."""

    roster: Roster | None
    days: list[date]
    name: str = "windows"
    marks: str = ALL_AWAY
    breaks: date | None = None
    asked: list[date] = field(default_factory=list)

    def read(self, taken: Mapping[str, str]) -> Batch:
        left = [day for day in self.days if f"window:{day}" not in taken]
        here: dict[str, Any] = {"roster": self.roster, "records": frame(), "of": len(self.days)}
        here["done"] = len(self.days) - len(left)
        if not left:
            return Batch(**here)
        if left[0] == self.breaks:
            broken = RowProblem(file="calendarEvents", line=0, column="", why="the server answers 503")
            return Batch(**here | {"roster": None}, whole=False, problems=(broken,))
        self.asked.append(left[0])
        rows = [record("p1", left[0], place, mark) for place, mark in enumerate(self.marks)]
        here |= {"records": frame(*rows), "files": {f"window:{left[0]}": "read"}}
        return Batch(**here, more=len(left) > 1, whole=len(left) == 1)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def week(town: Town) -> Windows:
    return Windows(roster=town.feed.roster, days=[MONDAY + n * DAY for n in range(5)])


def at(town: Town, source: Windows, day: date, **more: Any) -> Polled:
    town.poll(day)  # sets the clock
    return poll(town.house, source, town.clock, **more)


def test_all_there_is_comes_in_one_poll_and_is_measured_once(town: Town, week: Windows) -> None:
    seen: list[tuple[int, int]] = []
    polled = at(town, week, FRIDAY, progress=lambda done, of: seen.append((done, of)))
    assert polled.records == 20
    assert polled.crossings == 1  # the highest stage that holds, not one stage a day
    assert seen[:5] == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)]


def test_a_reading_that_is_stopped_goes_on_where_it_was_and_measures_nobody_before_its_end(
    town: Town, week: Windows
) -> None:
    assert at(town, week, FRIDAY, stop=lambda: True).crossings == 0
    assert week.asked == [MONDAY]
    assert at(town, week, FRIDAY).crossings == 1
    assert week.asked == week.days


def test_a_source_that_breaks_half_way_measures_nobody_even_when_another_is_polled(
    town: Town, week: Windows
) -> None:
    week.breaks = FRIDAY
    broken = at(town, week, FRIDAY)
    assert broken.crossings == 0
    assert [problem.why for problem in broken.problems] == ["the server answers 503"]
    with town.db.read() as conn:
        state = sources.state(conn, week.name)
    assert state.good_at is None
    assert "503" in state.error
    assert sources.half_of(state) == (LIT,)

    town.say("p1", FRIDAY, ALL_AWAY)
    assert town.poll(FRIDAY, hour=18).crossings == 0

    week.breaks = None
    assert at(town, week, FRIDAY).crossings == 1
    with town.db.read() as conn:
        assert sources.half_of(sources.state(conn, week.name)) == ()


def test_a_source_no_longer_configured_holds_nobody_up(town: Town, week: Windows) -> None:
    week.breaks = FRIDAY
    at(town, week, FRIDAY)
    town.house = replace(town.house, sources=frozenset({"feed"}))
    assert town.poll(FRIDAY, hour=18).crossings == 1


def test_a_poll_that_fails_after_all_was_read_leaves_what_stands(town: Town, week: Windows) -> None:
    week.days = [MONDAY]
    week.marks = "IIPP"
    at(town, week, MONDAY)
    week.days.append(MONDAY + DAY)
    week.breaks = MONDAY + DAY
    at(town, week, MONDAY + DAY)
    town.say("p1", MONDAY + DAY, "IIIP")
    assert town.poll(MONDAY + DAY, hour=18).crossings == 1


def test_a_roster_is_taken_once_and_again_where_it_changed_meanwhile(town: Town, week: Windows) -> None:
    grown = town.roster([pupil("p1"), pupil("p2")])

    def now_two() -> bool:
        week.roster = grown
        return False

    at(town, week, FRIDAY, stop=now_two)
    with town.db.read() as conn:
        assert [one.pupil_id for one in school.pupils(conn, LIT)] == ["p1", "p2"]
