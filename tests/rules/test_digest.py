"""What the Monday digest counts: weeks, questions, duties, closings, steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.ladders import load
from bot.rules.calendar import Calendar, Term
from bot.rules.digest import (
    DECISION,
    TAKES,
    Due,
    Followed,
    Step,
    by_role,
    closed_in,
    duties,
    follow_ups_in,
    of_pupils,
    opened_in,
    past_due,
    past_weeks,
    referred_in,
    steps,
    waiting,
    week_of,
)
from bot.rules.state import Answer, Ask, AskKind, AskStatus, Case, CaseStatus, FollowUp
from bot.rules.values import Window
from tests.storage.make import ask, case

LADDER = load("se-ostersund-lit")
DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
BREAK = frozenset(date(2026, 10, 26) + n * DAY for n in range(5))
CALENDAR = Calendar(
    days_off=BREAK,
    terms=(
        Term("HT26", date(2026, 8, 18), date(2026, 12, 18)),
        Term("VT27", date(2027, 1, 11), date(2027, 6, 11)),
    ),
)


def days(first: date, last: date) -> Window:
    return Window(first=first, last=last)


def one(case: Case) -> Followed:
    return Followed(case=case, ladder=LADDER)


def answer(action: str, day: date, stage: str = "contact", **changes: Any) -> Answer:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    given = Answer(
        id=f"{action}{day}", action=action, stage=stage, ask_id="a", person="p", role="mentor", at=at, day=day
    )
    return replace(given, **changes)


# --- weeks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "this", "last"),
    [
        pytest.param(
            MONDAY,
            days(date(2026, 11, 16), date(2026, 11, 22)),
            days(date(2026, 11, 9), date(2026, 11, 15)),
            id="an ordinary week",
        ),
        pytest.param(
            date(2026, 11, 2),
            days(date(2026, 10, 19), date(2026, 11, 1)),
            days(date(2026, 10, 12), date(2026, 10, 18)),
            id="after a week off, the night of 25 hours before it",
        ),
        pytest.param(
            date(2027, 3, 29),
            days(date(2027, 3, 22), date(2027, 3, 28)),
            days(date(2027, 3, 15), date(2027, 3, 21)),
            id="after the night of 23 hours",
        ),
        pytest.param(
            date(2027, 1, 11),
            days(date(2026, 12, 14), date(2027, 1, 10)),
            days(date(2026, 12, 7), date(2026, 12, 13)),
            id="after Christmas",
        ),
        pytest.param(
            date(2026, 8, 18),
            days(date(2026, 8, 10), date(2026, 8, 16)),
            days(date(2026, 8, 3), date(2026, 8, 9)),
            id="the first school day there is, a Tuesday",
        ),
    ],
)
def test_a_digest_tells_of_the_days_since_the_last_week_with_school(
    day: date, this: Window, last: Window
) -> None:
    assert past_weeks(CALENDAR, day) == (this, last)


def test_no_day_is_told_of_twice_or_never() -> None:
    first = [CALENDAR.on_or_after(date(2026, 8, 24) + n * 7 * DAY) for n in range(40)]
    mondays = sorted({day for day in first if day < date(2027, 6, 1)})
    told = [past_weeks(CALENDAR, day)[0] for day in mondays]
    for before, after in pairwise(told):
        assert after.first == before.last + DAY


@pytest.mark.parametrize("day", [MONDAY, MONDAY + DAY, MONDAY + 6 * DAY])
def test_a_week_runs_from_monday_to_sunday(day: date) -> None:
    assert week_of(day) == days(MONDAY, MONDAY + 6 * DAY)


# --- cases ------------------------------------------------------------------------------------------


def test_new_cases_are_those_opened_in_the_week() -> None:
    week = days(MONDAY - 7 * DAY, MONDAY - DAY)
    opened = [MONDAY - 8 * DAY, MONDAY - 7 * DAY, MONDAY - DAY, MONDAY]
    assert opened_in([case(opened_on=day) for day in opened], week) == 2


def test_a_closing_is_better_where_staff_said_so() -> None:
    def closed(on: date, reason: str) -> Case:
        return case(status=CaseStatus.CLOSED, closed_on=on, close_reason=reason)

    cases = [
        closed(MONDAY - DAY, "improved"),
        closed(MONDAY - DAY, "not_worrying"),
        closed(MONDAY - 7 * DAY, "left"),
        closed(MONDAY, "improved"),
        case(),
    ]
    assert closed_in(cases, days(MONDAY - 7 * DAY, MONDAY - DAY)) == (3, 1)


def test_follow_ups_are_those_booked_and_those_just_asked() -> None:
    booked = FollowUp(stage="contact", on=MONDAY + 4 * DAY, since=MONDAY)
    later = replace(booked, on=MONDAY + 7 * DAY)
    asked = ask("f", kind=AskKind.FOLLOW_UP, asked_on=MONDAY)
    cases = [
        case(follow_ups=(booked,)),
        case(follow_ups=(later,)),
        case(asks=(asked,)),
        case(asks=(replace(asked, asked_on=MONDAY - DAY),)),
        case(status=CaseStatus.CLOSED, asks=(asked,)),
    ]
    assert follow_ups_in(cases, week_of(MONDAY)) == 2


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        pytest.param(answer("refer_to_eht", MONDAY), 1, id="lifted to the health team"),
        pytest.param(answer("refer_to_eht", MONDAY, undone=True), 0, id="undone"),
        pytest.param(answer("refer_to_eht", MONDAY - DAY), 0, id="the week before"),
        pytest.param(answer("contacted_guardian", MONDAY), 0, id="an answer that tells nobody"),
        pytest.param(answer("not_improved", MONDAY, "investigate"), 1, id="a follow-up that refers"),
        pytest.param(answer("not_improved", MONDAY), 0, id="a follow-up that does not"),
        pytest.param(answer("improved", MONDAY, "investigate"), 0, id="it improved"),
    ],
)
def test_a_case_is_referred_by_the_ladders_own_word(given: Answer, counted: int) -> None:
    assert referred_in([one(case(answers=(given, given)))], week_of(MONDAY)) == counted


# --- questions and duties ---------------------------------------------------------------------------


def case_with(*asks: Ask, ref: str = "K7M2", **changes: Any) -> Followed:
    return one(case(ref=ref, asks=asks, **changes))


def test_questions_wait_for_the_role_they_were_put_to_the_earliest_answer_day_first() -> None:
    late = ask("late", who="health_team", person=None, stage="problematic", due=MONDAY - 4 * DAY)
    soon = ask("soon", due=MONDAY)
    over = ask("over", status=AskStatus.ANSWERED)
    found = waiting([case_with(soon, over), case_with(late, ref="T4XA")])
    assert [(w.case.ref, w.stage, w.role) for w in found] == [
        ("T4XA", 3, "health_team"),
        ("K7M2", 1, "mentor"),
    ]
    assert [w.case.ref for w in past_due(found, MONDAY)] == ["T4XA"]
    assert past_due(found, MONDAY + DAY) == found
    assert by_role([*found, found[1]]) == (("mentor", 2), ("health_team", 1))


def test_a_held_or_closed_case_asks_nobody() -> None:
    held = case_with(ask("a"), held_until=MONDAY)
    closed = case_with(ask("a"), status=CaseStatus.CLOSED)
    assert waiting([held, closed]) == ()
    assert duties([held, closed]) == ()


def test_duties_wait_also_in_a_held_or_closed_case() -> None:
    duty = ask(
        "d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman", asked_on=MONDAY
    )
    older = replace(duty, asked_on=MONDAY - 6 * DAY)
    found = duties([case_with(duty, held_until=MONDAY), case_with(older, status=CaseStatus.CLOSED)])
    assert found == (Due(key="report_to_huvudman", n=2, oldest=MONDAY - 6 * DAY),)


def test_the_principals_own_questions_are_decisions_nobody_reads_more_of() -> None:
    """That a concern report is asked for must not be seen in a channel."""
    report = ask("r", who="principal", person=None, stage="problematic")
    takes = ask("t", kind=AskKind.WHO_TAKES, who="principal", person=None, about="x")
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    found = duties([case_with(takes, report, duty, ask("m"))])
    assert [due.key for due in found] == ["report_to_huvudman", DECISION, TAKES]


def test_what_the_principal_chooses_is_no_question_to_others() -> None:
    takes = ask("t", kind=AskKind.WHO_TAKES, who="principal", person=None, about="x")
    assert waiting([case_with(takes)]) == ()


def test_a_pupil_who_is_not_on_the_roster_is_not_counted() -> None:
    cases = [case_with(ask("a"), pupil_id="p1"), case_with(ask("b"), pupil_id="hidden")]
    assert of_pupils(cases, {"p1", "p2"}) == (cases[0],)


# --- steps ------------------------------------------------------------------------------------------


def test_a_step_counts_once_a_case_from_the_first_time_it_was_taken() -> None:
    given = (
        answer("contacted_guardian", MONDAY),
        answer("contacted_guardian", MONDAY - 20 * DAY),
        answer("note", MONDAY - 30 * DAY),
        answer("simple_investigation", MONDAY - DAY, undone=True),
    )
    found = steps([case(answers=given)], MONDAY - 60 * DAY, {"note"})
    assert found == (Step(pupil_id="p1", action="contacted_guardian", day=MONDAY - 20 * DAY),)


def test_a_step_of_last_school_year_is_left_out() -> None:
    given = (answer("contacted_guardian", MONDAY - 60 * DAY), answer("contacted_guardian", MONDAY))
    assert steps([case(answers=given)], MONDAY - 30 * DAY, ()) == ()
