"""The test server answers Slack's own SDK as Slack does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack.server import SlackServer

ALERT: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / "01_alert.json").read_text())
FORM: dict[str, Any] = json.loads(
    (Path(__file__).parent / "fixtures" / "06_form_simple_investigation.json").read_text()
)


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        server.add_user("anna@lits.example", id="U0ANNA", name="Anna Lind")
        server.add_channel("C8C", name="8c")
        yield server


@pytest.fixture
def bot(slack: SlackServer) -> WebClient:
    return WebClient(slack.token, base_url=slack.api_url, timeout=1, retry_handlers=[])


def refusal(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(error.value.response["error"])


def test_a_post_is_kept_as_it_was_sent(slack: SlackServer, bot: WebClient) -> None:
    answer = bot.chat_postMessage(
        channel="C8C", **ALERT, metadata={"event_type": "ask", "event_payload": {"key": "q_1"}}
    )
    message = slack.latest("C8C")
    assert message.ts == answer["ts"]
    assert message.blocks == ALERT["blocks"]
    assert message.metadata["event_payload"] == {"key": "q_1"}
    assert answer["message"]["blocks"][0]["block_id"]


def test_an_update_keeps_every_earlier_version(slack: SlackServer, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel="C8C", **ALERT)["ts"]
    bot.chat_update(channel="C8C", ts=ts, text="Besvarad", blocks=[{"type": "divider"}])
    message = slack.latest("C8C")
    assert (message.ts, message.text, message.blocks) == (ts, "Besvarad", [{"type": "divider"}])
    assert [version.text for version in message.versions] == [ALERT["text"]]


def test_a_deleted_message_is_gone_but_remembered(slack: SlackServer, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel="C8C", text="a")["ts"]
    bot.chat_delete(channel="C8C", ts=ts)
    assert slack.messages("C8C") == []
    assert slack.channel("C8C").deleted[0].ts == ts
    with pytest.raises(SlackApiError) as error:
        bot.chat_update(channel="C8C", ts=ts, text="b")
    assert refusal(error) == "message_not_found"


def test_only_ones_own_message_can_be_changed(slack: SlackServer, bot: WebClient) -> None:
    said = slack.say("C8C", "U0ANNA", "Hej")
    with pytest.raises(SlackApiError) as error:
        bot.chat_update(channel="C8C", ts=said.ts, text="b")
    assert refusal(error) == "cant_update_message"


def test_a_timestamp_is_never_given_twice(slack: SlackServer, bot: WebClient) -> None:
    slack.clock.freeze()
    given = [bot.chat_postMessage(channel="C8C", text="a")["ts"] for _ in range(3)]
    assert given == sorted(set(given))


@pytest.mark.parametrize(
    ("is_what", "code"),
    [
        ({"is_archived": True}, "is_archived"),
        ({"bot_in": False}, "not_in_channel"),
        ({"bot_in": False, "is_private": True}, "channel_not_found"),
    ],
)
def test_a_channel_that_cannot_be_written_to(
    slack: SlackServer, bot: WebClient, is_what: Any, code: str
) -> None:
    slack.add_channel("C9A", **is_what)
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel="C9A", text="a")
    assert refusal(error) == code


def test_an_unknown_channel_and_a_removed_one_are_not_found(slack: SlackServer, bot: WebClient) -> None:
    slack.remove_channel("C8C")
    for channel in ("C8C", "C404"):
        with pytest.raises(SlackApiError) as error:
            bot.chat_postMessage(channel=channel, text="a")
        assert refusal(error) == "channel_not_found"


def test_tokens_are_checked(slack: SlackServer, bot: WebClient) -> None:
    assert bot.auth_test()["team_id"] == "T0LIT"
    slack.revoke_token()
    with pytest.raises(SlackApiError) as error:
        bot.auth_test()
    assert refusal(error) == "token_revoked"
    with pytest.raises(SlackApiError) as error:
        WebClient("xoxb-other", base_url=slack.api_url).auth_test()
    assert refusal(error) == "invalid_auth"
    assert httpx.post(f"{slack.api_url}auth.test").json()["error"] == "not_authed"


def test_a_form_body_is_read_like_json(slack: SlackServer) -> None:
    fields = {"channel": "C8C", "text": "a", "blocks": json.dumps(ALERT["blocks"]), "token": slack.token}
    assert httpx.post(f"{slack.api_url}chat.postMessage", data=fields).json()["ok"]
    assert slack.latest("C8C").blocks == ALERT["blocks"]
    assert "token" not in slack.calls[-1].args


def test_wrong_blocks_are_refused_and_remembered(slack: SlackServer, bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel="C8C", text="a", blocks=[{"type": "header"}])
    assert refusal(error) == "invalid_blocks"
    assert slack.messages("C8C") == []
    assert slack.schema_errors == ["chat.postMessage: blocks[0]: 'text' is a required property"]
    with pytest.raises(AssertionError, match="required property"):
        slack.check()
    slack.schema_errors.clear()


def test_a_long_text_is_refused(slack: SlackServer, bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        bot.chat_postMessage(channel="C8C", text="x" * 4001)
    assert refusal(error) == "msg_too_long"
    slack.schema_errors.clear()


def test_leaving_the_server_fails_when_a_payload_was_wrong() -> None:
    server = SlackServer().__enter__()
    server.schema_errors.append("chat.postMessage: blocks[0]: …")
    with pytest.raises(AssertionError, match="blocks"):
        server.__exit__(None, None, None)


def test_history_is_newest_first_and_shows_metadata_when_asked(slack: SlackServer, bot: WebClient) -> None:
    first = bot.chat_postMessage(channel="C8C", text="1", metadata={"event_type": "a", "event_payload": {}})
    bot.chat_postMessage(channel="C8C", text="reply", thread_ts=first["ts"])
    bot.chat_postMessage(channel="C8C", text="2")
    assert [m["text"] for m in bot.conversations_history(channel="C8C")["messages"]] == ["2", "1"]
    after = bot.conversations_history(channel="C8C", oldest=first["ts"])
    assert [m["text"] for m in after["messages"]] == ["2"]
    whole = bot.conversations_history(channel="C8C", include_all_metadata=True)["messages"]
    assert [bool(m.get("metadata")) for m in whole] == [False, True]
    thread = bot.conversations_replies(channel="C8C", ts=first["ts"])["messages"]
    assert [m["text"] for m in thread] == ["1", "reply"]


def test_history_comes_in_pages(slack: SlackServer, bot: WebClient) -> None:
    for number in range(5):
        slack.say("C8C", "U0ANNA", str(number))
    page = bot.conversations_history(channel="C8C", limit=3)
    rest = bot.conversations_history(channel="C8C", limit=3, cursor=page["response_metadata"]["next_cursor"])
    assert [m["text"] for m in [*page["messages"], *rest["messages"]]] == ["4", "3", "2", "1", "0"]
    assert (page["has_more"], rest["has_more"]) == (True, False)


def test_people_are_found_by_email_unless_they_left_or_are_strangers(
    slack: SlackServer, bot: WebClient
) -> None:
    slack.add_user("gast@lits.example", id="U0GAST", is_restricted=True)
    slack.add_user("slutat@lits.example", id="U0GONE", deleted=True)
    slack.add_user("annan@firma.example", id="U0EXT", team_id="T0EXT", is_stranger=True)
    assert bot.users_lookupByEmail(email="Anna@lits.example")["user"]["id"] == "U0ANNA"
    assert bot.users_lookupByEmail(email="gast@lits.example")["user"]["is_restricted"]
    for email in ("slutat@lits.example", "annan@firma.example", "ingen@lits.example"):
        with pytest.raises(SlackApiError) as error:
            bot.users_lookupByEmail(email=email)
        assert refusal(error) == "users_not_found"
    assert bot.users_info(user="U0EXT")["user"]["team_id"] == "T0EXT"
    assert len(bot.users_list()["members"]) == 5


def test_a_direct_message_is_opened_for_a_user(slack: SlackServer, bot: WebClient) -> None:
    opened = bot.conversations_open(users="U0ANNA")["channel"]["id"]
    bot.chat_postMessage(channel=opened, text="a")
    bot.chat_postMessage(channel="U0ANNA", text="b")
    assert [message.text for message in slack.messages("U0ANNA")] == ["a", "b"]


def test_channels_say_whether_they_are_shared_or_archived(slack: SlackServer, bot: WebClient) -> None:
    slack.add_channel("C9X", is_ext_shared=True, is_archived=True)
    assert bot.conversations_info(channel="C9X")["channel"]["is_ext_shared"]
    assert [c["id"] for c in bot.conversations_list()["channels"]] == ["C8C", "C9X"]
    assert [c["id"] for c in bot.conversations_list(exclude_archived=True)["channels"]] == ["C8C"]


def test_an_ephemeral_reaches_members_only(slack: SlackServer, bot: WebClient) -> None:
    slack.add_channel("C1", members=["U0OTHER"])
    bot.chat_postEphemeral(channel="C8C", user="U0ANNA", text="bara du")
    assert [(m.to, m.text) for m in slack.ephemerals] == [("U0ANNA", "bara du")]
    assert slack.messages("C8C") == []
    with pytest.raises(SlackApiError) as error:
        bot.chat_postEphemeral(channel="C1", user="U0ANNA", text="a")
    assert refusal(error) == "user_not_in_channel"


def test_a_pin_needs_its_message(slack: SlackServer, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel="C8C", text="a")["ts"]
    bot.pins_add(channel="C8C", timestamp=ts)
    assert slack.channel("C8C").pins == [ts]
    with pytest.raises(SlackApiError) as error:
        bot.pins_add(channel="C8C", timestamp="1.0")
    assert refusal(error) == "message_not_found"


def test_a_trigger_opens_one_modal_within_three_seconds(slack: SlackServer, bot: WebClient) -> None:
    slack.clock.freeze()
    trigger, late = slack.give_trigger("U0ANNA"), slack.give_trigger("U0ANNA")
    bot.views_open(trigger_id=trigger, view=FORM)
    slack.clock.advance(3.1)
    for wrong, code in [
        (trigger, "exchanged_trigger_id"),
        (late, "expired_trigger_id"),
        ("x", "invalid_trigger_id"),
    ]:
        with pytest.raises(SlackApiError) as error:
            bot.views_open(trigger_id=wrong, view=FORM)
        assert refusal(error) == code
    assert slack.latest_view("U0ANNA").payload == FORM


def test_an_open_modal_is_changed_by_id_and_hash(slack: SlackServer, bot: WebClient) -> None:
    view = bot.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)["view"]
    bot.views_update(view_id=view["id"], hash=view["hash"], view=FORM | {"callback_id": "other"})
    assert slack.latest_view().payload["callback_id"] == "other"
    with pytest.raises(SlackApiError) as error:
        bot.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    assert refusal(error) == "hash_conflict"


def test_at_most_three_modals_lie_on_each_other(slack: SlackServer, bot: WebClient) -> None:
    bot.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM)
    for _ in range(2):
        top = slack.latest_view("U0ANNA")
        bot.views_push(trigger_id=slack.give_trigger("U0ANNA", top.id), view=FORM)
    assert slack.latest_view().previous == slack.views[1].id
    with pytest.raises(SlackApiError) as error:
        bot.views_push(trigger_id=slack.give_trigger("U0ANNA", slack.latest_view().id), view=FORM)
    assert refusal(error) == "push_limit_reached"


def test_a_wrong_modal_is_refused(slack: SlackServer, bot: WebClient) -> None:
    with pytest.raises(SlackApiError) as error:
        bot.views_open(trigger_id=slack.give_trigger("U0ANNA"), view=FORM | {"titel": "x"})
    assert refusal(error) == "invalid_arguments"
    assert "titel" in slack.schema_errors.pop()


def test_a_response_url_works_five_times(slack: SlackServer, bot: WebClient) -> None:
    ts = bot.chat_postMessage(channel="C8C", **ALERT)["ts"]
    url = slack.give_response_url("C8C", "U0ANNA", ts)
    replies = [httpx.post(url, json={"replace_original": True, "text": str(n)}) for n in range(6)]
    assert [reply.status_code for reply in replies] == [200] * 5 + [404]
    assert slack.latest("C8C").text == "4"


def test_a_response_url_lives_half_an_hour(slack: SlackServer) -> None:
    url = slack.give_response_url("C8C", "U0ANNA")
    assert httpx.post(url, json={"text": "bara du"}).text == "ok"
    assert slack.ephemerals[-1].to == "U0ANNA"
    slack.clock.advance(1801)
    assert httpx.post(url, json={"text": "a"}).json()["error"] == "expired_url"


def test_a_response_url_deletes_what_was_clicked(slack: SlackServer, bot: WebClient) -> None:
    bot.chat_postEphemeral(channel="C8C", user="U0ANNA", text="a")
    url = slack.give_response_url("C8C", "U0ANNA", slack.ephemerals[0].ts)
    httpx.post(url, json={"delete_original": True})
    assert slack.ephemerals == []


def test_an_unknown_method_and_socket_mode_are_refused(bot: WebClient) -> None:
    for method, code in [
        ("chat.shout", "unknown_method"),
        ("apps.connections.open", "not_allowed_token_type"),
    ]:
        with pytest.raises(SlackApiError) as error:
            bot.api_call(method)
        assert refusal(error) == code


def test_blocks_can_be_checked_without_posting(slack: SlackServer, bot: WebClient) -> None:
    assert bot.api_call("blocks.validate", json={"blocks": ALERT["blocks"]})["ok"]
    with pytest.raises(SlackApiError):
        bot.api_call("blocks.validate", json={"blocks": [{"type": "header"}]})
    assert slack.schema_errors == []
