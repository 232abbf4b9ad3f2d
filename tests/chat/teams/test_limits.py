"""Every message of every ladder is one Teams takes; what is too long is cut and says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from bot.chat.teams.actions import MENU, SET, VISIBLE
from bot.chat.teams.cards import card
from bot.chat.teams.dialogs import TITLE, of_form, of_notice
from bot.chat.teams.fit import CARD, size
from bot.chat.teams.text import Mentioned
from bot.notices.model import Button, Notice, NoticeKind
from tests.chat.teams.made import FORMS, NOTICES, huge
from tests.notices import gallery
from tests.teams.schema import validate_card
from tests.teams.schema.rules import nodes

Json = dict[str, Any]
ROOM = 80 * 1024


def linked(email: str) -> Mentioned:
    return Mentioned(name=email.partition("@")[0].replace(".", " ").title(), id=f"29:{email}")


def action_sets(drawn: Json) -> Iterator[list[Json]]:
    for _, node in nodes(drawn):
        if node.get("actions"):
            yield node["actions"]


def check(drawn: Json, *, dialog: bool) -> None:
    """Nothing Teams refuses, nothing too wide to see, no colour that cannot be read."""
    assert [line for line in validate_card(drawn, dialog=dialog) if "bytes" not in line] == []
    readable(drawn)


def readable(drawn: Json) -> None:
    """Nothing too wide to see, no colour that cannot be read, no line that is cut off."""
    for actions in action_sets(drawn):
        seen = [one for one in actions if one.get("mode") != "secondary"]
        assert len(actions) <= SET
        assert len(seen) == 1 or sum(len(one["title"]) for one in seen) <= VISIBLE
    for _, node in nodes(drawn):
        assert node.get("color") not in ("Good", "Warning", "Attention")
        if node.get("type") == "TextBlock":
            assert node["wrap"]
            assert "\n" not in node["text"]


def fits(drawn: Json, lang: str, *, dialog: bool) -> None:
    """The shapes are the same in every language, only words are longer: the slow schema looks at two."""
    assert size(drawn) < ROOM
    if lang in ("sv", "fi"):
        check(drawn, dialog=dialog)
    readable(drawn)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_teams_takes_every_message(lang: str) -> None:
    for source in (gallery.channel, gallery.asks, gallery.homes):
        for name, shown in source(lang):
            drawn = card(shown, linked)
            fits(drawn, lang, dialog=False)
            assert drawn["lang"] == lang[: len(drawn["lang"])], name
            for actions in action_sets(drawn):
                behind = {one.key for one in shown.overflow}
                assert sum(one.get("data", {}).get("action") in behind for one in actions) <= MENU


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_teams_takes_every_dialog(lang: str) -> None:
    for source in (gallery.private, gallery.shows):
        for _, shown in source(lang):
            opened = of_notice(shown, linked)
            fits(opened.card, lang, dialog=True)
            assert 0 < len(opened.title) <= TITLE
    for _, form in gallery.all_forms(lang):
        fits(of_form(form).card, lang, dialog=True)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_no_answer_is_missing_from_a_private_view(lang: str) -> None:
    for source in (gallery.private, gallery.shows):
        for name, shown in source(lang):
            offered = {one.key for one in (*shown.buttons, *shown.overflow)}
            offered |= {one.key for part in shown.sections for one in part.buttons}
            pressed = {one["data"]["action"] for row in action_sets(of_notice(shown).card) for one in row}
            assert offered - {"hide_names"} <= pressed, name


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_yes_and_no_look_alike(lang: str) -> None:
    for source in (gallery.channel, gallery.private):
        for name, shown in source(lang):
            drawn = of_notice(shown).card if shown.private else card(shown)
            looks = {
                str({key: one.get(key) for key in ("mode", "style")})
                for row in action_sets(drawn)
                for one in row
                if one.get("data", {}).get("action") in ("improved", "not_improved", "arrived", "not_arrived")
            }
            assert len(looks) <= 1, name


def test_what_is_far_too_long_is_cut_before_its_buttons() -> None:
    for n in (1, 400):
        for dialog in (False, True):
            drawn = of_notice(huge("x" * 5000, n)).card if dialog else card(huge("å*@{a@b.c}" * 900, n))
            check(drawn, dialog=dialog)
            assert size(drawn) < ROOM
            assert [one["data"]["action"] for one in drawn["actions"]] == ["yes", "no"]
    assert "…" in [node.get("text") for _, node in nodes(card(huge("x" * 5000, 400)))]


@given(NOTICES)
@settings(max_examples=60, deadline=None)
def test_any_notice_is_a_card_teams_takes(shown: Notice) -> None:
    for drawn, dialog in ((card(shown, linked), False), (of_notice(shown, linked).card, True)):
        check(drawn, dialog=dialog)
        assert size(drawn) < ROOM


@given(FORMS)
@settings(max_examples=50, deadline=None)
def test_any_form_is_a_dialog_teams_takes(form: Any) -> None:
    check(of_form(form).card, dialog=True)


def test_a_button_carries_the_ask_and_a_word_and_nothing_else() -> None:
    for name, shown in gallery.channel("sv"):
        for row in action_sets(card(shown)):
            for one in row:
                assert set(one.get("data", {})) <= {"action", "ask", "msteams"}, name


def test_identical_buttons_say_what_they_open() -> None:
    for _, shown in (*gallery.channel("sv"), *gallery.homes("sv")):
        opens = [one for row in action_sets(card(shown)) for one in row if one["title"] == "Öppna"]
        assert len({one.get("tooltip") for one in opens}) == len(opens)


def test_more_buttons_than_a_set_holds_get_a_set_of_their_own() -> None:
    buttons = tuple(Button(key=f"k{n}", label="Välj") for n in range(8))
    drawn = card(Notice(kind=NoticeKind.SMALL, fallback="x", language="sv", body="x", buttons=buttons))
    assert [len(row) for row in action_sets(drawn)] == [6, 2]
    assert size(drawn) < CARD
