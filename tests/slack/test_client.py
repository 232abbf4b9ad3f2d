"""What the tests send is what Slack sends: Slack's own framework takes it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.slack.client import AsyncClicker, Clicker
from tests.slack.serve import Served
from tests.slack.server import SlackServer

FIXTURES = Path(__file__).parent / "fixtures"
ALERT: dict[str, Any] = json.loads((FIXTURES / "01_alert.json").read_text())
FORM: dict[str, Any] = json.loads((FIXTURES / "06_form_simple_investigation.json").read_text())
REST = {"situation": "Sover dåligt", "causes": ["routines"], "pupil_view": "a", "guardian_view": "b"}
PLAIN = {"type": "plain_text", "text": "a"}


class Bot:
    """A Bolt app that writes down what it was sent; ``answer`` is what a submission is answered with."""

    def __init__(self, slack: SlackServer) -> None:
        self.seen: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {}
        self.web = WebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        bolt = App(client=self.web, signing_secret=slack.signing_secret, process_before_response=True)
        bolt.action("contacted_guardian")(self.opens)
        for name in ("more", "show", "add_agreement", "who"):
            bolt.action(name)(self.notes)
        bolt.view("simple_investigation")(self.notes)
        bolt.view_closed("simple_investigation")(self.notes)
        bolt.command("/franvaro")(self.notes)
        for event in ("app_home_opened", "message", "member_left_channel"):
            bolt.event(event)(self.hears)
        handler = SlackRequestHandler(bolt)

        async def events(request: Request) -> Response:
            return await handler.handle(request)

        self.app = Starlette(routes=[Route("/slack/events", events, methods=["POST"])])

    def notes(self, ack: Ack, body: dict[str, Any]) -> None:
        self.seen.append(body)
        ack(**self.answer)

    def opens(self, ack: Ack, body: dict[str, Any]) -> None:
        self.seen.append(body)
        ack()
        self.web.views_open(trigger_id=body["trigger_id"], view=FORM)

    def hears(self, body: dict[str, Any]) -> None:
        self.seen.append(body)


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        server.add_user("anna@lits.example", id="U0ANNA", name="Anna Lind")
        server.add_channel("C8C", name="8c")
        yield server


@pytest.fixture
def bot(slack: SlackServer) -> Bot:
    return Bot(slack)


@pytest.fixture
def clicker(slack: SlackServer, bot: Bot) -> Iterator[Clicker]:
    bot.web.chat_postMessage(channel="C8C", **ALERT)
    with Served(bot.app) as url, Clicker(slack, url) as clicker:
        yield clicker


def test_a_pressed_button_arrives_with_what_it_stands_for(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    assert clicker.press("show", channel="C8C", user="U0ANNA").status_code == 200
    body = bot.seen[0]
    assert body["actions"][0]["value"] == "q_7f3c91d2"
    assert body["user"] == {"id": "U0ANNA", "username": "anna", "name": "anna", "team_id": "T0LIT"}
    assert body["container"]["message_ts"] == slack.latest("C8C").ts
    assert body["actions"][0]["block_id"] == body["message"]["blocks"][3]["block_id"]


def test_a_button_that_is_not_there_names_those_that_are(clicker: Clicker) -> None:
    with pytest.raises(AssertionError, match=r"approve is not there; visible: contacted_guardian\('Kontakt"):
        clicker.press("approve", channel="C8C", user="U0ANNA")
    with pytest.raises(AssertionError, match="no message"):
        clicker.press("show", channel="C8C", ts="1.0", user="U0ANNA")


def test_of_equal_buttons_the_value_decides(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    rows = [
        {"type": "section", "text": PLAIN, "accessory": button | {"type": "button", "text": PLAIN}}
        for button in ({"action_id": "show", "value": "q_1"}, {"action_id": "show", "value": "q_2"})
    ]
    bot.web.chat_postMessage(channel="C8C", text="a", blocks=rows)
    clicker.press("show", channel="C8C", user="U0ANNA", value="q_2")
    assert bot.seen[0]["actions"][0]["value"] == "q_2"
    with pytest.raises(AssertionError, match="2 times"):
        clicker.press("show", channel="C8C", user="U0ANNA")


@pytest.mark.parametrize("option", ["hold", "q_7f3c91d2.hold", "Pausa till …"])
def test_a_menu_entry_is_chosen_by_value_word_or_label(bot: Bot, clicker: Clicker, option: str) -> None:
    clicker.menu(option, channel="C8C", user="U0ANNA")
    assert bot.seen[0]["actions"][0]["selected_option"]["value"] == "q_7f3c91d2.hold"


def test_a_menu_without_that_entry_names_its_own(clicker: Clicker) -> None:
    with pytest.raises(AssertionError, match=r"not_worrying, q_7f3c91d2\.hold"):
        clicker.menu("delete", channel="C8C", user="U0ANNA")


def test_a_form_is_opened_filled_in_and_sent(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    clicker.press("contacted_guardian", channel="C8C", user="U0ANNA")
    clicker.submit(REST | {"due_1": "2026-12-15", "who_1/who_1": "nurse"})
    values = bot.seen[-1]["view"]["state"]["values"]
    assert values["situation"]["situation"] == {"type": "plain_text_input", "value": "Sover dåligt"}
    assert values["due_1"]["due_1"]["selected_date"] == "2026-12-15"
    assert values["who_1"]["who_1"]["selected_option"]["value"] == "nurse"
    assert [o["value"] for o in values["causes"]["causes"]["selected_options"]] == ["routines"]
    assert [o["value"] for o in values["participants"]["participants"]["selected_options"]] == [
        "pupil",
        "guardian",
    ]
    assert bot.seen[-1]["view"]["private_metadata"] == "q_7f3c91d2"
    assert not slack.views[0].is_open


def test_every_kind_of_input_has_its_state(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    option = {"text": PLAIN, "value": "yes"}
    elements = [
        {"type": "timepicker", "action_id": "time"},
        {"type": "radio_buttons", "action_id": "radio", "options": [option]},
        {"type": "users_select", "action_id": "user"},
        {"type": "number_input", "action_id": "number", "is_decimal_allowed": False},
        {"type": "multi_users_select", "action_id": "users"},
    ]
    form = FORM | {"blocks": [{"type": "input", "label": PLAIN, "element": element} for element in elements]}
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=form)
    clicker.submit({"time": "08:30", "radio": "yes", "user": "U0ANNA", "number": 3, "users": ["U0ANNA"]})
    state = {
        name: held
        for block in bot.seen[0]["view"]["state"]["values"].values()
        for name, held in block.items()
    }
    assert state == {
        "time": {"type": "timepicker", "selected_time": "08:30"},
        "radio": {"type": "radio_buttons", "selected_option": option},
        "user": {"type": "users_select", "selected_user": "U0ANNA"},
        "number": {"type": "number_input", "value": "3"},
        "users": {"type": "multi_users_select", "selected_users": ["U0ANNA"]},
    }


def test_slack_itself_stops_a_form_that_lacks_an_answer(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    with pytest.raises(AssertionError, match="situation: required and empty"):
        clicker.submit({})
    with pytest.raises(AssertionError, match=r"what_1: 201 characters"):
        clicker.submit(REST | {"what_1": "x" * 201})
    with pytest.raises(AssertionError, match="no option 'priest'; there are mentor"):
        clicker.submit({"who_1": "priest"})
    assert bot.seen == []
    clicker.submit({"situation": ""}, by_hand=False)
    assert len(bot.seen) == 1


def test_errors_leave_the_form_open_with_what_was_typed(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    bot.answer = {"response_action": "errors", "errors": {"situation": "För kort"}}
    clicker.submit(REST)
    assert slack.latest_view().errors == {"situation": "För kort"}
    bot.answer = {}
    clicker.submit({"situation": "Längre"})
    values = bot.seen[-1]["view"]["state"]["values"]
    assert values["situation"]["situation"]["value"] == "Längre"
    assert values["pupil_view"]["pupil_view"]["value"] == "a"


def test_an_error_on_a_block_that_is_not_there_is_noticed(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    bot.answer = {"response_action": "errors", "errors": {"sitation": "För kort"}}
    with pytest.raises(Exception, match="invalid_blocks"):
        clicker.submit(REST)
    assert slack.schema_errors == ["view_submission: errors: no block 'sitation'"]
    slack.schema_errors.clear()


def test_a_submission_may_change_or_stack_or_clear(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    bot.answer = {"response_action": "push", "view": FORM}
    clicker.submit(REST)
    assert [view.is_open for view in slack.views] == [True, True]
    bot.answer = {"response_action": "update", "view": FORM | {"private_metadata": "2"}}
    clicker.submit(REST)
    assert slack.latest_view().payload["private_metadata"] == "2"
    bot.answer = {"response_action": "clear"}
    clicker.submit(REST)
    assert [view.is_open for view in slack.views] == [False, False]


def test_a_button_in_a_form_sends_what_was_typed_so_far(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    clicker.fill({"situation": "Sover dåligt"})
    clicker.press("add_agreement", view=slack.latest_view(), user="U0ANNA")
    body = bot.seen[0]
    assert body["container"] == {"type": "view", "view_id": slack.views[0].id}
    assert body["view"]["state"]["values"]["situation"]["situation"]["value"] == "Sover dåligt"


def test_a_choice_that_is_told_at_once(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    element = {"type": "users_select", "action_id": "who"}
    block = {"type": "input", "label": PLAIN, "element": element, "dispatch_action": True}
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM | {"blocks": [block]})
    clicker.pick("who", "U0ANNA", view=slack.latest_view())
    assert bot.seen[0]["actions"][0]["selected_user"] == "U0ANNA"


def test_closing_is_told_to_those_who_asked(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    with pytest.raises(AssertionError, match="view_closed"):
        clicker.close()
    bot.web.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM | {"notify_on_close": True})
    clicker.close()
    assert bot.seen[0]["type"] == "view_closed"


def test_a_command_arrives_with_its_text(bot: Bot, clicker: Clicker) -> None:
    clicker.command("U0ANNA", "8c", channel="C8C")
    assert (bot.seen[0]["text"], bot.seen[0]["channel_name"]) == ("8c", "8c")
    clicker.command("U0ANNA")
    assert bot.seen[1]["channel_id"] == "D0ANNA"


def test_events_arrive(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    clicker.app_home_opened("U0ANNA")
    clicker.message_im("U0ANNA", "hjälp")
    clicker.member_left("U0LOTS", "C8C")
    heard = [body["event"]["type"] for body in bot.seen]
    assert heard == ["app_home_opened", "message", "member_left_channel"]
    assert not slack.channel("C8C").bot_in


def test_the_address_is_verified(clicker: Clicker) -> None:
    assert "abc" in clicker.url_verification("abc").text
    assert clicker.ssl_check(signature="").status_code == 200


@pytest.mark.parametrize(
    "how",
    [{"timestamp": 1}, {"signature": "v0=00"}, {"secret": "other"}, {"headers": {"x-slack-signature": ""}}],
)
def test_a_click_that_is_not_slacks_is_refused(bot: Bot, clicker: Clicker, how: Any) -> None:
    assert clicker.press("show", channel="C8C", user="U0ANNA", **how).status_code == 401
    assert bot.seen == []


def test_a_click_from_elsewhere_can_be_played(slack: SlackServer, bot: Bot, clicker: Clicker) -> None:
    slack.add_user("annan@firma.example", id="U0EXT", team_id="T0EXT", is_stranger=True)
    clicker.press("show", channel="C8C", user="U0EXT")
    clicker.press("show", channel="C8C", user="U0ANNA", payload={"team": {"id": "T0OTHER", "domain": "x"}})
    assert [(body["user"]["team_id"], body["team"]["id"]) for body in bot.seen] == [
        ("T0EXT", "T0LIT"),
        ("T0LIT", "T0OTHER"),
    ]


def test_a_click_can_be_repeated_byte_for_byte(bot: Bot, clicker: Clicker) -> None:
    clicker.press("show", channel="C8C", user="U0ANNA")
    clicker.replay(clicker.sent[0].again(retry=2))
    assert bot.seen[0] == bot.seen[1]
    assert clicker.sent[1].headers["x-slack-retry-num"] == "2"
    assert clicker.sent[1].body == clicker.sent[0].body


def test_an_ephemeral_message_is_clicked_by_its_reader(
    slack: SlackServer, bot: Bot, clicker: Clicker
) -> None:
    bot.web.chat_postEphemeral(channel="C8C", user="U0ANNA", **ALERT)
    clicker.press("show", channel="C8C", user="U0ANNA")
    assert bot.seen[0]["container"]["is_ephemeral"]
    assert "message" not in bot.seen[0]


def test_a_click_reaches_an_app_in_the_same_loop(slack: SlackServer, bot: Bot) -> None:
    bot.web.chat_postMessage(channel="C8C", **ALERT)

    async def click() -> int:
        async with AsyncClicker(slack, app=bot.app) as clicker:
            return (await clicker.press("show", channel="C8C", user="U0ANNA")).status_code

    assert asyncio.run(click()) == 200
    assert len(bot.seen) == 1


def test_an_organisation_with_several_workspaces_says_so() -> None:
    with SlackServer(enterprise_id="E0KOMMUN") as slack:
        slack.add_user("anna@lits.example", id="U0ANNA")
        slack.add_channel("C8C")
        bot = Bot(slack)
        assert bot.web.auth_test()["enterprise_id"] == "E0KOMMUN"
        bot.web.chat_postMessage(channel="C8C", **ALERT)
        with Served(bot.app) as url, Clicker(slack, url) as clicker:
            clicker.press("show", channel="C8C", user="U0ANNA")
            clicker.app_home_opened("U0ANNA")
    assert bot.seen[0]["enterprise"]["id"] == "E0KOMMUN"
    assert bot.seen[1]["authorizations"][0]["enterprise_id"] == "E0KOMMUN"
