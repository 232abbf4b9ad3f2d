"""The bot in Microsoft's own client: asked, answered, replaced, and a message of its own accord.

Pictures are left in build/screens. The client opens no dialogs (``task/fetch``): those are played by
tests/chat/teams/test_inbound.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from starlette.applications import Starlette

from bot.chat.teams.client import TeamsChat
from bot.chat.teams.inbound import routes
from bot.chat.teams.keys import Keys, fetched
from bot.ports import Pressed, PressKind, Receipt
from tests.chat.local.conftest import CHROMIUM, FLAGS
from tests.chat.slack.school import FakeInbox, alert, answered
from tests.chat.teams.school import KEY, Places, account, chat_of
from tests.slack.serve import Served
from tests.teams.playground import CHANNEL, PERSONAL, Playground
from tests.teams.server import TENANT, TeamsServer

SCREENS = Path(__file__).parents[3] / "build" / "screens"
EMAIL = "anna@lits.example"
SAVED = Pressed(kind=PressKind.SAVED, notice=answered(), redraw=answered())


@dataclass
class School:
    """The product's inbound and client in front of Microsoft's client."""

    inbox: FakeInbox
    places: Places
    chat: TeamsChat
    served: Served
    client: Playground

    def post(self, address: str) -> Receipt:
        return self.served.run(self.chat.post(address, alert(), KEY))


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    """One for the module: it takes seconds to start."""
    with TeamsServer() as teams:
        client = Playground(teams)
        inbox, places = FakeInbox(answers={"improved": SAVED}), Places()
        seen_as_teams = replace(account(teams), service_url=client.gate.service_url)
        chat = chat_of(teams, inbox, places, account=seen_as_teams)
        keys = Keys(lambda: fetched(teams.openid_url), later=chat.later)
        served = Served(Starlette(routes=[*routes(inbox=inbox, chat=chat, keys=keys)]))
        with served as url, client:
            client.gate.bot_url = url
            yield School(inbox=inbox, places=places, chat=chat, served=served, client=client)
            served.run(chat.close())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, headless. No longer than a module: while it is open no other event loop may run."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, school: School) -> Iterator[Page]:
    """The client's page, connected: it has told the bot where it is installed."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.goto(school.client.url)
    expect(opened.get_by_text("Connected.")).to_be_visible()
    expect(opened.get_by_text("conversationUpdate").first).to_be_visible()
    SCREENS.mkdir(parents=True, exist_ok=True)
    yield opened
    opened.close()


def test_the_alert_is_shown_answered_replaced_and_another_message_arrives(school: School, page: Page) -> None:
    asked = page.get_by_text(alert().heading)
    receipt = school.post(CHANNEL)
    page.get_by_role("treeitem", name="Lits skola - 8C").click()
    expect(asked).to_be_visible()
    page.screenshot(path=SCREENS / "teams-product-asked.png")

    page.get_by_role("button", name="Ja, den ökar").click()
    expect(page.get_by_text("✓ Kontakt tagen")).to_be_visible()
    expect(asked).to_have_count(0)
    page.screenshot(path=SCREENS / "teams-product-answered.png")
    press = school.inbox.presses[-1]
    assert (press.action, press.user.team, press.user.outsider) == ("improved", TENANT, False)
    assert school.inbox.links[EMAIL] == press.user

    school.served.run(school.chat.update(receipt, replace(answered(), body="✓ *Klart för alla*")))
    expect(page.get_by_text("✓ Klart för alla")).to_be_visible()

    page.get_by_text("Personal Chat", exact=True).click()
    school.post(f"@{EMAIL}")
    expect(asked).to_be_visible()
    page.screenshot(path=SCREENS / "teams-product-personal.png")
    assert PERSONAL in school.places.known
