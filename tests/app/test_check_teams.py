"""``lots check`` on Teams: what is missing, and how it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from bot.app.check_teams import teams_lines
from bot.ports import ConversationKind
from bot.settings import Teams
from bot.storage import conversations, staff
from bot.storage.db import Database
from tests.chat.slack.school import ANNA, OMAR
from tests.chat.teams.school import CHANNEL, ELSA, linked, people, personal
from tests.teams.faults import HTTP_504, Fault
from tests.teams.server import TeamsServer

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
OPEN = "19:open@thread.tacv2"
GROUP = "1f2e3d4c-0000-4000-8000-000000000000"


@pytest.fixture
def teams() -> Iterator[TeamsServer]:
    with TeamsServer() as server:
        yield people(server)


def settings(teams: TeamsServer) -> Teams:
    return Teams(
        client_id=teams.app_id,
        client_secret=SecretStr(teams.secret),
        tenant_id=teams.tenant_id,
        login_url=teams.login_endpoint,
        openid_url=teams.openid_url,
        service_url=teams.service_url,
    )


def test_all_is_well_where_the_app_is_installed(teams: TeamsServer, database: Database) -> None:
    team = replace(personal(teams), address="19:t", kind=ConversationKind.TEAM, team=GROUP, user="")
    with database.write() as conn:
        conversations.met(conn, personal(teams), NOW)
        conversations.met(conn, team, NOW)
        who = linked(teams)
        staff.link(conn, platform="teams", team_id=who.team, user_id=who.user, email=ANNA, at=NOW)
    lines = teams_lines(settings(teams), [f"@{ANNA}", f"{GROUP}/{CHANNEL}"], database)
    assert [line.what for line in lines if not line.ok] == []
    assert len(lines) == 4


def test_who_lacks_the_app_and_where_it_was_removed(teams: TeamsServer, database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, replace(personal(teams), address=CHANNEL, user=""), NOW)
        conversations.gone(conn, "teams", CHANNEL, NOW)
    lines = teams_lines(settings(teams), [f"@{OMAR}", CHANNEL, "a b"], database)
    wrong = {line.what: line.mend for line in lines if not line.ok}
    assert list(wrong) == [
        f"teams @{OMAR}: the app is not installed there, as far as the bot has been told",
        f"teams {CHANNEL}: the app was removed there",
        "teams a b: this is no conversation of Teams",
    ]
    assert all(wrong.values())


def test_before_the_first_start_an_address_that_is_none_is_named_all_the_same(teams: TeamsServer) -> None:
    lines = teams_lines(settings(teams), [f"@{OMAR}", CHANNEL, "a b"], None)
    assert [line.what for line in lines if not line.ok] == ["teams a b: this is no conversation of Teams"]
    assert "once `lots run` has been told by Teams" in lines[-1].what


def test_a_wrong_secret_and_a_silent_key_store(teams: TeamsServer) -> None:
    wrong = settings(teams).model_copy(update={"client_secret": SecretStr("another")})
    assert "teams.client_secret is refused" in teams_lines(wrong, [], None)[0].what
    teams.faults.push("openid", Fault.GARBAGE)
    assert not teams_lines(settings(teams), [], None)[1].ok
    assert teams.secret not in str(teams_lines(settings(teams), [], None))


def test_a_channel_another_organisation_reads_along_in_is_named_before_anything_is_posted(
    teams: TeamsServer, database: Database
) -> None:
    teams.add_channel("open", members=[teams.tenant.user(ANNA), teams.tenant.user(ELSA)])
    with database.write() as conn:
        for address in (CHANNEL, OPEN):
            conversations.met(conn, replace(personal(teams), address=address, user=""), NOW)
    wrong = [line for line in teams_lines(settings(teams), [CHANNEL, OPEN], database) if not line.ok]
    assert [(line.what, line.mend) for line in wrong] == [
        (
            f"teams {OPEN}: the channel is shared with another organisation, nothing is posted there",
            "name a channel of the school's own in channels.csv, or end the sharing in Teams",
        )
    ]
    teams.faults.push("paged", HTTP_504)
    unsure = [line.what for line in teams_lines(settings(teams), [CHANNEL], database) if not line.ok]
    assert len(unsure) == 1
    assert unsure[0].startswith(f"teams {CHANNEL}: who reads along there cannot be seen: ")
    assert not teams.messages(CHANNEL)
    teams.remove_conversation(CHANNEL)
    (gone,) = (line for line in teams_lines(settings(teams), [CHANNEL], database) if CHANNEL in line.what)
    assert not gone.ok
    assert gone.what.startswith(f"teams {CHANNEL}: is deleted, or the app is no longer in its team: ")
    assert gone.mend == "name another channel in channels.csv, or add the app to the team again"
