"""What the tests send is what Teams sends: Microsoft's own SDK takes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.serve import Served
from tests.teams.bot import Bot
from tests.teams.client import Clicker
from tests.teams.schema import CARD
from tests.teams.server import TeamsServer

FIXTURES = Path(__file__).parent / "fixtures"
ALERT, FORM, FOLLOW_UP = (
    json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("01_alert", "06_form_simple_investigation", "05_follow_up")
)
REST = {"situation": "Sover dåligt", "causes": ["routines"], "pupil_view": "a", "guardian_view": "b"}
FORM_TASK = {
    "type": "continue",
    "value": {"title": "Utredning", "card": {"contentType": CARD, "content": FORM}},
}
ANNA, OMAR, CHANNEL, STAFF = (
    "anna@lits.example",
    "omar@lits.example",
    "19:8c@thread.tacv2",
    "19:eht@thread.v2",
)


@pytest.fixture
def teams() -> Iterator[TeamsServer]:
    with TeamsServer() as server:
        server.add_personal(server.add_user(ANNA, name="Anna Lind"))
        server.add_user(OMAR, name="Omar Haddad")
        server.add_channel("8c")
        server.add_chat("eht")
        yield server


@pytest.fixture
def bot(teams: TeamsServer) -> Bot:
    return Bot(teams)


@pytest.fixture
def clicker(teams: TeamsServer, bot: Bot) -> Iterator[Clicker]:
    served = Served(asyncio.run(bot.start()))
    with served as url, Clicker(teams, url) as clicker:
        for place in (CHANNEL, "29:anna"):
            served.run(bot.post(place, ALERT))
        yield clicker


def test_a_button_that_opens_a_dialog_asks_for_it(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    bot.task = {"task": FORM_TASK}
    assert clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL).status_code == 200
    seen = bot.seen[-1]
    assert (seen["type"], seen["name"], seen["replyToId"]) == (
        "invoke",
        "task/fetch",
        teams.latest(CHANNEL).id,
    )
    assert seen["value"]["data"]["ask"] == "q_7f3c91d2"
    assert teams.latest_dialog("29:anna").card == FORM
