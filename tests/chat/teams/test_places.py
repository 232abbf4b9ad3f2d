"""Where the bot may speak, remembered in a database from what Teams says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.ports import Conversation, ConversationKind
from bot.storage import conversations
from bot.storage.db import Database
from tests.chat.slack.school import ANNA, FakeInbox
from tests.chat.teams.school import CHANNEL, Places, School, run, school
from tests.teams.server import TeamsServer

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEAM, UNMET = "19:lits-skola@thread.tacv2", "19:unmet@thread.tacv2"


class Kept(Places):
    """Places in a database."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db

    def met(self, conversation: Conversation, /) -> None:
        with self._db.write() as conn:
            conversations.met(conn, conversation, NOW)

    def at(self, platform: str, address: str, team: str = "", /) -> Conversation | None:
        with self._db.read() as conn:
            return conversations.at(conn, platform, address, team)


@pytest.mark.parametrize("event", ["", "teamRestored"])
def test_a_channel_named_by_its_group_is_found_after_others_named_the_team(
    teams: TeamsServer, database: Database, event: str
) -> None:
    teams.add_channel("9a")
    group = teams.tenant.teams[TEAM].as_data(whole=True)["aadGroupId"]
    places = Kept(database)

    async def tell(at: School) -> None:
        await at.clicker.install(user=ANNA, conversation=CHANNEL)
        for channel in (CHANNEL, "19:9a@thread.tacv2"):
            await at.clicker.say("mina ärenden", user=ANNA, conversation=channel)
        if event:
            bare = {
                "channelData": {"eventType": event, "team": {"id": TEAM}, "tenant": {"id": teams.tenant.id}}
            }
            await at.clicker.changed(event, user=ANNA, conversation=CHANNEL, payload=bare)
        await at.chat.later.settled()

    async def told() -> None:
        async with school(teams, FakeInbox(), places) as at:
            await tell(at)

    run(told())
    found = places.at("teams", UNMET, group)
    assert found
    assert (found.kind, found.address, found.team) == (ConversationKind.TEAM, TEAM, group)
