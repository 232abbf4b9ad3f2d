"""The test server answers as Teams' connector and login do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from tests.teams.asked import Asked
from tests.teams.server import OTHER_TENANT, TeamsServer

FIXTURES = Path(__file__).parent / "fixtures"
ALERT: dict[str, Any] = json.loads((FIXTURES / "01_alert.json").read_text(encoding="utf-8"))
ANSWERED: dict[str, Any] = json.loads((FIXTURES / "02_answered.json").read_text(encoding="utf-8"))
ANNA, CHANNEL, STAFF = "anna@lits.example", "19:8c@thread.tacv2", "19:eht@thread.v2"


@pytest.fixture
def teams() -> Iterator[TeamsServer]:
    with TeamsServer() as server:
        server.add_personal(server.add_user(ANNA, name="Anna Lind"))
        server.add_channel("8c")
        server.add_chat("eht")
        yield server


@pytest.fixture
def asked(teams: TeamsServer) -> Asked:
    return Asked(teams)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_post_is_kept_as_it_was_sent(teams: TeamsServer, asked: Asked) -> None:
    answer = asked.post(CHANNEL, ALERT)
    message = teams.latest(CHANNEL)
    assert (answer.status_code, answer.json()) == (201, {"id": message.id})
    assert (message.card, message.sender) == (ALERT, teams.tenant.bot_id)


def test_an_update_keeps_every_earlier_version(teams: TeamsServer, asked: Asked) -> None:
    message_id = asked.post(CHANNEL, ALERT).json()["id"]
    for _ in range(2):
        assert asked.update(CHANNEL, message_id, ANSWERED).json() == {"id": message_id}
    message = teams.latest(CHANNEL)
    assert (message.id, message.card) == (message_id, ANSWERED)
    assert [version.activity["attachments"][0]["content"] for version in message.versions] == [
        ALERT,
        ANSWERED,
    ]


def test_a_deleted_message_is_gone_but_remembered(teams: TeamsServer, asked: Asked) -> None:
    message_id = asked.post(CHANNEL, "a").json()["id"]
    assert asked.delete(CHANNEL, message_id).status_code == 200
    assert teams.messages(CHANNEL) == []
    assert teams.conversation(CHANNEL).deleted[0].id == message_id
    assert refusal(asked.update(CHANNEL, message_id, "b")) == (404, "ActivityNotFoundInConversation")


def test_only_ones_own_message_can_be_changed(teams: TeamsServer, asked: Asked) -> None:
    said = teams.tenant.posted(teams.conversation(CHANNEL), {"text": "Hej"}, "29:anna")
    assert refusal(asked.update(CHANNEL, said.id, "b")) == (403, "NotEnoughPermissions")


def test_an_id_is_never_given_twice(teams: TeamsServer, asked: Asked) -> None:
    teams.clock.freeze()
    given = [asked.post(CHANNEL, "a").json()["id"] for _ in range(3)]
    assert given == sorted(set(given))


def test_a_reply_stands_in_its_thread_whichever_way_it_is_sent(teams: TeamsServer, asked: Asked) -> None:
    root, other = (asked.post(CHANNEL, text).json()["id"] for text in ("root", "other"))
    first = asked.post(f"{CHANNEL};messageid={root}", "first").json()["id"]
    asked.post(CHANNEL, "second", replyToId=first)
    asked.call("POST", f"conversations/{CHANNEL}/activities/{root}", {"type": "message", "text": "third"})
    thread = [message.text for message in teams.messages(CHANNEL, thread=root)]
    assert thread == ["root", "first", "second", "third"]
    assert [message.text for message in teams.messages(CHANNEL, thread=other)] == ["other"]
    assert refusal(asked.post(f"{CHANNEL};messageid=1", "a")) == (404, "ConversationNotFound")
    assert refusal(asked.post(CHANNEL, "a", replyToId="1")) == (404, "ActivityNotFoundInConversation")


def test_a_thread_is_updated_by_its_own_id_or_its_channels(teams: TeamsServer, asked: Asked) -> None:
    root = asked.post(CHANNEL, "root").json()["id"]
    assert asked.update(f"{CHANNEL};messageid={root}", root, "b").status_code == 200
    assert asked.update(CHANNEL, root, "c").status_code == 200
    assert teams.latest(CHANNEL).text == "c"


def test_where_the_bot_may_not_write(teams: TeamsServer, asked: Asked) -> None:
    teams.add_user("omar@lits.example", blocked=True)
    teams.add_personal(teams.tenant.user("omar@lits.example"))
    teams.add_channel("9a", installed=False)
    assert refusal(asked.post("19:9a@thread.tacv2", "a")) == (403, "BotNotInConversationRoster")
    assert refusal(asked.post("29:omar", "a")) == (403, "MessageWritesBlocked")
    assert refusal(asked.post("19:unknown@thread.v2", "a")) == (404, "ConversationNotFound")
    teams.remove_conversation(STAFF)
    assert refusal(asked.post(STAFF, "a")) == (404, "ConversationNotFound")


def test_typing_leaves_no_message(teams: TeamsServer, asked: Asked) -> None:
    asked.call("POST", f"conversations/{CHANNEL}/activities", {"type": "typing"})
    assert teams.messages(CHANNEL) == []


def test_a_wrong_card_is_refused_and_remembered(teams: TeamsServer, asked: Asked) -> None:
    assert refusal(asked.post(CHANNEL, ALERT | {"version": "1.6"})) == (400, "BadArgument")
    assert teams.messages(CHANNEL) == []
    with pytest.raises(AssertionError, match=r"post: attachments\[0\]: version: '1.6'"):
        teams.check()
    teams.schema_errors.clear()


def test_a_large_message_is_refused(teams: TeamsServer, asked: Asked) -> None:
    assert refusal(asked.post(CHANNEL, "å" * 40_960)) == (413, "MessageSizeTooBig")
    teams.schema_errors.clear()


def test_leaving_the_server_fails_when_a_card_was_wrong() -> None:
    server = TeamsServer().__enter__()
    server.schema_errors.append("post: attachments[0]: …")
    with pytest.raises(AssertionError, match="attachments"):
        server.__exit__(None, None, None)


def test_members_say_who_they_are(teams: TeamsServer, asked: Asked) -> None:
    teams.add_user("kim@firma.example", name="Kim Alm", role="guest")
    teams.add_user("lo@annan.example", tenant_id=OTHER_TENANT)
    teams.conversation(CHANNEL).members = set(teams.tenant.users)
    anna, guest, stranger = asked.members(CHANNEL).json()
    assert anna == {
        "id": "29:anna",
        "name": "Anna Lind",
        "objectId": teams.tenant.users["29:anna"].aad,
        "aadObjectId": teams.tenant.users["29:anna"].aad,
        "givenName": "Anna",
        "surname": "Lind",
        "email": ANNA,
        "userPrincipalName": ANNA,
        "tenantId": teams.tenant_id,
        "userRole": "user",
    }
    assert (guest["userRole"], "#EXT#" in guest["userPrincipalName"]) == ("guest", True)
    assert stranger["tenantId"] == OTHER_TENANT
    assert [one["id"] for one in asked.members("29:anna").json()] == ["29:anna"]


def test_members_come_in_pages_and_one_by_one(teams: TeamsServer, asked: Asked) -> None:
    for number in range(4):
        teams.add_user(f"p{number}@lits.example")
    path = f"conversations/{CHANNEL}/pagedMembers?pageSize=3"
    page = asked.call("GET", path).json()
    rest = asked.call("GET", f"{path}&continuationToken={page['continuationToken']}").json()
    assert (len(page["members"]), len(rest["members"])) == (3, 2)
    assert "continuationToken" not in rest
    for name in ("29:anna", ANNA, teams.tenant.users["29:anna"].aad):
        one = asked.call("GET", f"conversations/{CHANNEL}/members/{name}").json()
        assert one["email"] == ANNA
    unknown = asked.call("GET", f"conversations/{CHANNEL}/members/29:nobody")
    assert refusal(unknown) == (404, "MemberNotFoundInConversation")


def test_a_private_channel_has_its_own_members(teams: TeamsServer, asked: Asked) -> None:
    omar = teams.add_user("omar@lits.example")
    teams.add_channel("ledning", members=[omar])
    assert [one["id"] for one in asked.members("19:ledning@thread.tacv2").json()] == ["29:omar"]
    one = asked.call("GET", "conversations/19:ledning@thread.tacv2/members/29:anna")
    assert refusal(one) == (404, "MemberNotFoundInConversation")


def test_a_chat_is_opened_with_one_who_has_the_app_or_sits_where_it_is(
    teams: TeamsServer, asked: Asked
) -> None:
    omar = teams.add_user("omar@lits.example")
    opened = asked.create(members=[{"id": omar.id}]).json()["id"]
    assert asked.create(members=[{"id": omar.aad}]).json() == {"id": opened}
    asked.post(opened, "a")
    assert [message.text for message in teams.messages(omar.id)] == ["a"]
    first = asked.create(members=[{"id": omar.id}], activity={"type": "message", "text": "b"}).json()
    assert first == {"id": opened, "activityId": teams.latest(omar.id).id}


def test_who_cannot_be_reached(teams: TeamsServer, asked: Asked) -> None:
    omar = teams.add_user("omar@lits.example")
    for place in (CHANNEL, STAFF):
        teams.tenant.install(teams.conversation(place), there=False)
    unreached = asked.create(members=[{"id": omar.id}])
    assert refusal(unreached) == (403, "ForbiddenOperationException")
    elsewhere = asked.create(members=[{"id": omar.id}], tenantId=OTHER_TENANT)
    assert refusal(elsewhere) == (400, "BadArgument")
    assert refusal(asked.create(members=[])) == (400, "BadArgument")


def test_a_thread_is_started_by_opening_a_conversation(teams: TeamsServer, asked: Asked) -> None:
    data = {"tenant": {"id": teams.tenant_id}, "channel": {"id": CHANNEL}}
    made = asked.create(channelData=data, activity={"type": "message", "text": "root"}).json()
    assert made["id"] == f"{CHANNEL};messageid={teams.latest(CHANNEL).id}"
    assert asked.post(made["id"], "reply").status_code == 201


def test_a_team_names_its_channels(teams: TeamsServer, asked: Asked) -> None:
    team = teams.conversation(CHANNEL).team
    assert asked.call("GET", f"teams/{team}").json()["name"] == "Lits skola"
    channels = asked.call("GET", f"teams/{team}/conversations").json()["conversations"]
    assert channels == [{"id": team}, {"id": CHANNEL, "name": "8c"}]
    assert [one["id"] for one in asked.members(team).json()] == ["29:anna"]
    assert refusal(asked.call("GET", "teams/19:other@thread.tacv2")) == (404, "TeamNotFound")
    teams.tenant.install(teams.conversation(CHANNEL), there=False)
    assert refusal(asked.call("GET", f"teams/{team}")) == (403, "BotNotInConversationRoster")


def test_every_call_needs_a_token_that_counts(teams: TeamsServer, asked: Asked) -> None:
    assert asked.post(CHANNEL, "a").status_code == 201
    for told in ("", "Bearer other", f"Basic {asked.bearer}"):
        refused = asked.call("GET", f"conversations/{CHANNEL}/members", authorization=told)
        assert refusal(refused) == (401, "Unauthorized")
    teams.clock.advance(3601)
    assert refusal(asked.post(CHANNEL, "a")) == (401, "Unauthorized")
    asked.bearer = ""
    assert asked.post(CHANNEL, "a").status_code == 201
    teams.revoke_tokens()
    assert refusal(asked.post(CHANNEL, "a")) == (401, "Unauthorized")


def test_a_token_for_graph_does_not_open_the_connector(asked: Asked) -> None:
    graph = asked.token(scope="https://graph.microsoft.com/.default").json()["access_token"]
    refused = asked.call("GET", f"conversations/{CHANNEL}/members", authorization=f"Bearer {graph}")
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "other"}, "invalid_client"),
        ({"client_id": "other"}, "unauthorized_client"),
        ({"tenant": "botframework.com"}, "unauthorized_client"),
        ({"scope": "https://other.example/.default"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_the_login_gives_a_token_to_the_bot_alone(asked: Asked, changes: dict[str, str], error: str) -> None:
    answer = asked.token(**changes)
    assert (answer.status_code in {400, 401}, answer.json()["error"]) == (True, error)


def test_the_published_key_checks_what_the_server_signs(teams: TeamsServer, asked: Asked) -> None:
    found = asked.openid().json()
    assert found["issuer"] == teams.issuer
    keys = httpx.get(found["jwks_uri"], trust_env=False).json()["keys"]
    assert keys[0]["endorsements"] == ["msteams"]
    token = asked.token().json()["access_token"]
    claims = jwt.decode(token, jwt.PyJWK(keys[0]).key, ["RS256"], audience="https://api.botframework.com")
    assert (claims["appid"], claims["tid"]) == (teams.app_id, teams.tenant_id)


def test_another_tenants_address_is_refused(teams: TeamsServer, asked: Asked) -> None:
    asked.post(CHANNEL, "a")
    url = f"{teams.url}/emea/{OTHER_TENANT}/v3/conversations/{CHANNEL}/members"
    answer = httpx.get(url, headers={"authorization": f"Bearer {asked.bearer}"}, trust_env=False)
    assert refusal(answer) == (403, "InvalidBotApiHost")


def test_an_unknown_address_and_verb_are_refused(teams: TeamsServer, asked: Asked) -> None:
    assert asked.call("GET", "users").status_code == 404
    assert asked.call("GET", f"conversations/{CHANNEL}/activities").status_code == 405
