"""The Monday digest: put once, worded from what is stored, small groups and protected pupils left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.school_posts import post_id, posted
from bot.ports import ChannelAddress, DayOff, SchoolSpan
from bot.rules.state import AskKind, FollowUp
from bot.storage import outbox
from bot.storage import school as roster
from bot.storage.db import Database
from tests.handlers.autumn import BREAK, DAY, MONDAY, NAME, REKTOR, Autumn, at
from tests.handlers.digested import claimed, closed, deliver, notice, put, week
from tests.notices.reading import words
from tests.storage.make import ask

SINCE = date(2026, 10, 19)
"""First of the last 20 school days before MONDAY, the break left out."""


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


# --- once -------------------------------------------------------------------------------------------


def test_noted_twice_and_done_twice_it_is_posted_once(autumn: Autumn) -> None:
    autumn.attend()
    for _ in range(2):
        note_due(autumn.house, at(MONDAY), Times())
        work_off(autumn.house, at(MONDAY))
        put(autumn)
    found = deliver(autumn, at(MONDAY))
    assert [(where, notice.heading) for where, notice in found] == [
        ("rektor", "Måndagsöversikt 23\u00a0november")
    ]
    put(autumn)
    assert deliver(autumn, at(MONDAY)) == []


def test_each_channel_of_the_principal_gets_it(autumn: Autumn) -> None:
    rooms = ("rektor", "ledning")
    with autumn.db.write() as conn:
        audience = f"principal:{NAME}"
        roster.replace_channels(
            conn,
            NAME,
            [ChannelAddress(audience=audience, platform="local", address=room) for room in rooms],
        )
    put(autumn)
    assert sorted(row.channel for row in claimed(autumn)) == sorted(rooms)


def test_without_a_channel_the_principal_gets_it_directly(autumn: Autumn) -> None:
    with autumn.db.write() as conn:
        roster.replace_channels(
            conn, NAME, [one for one in autumn.channels if "principal" not in one.audience]
        )
    put(autumn)
    assert [row.channel for row in claimed(autumn)] == [f"@{REKTOR}"]


def test_the_row_holds_no_more_than_school_and_day(autumn: Autumn) -> None:
    autumn.case("8C-1")
    put(autumn)
    (row,) = claimed(autumn)
    assert (row.kind, row.case_id, row.payload) == ("digest", "", {"school": NAME, "day": "2026-11-23"})
    assert row.audience == f"principal:{NAME}"


def test_a_click_on_it_finds_its_school_and_day(autumn: Autumn) -> None:
    put(autumn)
    (row,) = claimed(autumn)
    found = posted(autumn.house, row.ask_id)
    assert found is not None
    assert (found.kind, found.school, found.day) == ("digest", autumn.school, MONDAY)
    assert row.ask_id.startswith("digest:")
    assert NAME not in row.ask_id


@pytest.mark.parametrize("wrong", ["", "digest", "digest::", "q_12", "digest:00000000:2026-11-23"])
def test_other_ids_are_no_posts_of_a_school(autumn: Autumn, wrong: str) -> None:
    assert posted(autumn.house, wrong) is None
    assert posted(autumn.house, f"{post_id('digest', NAME, MONDAY)}x") is None


def test_a_digest_that_could_not_be_sent_for_a_week_is_not_sent_any_more(autumn: Autumn) -> None:
    put(autumn)
    assert deliver(autumn, at(MONDAY + 7 * DAY)) == []
    with autumn.db.read() as conn:
        assert outbox.counts(conn)[outbox.State.DROPPED] == 1


def test_later_in_the_week_it_is_still_sent(autumn: Autumn) -> None:
    put(autumn)
    assert len(deliver(autumn, at(MONDAY + 4 * DAY))) == 1


@pytest.mark.parametrize(
    ("day", "due"),
    [
        pytest.param(MONDAY, True, id="Monday"),
        pytest.param(MONDAY + DAY, False, id="Tuesday"),
        pytest.param(BREAK[0], False, id="a Monday off"),
        pytest.param(date(2026, 11, 2), True, id="Monday after the break"),
        pytest.param(date(2026, 12, 7), False, id="a single Monday off"),
        pytest.param(date(2026, 12, 8), True, id="Tuesday after it"),
        pytest.param(date(2026, 12, 9), False, id="Wednesday after it"),
        pytest.param(MONDAY - DAY, False, id="Sunday"),
    ],
)
def test_it_is_due_on_the_first_school_day_of_the_week(autumn: Autumn, day: date, due: bool) -> None:
    off = [DayOff(school=NAME, day=one, name="lov") for one in (*BREAK, date(2026, 12, 7))]
    with autumn.db.write() as conn:
        roster.replace_days_off(conn, NAME, off)
    note_due(autumn.house, at(day), Times())
    work_off(autumn.house, at(day))
    assert [row.kind for row in claimed(autumn)] == ["digest"] * due


@pytest.mark.parametrize("monday", [date(2026, 10, 26), date(2027, 3, 29)])
def test_it_is_due_at_half_past_seven_after_nights_of_25_and_23_hours(autumn: Autumn, monday: date) -> None:
    with autumn.db.write() as conn:
        roster.replace_days_off(conn, NAME, [])
        roster.replace_terms(
            conn,
            NAME,
            [SchoolSpan(school=NAME, name="läsår", first=date(2026, 8, 18), last=date(2027, 6, 11))],
        )
        calendar = autumn.house.calendar(conn, NAME)
    first = calendar.on_or_after(monday)
    note_due(autumn.house, at(first, 7, 29), Times())
    work_off(autumn.house, at(first, 7, 29))
    assert claimed(autumn) == []
    note_due(autumn.house, at(first), Times())
    work_off(autumn.house, at(first))
    assert [row.payload["day"] for row in claimed(autumn)] == [first.isoformat()]


# --- what it says -----------------------------------------------------------------------------------


def test_it_counts_the_last_week_with_school(autumn: Autumn) -> None:
    autumn.case("8C-1", opened_on=MONDAY - DAY)
    autumn.case("8C-2", opened_on=MONDAY - 7 * DAY)
    autumn.case("8C-3", opened_on=MONDAY - 8 * DAY)
    autumn.case("8C-4", opened_on=MONDAY)
    autumn.case("8C-5", opened_on=MONDAY - 40 * DAY, **closed(MONDAY - 3 * DAY, "improved"))
    autumn.case("8C-6", opened_on=MONDAY - 40 * DAY, **closed(MONDAY - 3 * DAY, "not_worrying"))
    autumn.case("7B-1", opened_on=MONDAY - 50 * DAY, **closed(MONDAY - 30 * DAY, "improved"))
    found = week(autumn)
    assert (found.new, found.new_before) == (2, 1)
    assert (found.closed, found.closed_better) == (2, 1)


def test_after_a_week_off_nothing_of_the_days_before_it_is_lost(autumn: Autumn) -> None:
    autumn.case("8C-1", opened_on=date(2026, 10, 23))
    autumn.case("8C-2", opened_on=date(2026, 10, 25))
    assert week(autumn, date(2026, 11, 2)).new == 2


def test_it_says_what_waits_and_for_whom(autumn: Autumn) -> None:
    late = ask("late", person=None, due=MONDAY - 3 * DAY)
    team = ask("team", who="health_team", person=None, stage="problematic", due=MONDAY + 3 * DAY)
    autumn.case("8C-1", asks=(late,), stage="contact")
    autumn.case("8C-2", asks=(team,), stage="problematic")
    autumn.case("8C-3", asks=(replace(late, id="held"),), held_until=MONDAY + 9 * DAY)
    found = week(autumn)
    assert (found.open, found.past_due) == (2, 1)
    assert found.waits_for == (("health_team", 1), ("mentor", 1))
    assert [(one.ref, one.stage, one.role, one.class_name) for one in found.waiting] == [
        ("R000", 1, "mentor", "8C")
    ]
    assert "Frågorna som väntar ligger hos EHT (1), hos mentor (1)." in words(notice(autumn))


def test_at_most_ten_past_due_are_listed_and_the_rest_is_said(autumn: Autumn) -> None:
    for seat in range(1, 13):
        autumn.case(f"8C-{seat}", asks=(ask(f"q{seat}", person=None, due=MONDAY - 3 * DAY),))
    assert week(autumn).past_due == 12
    section = next(one for one in notice(autumn).sections if one.heading == "Väntar längre än planerat")
    assert len(section.lines) == 11
    assert section.lines[-1] == "… och 2 till"


def test_a_class_of_few_is_not_named_beside_a_reference(autumn: Autumn) -> None:
    autumn.case("7B-1", asks=(ask("q", person=None, due=MONDAY - 3 * DAY),))
    assert [one.class_name for one in week(autumn).waiting] == [""]


def test_the_principals_own_tasks_stand_first(autumn: Autumn) -> None:
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    takes = ask("t", kind=AskKind.WHO_TAKES, who="principal", person=None, about="q")
    autumn.case("8C-1", asks=(replace(duty, asked_on=date(2026, 11, 17)),))
    autumn.case("8C-2", **closed(date(2026, 3, 2), "improved") | {"asks": (replace(duty, id="d2"),)})
    autumn.case("8C-3", asks=(ask("q", person=None), replace(takes, asked_on=date(2026, 11, 19))))
    section = notice(autumn).sections[0]
    assert [line.replace("\u00a0", " ") for line in section.lines] == [
        "Meddela huvudmannen att utredning har startat: 2 ärenden, äldst 2 nov",
        "Välj vem som tar ärendet: 1, sedan 19 nov",
    ]
    assert [button.key for button in section.buttons] == ["my_tasks"]


def test_a_concern_report_that_is_asked_for_is_not_named(autumn: Autumn) -> None:
    report = ask("r", who="principal", person=None, stage="problematic")
    autumn.case("8C-1", asks=(report,), stage="problematic")
    said = words(notice(autumn))
    assert "Ärenden som behöver ditt beslut: 1" in said
    assert "oros" not in said.casefold()


def test_follow_ups_and_referrals_are_counted(autumn: Autumn) -> None:
    booked = FollowUp(stage="contact", on=MONDAY + 2 * DAY, since=MONDAY - 12 * DAY)
    autumn.case("8C-1", follow_ups=(booked,))
    autumn.case("8C-2", answers=(autumn.answer("refer_to_eht", MONDAY - 3 * DAY),))
    found = week(autumn)
    assert (found.follow_ups, found.referred) == (1, 1)
    section = next(one for one in notice(autumn).sections if one.heading == "Läget")
    assert [fact.label for fact in section.facts] == [
        "Nya ärenden",
        "Väntar på svar",
        "Uppföljningar denna vecka",
        "Avslutade",
        "Lyfta vidare",
    ]
