"""Where the bot was let in: remembered, replaced, gone, let in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.ports import Conversation, ConversationKind
from bot.storage import conversations, staff
from bot.storage.db import Database

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
TEAM = Conversation(
    platform="teams", address="19:team", kind=ConversationKind.TEAM, service_url="https://s/", team="group"
)
CHANNEL = replace(TEAM, address="19:8c", kind=ConversationKind.CHANNEL)
OWN = Conversation(
    platform="teams", address="a:1", kind=ConversationKind.PERSONAL, service_url="https://s/", user="anna"
)


def test_a_place_is_found_by_its_address_or_its_team(database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, TEAM, NOW)
        assert conversations.at(conn, "teams", "19:team") == TEAM
        assert conversations.at(conn, "teams", "19:other") is None
        assert conversations.at(conn, "teams", "19:other", "group") == TEAM
        assert conversations.at(conn, "teams", "19:other", "19:team") == TEAM
        assert conversations.at(conn, "slack", "19:team") is None


def test_a_known_group_outlives_a_team_named_by_its_own_id(database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, TEAM, NOW)
        conversations.met(conn, replace(CHANNEL, address="19:9a", team="19:team"), NOW)
        conversations.met(conn, replace(TEAM, team="19:team"), NOW)
        assert conversations.at(conn, "teams", "19:other", "group") == TEAM
        assert conversations.at(conn, "teams", "19:9a") == replace(CHANNEL, address="19:9a")
        conversations.met(conn, replace(TEAM, team="other group"), NOW)
        assert conversations.at(conn, "teams", "19:other", "other group") == replace(TEAM, team="other group")


def test_a_removed_team_takes_its_channels_with_it_and_comes_back(database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, replace(CHANNEL, address="19:9a", team="19:team"), NOW)
        conversations.met(conn, TEAM, NOW)
        conversations.met(conn, CHANNEL, NOW)
        conversations.met(conn, OWN, NOW)
        assert conversations.gone(conn, "teams", "19:team", NOW) == 3
        assert conversations.gone(conn, "teams", "19:team", NOW) == 0
        assert conversations.at(conn, "teams", "19:8c") == replace(CHANNEL, gone=True)
        assert conversations.direct(conn, "teams", "anna") == OWN
        conversations.met(conn, TEAM, NOW)
        assert conversations.at(conn, "teams", "19:team") == TEAM


def test_a_channel_that_ends_leaves_its_team(database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, TEAM, NOW)
        conversations.met(conn, CHANNEL, NOW)
        assert conversations.gone(conn, "teams", "19:8c", NOW) == 1
        assert conversations.at(conn, "teams", "19:team") == TEAM


def test_of_several_personal_chats_the_one_that_stands_counts(database: Database) -> None:
    with database.write() as conn:
        conversations.met(conn, OWN, NOW)
        conversations.met(conn, replace(OWN, address="a:2"), NOW + timedelta(days=1))
        conversations.gone(conn, "teams", "a:2", NOW)
        assert conversations.direct(conn, "teams", "anna") == OWN


def test_strangers_are_people_let_in_whom_nobody_is_linked_to(database: Database) -> None:
    known, left = replace(OWN, address="a:2", user="omar"), replace(OWN, address="a:3", user="siv")
    with database.write() as conn:
        for place in (OWN, known, left, TEAM):
            conversations.met(conn, place, NOW)
        conversations.gone(conn, "teams", left.address, NOW)
        staff.link(conn, platform="teams", team_id="t", user_id="omar", email="omar@lits.example", at=NOW)
        staff.link(conn, platform="slack", team_id="t", user_id="anna", email="anna@lits.example", at=NOW)
        assert conversations.strangers(conn, "teams") == (OWN,)
