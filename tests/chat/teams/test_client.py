"""Teams as a place to post and update; nobody can look there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.teams.client import TeamsChat
from bot.ports import Conversation, ConversationKind, NoLookUpError, Receipt, SendError
from tests.chat.slack.school import ANNA, FakeInbox, alert, answered
from tests.chat.teams.school import CHANNEL, KEY, Places, account, linked, personal, with_chat
from tests.teams.faults import AMBIGUOUS, HTTP_502, PRECONDITION, Fault, deny
from tests.teams.server import OTHER_TENANT, TeamsServer

Work = Callable[[TeamsChat], Awaitable[Receipt]]


def posting(address: str = CHANNEL, thread: Receipt | None = None) -> Work:
    return lambda chat: chat.post(address, alert(), KEY, thread)


def refused(teams: TeamsServer, work: Callable[[TeamsChat], Awaitable[Any]], **kept: Any) -> SendError:
    with pytest.raises(SendError) as caught:
        with_chat(teams, work, **kept)
    return caught.value


def test_a_message_stands_in_the_channel(teams: TeamsServer) -> None:
    receipt = with_chat(teams, posting())
    message = teams.latest(CHANNEL)
    assert receipt == Receipt(platform="teams", channel=CHANNEL, message=message.id)
    assert "Kontakta vårdnadshavare" in str(message.card)
    assert message.activity["summary"] == "Ärende K7M2, 8C: kontakta vårdnadshavare."


def test_a_channel_named_with_its_team_keeps_that_name_in_the_receipt(teams: TeamsServer) -> None:
    address = f"1f2e3d4c-0000-4000-8000-000000000000/{CHANNEL}"

    async def twice(chat: TeamsChat) -> Receipt:
        receipt = await chat.post(address, alert(), KEY)
        await chat.update(receipt, answered())
        return receipt

    assert with_chat(teams, twice).channel == address
    assert "Kontakt tagen" in str(teams.latest(CHANNEL).card)


def test_an_update_replaces_the_card_for_everybody(teams: TeamsServer) -> None:
    async def twice(chat: TeamsChat) -> None:
        receipt = await chat.post(CHANNEL, alert(), KEY)
        await chat.update(receipt, answered())
        await chat.update(receipt, answered())

    with_chat(teams, twice)
    assert len(teams.messages(CHANNEL)) == 1
    assert "Kontakt tagen" in str(teams.latest(CHANNEL).card)


def test_a_reminder_stands_in_the_thread(teams: TeamsServer) -> None:
    first = with_chat(teams, posting())
    with_chat(teams, posting(thread=first))
    assert teams.latest(CHANNEL).thread == first.message


def test_a_reply_whose_question_was_deleted_stands_by_itself(teams: TeamsServer) -> None:
    with_chat(teams, posting(thread=Receipt(platform="teams", channel=CHANNEL, message="17")))
    assert teams.latest(CHANNEL).thread == ""


def test_a_thread_of_another_channel_is_no_thread_here(teams: TeamsServer) -> None:
    teams.add_channel("9a")
    other = with_chat(teams, posting("19:9a@thread.tacv2"))
    with_chat(teams, posting(thread=other))
    assert teams.latest(CHANNEL).thread == ""


def test_a_linked_person_is_mentioned_and_another_named(teams: TeamsServer) -> None:
    inbox = FakeInbox(links={ANNA: linked(teams)})
    with_chat(teams, posting(), inbox=inbox)
    entity = teams.latest(CHANNEL).card["msteams"]["entities"][0]
    assert entity["mentioned"] == {"id": linked(teams).user, "name": "Anna"}
    with_chat(teams, posting())
    assert "entities" not in teams.latest(CHANNEL).card.get("msteams", {})
    assert "Till Anna ·" in str(teams.latest(CHANNEL).card)


def test_a_link_into_a_tenant_the_school_has_left_is_none(teams: TeamsServer) -> None:
    own, left = personal(teams), replace(linked(teams), team=OTHER_TENANT)
    inbox, places = FakeInbox(links={ANNA: left}), Places({own.address: own})
    with_chat(teams, posting(), inbox=inbox)
    assert "entities" not in teams.latest(CHANNEL).card.get("msteams", {})
    assert refused(teams, posting(f"@{ANNA}"), inbox=inbox, places=places).permanent


# -- personal chats ----------------------------------------------------------------------------------


def test_an_email_reaches_whoever_let_the_bot_in(teams: TeamsServer) -> None:
    own = personal(teams)
    inbox, places = FakeInbox(links={ANNA: linked(teams)}), Places({own.address: own})
    receipt = with_chat(teams, posting(f"@{ANNA}"), inbox=inbox, places=places)
    assert receipt.channel == own.address
    assert teams.latest(own.address).id == receipt.message


def test_who_has_not_installed_the_app_cannot_be_reached(teams: TeamsServer) -> None:
    inbox = FakeInbox(links={ANNA: linked(teams)})
    for error in (
        refused(teams, posting(f"@{ANNA}")),
        refused(teams, posting(f"@{ANNA}"), inbox=inbox),
    ):
        assert error.permanent
        assert error.why == "the app is not installed for this person in Teams"
    assert not teams.calls_of("post")


def test_where_the_bot_was_removed_nothing_is_tried(teams: TeamsServer) -> None:
    own = replace(personal(teams), gone=True)
    inbox, places = FakeInbox(links={ANNA: linked(teams)}), Places({own.address: own})
    assert refused(teams, posting(f"@{ANNA}"), inbox=inbox, places=places).permanent
    team = Conversation(
        platform="teams", address="t1", kind=ConversationKind.TEAM, service_url="", team="t1", gone=True
    )
    assert refused(teams, posting(f"t1/{CHANNEL}"), places=Places({"t1": team})).permanent
    assert not teams.calls_of("post")


@pytest.mark.parametrize("address", ["", "19:8c@thread.tacv2/../../x", "a b", "a?b", "19:8c#", "x/"])
def test_an_address_that_is_none_goes_nowhere(teams: TeamsServer, address: str) -> None:
    assert refused(teams, posting(address)).permanent
    assert not teams.calls_of("post")


def test_the_token_goes_to_no_other_host_whatever_was_remembered(teams: TeamsServer) -> None:
    elsewhere = replace(personal(teams), address=CHANNEL, user="", service_url="https://evil.example/")
    assert refused(teams, posting(), places=Places({CHANNEL: elsewhere})).permanent


# -- what goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: fault.name)
def test_an_unclear_answer_is_said_to_be_unclear(teams: TeamsServer, fault: Fault) -> None:
    teams.faults.push("post", fault)
    error = refused(teams, posting(), timeout=1.0)
    assert error.unknown
    assert not error.permanent
    assert len(teams.calls_of("post")) == 1


@pytest.mark.parametrize("fault", [*AMBIGUOUS, PRECONDITION], ids=lambda fault: fault.name)
def test_an_update_may_always_be_done_again(teams: TeamsServer, fault: Fault) -> None:
    receipt = with_chat(teams, posting())
    teams.faults.push("update", fault)
    error = refused(teams, lambda chat: chat.update(receipt, answered()), timeout=1.0)
    assert error.retry_after
    assert not error.unknown
    assert not error.permanent


@pytest.mark.parametrize(("fault", "seconds"), [(Fault.RATE_LIMITED(17), 17), (PRECONDITION, 1)])
def test_teams_says_when_to_try_again(teams: TeamsServer, fault: Fault, seconds: float) -> None:
    teams.faults.push("post", fault)
    assert refused(teams, posting()).retry_after == seconds


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "BotNotInConversationRoster"), (404, "ConversationNotFound"), (403, "MessageWritesBlocked")],
)
def test_a_conversation_that_is_gone_is_gone(teams: TeamsServer, status: int, code: str) -> None:
    teams.faults.push("post", deny(status, code))
    error = refused(teams, posting())
    assert (error.permanent, error.why) == (True, code)


def test_without_a_connection_nothing_was_sent(teams: TeamsServer) -> None:
    own = replace(personal(teams), address=CHANNEL, user="", service_url="http://127.0.0.1:9/")
    nowhere = replace(account(teams), service_url="http://127.0.0.1:9/")
    error = refused(teams, posting(), places=Places({CHANNEL: own}), account=nowhere)
    assert error.retry_after
    assert not error.unknown


def test_a_token_refused_early_is_fetched_anew(teams: TeamsServer) -> None:
    async def twice(chat: TeamsChat) -> Receipt:
        await chat.post(CHANNEL, alert(), KEY)
        teams.revoke_tokens()
        with pytest.raises(SendError) as caught:
            await chat.post(CHANNEL, alert(), KEY)
        assert caught.value.retry_after
        return await chat.post(CHANNEL, alert(), KEY)

    with_chat(teams, twice)
    assert len(teams.calls_of("token")) == 2


def test_a_secret_that_ran_out_is_said_in_words_and_gives_no_message_up(
    teams: TeamsServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def twice(chat: TeamsChat) -> SendError:
        for _ in range(2):
            with pytest.raises(SendError) as caught:
                await chat.post(CHANNEL, alert(), KEY)
        return caught.value

    error = with_chat(teams, twice, account=replace(account(teams), client_secret="another"))
    assert (error.permanent, error.unknown) == (False, False)
    assert error.retry_after
    assert error.why.startswith("teams.client_secret is refused")
    assert not teams.calls_of("post")
    assert caplog.text.count("client_secret is refused") == len(teams.calls_of("token")) == 1


def test_a_login_that_hangs_holds_everybody_up_once(teams: TeamsServer) -> None:
    teams.faults.push("token", Fault.TIMEOUT)

    there = Receipt(platform="teams", channel=CHANNEL, message="1")

    async def many(chat: TeamsChat) -> list[object]:
        return await asyncio.gather(*(chat.update(there, alert()) for _ in range(8)), return_exceptions=True)

    said = with_chat(teams, many, timeout=0.5)
    assert all(isinstance(one, SendError) and one.retry_after and not one.unknown for one in said)
    assert len(teams.calls_of("token")) == 1


@pytest.mark.parametrize("fault", [Fault.GARBAGE, HTTP_502, Fault.RESET], ids=lambda fault: fault.name)
def test_while_the_login_is_down_nothing_is_sent_and_nothing_is_unclear(
    teams: TeamsServer, fault: Fault
) -> None:
    teams.faults.push("token", fault)
    error = refused(teams, posting())
    assert error.retry_after
    assert not error.unknown
    assert not teams.calls_of("post")


def test_no_error_names_the_token_or_the_secret(teams: TeamsServer) -> None:
    teams.faults.push("post", deny(400, "BadSyntax"))
    error = refused(teams, posting())
    assert error.__cause__ is None
    assert teams.secret not in repr(error.__dict__)


def test_nobody_can_look_for_a_message(teams: TeamsServer) -> None:
    error = refused(teams, lambda chat: chat.find(CHANNEL, KEY, datetime.now(UTC)))
    assert isinstance(error, NoLookUpError)
    assert not error.permanent


def test_no_log_names_a_conversation_or_a_person(
    teams: TeamsServer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        with_chat(teams, posting())
    # What the test server itself writes down is no log of ours.
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    assert not [words for words in said if "thread.tacv2" in words or teams.tenant_id in words]
