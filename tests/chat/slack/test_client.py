"""Slack as a place to post, update and find again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.slack.client import SlackChat
from bot.ports import ChatUser, Receipt, SendError
from tests.chat.slack.posting import KEY, LINKED, an_hour_ago, posting, refused, with_chat
from tests.chat.slack.school import ANNA, OMAR, FakeInbox, alert, answered
from tests.slack.faults import AMBIGUOUS, Fault
from tests.slack.server import SlackServer

# -- posting -----------------------------------------------------------------------------------------


def test_a_message_stands_in_the_channel_with_its_key(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting())
    message = slack.latest("C8C")
    assert receipt == Receipt(platform="slack", channel="C8C", message=message.ts)
    assert message.metadata == {"event_type": "lots_message", "event_payload": {"key": KEY}}
    assert message.blocks[0]["text"]["text"] == "Kontakta vårdnadshavare"


def test_links_are_not_unfurled(slack: SlackServer) -> None:
    with_chat(slack, posting())
    args = slack.calls_of("chat.postMessage")[0].args
    assert str(args["unfurl_links"]).lower() in ("0", "false")
    assert str(args["unfurl_media"]).lower() in ("0", "false")


def test_metadata_anyone_can_read_says_nothing_but_the_opaque_key(slack: SlackServer) -> None:
    with_chat(slack, lambda chat: chat.post("C8C", alert(body="Kim Ekdahl", private=True), KEY))
    assert list(slack.latest("C8C").metadata["event_payload"].values()) == [KEY]


def test_a_reminder_stands_in_the_thread(slack: SlackServer) -> None:
    first = with_chat(slack, posting())
    with_chat(slack, posting(thread=first))
    assert slack.latest("C8C").thread_ts == first.message


def test_a_thread_of_another_channel_is_no_thread_here(slack: SlackServer) -> None:
    slack.add_channel("C9A")
    other = with_chat(slack, posting("C9A"))
    with_chat(slack, posting(thread=other))
    assert slack.latest("C8C").thread_ts == ""


def test_a_reply_whose_thread_was_deleted_is_posted_by_itself(slack: SlackServer) -> None:
    gone = Receipt(platform="slack", channel="C8C", message="1.000001")
    with_chat(slack, posting(thread=gone))
    assert slack.latest("C8C").thread_ts == ""


def test_a_linked_person_is_mentioned_and_another_named(slack: SlackServer) -> None:
    with_chat(slack, posting(), inbox=FakeInbox(links={ANNA: LINKED}))
    assert "Till <@U0ANNA> ·" in str(slack.latest("C8C").blocks)
    with_chat(slack, posting())
    assert "Till Anna ·" in str(slack.latest("C8C").blocks)


def test_a_name_cannot_call_everybody_or_make_a_link(slack: SlackServer) -> None:
    with_chat(slack, posting(), names=lambda _: "<!channel> & @here")
    assert "<!channel>" not in str(slack.latest("C8C").blocks)
    assert "@here" not in str(slack.latest("C8C").blocks)


# -- direct messages ---------------------------------------------------------------------------------


def test_an_email_reaches_the_person_directly(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting(f"@{ANNA}"))
    assert receipt.channel == "D0ANNA"
    assert slack.latest("D0ANNA").text.startswith("Ärende K7M2")


def test_an_email_is_looked_up_once_for_many_messages(slack: SlackServer) -> None:
    async def thrice(chat: SlackChat) -> None:
        for _ in range(3):
            await chat.post(f"@{ANNA}", alert(), KEY)

    with_chat(slack, thrice)
    assert [len(slack.calls_of(name)) for name in ("users.lookupByEmail", "conversations.open")] == [1, 1]


def test_a_linked_person_is_not_looked_up_by_email(slack: SlackServer) -> None:
    inbox = FakeInbox(links={"anna@new-name.example": LINKED})
    receipt = with_chat(slack, posting("@anna@new-name.example"), inbox=inbox)
    assert receipt.channel == "D0ANNA"
    assert not slack.calls_of("users.lookupByEmail")


@pytest.mark.parametrize("address", ["@guest@lits.example", "@elsa@firm.example", "@nobody@lits.example"])
def test_nothing_is_sent_to_guests_strangers_or_nobody(slack: SlackServer, address: str) -> None:
    assert refused(slack, posting(address)).permanent
    assert not slack.calls_of("chat.postMessage")


def test_a_linked_person_who_became_a_guest_gets_nothing(slack: SlackServer) -> None:
    inbox = FakeInbox(links={ANNA: ChatUser(platform="slack", team="T0LIT", user="U0GUEST")})
    assert refused(slack, posting(f"@{ANNA}"), inbox=inbox).permanent
    assert not slack.calls_of("chat.postMessage")


def test_somebody_who_left_is_gone_for_good(slack: SlackServer) -> None:
    slack.add_user("left@lits.example", id="U0LEFT", deleted=True)
    inbox = FakeInbox(links={"left@lits.example": ChatUser(platform="slack", team="T0LIT", user="U0LEFT")})
    assert refused(slack, posting("@left@lits.example"), inbox=inbox).permanent


# -- channels shared with others ---------------------------------------------------------------------


def test_nothing_is_posted_where_another_organisation_reads_along(slack: SlackServer) -> None:
    slack.add_channel("CEXT", is_ext_shared=True)
    error = refused(slack, posting("CEXT"))
    assert error.permanent
    assert "shared" in error.why
    assert not slack.calls_of("chat.postMessage")


def test_whether_a_channel_is_shared_is_asked_again_after_some_minutes(slack: SlackServer) -> None:
    seconds = [0.0]

    async def later(chat: SlackChat) -> int:
        await chat.post("C8C", alert(), KEY)
        await chat.post("C8C", alert(), KEY)
        before = len(slack.calls_of("conversations.info"))
        slack.channel("C8C").is_ext_shared = True
        seconds[0] = 301.0
        with pytest.raises(SendError, match="shared"):
            await chat.post("C8C", alert(), KEY)
        return before

    assert with_chat(slack, later, clock=lambda: seconds[0]) == 1


def test_an_answer_some_minutes_old_stands_while_slack_gives_none(slack: SlackServer) -> None:
    seconds = [0.0]

    async def later(chat: SlackChat) -> None:
        await chat.post("C8C", alert(), KEY)
        seconds[0] = 301.0
        slack.faults.push("conversations.info", Fault.HTTP_503)
        await chat.post("C8C", alert(), KEY)

    with_chat(slack, later, clock=lambda: seconds[0])
    assert len(slack.messages("C8C")) == 2


SETTLED = [fault for fault in AMBIGUOUS if fault is not Fault.LANDS_LATE]
"""For a message that lands later still the outbox waits before it looks."""


# -- updating ----------------------------------------------------------------------------------------


def test_an_update_replaces_the_message_and_keeps_its_key(slack: SlackServer) -> None:
    async def twice(chat: SlackChat) -> None:
        receipt = await chat.post("C8C", alert(), KEY)
        await chat.update(receipt, answered())
        await chat.update(receipt, answered())

    with_chat(slack, twice)
    (message,) = slack.messages("C8C")
    assert "Kontakt tagen" in str(message.blocks)
    assert message.metadata["event_payload"] == {"key": KEY}


def test_an_unclear_update_may_simply_be_done_again(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting())
    slack.faults.push("chat.update", Fault.ACCEPT_THEN_500)
    error = refused(slack, lambda chat: chat.update(receipt, answered()))
    assert (error.unknown, error.permanent) == (False, False)


def test_a_message_somebody_deleted_cannot_be_updated(slack: SlackServer) -> None:
    gone = Receipt(platform="slack", channel="C8C", message="1.000001")
    assert refused(slack, lambda chat: chat.update(gone, answered())).permanent


# -- finding -----------------------------------------------------------------------------------------


def test_a_message_is_found_again_by_its_key(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting())
    found = with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago()))
    assert found == receipt
    assert with_chat(slack, lambda chat: chat.find("C8C", "another", an_hour_ago())) is None


@pytest.mark.parametrize("fault", SETTLED, ids=lambda fault: fault.name)
def test_the_look_up_tells_whether_an_unclear_post_is_there(slack: SlackServer, fault: Fault) -> None:
    slack.faults.push("chat.postMessage", fault)
    assert refused(slack, posting(), timeout=0.3).unknown
    found = with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago()))
    standing = [message.ts for message in slack.messages("C8C")]
    assert standing == ([found.message] if found else [])


def test_a_reply_is_found_in_its_thread(slack: SlackServer) -> None:
    first = with_chat(slack, lambda chat: chat.post("C8C", alert(), "first"))
    reply = with_chat(slack, posting(thread=first))
    found = with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago(), first))
    assert found == reply
    assert with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago())) is None


def test_a_reply_posted_by_itself_is_found_without_its_thread(slack: SlackServer) -> None:
    gone = Receipt(platform="slack", channel="C8C", message="1.000001")
    posted = with_chat(slack, posting(thread=gone))
    assert with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago(), gone)) == posted


def test_a_message_is_found_behind_many_others(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting())
    for at in range(450):
        slack.say("C8C", "U0OMAR", f"{at}")
    assert with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago())) == receipt
    assert len(slack.calls_of("conversations.history")) == 3


def test_a_direct_message_is_found(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting(f"@{OMAR}"))
    assert with_chat(slack, lambda chat: chat.find(f"@{OMAR}", KEY, an_hour_ago())) == receipt


def test_somebody_elses_message_with_our_key_is_not_ours(slack: SlackServer) -> None:
    forged = slack.say("C8C", "U0OMAR", "copied")
    forged.metadata = {"event_type": "lots_message", "event_payload": {"key": KEY}}
    assert with_chat(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago())) is None


def test_only_what_was_posted_since_then_is_looked_at(slack: SlackServer) -> None:
    since = datetime.now(UTC)
    with_chat(slack, lambda chat: chat.find("C8C", KEY, since))
    assert abs(float(slack.calls_of("conversations.history")[0].args["oldest"]) - since.timestamp()) <= 61


def test_a_rehearsals_clock_ahead_of_slacks_hides_no_message(slack: SlackServer) -> None:
    receipt = with_chat(slack, posting())
    ahead = datetime.now(UTC) + timedelta(days=200)
    assert with_chat(slack, lambda chat: chat.find("C8C", KEY, ahead)) == receipt


@pytest.mark.parametrize("fault", [Fault.HTTP_500, Fault.RATE_LIMITED(5), Fault.TIMEOUT, Fault.GARBAGE])
def test_a_look_up_that_failed_does_not_say_it_is_not_there(slack: SlackServer, fault: Fault) -> None:
    slack.faults.push("conversations.history", fault)
    error = refused(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago()), timeout=0.3)
    assert not error.permanent


def test_a_channel_too_long_to_look_through_is_not_said_to_lack_it(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.client.PAGE", 2)
    monkeypatch.setattr("bot.chat.slack.client.PAGES", 2)
    for at in range(6):
        slack.say("C8C", "U0OMAR", f"{at}")
    assert "too long" in refused(slack, lambda chat: chat.find("C8C", KEY, an_hour_ago())).why


# -- the whole ---------------------------------------------------------------------------------------


def test_many_channels_are_posted_to_at_once(slack: SlackServer) -> None:
    names = [slack.add_channel(f"C{at:03d}").id for at in range(30)]

    async def all_at_once(chat: SlackChat) -> None:
        await asyncio.gather(*(chat.post(name, alert(), name) for name in names))

    with_chat(slack, all_at_once)
    assert all(len(slack.messages(name)) == 1 for name in names)
    assert len(slack.calls_of("auth.test")) == 0


# -- pinning -----------------------------------------------------------------------------------------


def test_a_message_is_pinned_and_pinning_it_again_is_no_failure(slack: SlackServer) -> None:
    async def twice(chat: SlackChat) -> Receipt:
        receipt = await chat.post("C8C", alert(), KEY)
        await chat.pin(receipt)
        await chat.pin(receipt)
        return receipt

    assert slack.channel("C8C").pins == [with_chat(slack, twice).message]


def test_a_refused_pin_says_so(slack: SlackServer) -> None:
    slack.faults.push("pins.add", Fault.DENY("missing_scope"))
    receipt = Receipt(platform="slack", channel="C8C", message="1.0")
    with pytest.raises(SendError, match="missing_scope"):
        with_chat(slack, lambda chat: chat.pin(receipt))
