"""``lots check``: a question that nobody can have seen is said."""

from __future__ import annotations

from datetime import timedelta

from bot.app.check import check
from tests.app.office import CHANNELS, MONDAY, Office

AWAY = {"p1": tuple(MONDAY + timedelta(days=n) for n in (22, 23, 24))}


def lost(office: Office) -> list[str]:
    return [str(line) for line in check(office.config) if line.what.startswith("cases of")]


def test_a_question_that_stands_nowhere_is_named_until_it_stands_somewhere(office: Office) -> None:
    office.write("channels.csv", CHANNELS.replace(",local,", ",slack,#"))
    friday = office.weeks(4, AWAY)
    office.once(friday)
    (line,) = lost(office)
    assert line.startswith(
        f"fail  cases of Påhittskolan: {office.case().ref} wait for an answer and stand nowhere ("
    )
    assert "Kanariefågel" not in line
    office.write("channels.csv", CHANNELS)
    office.weeks(6, AWAY)
    for days in range(3, 13):
        office.once(friday + timedelta(days=days), hour=9)
    assert lost(office) == []


def test_nothing_is_said_where_every_question_stands(ill: Office) -> None:
    assert lost(ill) == []
