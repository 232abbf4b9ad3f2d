"""Who it is that clicked: staff, linked once; guests and other organisations, told apart."""

from __future__ import annotations

import pytest

from bot.ports import ChatUser
from tests.chat.slack.clicks import School, story
from tests.chat.slack.school import (
    ANNA,
    SILENT,
    FakeInbox,
    people,
)
from tests.slack.faults import Fault
from tests.slack.server import SlackServer


def test_somebody_new_is_linked_by_email_once_not_at_every_click(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        for _ in range(3):
            await school.press("show")

    inbox = story(slack, tell, FakeInbox(answers={"show": SILENT}))
    assert inbox.links == {ANNA: ChatUser(platform="slack", team="T0LIT", user="U0ANNA")}
    assert inbox.link_calls == 1
    assert len(slack.calls_of("users.info")) == 1


def test_a_link_is_not_taken_over_by_somebody_who_takes_the_email(slack: SlackServer) -> None:
    first = ChatUser(platform="slack", team="T0LIT", user="U0FIRST")
    inbox = story(slack, lambda school: school.press("show"), FakeInbox(links={ANNA: first}))
    assert inbox.links[ANNA] == first


@pytest.mark.parametrize("user", ["U0GUEST", "U0ELSA"])
def test_guests_and_other_companies_are_outsiders_and_never_linked(slack: SlackServer, user: str) -> None:
    inbox = story(slack, lambda school: school.press("show", user=user))
    assert inbox.presses[0].user.outsider
    assert not inbox.link_calls


def test_outsiders_are_told_by_comparing_the_users_team_with_the_team(slack: SlackServer) -> None:
    forged = {"id": "U0ANNA", "team_id": "T0OTHER"}
    inbox = story(slack, lambda school: school.press("show", payload={"user": forged}))
    assert inbox.presses[0].user == ChatUser(platform="slack", team="T0OTHER", user="U0ANNA", outsider=True)


def test_another_workspace_than_ours_is_outside(slack: SlackServer) -> None:
    there = {"team": {"id": "T0OTHER"}, "user": {"id": "U0ANNA", "team_id": "T0OTHER"}}
    inbox = story(slack, lambda school: school.press("show", payload=there))
    assert inbox.presses[0].user.outsider


def test_a_click_in_a_channel_that_was_shared_since_is_from_outside(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        slack.channel("C8C").is_ext_shared = True
        await school.clicker.event(
            {"type": "channel_shared", "channel": "C8C", "connected_team_id": "T0FIRM"}
        )
        await school.press("improved")

    assert story(slack, tell).presses[0].user.outsider


def test_enterprise_grid_is_keyed_on_enterprise_and_team() -> None:
    with SlackServer(enterprise_id="E0KOMMUN") as slack:
        inbox = story(people(slack), lambda school: school.press("show"))
    assert inbox.presses[0].user == ChatUser(platform="slack", team="E0KOMMUN/T0LIT", user="U0ANNA")


def test_another_organisation_of_enterprise_grid_is_outside() -> None:
    with SlackServer(enterprise_id="E0KOMMUN") as slack:
        other = {"enterprise": {"id": "E0OTHER"}}
        inbox = story(people(slack), lambda school: school.press("show", payload=other))
    assert inbox.presses[0].user.outsider


def test_a_guest_is_told_from_staff_when_slack_says_so_only_later(slack: SlackServer) -> None:
    slack.faults.push("users.info", Fault.HTTP_500)
    inbox = story(slack, lambda school: school.press("show", user="U0GUEST"))
    assert not inbox.presses
    assert "försök igen" in str(slack.ephemerals[0].blocks)


def test_clicks_do_not_call_auth_test_each_time(slack: SlackServer) -> None:
    async def tell(school: School) -> None:
        for _ in range(5):
            await school.press("show")

    story(slack, tell, FakeInbox(answers={"show": SILENT}))
    assert len(slack.calls_of("auth.test")) == 1
