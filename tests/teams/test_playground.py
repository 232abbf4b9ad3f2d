"""Microsoft's own client shows what the bot posts. Pictures are left in build/screens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.chat.local.conftest import CHROMIUM, FLAGS
from tests.slack.serve import Served
from tests.teams.bot import Bot
from tests.teams.playground import CHANNEL, GROUP, PERSONAL, Playground
from tests.teams.server import TeamsServer

HERE = Path(__file__).parent
SCREENS = HERE.parents[1] / "build" / "screens"


def card(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@dataclass
class Shown:
    """A bot, and its person's client."""

    bot: Bot
    served: Served
    client: Playground

    def names(self) -> list[str]:
        """What the client sent the bot, in order."""
        inward = [body for _, url, body in self.client.gate.passed if url.endswith("/api/messages")]
        return [str(body.get("name") or body["type"]) for body in inward]


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    """The small bot in front of the client; one for the module, it takes seconds to start."""
    with TeamsServer() as teams:
        client = Playground(teams)
        bot = Bot(teams, client.gate.service_url)
        served = Served(asyncio.run(bot.start()))
        with served as url, client:
            client.gate.bot_url = url
            yield Shown(bot=bot, served=served, client=client)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless. No longer than a module: while it is open no other event loop may run."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, shown: Shown) -> Iterator[Page]:
    """The client's page, connected to the bot."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.goto(shown.client.url)
    expect(opened.get_by_text("Connected.")).to_be_visible()
    expect(opened.get_by_text("conversationUpdate")).to_be_visible()
    yield opened
    opened.close()


def test_a_card_is_shown_clicked_and_replaced(shown: Shown, page: Page) -> None:
    shown.bot.card = card("02_answered")
    message = shown.served.run(shown.bot.post(CHANNEL, card("05_follow_up")))
    page.get_by_role("treeitem", name="Lits skola - 8C").click()
    expect(page.get_by_text("Ökar närvaron?")).to_be_visible()
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / "teams-asked.png")
    page.get_by_role("button", name="Nej, inte än").click()
    expect(page.get_by_text("Kontakt tagen med vårdnadshavare")).to_be_visible()
    expect(page.get_by_text("Ökar närvaron?")).to_have_count(0)
    page.screenshot(path=SCREENS / "teams-answered.png")
    assert shown.names()[-1] == "adaptiveCard/action"
    assert shown.bot.seen[-1]["replyToId"] == message
    assert shown.bot.seen[-1]["value"]["action"]["data"]["ask"] == "q_7f3c91d2"


def test_a_changed_card_is_redrawn(shown: Shown, page: Page) -> None:
    message = shown.served.run(shown.bot.post(GROUP, card("05_follow_up")))
    page.get_by_text("EHT", exact=True).click()
    expect(page.get_by_text("Ökar närvaron?")).to_be_visible()
    shown.served.run(shown.bot.update(GROUP, message, card("02_answered")))
    expect(page.get_by_text("Kontakt tagen med vårdnadshavare")).to_be_visible()
    expect(page.get_by_text("Ökar närvaron?")).to_have_count(0)


def test_a_message_of_its_own_accord_arrives(shown: Shown, page: Page) -> None:
    page.get_by_text("Personal Chat", exact=True).click()
    shown.served.run(shown.bot.post(PERSONAL, card("01_alert")))
    expect(page.get_by_text("Kontakta vårdnadshavare")).to_be_visible()
    page.screenshot(path=SCREENS / "teams-alert.png")


def test_the_gate_lets_nobody_else_speak(shown: Shown) -> None:
    url = f"{shown.client.gate.service_url}v3/conversations/{CHANNEL}/activities"
    for told in ({}, {"authorization": "Bearer other"}):
        assert httpx.post(url, json={"type": "message", "text": "a"}, headers=told).status_code == 401
