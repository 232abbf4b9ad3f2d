"""Nothing is posted where another organisation reads along."""

from __future__ import annotations

import pytest

from bot.chat.teams.client import TeamsChat
from bot.chat.teams.shared import SHARED
from bot.ports import SendError
from tests.chat.slack.school import ANNA, alert
from tests.chat.teams.school import CHANNEL, ELSA, GUEST, KEY, run, school, with_chat
from tests.teams.faults import HTTP_504
from tests.teams.server import TeamsServer

OPEN = "19:open@thread.tacv2"


def post(teams: TeamsServer, channel: str = OPEN) -> None:
    with_chat(teams, lambda chat: chat.post(channel, alert(), KEY))


def crowd(teams: TeamsServer, *emails: str, others: int = 0) -> None:
    """A channel with these people, and so many of the school before her of the other organisation."""
    for number in range(others):
        teams.add_user(f"staff{number}@lits.example")
    elsa = teams.tenant.user(ELSA)
    teams.tenant.users[elsa.id] = teams.tenant.users.pop(elsa.id)
    staff = [user for user in teams.tenant.users.values() if user.email.startswith("staff")]
    teams.add_channel("open", members=[*staff, *[teams.tenant.user(one) for one in emails]])


def test_a_channel_with_somebody_of_another_organisation_is_refused(teams: TeamsServer) -> None:
    crowd(teams, ANNA, ELSA)
    with pytest.raises(SendError, match=SHARED) as caught:
        post(teams)
    assert caught.value.permanent
    assert teams.messages(OPEN) == []


def test_a_meeting_s_passer_by_is_of_no_organisation(teams: TeamsServer) -> None:
    teams.add_user("x@nowhere.example", role="anonymous")
    crowd(teams, ANNA, "x@nowhere.example")
    with pytest.raises(SendError, match=SHARED):
        post(teams)
    assert teams.messages(OPEN) == []


def test_the_one_on_the_last_page_counts_too(teams: TeamsServer) -> None:
    crowd(teams, ELSA, others=501)
    with pytest.raises(SendError, match=SHARED):
        post(teams)
    assert len(teams.calls_of("paged")) == 2


def test_the_school_and_its_guests_are_written_to_and_asked_for_once(teams: TeamsServer) -> None:
    crowd(teams, ANNA, GUEST)

    async def twice(chat: TeamsChat) -> None:
        await chat.post(OPEN, alert(), KEY)
        await chat.post(OPEN, alert(), KEY)

    with_chat(teams, twice)
    assert len(teams.messages(OPEN)) == 2
    assert len(teams.calls_of("paged")) == 1


def test_where_nobody_can_say_it_waits(teams: TeamsServer) -> None:
    teams.faults.push("paged", HTTP_504)
    with pytest.raises(SendError) as caught:
        post(teams, CHANNEL)
    assert (caught.value.permanent, caught.value.unknown) == (False, False)
    assert teams.messages(CHANNEL) == []


def test_a_channel_that_was_shared_meanwhile_is_looked_at_again(teams: TeamsServer) -> None:
    crowd(teams, ANNA)

    async def shared() -> None:
        async with school(teams) as at:
            await at.chat.post(OPEN, alert(), KEY)
            teams.conversation(OPEN).members = {teams.tenant.user(one).id for one in (ANNA, ELSA)}
            said = {"channelData": {"eventType": "channelShared", "tenant": {"id": teams.tenant.id}}}
            await at.clicker.changed("channelShared", user=ANNA, conversation=OPEN, payload=said)
            with pytest.raises(SendError, match=SHARED):
                await at.chat.post(OPEN, alert(), KEY)

    run(shared())
