"""The 34 designed actions, where their buttons stand, and what a channel hears of their answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.ladders import load, load_forms, shipped
from bot.notices import actions
from bot.notices.actions import Afterwards, afterwards, button, in_channel, label, opens_form, told_openly
from bot.notices.texts import has
from bot.rules.ladder import Action
from tests.notices.school import about, day

DESIGNED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "actions.json").read_text("utf-8"))
LANGS = ("sv", "fi", "en")
THEN = Afterwards(day=day(12, 4), who="Omar Haddad", leads_to="2")


def as_designed(key: str) -> Action:
    """The action with a form where its designed button opens one."""
    form = "some" if DESIGNED[key]["button"]["sv"].endswith("…") else None
    return Action(key=key, form=form)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", DESIGNED)
def test_each_button_says_what_was_designed(key: str, lang: str) -> None:
    assert label(as_designed(key), lang) == DESIGNED[key]["button"][lang]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", DESIGNED)
def test_each_answer_is_told_as_designed_to_the_health_team(key: str, lang: str) -> None:
    leads = "close" if key == "improved" else "2"
    then = Afterwards(day=THEN.day, who=THEN.who, leads_to=leads)
    said = DESIGNED[key]["afterwards"][lang]
    written = {"sv": "fre\u00a04\u00a0dec", "fi": "pe\u00a04.12.", "en": "Fri\u00a04\u00a0Dec"}[lang]
    expected = said.replace("{day}", written).replace("{who}", "Omar Haddad").replace("{n}", "2")
    assert afterwards(key, lang, then, audience="health_team") == expected


@pytest.mark.parametrize("key", DESIGNED)
def test_a_button_stands_in_a_channel_only_where_it_was_designed(key: str) -> None:
    def shown(audience: str) -> bool:
        return bool(in_channel({key: as_designed(key)}, audience))

    where = DESIGNED[key]["button_in"]
    assert (shown("mentor"), shown("health_team")) == {
        "channel": (True, True),
        "eht": (False, True),
        "show": (False, False),
    }[where]


@pytest.mark.parametrize("key", [key for key, one in DESIGNED.items() if not one["open_text"]])
def test_a_closed_answer_is_only_saved(key: str) -> None:
    for audience in ("mentor", "nurse", "health_team"):
        assert afterwards(key, "sv", THEN, audience=audience) == "Svar sparat"


def test_the_health_teams_verdict_stays_in_its_channel() -> None:
    for key in ("criteria_met", "criteria_not_met"):
        assert afterwards(key, "sv", THEN, audience="mentor") == "EHT har svarat"
        assert afterwards(key, "sv-FI", THEN, audience="principal") == "Elevhälsan har svarat"
    assert afterwards("deep_investigation", "sv", THEN, audience="mentor") == "Svar sparat"


@pytest.mark.parametrize(
    ("key", "leads_to", "said"),
    [
        ("improved", "stay", "Närvaron ökar"),
        ("improved", "3", "Närvaron ökar, vidare till steg 3"),
        ("not_improved", "stay", "Närvaron ökar inte än"),
        ("not_improved", "close", "Närvaron ökar inte än, ärendet är avslutat"),
    ],
)
def test_a_follow_ups_answer_says_where_it_led(key: str, leads_to: str, said: str) -> None:
    assert afterwards(key, "sv", Afterwards(leads_to=leads_to), audience="mentor") == said


def test_a_ladders_own_action_is_readable_and_its_answer_private() -> None:
    own = Action(key="team_picture_of_the_whole_school_day", form="picture")
    assert label(own, "sv") == "Team picture of the whole… …"
    assert label(Action(key="letter_sent"), "en") == "Letter sent"
    assert afterwards("letter_sent", "sv", THEN, audience="mentor") == "Svar sparat"


def test_a_list_of_what_is_done_holds_nothing_secret_and_nothing_unknown() -> None:
    assert told_openly("simple_investigation", "mentor")
    assert told_openly("deep_investigation", "health_team")
    assert not told_openly("deep_investigation", "mentor")
    assert not told_openly("reported_to_nurse", "health_team")
    assert not told_openly("team_picture", "health_team")


def test_a_form_opens_where_the_ladder_gives_one_or_it_is_always_there() -> None:
    assert opens_form(Action(key="hold"))
    assert opens_form(Action(key="simple_investigation", form="simple_investigation"))
    assert not opens_form(Action(key="simple_investigation", form="none"))
    made = button(Action(key="contacted_guardian"), about("sv"))
    assert (made.label, made.alt) == ("Kontakt tagen", "")


def test_every_shipped_action_has_words_in_every_language() -> None:
    for ref in shipped():
        for stage in load(ref).stages.values():
            for ask in stage.asks:
                for key in ask.actions:
                    assert all(has(lang, f"button.{key}") for lang in LANGS), key


def test_every_standard_form_is_found() -> None:
    assert set(load_forms()) >= actions.FORMED


def test_two_buttons_with_the_same_first_word_do_not_stand_in_one_row() -> None:
    booked, held = Action(key="meeting_booked", form="meeting"), Action(key="meeting_held", form="held")
    show = actions.plain_button("show", about("sv"))
    visible, rest = actions.ask_rows(about("sv"), [booked, held], show)
    assert [one.key for one in visible] == ["meeting_booked", "show"]
    assert [one.key for one in rest] == ["meeting_held", "hold", "hand_over", "note"]
