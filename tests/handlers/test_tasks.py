"""*My tasks*: what waits for one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.handlers.lists import my_cases
from bot.handlers.tasks import my_tasks
from bot.rules.state import AskKind, Case, Step
from bot.storage.db import Database
from tests.handlers.autumn import ANNA, DAY, MONDAY, REKTOR, Autumn, at
from tests.handlers.digested import closed
from tests.storage.make import ask


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


def tasks_of(autumn: Autumn, email: str, *roles: str) -> list[tuple[str, str]]:
    with autumn.db.read() as conn:
        shown = my_tasks(conn, autumn.house, autumn.person(email, *roles), at(MONDAY))
    rows = [row for section in shown.sections for row in section.rows]
    return [(row.cells[0], row.detail.replace("\u00a0", " ")) for row in rows]


def some_tasks(autumn: Autumn) -> tuple[Case, ...]:
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    takes = ask("t", kind=AskKind.WHO_TAKES, who="principal", person=None, about="q")
    return (
        autumn.case("8C-1", asks=(replace(duty, due=MONDAY),)),
        autumn.case("8C-2", **closed(date(2026, 3, 2), "improved") | {"asks": (replace(duty, id="d2"),)}),
        autumn.case(
            "8C-3",
            asks=(ask("q", person=None, step=Step.PRINCIPAL), replace(takes, due=MONDAY + DAY)),
        ),
        autumn.case("8C-4", asks=(ask("q4", person=None),), held_until=MONDAY + timedelta(days=5)),
    )


def test_a_principal_sees_what_waits_the_earliest_day_first(autumn: Autumn) -> None:
    some_tasks(autumn)
    assert tasks_of(autumn, REKTOR, "principal") == [
        ("R001", "Meddela huvudmannen att utredning har startat · svara senast tor 5 nov"),
        ("R000", "Meddela huvudmannen att utredning har startat · svara senast mån 23 nov"),
        ("R002", "Vem tar det här ärendet? · svara senast tis 24 nov"),
    ]


def test_a_mentor_sees_their_own_questions_and_not_those_on_hold(autumn: Autumn) -> None:
    some_tasks(autumn)
    assert [ref for ref, _ in tasks_of(autumn, ANNA, "mentor")] == ["R002"]


def test_who_is_asked_nothing_has_no_tasks(autumn: Autumn) -> None:
    some_tasks(autumn)
    assert tasks_of(autumn, "mentor.6a@lit.example", "mentor") == []


def test_a_duty_of_a_case_on_hold_stands_in_my_cases_as_its_other_questions_do_not(autumn: Autumn) -> None:
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    autumn.case("8C-1", asks=(ask("q", person=None), duty), held_until=MONDAY + timedelta(days=5))
    with autumn.db.read() as conn:
        shown = my_cases(conn, autumn.house, autumn.person(REKTOR, "principal"), at(MONDAY), names=False)
    (row,) = (row for section in shown.sections for row in section.rows)
    assert "svara senast" in row.detail.replace("\u00a0", " ")
