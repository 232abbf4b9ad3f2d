"""Microsoft's renderer draws every designed card without a word, light and dark. Pictures are left in build/screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.chat.teams.dialogs import of_form, unsaved
from bot.notices.form_check import mistakes
from tests.chat.local.conftest import CHROMIUM, FLAGS
from tests.chat.teams.test_designed import MADE, drawn
from tests.chat.teams.test_dialogs import TYPED
from tests.notices import designed
from tests.teams.render import THEMES, Renderer

SCREENS = Path(__file__).parents[3] / "build" / "screens"


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
            if drawing.wrong or drawing.too_wide:
                found[name] = drawing
            if lang == "sv":
                renderer.save(SCREENS / f"teams_{name}_{theme}.png")
    assert not found


@pytest.mark.parametrize("theme", THEMES)
def test_a_form_that_was_sent_is_drawn_again(browser: Browser, theme: str) -> None:
    form = designed.form_simple_investigation("sv")
    again = of_form(replace(form, errors=mistakes(form, TYPED)), TYPED)
    failed = unsaved({"action": "x", "ask": "q", "note": "Vi talades vid i går.\nSover dåligt."}, "sv")
    with Renderer(browser, theme) as renderer:
        for name, dialog in (("again", again), ("unsaved", failed)):
            drawing = renderer.draw(dialog.card)
            renderer.save(SCREENS / f"teams_form_{name}_{theme}.png")
            assert (drawing.wrong, drawing.too_wide) == ([], []), name


def test_what_is_wrong_with_a_card_is_said(browser: Browser) -> None:
    with Renderer(browser, "light") as renderer:
        assert renderer.draw({"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Nothing"}]}).wrong
        wide = {"type": "TextBlock", "text": "x" * 500, "wrap": False}
        assert renderer.draw({"type": "AdaptiveCard", "version": "1.5", "body": [wide]}).too_wide
