"""The Monday digest: put once, worded from what is stored, small groups and protected pupils left out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from bot.handlers.deliver import Deliverer
from bot.handlers.digest import digest_notice, put_digest, week_of
from bot.handlers.jobs import Times, note_due, work_off
from bot.handlers.school_posts import post_id, posted
from bot.handlers.tasks import my_tasks
from bot.notices.compose_digest import Week
from bot.notices.model import Notice
from bot.ports import ChannelAddress, DayOff, SchoolSpan
from bot.rules.state import AskKind, Case, CaseStatus, FollowUp, Step
from bot.rules.values import Pupil
from bot.storage import outbox, sources
from bot.storage import school as roster
from bot.storage.db import Database
from bot.storage.outbox import Claimed
from tests.handlers.autumn import ANNA, BREAK, DAY, MONDAY, NAME, REKTOR, Autumn, at
from tests.handlers.posting import Posts, Standing
from tests.notices.reading import words
from tests.storage.make import ask

SINCE = date(2026, 10, 19)
"""First of the last 20 school days before MONDAY, the break left out."""


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database)


def week(autumn: Autumn, day: date = MONDAY) -> Week:
    with autumn.db.read() as conn:
        return week_of(conn, autumn.house, autumn.school, day, at(day))


def notice(autumn: Autumn, day: date = MONDAY) -> Notice:
    with autumn.db.read() as conn:
        return digest_notice(conn, autumn.house, autumn.school, day, at(day))


def put(autumn: Autumn, day: date = MONDAY) -> None:
    with autumn.db.write() as conn:
        put_digest(conn, autumn.house, autumn.school, day, at(day))


def claimed(autumn: Autumn) -> list[Claimed]:
    with autumn.db.write() as conn:
        return outbox.claim(conn, 50, 60, at(MONDAY))


def deliver(autumn: Autumn, now: datetime) -> list[tuple[str, Notice]]:
    chat = Posts()
    asyncio.run(Deliverer(autumn.house, {"local": chat}, Standing(now)).run())
    return chat.posted


def closed(day: date, reason: str) -> dict[str, Any]:
    return {
        "status": CaseStatus.CLOSED,
        "closed_on": day,
        "close_reason": reason,
        "asks": (),
        "next_due": None,
    }


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
    assert "Frågorna ligger hos EHT (1), hos mentor (1)." in words(notice(autumn))


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


# --- attendance -------------------------------------------------------------------------------------


def half_of_8c(pupil: Pupil, day: date, lesson: int) -> str:
    """8C misses one lesson of two in the last stretch; 9D, of four pupils, misses everything."""
    if pupil.class_name == "9D":
        return "absent"
    return "absent" if pupil.class_name == "8C" and day >= SINCE and lesson == 0 else "present"


def test_classes_stand_with_their_change_and_those_under_five_do_not(autumn: Autumn) -> None:
    autumn.attend(half_of_8c)
    found = week(autumn)
    assert [(one.name, one.pupils, one.absence, one.change) for one in found.classes] == [
        ("6A", 6, Fraction(0), Fraction(0)),
        ("7B", 6, Fraction(0), Fraction(0)),
        ("8C", 12, Fraction(1, 2), Fraction(50)),
    ]
    assert "9D" not in words(notice(autumn))


def test_the_whole_does_not_tell_of_the_class_left_out(autumn: Autumn) -> None:
    autumn.attend(half_of_8c)
    assert week(autumn).whole == (Fraction(12 * 1, 24 * 2), Fraction(0))


def test_a_pupil_with_protected_identity_is_not_even_counted(autumn: Autumn) -> None:
    """They left the roster when the protection began; their case and lessons are still stored."""
    late = ask("late", person=None, due=MONDAY - 3 * DAY)
    duty = ask("d", kind=AskKind.DUTY, who="principal", person=None, about="report_to_huvudman")
    answers = (autumn.answer("refer_to_eht", MONDAY - 3 * DAY),)
    stored = autumn.case("8C-1", opened_on=MONDAY - DAY, asks=(late, duty), answers=answers)
    autumn.attend(lambda pupil, day, lesson: "absent" if pupil.pupil_id == "8C-1" else "present")
    assert week(autumn).new == 1
    with autumn.db.write() as conn:
        roster.replace_roster(conn, NAME, [p for p in autumn.pupils if p.pupil_id != "8C-1"], MONDAY)
    found = week(autumn)
    assert (found.new, found.open, found.past_due, found.referred, list(found.duties)) == (0, 0, 0, 0, [])
    assert {one.name: one.absence for one in found.classes}["8C"] == 0
    assert {one.name: one.pupils for one in found.classes}["8C"] == 11
    assert stored.ref not in words(notice(autumn))


def test_days_off_and_sundays_are_not_measured(autumn: Autumn) -> None:
    autumn.attend()
    sunday = MONDAY - DAY
    rows = [
        {"record_id": f"ghost/{day}", "pupil_id": "8C-1", "day": day, "status": "absent", "absent": 60}
        for day in (sunday, BREAK[0])
    ]
    autumn.add([row | {"kind": "invalid"} for row in rows])
    assert all(one.absence == 0 for one in week(autumn).classes)


def test_early_in_the_term_nothing_is_compared(autumn: Autumn) -> None:
    autumn.attend(last=date(2026, 9, 11))
    day = date(2026, 9, 14)
    found = week(autumn, day)
    assert found.whole == (Fraction(0), None)
    assert {one.change for one in found.classes} == {None}
    assert found.days == 19
    said = words(notice(autumn, day))
    assert "Hela skolan 0,0\u00a0%." in said
    assert "perioden före" not in said


def test_on_the_first_morning_there_is_no_table(autumn: Autumn) -> None:
    day = date(2026, 8, 18)
    assert week(autumn, day).classes == []
    assert "Frånvaro per klass" not in words(notice(autumn, day))


def test_missing_registers_are_said_and_are_not_absence(autumn: Autumn) -> None:
    def untaken(pupil: Pupil, day: date, lesson: int) -> str:
        return "unreported" if pupil.class_name == "7B" and lesson == 0 else "present"

    autumn.attend(untaken)
    found = week(autumn)
    assert (found.covered.reported, found.covered.given) == (20 * (28 * 2 - 6), 20 * 28 * 2)
    assert [(one.class_name, one.reported, one.given) for one in found.thin] == [("7B", 120, 240)]
    assert {one.name: one.absence for one in found.classes}["7B"] == 0
    assert "I 7B är det 50\u00a0%" in words(notice(autumn))


# --- what was followed by what ----------------------------------------------------------------------

STEP = date(2026, 10, 16)
"""The 20 school days after it end before MONDAY."""


def with_steps(autumn: Autumn, cases: int, action: str = "contacted_guardian", day: date = STEP) -> None:
    for seat in range(1, cases + 1):
        autumn.case(f"8C-{seat}", answers=(autumn.answer(action, day),))

    def away(pupil: Pupil, day: date, lesson: int) -> str:
        fewer = 1 if day > STEP else 2
        return "absent" if pupil.class_name == "8C" and lesson < fewer else "present"

    autumn.attend(away)


def test_a_step_stands_with_the_absence_before_and_after(autumn: Autumn) -> None:
    with_steps(autumn, 5)
    (found,) = week(autumn).helped
    assert (found.action, found.improved, found.cases) == ("contacted_guardian", 5, 5)
    assert (found.before, found.after) == (Fraction(1), Fraction(1, 2))


def test_a_step_in_fewer_than_five_cases_is_not_told_of(autumn: Autumn) -> None:
    with_steps(autumn, 4)
    assert week(autumn).helped == []


def test_a_step_whose_twenty_days_are_not_over_waits(autumn: Autumn) -> None:
    with_steps(autumn, 5, day=date(2026, 10, 19))
    assert week(autumn).helped == []


@pytest.mark.parametrize(
    "action", ["reported_to_nurse", "concern_report", "criteria_met", "note", "improved"]
)
def test_secret_steps_are_not_told_of_even_summed_up(autumn: Autumn, action: str) -> None:
    with_steps(autumn, 6, action)
    assert week(autumn).helped == []


# --- the data ---------------------------------------------------------------------------------------


def polled(autumn: Autumn, day: date) -> None:
    with autumn.db.write() as conn:
        sources.good(conn, "csv", at(day, 16))


def test_fresh_data_say_nothing_of_their_age(autumn: Autumn) -> None:
    autumn.attend()
    polled(autumn, MONDAY - 3 * DAY)
    assert week(autumn).stale_since is None


def test_a_source_that_has_been_silent_is_said_with_its_last_time(autumn: Autumn) -> None:
    autumn.attend()
    polled(autumn, MONDAY - 4 * DAY)
    assert "Underlaget är från tor\u00a019\u00a0nov kl.\u00a016.30." in words(notice(autumn))


def test_a_source_that_answers_without_new_registers_is_said_with_the_last_day(autumn: Autumn) -> None:
    autumn.attend(last=MONDAY - 5 * DAY)
    polled(autumn, MONDAY)
    assert week(autumn).stale_since == MONDAY - 5 * DAY
    assert "Underlaget är från ons\u00a018\u00a0nov." in words(notice(autumn))


# --- languages, names -------------------------------------------------------------------------------


def test_nobodys_name_is_in_it(autumn: Autumn) -> None:
    with_steps(autumn, 6)
    autumn.case("8C-9", asks=(ask("q", person=None, due=MONDAY - 3 * DAY),))
    said = words(notice(autumn))
    for pupil in autumn.pupils:
        assert pupil.family_name not in said
        assert pupil.pupil_id not in said
    for person in autumn.staff:
        assert person.name not in said
        assert person.email not in said


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
def test_it_is_worded_in_the_schools_language(autumn: Autumn, language: str) -> None:
    autumn.attend(half_of_8c)
    autumn.school = replace(autumn.school, language=language)
    heads = {"sv": "Måndagsöversikt", "fi": "Maanantaikatsaus", "en": "Monday overview"}
    assert notice(autumn).heading.startswith(heads[language])


def test_a_school_alone_is_found_under_the_rosters_own_name(database: Database) -> None:
    """The configuration says *Lit*, the roster *Lits skola*: one school is set up, so it is meant."""
    autumn = Autumn(database)
    autumn.rename("Lit")
    autumn.case("8C-1", opened_on=MONDAY - DAY)
    put(autumn)
    assert [row.channel for row in claimed(autumn)] == ["rektor"]
    assert week(autumn).new == 1


# --- my tasks ---------------------------------------------------------------------------------------


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
