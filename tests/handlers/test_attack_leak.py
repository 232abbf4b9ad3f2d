"""Leaks that were tried: after a pupil is gone, protected or somebody else's, nothing of them is seen or taken in."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from bot.handlers.deliver import Deliverer
from bot.notices.model import NoticeKind
from bot.ports import Pressed, PressKind
from bot.rules.state import Ask, CaseStatus
from bot.storage.columns import metadata
from bot.storage.db import Database
from tests.handlers.posting import Posts, Standing
from tests.handlers.town import DAY, MONDAY, Town, email, pupil, school_of
from tests.notices.reading import words

ESBO = "Esbo skola"
WEDNESDAY = MONDAY + 2 * DAY
NAMES = ("Kanariep1", "Fågelssonp1")
WRITTEN = "Hemligheten om eleven"
ANNA, NEW = email("8C"), email("8D")
GONE = "Ärendet är avslutat och uppgifterna är borttagna."


@pytest.fixture
def town(database: Database) -> Town:
    made = Town(
        database,
        [school_of(), school_of(ESBO)],
        [pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO)],
    )
    made.days(MONDAY, 2, p1="AAAP")
    return made


@pytest.fixture
def ask(town: Town) -> Ask:
    return town.case().waiting[0]


def protect(town: Town) -> None:
    """The pupil's mark is set at noon on Wednesday."""
    town.enrol(pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO), protected=["p1"])
    town.poll(WEDNESDAY)


def said(answer: Pressed) -> str:
    """What an answer says; one sentence is all a small one has."""
    if answer.notice is None:
        return ""
    return answer.notice.body if answer.notice.kind is NoticeKind.SMALL else words(answer.notice)


def stored(town: Town) -> str:
    """Every cell of the database."""
    with town.db.read() as conn:
        return repr([conn.execute(sa.select(table)).all() for table in metadata.sorted_tables])


# --- protected between opening a form and sending it ----------------------------------------------------


@pytest.mark.parametrize("action", ["note", "hold", "hand_over"])
def test_what_is_written_of_a_pupil_who_became_protected_meanwhile_is_not_kept(
    town: Town, ask: Ask, action: str
) -> None:
    assert town.press(ask, action, ANNA).kind is PressKind.FORM
    protect(town)
    fields = {"note": WRITTEN, "until": "2026-08-24", "reason": "known_absence", "person": NEW}
    answer = town.press(ask, action, ANNA, fields)
    assert answer.kind is PressKind.PRIVATE
    assert said(answer) == GONE
    assert WRITTEN not in stored(town)


def test_no_form_opens_any_more_about_a_pupil_who_became_protected(town: Town, ask: Ask) -> None:
    protect(town)
    for action in ("note", "hold", "concern_report", "talked_with_pupil"):
        answer = town.press(ask, action, ANNA)
        assert (answer.kind, answer.form, said(answer)) == (PressKind.PRIVATE, None, GONE), action


# --- gone to another school ----------------------------------------------------------------------------


def test_a_school_sees_nothing_more_of_a_pupil_who_moved_to_another(town: Town, ask: Ask) -> None:
    town.enrol(pupil("p1", ESBO), pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO))
    town.say("p1", WEDNESDAY, "AAAA")
    town.poll(WEDNESDAY)
    for who in (ANNA, email("principal")):
        for action in ("show", "explain"):
            assert said(town.press(ask, action, who)) == GONE


def test_a_school_sees_nothing_more_of_a_pupil_who_left_since_their_case_was_closed(
    town: Town, ask: Ask
) -> None:
    town.close()
    town.enrol(pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO))
    town.poll(WEDNESDAY)
    assert said(town.press(ask, "show", ANNA)) == GONE


# --- a closed case -------------------------------------------------------------------------------------


def test_who_was_mentor_when_a_case_was_closed_sees_it_no_more_once_another_is(town: Town, ask: Ask) -> None:
    town.close()
    assert NAMES[0] in said(town.press(ask, "show", ANNA))
    town.enrol(pupil("p1", class_name="8D"), pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO))
    town.poll(WEDNESDAY)
    assert not any(name in said(town.press(ask, "show", ANNA)) for name in NAMES)
    assert not any(name in said(town.press(ask, "explain", ANNA)) for name in NAMES)
    assert NAMES[0] in said(town.press(ask, "show", NEW))


def test_a_closed_case_shows_the_days_up_to_its_end_and_none_after(town: Town, ask: Ask) -> None:
    town.close()
    before = said(town.press(ask, "show", ANNA))
    town.days(WEDNESDAY, 3, p1="IIII")
    assert next(one.status for one in town.cases()) is CaseStatus.CLOSED
    assert said(town.press(ask, "show", ANNA)) == before
    assert "19 aug" not in said(town.press(ask, "explain", ANNA))


# --- on its way out ------------------------------------------------------------------------------------


def test_a_question_that_waits_to_be_sent_is_not_about_a_pupil_the_roster_no_longer_names(
    town: Town,
) -> None:
    """The roster is in, the case has not followed it yet: a poll was stopped between the two."""
    with town.db.write() as conn:
        conn.execute(sa.text("DELETE FROM pupil WHERE pupil_id = 'p1'"))
    chat = Posts()
    asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())
    assert town.case().ref not in repr(chat.__dict__)


def test_a_class_the_school_holds_small_is_left_out_of_its_questions(town: Town) -> None:
    town.enrol(*(pupil(f"p{n}") for n in range(1, 13)), pupil("e1", ESBO))
    town.poll(WEDNESDAY)
    town.edit(class_min=15)
    chat = Posts()
    asyncio.run(Deliverer(town.house, {"local": chat}, Standing(town.clock)).run())
    asked = [notice for _, notice in chat.posted if notice.ask_id == town.case().waiting[0].id]
    assert asked
    assert "8C" not in repr(asked)
