"""Terms that run out are told of in good time, and for as long as none is known."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app.http import figures
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.poll import out_of_term
from bot.ports import SchoolSpan
from bot.storage import school as roster
from bot.storage.db import Database
from tests.handlers.autumn import DAY, LAST, MONDAY, NAME, Autumn, at
from tests.handlers.digested import claimed, notice, week


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


def test_three_weeks_before_the_last_known_term_ends_the_principal_is_told(autumn: Autumn) -> None:
    assert week(autumn, MONDAY).ends is None
    near = MONDAY + 7 * DAY
    assert (week(autumn, near).ends, week(autumn, near).ended) == (LAST, False)
    said = notice(autumn, near).sections[0].text
    assert "slutar fre\u00a018\u00a0dec" in said
    assert "terms.csv" in said
    with autumn.db.write() as conn:
        later = SchoolSpan(school=NAME, name="VT27", first=date(2027, 1, 11), last=date(2027, 6, 11))
        roster.replace_terms(conn, NAME, [*roster.terms(conn, NAME), later])
    assert week(autumn, near).ends is None


def test_after_it_has_ended_it_is_said_each_week_and_at_each_poll_and_nothing_else_goes_out(
    autumn: Autumn,
) -> None:
    monday = date(2027, 1, 11)
    for day in (monday, monday + DAY):
        note_due(autumn.house, at(day, 7, 30), Times())
        work_off(autumn.house, at(day, 7, 30))
    assert [one.payload["day"] for one in claimed(autumn)] == [monday.isoformat()]
    assert "slutade fre\u00a018\u00a0dec" in notice(autumn, monday).sections[0].text
    (said,) = out_of_term(autumn.house, at(monday))
    assert (said.file, "ended 2026-12-18" in said.why) == ("terms.csv", True)
    assert out_of_term(autumn.house, at(LAST)) == ()
    assert b"lots_known_term_days -24.0" in figures(autumn.house, at(monday))
