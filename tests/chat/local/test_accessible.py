"""axe finds nothing, and nothing scrolls sideways, in the page's main states."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.chat.local.desk import Step
from tests.chat.local import walk
from tests.chat.local.conftest import Served

KEY = "K7M2"
STATES = (
    "/rooms/8C?as=anna",
    "/rooms/8C?as=anna&case=K7M2",
    "/rooms/8C?as=anna&case=K7M2&view=case",
    "/rooms/8C?as=anna&case=K7M2&show=pupil&view=case",
    "/rooms/8C?as=anna&case=K7M2&form=1.contacted_guardian",
    "/rooms/8C?as=anna&case=K7M2&form=1.note",
    "/rooms/8C?as=mehmet&case=K7M2",
    "/rooms/8C?as=anna&view=rooms",
    "/rooms/7A?as=mehmet",
    "/rooms/Rektor?as=birgitta",
)
CHECKED = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings(page: Page) -> list[str]:
    """What axe finds, a line each."""
    found = Axe().run(page, options=CHECKED).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 900, 390, 320])
def test_nothing_is_found(
    browser: Browser, served: Served, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    walk.open_start(page, served.url)
    assert findings(page) == []
    assert walk.sideways(page) <= 0
    served.school.step(Step.PLAY, "")
    for address in STATES:
        page.goto(served.url + address)
        assert findings(page) == [], address
        assert walk.sideways(page) <= 0, address
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_in_an_error_and_a_refusal(
    browser: Browser, served: Served, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(
        viewport={"width": 1440, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    served.school.step(Step.PLAY, "")
    page.goto(served.url + STATES[4])
    walk.write(page, KEY, "date", "2026-12-24")
    walk.send(page, KEY)
    expect(walk.form(page, KEY).locator(".err")).to_be_visible()
    assert findings(page) == []
    page.goto(served.url + STATES[6])
    walk.press(page, KEY, "contacted_guardian")
    expect(page.locator(".note.private")).to_be_visible()
    assert findings(page) == []
    page.close()


@pytest.mark.parametrize("width", [320, 720, 1140, 1280])
def test_a_menu_opens_within_the_room(browser: Browser, served: Served, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    served.school.step(Step.PLAY, "")
    page.goto(served.url + STATES[6])
    more = walk.card(page, KEY).locator("details.menu")
    more.locator("summary").click()
    expect(more.locator("button").first).to_be_visible()
    assert walk.sideways(page) <= 0
    assert page.locator(".room").evaluate("room => room.scrollWidth - room.clientWidth") <= 0
    left = more.locator("ul").evaluate("menu => menu.getBoundingClientRect().left")
    assert left >= page.locator(".room").evaluate("room => room.getBoundingClientRect().left")
    page.close()


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_longest_words_fit_the_narrowest_page(browser: Browser, served: Served, language: str) -> None:
    served.school.language = language
    page = browser.new_page(viewport={"width": 320, "height": 800})
    walk.open_start(page, served.url)
    assert walk.sideways(page) <= 0
    served.school.step(Step.PLAY, "")
    for address in STATES:
        page.goto(served.url + address)
        assert page.locator("html").get_attribute("lang") == language
        assert walk.sideways(page) <= 0, address
    page.close()
