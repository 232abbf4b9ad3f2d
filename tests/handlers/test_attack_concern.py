"""A concern raised by hand must reach its pupil, however many pupils a school has."""

from __future__ import annotations

from bot.handlers.concern import LISTED
from bot.ports import ChatUser, PressKind
from bot.storage.db import Database
from tests.handlers.town import HOURS, LIT, MONDAY, Town, email, ladder, pupil, school_of

JUDGED = HOURS.replace(
    "title: {sv: Fyra timmar, en: Four hours}",
    "title: {sv: Fyra timmar, en: Four hours}\n    or_judged_by: [health_team]",
)


def big(database: Database) -> Town:
    """More pupils than one select holds; the last class is the one of the concern."""
    pupils = [pupil(f"p{n:03}", class_name="7A") for n in range(LISTED + 20)] + [
        pupil("last", class_name="9Z")
    ]
    town = Town(database, [school_of(steps=ladder(JUDGED))], pupils)
    town.say("last", MONDAY, "PPPP")
    town.poll(MONDAY)
    return town


def test_a_pupil_found_by_class_can_be_chosen_in_a_big_school(database: Database) -> None:
    town = big(database)
    nurse = ChatUser(platform="local", team="", user=email("health_team", LIT))
    form = town.inbox().command(nurse, "lyft oro 9Z", "click-a").form
    assert form is not None
    assert [one.key for one in form.fields[0].options] == ["last"]
    sent = town.press(form.ask_id, form.action, nurse, {"pupil": "last"})
    assert sent.kind is PressKind.SAVED
    assert town.case("last").judged_by == "health_team"


def test_a_mistake_in_the_form_keeps_the_class_it_was_narrowed_to(database: Database) -> None:
    town = big(database)
    nurse = ChatUser(platform="local", team="", user=email("health_team", LIT))
    form = town.inbox().command(nurse, "lyft oro 9z", "click-a").form
    assert form is not None
    again = town.press(form.ask_id, form.action, nurse, {"pupil": ""})
    assert again.kind is PressKind.ERRORS
    assert again.form is not None
    assert again.form.ask_id == form.ask_id
    assert [one.key for one in again.form.fields[0].options] == ["last"]
    by_name = town.inbox().command(nurse, "lyft oro last", "click-b").form
    assert by_name is not None
    assert by_name.ask_id == "concern:9Z", (
        "a name narrows it to its class; no part of a name travels with a form"
    )


def test_a_pupil_of_another_school_cannot_be_named_in_the_form(database: Database) -> None:
    here, there = LIT, "Annan skola"
    steps = ladder(JUDGED)
    town = Town(
        database, [school_of(here, steps), school_of(there, steps)], [pupil("p1"), pupil("x9", there)]
    )
    town.poll(MONDAY)
    for forged in ("x9", ["x9"], ["p1", "x9"], "", None, {"a": 1}, 7, "p1\x00"):
        sent = town.press("concern", "raise_concern", email("health_team", here), {"pupil": forged})
        assert sent.kind is PressKind.ERRORS, forged
    assert (town.cases("p1"), town.cases("x9")) == ((), ())


def test_a_pupil_in_a_list_of_one_is_that_pupil(database: Database) -> None:
    town = Town(database, [school_of(steps=ladder(JUDGED))])
    town.poll(MONDAY)
    sent = town.press("concern", "raise_concern", email("health_team"), {"pupil": ["p1"]})
    assert sent.kind in (PressKind.SAVED, PressKind.ERRORS)
