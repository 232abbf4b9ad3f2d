"""What the tests send is what Teams sends: Microsoft's own SDK takes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.slack.serve import Served
from tests.teams.bot import Bot
from tests.teams.client import AsyncClicker, Clicker
from tests.teams.schema import CARD
from tests.teams.server import OTHER_TENANT, TeamsServer

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


def test_a_form_is_filled_in_and_sent(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    bot.task = {"task": FORM_TASK}
    clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
    bot.task = {}
    clicker.submit(REST | {"due_1": "2026-12-15", "who_1": "nurse"})
    assert bot.seen[-1]["name"] == "task/submit"
    data = bot.seen[-1]["value"]["data"]
    assert (data["action"], data["ask"]) == ("simple_investigation", "q_7f3c91d2")
    assert (data["situation"], data["causes"], data["participants"]) == (
        "Sover dåligt",
        "routines",
        "pupil,guardian",
    )
    assert (data["who_1"], data["due_1"]) == ("nurse", "2026-12-15")
    assert "what_2" not in data
    assert not teams.dialogs[0].is_open


def test_teams_itself_stops_a_form_that_lacks_an_answer(bot: Bot, clicker: Clicker) -> None:
    bot.task = {"task": FORM_TASK}
    clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
    with pytest.raises(AssertionError, match="situation: required and empty"):
        clicker.submit({})
    with pytest.raises(AssertionError, match="what_1: 201 characters"):
        clicker.submit(REST | {"what_1": "x" * 201})
    with pytest.raises(AssertionError, match="no choice 'priest'; there are mentor"):
        clicker.submit({"who_1": "priest"})
    with pytest.raises(AssertionError, match="no input colour"):
        clicker.submit({"colour": "red"})
    assert clicker.submit({}, by_hand=False).status_code == 200


def test_a_form_may_come_again_with_what_is_wrong(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    bot.task = {"task": FORM_TASK}
    clicker.press("contacted_guardian", user=ANNA, conversation=CHANNEL)
    clicker.submit(REST)
    dialog = teams.latest_dialog("29:anna")
    assert (len(dialog.versions), dialog.title) == (1, "Utredning")
    bot.task = {"task": {"type": "message", "value": "Sparat"}}
    clicker.submit(REST)
    assert not dialog.is_open


def test_a_wrong_dialog_is_noticed(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    bot.task = {"task": {"type": "continue", "value": {"title": "Visa"}}}
    clicker.press("show", user=ANNA, conversation=CHANNEL)
    assert teams.dialogs == []
    assert teams.schema_errors == ["task: task.value.card: either a card or a url"]
    teams.schema_errors.clear()


def test_an_answer_to_a_click_is_seen_by_the_clicker_alone(
    teams: TeamsServer, bot: Bot, clicker: Clicker
) -> None:
    bot.card = FOLLOW_UP
    message = teams.tenant.posted(
        teams.conversation(CHANNEL), {"attachments": [{"content": FOLLOW_UP}]}, teams.tenant.bot_id
    )
    bot.card = ALERT
    clicker.press("Nej, inte än", user=ANNA, conversation=CHANNEL)
    assert bot.seen[-1]["value"]["action"]["data"]["ask"] == "q_7f3c91d2"
    assert bot.seen[-1]["value"]["trigger"] == "manual"
    assert (message.shown("29:anna"), message.shown("29:omar")) == (ALERT, FOLLOW_UP)


def test_a_card_is_refreshed_for_those_it_names(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    action = next(action for action in FOLLOW_UP["actions"] if action["type"] == "Action.Execute")
    card = FOLLOW_UP | {"refresh": {"action": action, "userIds": ["29:anna"]}}
    message = teams.tenant.posted(
        teams.conversation(CHANNEL), {"attachments": [{"content": card}]}, teams.tenant.bot_id
    )
    with pytest.raises(AssertionError, match="for others"):
        clicker.refresh(message, user=OMAR)
    clicker.refresh(message, user=ANNA)
    assert clicker.sent[-1].activity["value"]["trigger"] == "automatic"


def test_an_execute_without_data_arrives_without(teams: TeamsServer, clicker: Clicker) -> None:
    clicker.execute({"type": "Action.Execute", "verb": "show"}, teams.latest(CHANNEL), user=ANNA)
    assert clicker.sent[-1].activity["value"]["action"] == {"type": "Action.Execute", "verb": "show"}


def test_a_button_that_is_not_there_names_those_that_are(clicker: Clicker) -> None:
    with pytest.raises(AssertionError, match=r"approve is not there; visible: contacted_guardian\('Kontakt"):
        clicker.press("approve", user=ANNA, conversation=CHANNEL)
    with pytest.raises(AssertionError, match="no message"):
        clicker.press("show", user=ANNA, conversation=CHANNEL, message="1")
    with pytest.raises(AssertionError, match="no user"):
        clicker.press("show", user="nobody@lits.example", conversation=CHANNEL)


def test_what_people_write_says_where_and_who(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    clicker.say("mina ärenden", user=ANNA)
    first = bot.seen[-1]
    assert (first["text"], first["conversation"]["conversationType"]) == ("mina ärenden", "personal")
    assert first["from"]["aadObjectId"] == teams.tenant.users["29:anna"].aad
    root = teams.messages(CHANNEL)[0].id
    clicker.say("mina ärenden", user=OMAR, conversation=CHANNEL, thread=root)
    second = bot.seen[-1]
    assert second["conversation"]["id"] == f"{CHANNEL};messageid={root}"
    assert second["text"] == "<at>Närvarolots</at> mina ärenden"
    assert second["entities"][0]["mentioned"]["id"] == second["recipient"]["id"] == teams.tenant.bot_id
    assert second["channelData"]["channel"]["id"] == CHANNEL
    assert second["channelData"]["team"]["id"] == "19:lits-skola@thread.tacv2"
    assert second["channelData"]["tenant"]["id"] == second["conversation"]["tenantId"] == teams.tenant_id
    clicker.say("hej", user=OMAR, conversation=STAFF)
    assert bot.seen[-1]["conversation"]["conversationType"] == "groupChat"


def test_comings_and_goings_arrive(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    clicker.install(user=OMAR)
    assert teams.conversation("29:omar").installed
    clicker.joined(user=OMAR, conversation=CHANNEL)
    clicker.joined(user=OMAR, conversation=CHANNEL, who=ANNA)
    clicker.left(user=OMAR, conversation=CHANNEL, who=ANNA)
    assert teams.conversation(CHANNEL).installed
    clicker.left(user=OMAR, conversation=CHANNEL)
    clicker.remove(user=OMAR)
    clicker.changed("channelDeleted", user=OMAR, conversation=CHANNEL)
    clicker.react("like", user=OMAR, message=teams.latest("29:anna"))
    clicker.react("like", user=OMAR, message=teams.latest("29:anna"), added=False)
    clicker.type(user=ANNA)
    assert [seen["type"] for seen in bot.seen] == [
        "installationUpdate",
        *["conversationUpdate"] * 4,
        "installationUpdate",
        "conversationUpdate",
        *["messageReaction"] * 2,
        "typing",
    ]
    assert [bot.seen[0]["action"], bot.seen[5]["action"]] == ["add", "remove"]
    assert bot.seen[4]["membersRemoved"][0]["id"] == teams.tenant.bot_id
    assert bot.seen[6]["channelData"]["eventType"] == "channelDeleted"
    team = clicker.sent[1].activity["channelData"]["team"]
    assert (team["name"], team["aadGroupId"]) == ("Lits skola", teams.tenant.teams[team["id"]].group)
    assert not teams.conversation(team["id"]).installed
    assert not teams.conversation(CHANNEL).installed
    assert not teams.conversation("29:omar").installed


@pytest.mark.parametrize(
    "how",
    [
        {"claims": {"aud": "other"}},
        {"claims": {"iss": "https://other.example"}},
        {"claims": {"serviceurl": "https://other.example/"}},
        {"claims": {"exp": 1}},
        {"claims": {"nbf": 4_000_000_000}},
        {"signer": "forger"},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"kid": "other"},
        {"token": "abc"},
        {"headers": {"authorization": ""}},
        {"payload": {"serviceUrl": "https://other.example/"}},
    ],
    ids=str,
)
def test_an_activity_that_is_not_teams_is_refused(bot: Bot, clicker: Clicker, how: Any) -> None:
    assert clicker.press("show", user=ANNA, conversation=CHANNEL, **how).status_code == 401
    assert bot.seen == []


def test_people_from_elsewhere_can_be_played(teams: TeamsServer, bot: Bot, clicker: Clicker) -> None:
    teams.add_user("gast@firma.example", role="guest")
    teams.add_user("annan@firma.example", tenant_id=OTHER_TENANT)
    clicker.say("hej", user="gast@firma.example", conversation=CHANNEL)
    clicker.say("hej", user="annan@firma.example", conversation=CHANNEL)
    tenants = [(seen["channelData"]["tenant"]["id"], seen["conversation"]["tenantId"]) for seen in bot.seen]
    assert tenants == [(teams.tenant_id, teams.tenant_id), (OTHER_TENANT, teams.tenant_id)]


def test_an_activity_can_be_repeated_byte_for_byte(bot: Bot, clicker: Clicker) -> None:
    clicker.say("hej", user=ANNA)
    clicker.replay(clicker.sent[0])
    assert bot.seen[0] == bot.seen[1]
    assert clicker.sent[0] == clicker.sent[1]


def test_an_activity_reaches_an_app_in_the_same_loop(teams: TeamsServer, bot: Bot) -> None:
    async def say() -> int:
        async with AsyncClicker(teams, app=await bot.start()) as clicker:
            return (await clicker.say("hej", user=ANNA)).status_code

    assert asyncio.run(say()) == 200
    assert len(bot.seen) == 1
