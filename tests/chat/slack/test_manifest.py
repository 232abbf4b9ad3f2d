"""The manifest a school pastes asks for what the bot uses, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack import inbound
from bot.chat.slack.manifest import EVENTS, SCOPES, WORDS, manifest
from bot.errors import UserError

URL = "https://lots.lits.example"
USED_BY = {
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "pins_add": {"pins:write"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
"""Slack's own documentation of each method."""


def made(url: str = URL, language: str = "sv") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest(url, language))
    return found


def test_it_asks_for_exactly_the_scopes_its_calls_need() -> None:
    code = "".join(path.read_text() for path in Path(inbound.__file__).parent.glob("*.py"))
    called = set(re.findall(r"\bweb\.([a-z_A-Z]+)\(", code))
    assert called <= set(USED_BY)
    needed = set.union(*(USED_BY[name] for name in called)) | {"commands"}
    assert set(made()["oauth_config"]["scopes"]["bot"]) == needed == set(SCOPES)


def test_every_event_it_asks_for_has_a_listener() -> None:
    heard = {"app_home_opened", "channel_shared", *inbound.LEFT, *inbound.CLOSED}
    assert set(made()["settings"]["event_subscriptions"]["bot_events"]) == heard == set(EVENTS)


def test_everything_comes_to_one_address() -> None:
    found = made(URL + "/")
    addresses = {
        found["features"]["slash_commands"][0]["url"],
        found["settings"]["event_subscriptions"]["request_url"],
        found["settings"]["interactivity"]["request_url"],
    }
    assert addresses == {URL + inbound.PATH}
    assert found["settings"]["socket_mode_enabled"] is False


def test_without_an_address_it_is_socket_mode() -> None:
    text = manifest("", "sv")
    assert json.loads(text)["settings"]["socket_mode_enabled"] is True
    assert "http" not in text


@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_command_is_the_same_in_every_language_and_its_words_fit(language: str) -> None:
    found = made(language=language)
    (command,) = found["features"]["slash_commands"]
    assert command["command"] == inbound.COMMAND
    assert len(found["display_information"]["description"]) <= 140
    assert found["features"]["app_home"]["home_tab_enabled"] is True
    assert found["settings"]["interactivity"]["is_enabled"] is True


@pytest.mark.parametrize("url", ["http://lots.example", "lots.example", "https://", "https://a.example/?x=1"])
def test_an_address_slack_would_refuse_is_named(url: str) -> None:
    with pytest.raises(UserError, match="--url"):
        manifest(url, "sv")


def test_a_language_nobody_wrote_is_named() -> None:
    with pytest.raises(UserError, match="sv, fi, en"):
        manifest(URL, "de")
