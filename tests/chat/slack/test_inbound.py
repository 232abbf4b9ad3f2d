"""What people do in Slack reaches the inbox, once, and errors lose nothing."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.chat.slack.touch import of_action
from bot.ports import ChatUser, Press, Pressed
from tests.chat.slack.clicks import ASK, FORM, School, form_then_saved, private, story
from tests.chat.slack.school import (
    SILENT,
    FakeInbox,
    alert,
    shown,
)
from tests.slack.faults import Fault
from tests.slack.server import SlackServer

# -- what the inbox is told ------------------------------------------------------------------------


def test_a_button_says_which_ask_which_action_and_who(slack: SlackServer) -> None:
    inbox = story(slack, lambda school: school.press("improved"))
    (press,) = inbox.presses
    assert (press.ask_id, press.action, press.fields) == (ASK, "improved", None)
    assert press.user == ChatUser(platform="slack", team="T0LIT", user="U0ANNA")


def test_a_menu_choice_says_the_same(slack: SlackServer) -> None:
    (press,) = story(slack, lambda school: school.menu("take")).presses
    assert (press.ask_id, press.action) == (ASK, "take")


def test_a_button_of_no_ask_says_none(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.alerted(alert(ask_id=""))
        await school.press("improved")

    assert story(slack, tell).presses[0].ask_id == ""


def test_a_sent_form_says_its_values(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.form()
        assert (await school.clicker.submit({"person": "U0OMAR"})).status_code == 200

    opened, sent = story(slack, tell, FakeInbox(answers={"contacted_guardian": form_then_saved})).presses
    assert opened.fields is None
    assert sent.fields == {
        "note": "Sover bättre",
        "person": "omar.haddad@lits.example",
        "agreements": [{"what": "Väckning", "who": "Hemmet", "by": "2026-12-01"}],
    }
    assert (sent.ask_id, sent.action) == (ASK, "contacted_guardian")


@pytest.mark.parametrize("text", ["", "lyft oro", "förklara K7M2"])
def test_the_command_hands_on_what_was_typed(slack: SlackServer, text: str) -> None:
    inbox = story(slack, lambda school: school.clicker.command("U0ANNA", f" {text} "))
    ((user, said, click_id),) = inbox.commands
    assert (user.user, said) == ("U0ANNA", text)
    assert click_id


@pytest.mark.parametrize("kind", ["static_select", "datepicker", "checkboxes", "users_select", None])
def test_an_input_counts_when_its_form_is_sent_not_before(kind: str | None) -> None:
    assert of_action({"type": "block_actions", "actions": [{"type": kind, "action_id": "due_1"}]}) is None


# -- once and only once ----------------------------------------------------------------------------


def test_slacks_retry_of_a_click_is_acknowledged_and_pressed_no_second_time(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.press("improved")
        for retry in (1, 2, 3):
            answer = await school.clicker.replay(school.clicker.sent[0].again(retry))
            assert answer.status_code == 200
        await school.settled()

    assert len(story(slack, tell).presses) == 1


def test_a_signed_body_is_accepted_again_and_again_so_the_replay_keeps_its_click_id(
    slack: SlackServer,
) -> None:
    async def tell(school: School) -> None:
        await school.form()
        await school.clicker.submit({})
        await school.clicker.replay(school.clicker.sent[-1])

    presses = story(slack, tell, FakeInbox(answers={"contacted_guardian": form_then_saved})).presses
    assert presses[1].click_id == presses[2].click_id != presses[0].click_id


def test_two_clicks_two_people_and_two_asks_are_different_clicks(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.press("improved")
        await school.press("improved")
        await school.press("improved", user="U0OMAR")
        await school.press("show")
        await school.alerted(alert(ask_id="q_2"))
        await school.press("improved", value="q_2")

    silent = FakeInbox(answers={"improved": SILENT, "show": SILENT})
    presses = story(slack, tell, silent).presses
    assert len({press.click_id for press in presses}) == 5


def test_fifty_people_click_at_once_and_each_counts(slack: SlackServer) -> None:
    for at in range(50):
        slack.add_user(f"p{at}@lits.example", id=f"U0P{at:03d}")

    async def tell(school: School) -> None:
        clicks = [school.clicker.press("improved", user=f"U0P{at:03d}", channel="C8C") for at in range(50)]
        assert {answer.status_code for answer in await asyncio.gather(*clicks)} == {200}
        await school.settled()

    presses = story(slack, tell, FakeInbox(answers={"improved": SILENT})).presses
    assert len({press.click_id for press in presses}) == len({press.user.user for press in presses}) == 50


# -- when things go wrong --------------------------------------------------------------------------


def test_an_error_inside_is_said_to_the_clicker_logged_and_answered_200(
    slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def tell(school: School) -> None:
        assert await school.press("improved") == 200

    def fail(_: Press) -> Pressed:
        raise RuntimeError("database is locked")

    inbox = story(slack, tell, FakeInbox(answers={"improved": fail}))
    assert inbox.waiting == {}
    assert "försök igen" in str(slack.ephemerals[0].blocks)
    assert "could not be taken" in caplog.text
    assert slack.latest("C8C").blocks[0]["text"]["text"] == "Kontakta vårdnadshavare"


def test_a_form_that_could_not_be_saved_stays_as_it_was_filled_in(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        await school.form()
        school.inbox.error = RuntimeError("database is locked")
        assert (await school.clicker.submit({})).status_code == 200
        view = slack.latest_view()
        assert view.errors == {"note": "Det gick inte att spara. Inget har ändrats, försök igen om en stund."}
        school.inbox.error = None
        await school.clicker.submit({})

    inbox = story(slack, tell, FakeInbox(answers={"contacted_guardian": form_then_saved}))
    assert inbox.presses[-1].fields
    assert inbox.presses[-1].fields["note"] == "Sover bättre"


def test_a_trigger_that_ran_out_is_said(slack: SlackServer) -> None:
    slack.faults.push("views.open", Fault.DENY("expired_trigger_id"))
    story(
        slack,
        lambda school: school.press("contacted_guardian"),
        FakeInbox(answers={"contacted_guardian": FORM}),
    )
    assert "försök igen" in str(slack.ephemerals[0].blocks)


def test_that_the_bot_was_removed_is_told_again_when_it_could_not_be_saved(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        school.inbox.error = RuntimeError("database is locked")
        assert (await school.clicker.member_left(slack.space.bot.id, "C8C")).status_code == 503
        school.inbox.error = None
        assert (await school.clicker.replay(school.clicker.sent[-1].again())).status_code == 200

    assert story(slack, tell).left == [("slack", "C8C")]


@pytest.mark.parametrize(
    "kind", ["channel_left", "group_left", "channel_archive", "group_archive", "channel_deleted"]
)
def test_a_closed_channel_is_gone(slack: SlackServer, kind: str) -> None:
    inbox = story(
        slack, lambda school: school.clicker.event({"type": kind, "channel": "C8C", "user": "U0ANNA"})
    )
    assert inbox.left == [("slack", "C8C")]


def test_somebody_else_leaving_a_channel_is_nothing(slack: SlackServer) -> None:
    assert not story(slack, lambda school: school.clicker.member_left("U0OMAR", "C8C")).left


def test_what_nobody_waits_for_is_answered_200(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert (await school.clicker.message_im("U0ANNA", "hej")).status_code == 200
        assert (await school.clicker.event({"type": "team_join", "user": {"id": "U0NEW"}})).status_code == 200

    assert not story(slack, tell).presses


def test_slack_finds_out_that_the_address_is_ours(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        answer = await school.clicker.url_verification("c0ffee")
        assert (answer.status_code, answer.json()) == (200, {"challenge": "c0ffee"})

    story(slack, tell)


def test_ssl_check_is_no_way_past_the_signature(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        assert (await school.clicker.ssl_check(signature="")).status_code == 401

    story(slack, tell)


def test_a_replay_after_five_minutes_is_refused(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        old = slack.clock.time() - 301
        answer = await school.clicker.press("improved", user="U0ANNA", channel="C8C", timestamp=old)
        assert answer.status_code == 401

    assert not story(slack, tell).presses


def test_a_response_url_that_is_not_slacks_is_never_called(slack: SlackServer) -> None:
    forged = {"response_url": "https://hooks.slack.com.evil.example/x"}
    inbox = story(slack, lambda school: school.press("improved", payload=forged))
    assert inbox.committed
    assert not slack.calls_of("response_url")


def test_no_token_and_no_pupil_reaches_the_log(slack: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def tell(school: School) -> None:
        await school.press("show")
        slack.faults.push("views.open", Fault.DENY("fatal_error"))
        await school.press("show")

    story(slack, tell, FakeInbox(answers={"show": private(shown())}))
    assert slack.token not in caplog.text
    assert "Kim Ekdahl" not in caplog.text
