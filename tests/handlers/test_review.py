"""The periodic review: called once in each channel without a name, listed privately band by band."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from bot.handlers.deliver import Deliverer
from bot.handlers.jobs import REVIEW, Times, jobs_of, note_due, work_off
from bot.handlers.review import put_review, review_notice
from bot.handlers.school_posts import posted
from bot.ladders import load, read
from bot.notices.model import Notice, Row
from bot.ports import ChannelAddress, SchoolSpan
from bot.rules.ladder import Block, Review
from bot.rules.values import Pupil
from bot.storage import outbox
from bot.storage import school as roster
from bot.storage.db import Database
from tests.handlers.autumn import Autumn, at
from tests.handlers.posting import Posts, Standing
from tests.notices.reading import words
from tests.storage.make import ask

NAME = "Ängsholmens skola"
OCTOBER = date(2026, 10, 1)
"""The first school day of the quarter; 30 school days of two lessons lie before it."""
ZONE = "Europe/Helsinki"
CLASSES = {"3A": 6, "8A": 12}


@pytest.fixture
def autumn(database: Database) -> Autumn:
    return Autumn(database, ladder=load("fi-nyland"), name=NAME, classes=CLASSES, country="FI", zone=ZONE)


HOURS = {"3A-1": 60, "3A-2": 51, "3A-3": 50, "8A-1": 60, "8A-2": 41, "8A-3": 40}
"""Hours away before OCTOBER; everybody else is never away."""


def away(pupil: Pupil, day: date, lesson: int) -> str:
    """The first hours of the term are missed."""
    days = [one for one in DAYS if one <= day]
    number = 2 * (len(days) - 1) + lesson
    return "absent" if number < HOURS.get(pupil.pupil_id, 0) else "present"


DAYS = tuple(date(2026, 8, 18 + n) for n in range(14) if date(2026, 8, 18 + n).weekday() < 5) + tuple(
    date(2026, 9, n) for n in range(1, 31) if date(2026, 9, n).weekday() < 5
)


def put(autumn: Autumn, day: date = OCTOBER) -> None:
    with autumn.db.write() as conn:
        put_review(conn, autumn.house, autumn.school, day, at(day, zone=ZONE))


def channels(autumn: Autumn) -> list[str]:
    with autumn.db.write() as conn:
        return sorted(row.channel for row in outbox.claim(conn, 50, 60, at(OCTOBER)))


def listed(autumn: Autumn, email: str, *roles: str, day: date = OCTOBER) -> Notice | None:
    with autumn.db.read() as conn:
        person = autumn.person(email, *roles)
        return review_notice(conn, autumn.house, autumn.school, person, day, at(day, zone=ZONE))


def shown(autumn: Autumn, email: str, *roles: str, day: date = OCTOBER) -> Notice:
    found = listed(autumn, email, *roles, day=day)
    assert found is not None
    return found


def bands(notice: Notice) -> dict[str, tuple[Row, ...]]:
    return {section.heading.replace("\u00a0", " "): section.rows for section in notice.sections}


def names(rows: tuple[Row, ...]) -> list[str]:
    return [row.cells[0].removeprefix("Påhittad ") for row in rows]


def reviewed(autumn: Autumn, *reviews: Review) -> None:
    """The ladder's reviews are these."""
    autumn.school = replace(autumn.school, ladder=replace(autumn.ladder, reviews=reviews))
    autumn.house = replace(autumn.house, schools=(autumn.school,))


# --- the call ---------------------------------------------------------------------------------------


def test_every_audience_is_called_once_however_often_it_is_due(autumn: Autumn) -> None:
    for _ in range(2):
        note_due(autumn.house, at(OCTOBER, zone=ZONE), Times())
        work_off(autumn.house, at(OCTOBER, zone=ZONE))
        put(autumn)
    chat = Posts()
    asyncio.run(Deliverer(autumn.house, {"local": chat}, Standing(at(OCTOBER, zone=ZONE))).run())
    assert sorted(where for where, _ in chat.posted) == ["3A", "8A", "eht", "rektor"]
    assert {notice.heading for _, notice in chat.posted} == {"Genomgång oktober 2026"}


def test_the_call_names_nobody_and_opens_the_list(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    put(autumn)
    chat = Posts()
    asyncio.run(Deliverer(autumn.house, {"local": chat}, Standing(at(OCTOBER, zone=ZONE))).run())
    for _, notice in chat.posted:
        assert "Påhittad" not in words(notice)
        assert [button.key for button in notice.buttons] == ["show"]
        found = posted(autumn.house, notice.ask_id)
        assert found is not None
        assert (found.kind, found.school, found.day) == ("review", autumn.school, OCTOBER)


def test_a_mentor_without_a_channel_is_reached_in_the_class_else_directly(autumn: Autumn) -> None:
    rooms = [one for one in autumn.channels if not one.audience.startswith("mentor:")]
    room = ChannelAddress(audience="class:8A", platform="local", address="rum 8A")
    with autumn.db.write() as conn:
        roster.replace_channels(conn, NAME, [*rooms, room])
    put(autumn)
    assert channels(autumn) == ["@mentor.3a@lit.example", "eht", "rektor", "rum 8A"]


def test_two_audiences_in_one_channel_are_called_once(autumn: Autumn) -> None:
    with autumn.db.write() as conn:
        roster.replace_channels(conn, NAME, [replace(one, address="alla") for one in autumn.channels])
    put(autumn)
    assert channels(autumn) == ["alla"]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        pytest.param(OCTOBER, True, id="the first school day of the quarter"),
        pytest.param(date(2026, 10, 2), False, id="the second"),
        pytest.param(date(2026, 8, 18), True, id="the first school day of the year"),
        pytest.param(date(2026, 9, 30), False, id="the last of a quarter"),
    ],
)
def test_it_is_called_on_the_first_school_day_of_a_new_block(autumn: Autumn, day: date, due: bool) -> None:
    with autumn.db.read() as conn:
        calendar = autumn.house.calendar(conn, NAME)
    assert (REVIEW in jobs_of(autumn.ladder, calendar, at(day).replace(hour=8), Times())) is due
    put(autumn, day)
    assert bool(channels(autumn)) is due


def test_a_school_that_names_its_periods_reads_which_one_has_ended(autumn: Autumn) -> None:
    reviewed(autumn, Review(every=Block.PERIOD, who=("principal",)))
    spans = [("kvartal 1", date(2026, 8, 18), date(2026, 9, 30)), ("kvartal 2", OCTOBER, date(2026, 12, 18))]
    with autumn.db.write() as conn:
        roster.replace_periods(
            conn, NAME, [SchoolSpan(school=NAME, name=n, first=f, last=last) for n, f, last in spans]
        )
    assert shown(autumn, "rektor@lit.example", "principal").heading == "Genomgång kvartal 1"


# --- the list ---------------------------------------------------------------------------------------


def test_every_pupil_stands_in_the_highest_band_that_holds(autumn: Autumn) -> None:
    """Over 50 is over 50: who has just 50 hours stands below. Grades 7-9 have their own limits."""
    autumn.attend(away, last=date(2026, 9, 30))
    found = bands(shown(autumn, "rektor@lit.example", "principal"))
    assert {heading: names(rows) for heading, rows in found.items() if "alla" not in heading} == {
        "Steg 3, över 50 timmar (åk 1–6), över 70 timmar (åk 7–9), 2 elever": ["Nr1 3A", "Nr2 3A"],
        "Steg 2, över 30 timmar (åk 1–6), över 40 timmar (åk 7–9), 3 elever": ["Nr1 8A", "Nr3 3A", "Nr2 8A"],
    }
    below = found["Under alla gränser, 13 elever"]
    assert names(below)[0] == "Nr3 8A"
    assert len(below) == 13


def test_the_hours_decide_and_the_percent_is_shown(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    found = bands(shown(autumn, "rektor@lit.example", "principal"))
    row = next(iter(found.values()))[1]
    assert [cell.replace("\u00a0", " ") for cell in row.cells] == [
        "Påhittad Nr2 3A",
        "3A",
        f"51 timmar · {51 / len(DAYS) / 2 * 100:.1f} %".replace(".", ","),
    ]


def test_a_mentor_sees_their_own_pupils_only(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    said = words(shown(autumn, "mentor.3a@lit.example", "mentor"))
    assert "Nr2 3A" in said
    assert "8A" not in said


def test_the_health_team_sees_everybody(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    said = words(shown(autumn, "nurse@lit.example", "nurse", "health_team"))
    assert "Nr2 3A" in said
    assert "Nr2 8A" in said


@pytest.mark.parametrize("roles", [(), ("teacher",), ("mentor",), ("nurse",)])
def test_it_is_for_nobody_else(autumn: Autumn, roles: tuple[str, ...]) -> None:
    assert listed(autumn, "annan@lit.example", *roles) is None


def test_a_principal_of_another_school_sees_nothing(autumn: Autumn) -> None:
    with autumn.db.read() as conn:
        stranger = replace(autumn.person("rektor@lit.example", "principal"), school="En annan skola")
        assert (
            review_notice(conn, autumn.house, autumn.school, stranger, OCTOBER, at(OCTOBER, zone=ZONE))
            is None
        )


def test_who_has_left_the_roster_is_not_listed(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    with autumn.db.write() as conn:
        roster.replace_roster(conn, NAME, [p for p in autumn.pupils if p.pupil_id != "3A-1"], OCTOBER)
    assert "Nr1 3A" not in words(shown(autumn, "rektor@lit.example", "principal"))


def test_a_pupil_with_a_case_can_be_opened_by_who_may_see_it(autumn: Autumn) -> None:
    """The health team is told that there is a case; it opens it once it has been asked."""
    autumn.attend(away, last=date(2026, 9, 30))
    autumn.case("3A-1", asks=(ask("q1", stage="early", person=None),), stage="early")
    for email, role, opens in [
        ("rektor@lit.example", "principal", True),
        ("mentor.3a@lit.example", "mentor", True),
        ("nurse@lit.example", "health_team", False),
    ]:
        row = next(iter(bands(shown(autumn, email, role)).values()))[0]
        assert row.detail == "R000"
        assert (row.button is not None and row.button.ask_id == "q1") is opens
    other = next(iter(bands(shown(autumn, "rektor@lit.example", "principal")).values()))[1]
    assert (other.detail, other.button) == ("inget ärende", None)


def test_missing_registers_are_not_hours_of_absence(autumn: Autumn) -> None:
    autumn.attend(lambda pupil, day, lesson: "unreported", last=date(2026, 9, 30))
    found = bands(shown(autumn, "rektor@lit.example", "principal"))
    assert list(found) == ["Under alla gränser, 18 elever"]


def test_on_the_first_morning_of_the_year_everybody_is_listed_without_a_figure(autumn: Autumn) -> None:
    found = bands(shown(autumn, "rektor@lit.example", "principal", day=date(2026, 8, 18)))
    assert list(found) == ["Under alla gränser, 18 elever"]


def test_the_list_can_be_opened_on_a_later_day(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    with autumn.db.read() as conn:
        person = autumn.person("rektor@lit.example", "principal")
        later = at(date(2026, 10, 20), zone=ZONE)
        found = review_notice(conn, autumn.house, autumn.school, person, OCTOBER, later)
    assert found == shown(autumn, "rektor@lit.example", "principal")


def test_it_is_private_and_its_preview_names_nobody(autumn: Autumn) -> None:
    autumn.attend(away, last=date(2026, 9, 30))
    found = shown(autumn, "rektor@lit.example", "principal")
    assert found.private
    assert "Påhittad" not in found.fallback


# --- other lists ------------------------------------------------------------------------------------


def cases_waiting(autumn: Autumn) -> None:
    autumn.case("3A-1", asks=(ask("q1", stage="early", person=None, due=date(2026, 9, 28)),), stage="early")
    autumn.case("8A-1", asks=(ask("q2", stage="early", person=None, due=date(2026, 10, 6)),), stage="early")
    autumn.case(
        "8A-2",
        asks=(ask("q3", stage="early", person=None, due=date(2026, 9, 25)),),
        stage="early",
        held_until=date(2026, 10, 9),
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("waiting", {"Väntar på svar, 2 elever": ["Nr1 3A", "Nr1 8A"]}),
        ("past_due", {"Väntar längre än planerat, 1 elev": ["Nr1 3A"]}),
    ],
)
def test_a_review_may_list_what_waits(autumn: Autumn, kind: str, expected: dict[str, list[str]]) -> None:
    reviewed(autumn, Review(every=Block.MONTH, who=("principal", "mentor"), list=kind))
    cases_waiting(autumn)
    found = bands(shown(autumn, "rektor@lit.example", "principal"))
    assert {heading: names(rows) for heading, rows in found.items()} == expected
    (row, *_) = next(iter(found.values()))
    assert row.button is not None
    assert row.button.ask_id == "q1"
    assert row.cells[2].replace("\u00a0", " ") == "steg 2 · hos klassföreståndaren · svara senast mån 28 sep"
    own = bands(shown(autumn, "mentor.8a@lit.example", "mentor"))
    assert [name for rows in own.values() for name in names(rows)] == [
        name for several in expected.values() for name in several if "8A" in name
    ]


def test_who_gets_which_list_is_the_ladders_word(autumn: Autumn) -> None:
    reviewed(
        autumn,
        Review(every=Block.MONTH, who=("principal",), list="past_due"),
        Review(every=Block.QUARTER, who=("health_team",), list="bands"),
    )
    cases_waiting(autumn)
    assert list(bands(shown(autumn, "rektor@lit.example", "principal"))) == [
        "Väntar längre än planerat, 1 elev"
    ]
    assert "Under alla gränser, 18 elever" in bands(shown(autumn, "nurse@lit.example", "health_team"))
    assert listed(autumn, "mentor.8a@lit.example", "mentor") is None
    put(autumn)
    assert channels(autumn) == ["eht", "rektor"]


def test_a_stage_with_several_measures_is_a_band_by_its_title(autumn: Autumn) -> None:
    text = """
id: own
name: {sv: Egen}
country: FI
reviews: [{every: quarter, who: [principal], list: bands}]
stages:
  first:
    title: {sv: Första steget}
    when: {any: [{hours: {over: 30, last: 4 school weeks}}, {occasions: {at_least: 1, last: 4 school weeks}}]}
    asks: [{who: mentor, within: 1 week, actions: {talked_with_pupil: {}}}]
"""
    autumn.school = replace(autumn.school, ladder=read(text, "own.yaml"))
    autumn.house = replace(autumn.house, schools=(autumn.school,))
    autumn.attend(lambda pupil, day, lesson: "absent" if pupil.pupil_id == "3A-1" else "present")
    found = bands(shown(autumn, "rektor@lit.example", "principal"))
    assert names(found["Steg 1, Första steget, 1 elev"]) == ["Nr1 3A"]
