"""Microsoft's renderer draws every designed card without a word, light and dark. Pictures are left in build/screens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.chat.teams.cards import card
from bot.chat.teams.dialogs import of_form, of_notice, unsaved
from bot.notices.form_check import mistakes
from tests.chat.local.conftest import CHROMIUM, FLAGS
from tests.chat.teams.test_designed import MADE, Json, drawn
from tests.chat.teams.test_dialogs import TYPED
from tests.chat.teams.test_limits import linked
from tests.notices import designed, gallery
from tests.teams.render import THEMES, Renderer

PUBLIC, PRIVATE = (gallery.channel, gallery.asks, gallery.homes), (gallery.private, gallery.shows)
COLUMN, NARROWEST = 520, 400
"""A channel beside the list of teams, the least Microsoft's own frame of a card has; in pixels."""
SCREENS = Path(__file__).parents[3] / "build" / "screens"


def messages(lang: str) -> list[Json]:
    """Every card of a channel, a group or a person's own chat."""
    return [card(shown, linked) for source in PUBLIC for _, shown in source(lang)]


def views(lang: str) -> list[Json]:
    """Every private view."""
    return [of_notice(shown, linked).card for source in PRIVATE for _, shown in source(lang)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.mark.parametrize("lang", ["sv", "fi", "en"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_designed_card_is_drawn(browser: Browser, theme: str, lang: str) -> None:
    found: dict[str, object] = {}
    with Renderer(browser, theme) as renderer:
        for name in sorted(MADE):
            drawing = renderer.draw(drawn(name, lang))
            if drawing.found:
                found[name] = drawing
            if lang == "sv":
                renderer.save(SCREENS / f"teams_{name}_{theme}.png")
    assert not found


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_every_other_card_is_drawn(browser: Browser, lang: str) -> None:
    """Those nobody drew: every ask, every private view and every form of the ladders."""
    cards = messages(lang) + views(lang)
    cards += [of_form(form).card for _, form in gallery.all_forms(lang)]
    with Renderer(browser, "light") as renderer:
        found = {json.dumps(each): renderer.draw(each) for each in cards}
    assert not {said: one for said, one in found.items() if one.found}


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_every_message_is_whole_in_a_narrow_channel(browser: Browser, lang: str) -> None:
    with Renderer(browser, "light", COLUMN) as renderer:
        found = {json.dumps(each): renderer.draw(each) for each in messages(lang)}
    assert not {said: one for said, one in found.items() if one.found}


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_buttons_are_told_apart_where_it_is_narrowest(browser: Browser, lang: str) -> None:
    with Renderer(browser, "light", NARROWEST) as renderer:
        for each in messages(lang) + views(lang):
            renderer.draw(each)
            for labels in renderer.seen():
                assert len(set(labels)) == len(labels), labels
                assert all(len(one) > 2 for one in labels), labels


@pytest.mark.parametrize("theme", THEMES)
def test_a_form_that_was_sent_is_drawn_again(browser: Browser, theme: str) -> None:
    form = designed.form_simple_investigation("sv")
    again = of_form(replace(form, errors=mistakes(form, TYPED)), TYPED)
    failed = unsaved({"action": "x", "ask": "q", "note": "Vi talades vid i går.\nSover dåligt."}, "sv")
    with Renderer(browser, theme) as renderer:
        for name, dialog in (("again", again), ("unsaved", failed)):
            drawing = renderer.draw(dialog.card)
            renderer.save(SCREENS / f"teams_form_{name}_{theme}.png")
            assert drawing.found == [], name


def test_what_is_wrong_with_a_card_is_said(browser: Browser) -> None:
    with Renderer(browser, "light") as renderer:
        assert renderer.draw({"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Nothing"}]}).wrong
        wide = {"type": "TextBlock", "text": "x" * 500, "wrap": False}
        assert renderer.draw({"type": "AdaptiveCard", "version": "1.5", "body": [wide]}).too_wide
        # Microsoft's own signal colours are some 2:1 on white: why no text of ours has one.
        pale = {"type": "TextBlock", "text": "Blekt", "color": "Warning"}
        assert renderer.draw({"type": "AdaptiveCard", "version": "1.5", "body": [pale]}).pale
