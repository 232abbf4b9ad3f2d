"""The app manifest a school pastes when it makes its Slack app."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from bot.errors import UserError

SCOPES = MappingProxyType(
    {
        "channels:history": "look for a message in a public channel before it is sent again",
        "channels:read": "see whether a channel is shared with another organisation, closed or left",
        "chat:write": "post and update messages",
        "commands": "/franvaro",
        "groups:history": "look for a message in a private channel before it is sent again",
        "groups:read": "the same as channels:read for private channels",
        "im:history": "look for a direct message before it is sent again",
        "im:write": "open the direct message with a member of staff",
        "pins:write": "pin the health team's list in its channel",
        "users:read": "tell staff from guests and other organisations",
        "users:read.email": "link a person to the staff list, once",
    }
)
"""What the bot may do, and what for. It reads no messages but to find its own."""

EVENTS = (
    "app_home_opened",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_shared",
    "group_archive",
    "group_deleted",
    "group_left",
    "member_left_channel",
)

WORDS = MappingProxyType(
    {
        "sv": ("Lotsar frånvaroärenden steg för steg", "Mina ärenden", "[lyft oro | förklara ÄRENDE]"),
        "fi": ("Luotsaa poissaoloasioita vaihe vaiheelta", "Omat asiat", "[herätä huoli | selitä ASIA]"),
        "en": ("Guides absence cases step by step", "My cases", "[raise concern | explain CASE]"),
    }
)
PATH = "/slack/events"


def manifest(url: str, language: str) -> str:
    """JSON. ``url`` is the service's public address; empty: Socket Mode. UserError: neither https nor a language."""
    if language not in WORDS:
        raise UserError(f"--language: there is no {language!r}; allowed: {', '.join(WORDS)}")
    address = urlsplit(url)
    if url and (address.scheme != "https" or not address.hostname or address.query or address.fragment):
        raise UserError(
            f"--url: {url!r} is not a public address; allowed: https://…, or nothing for Socket Mode"
        )
    return json.dumps(_manifest(url.rstrip("/"), language), ensure_ascii=False, indent=2)


def _manifest(url: str, language: str) -> dict[str, Any]:
    about, command, hint = WORDS[language]
    received = {"request_url": f"{url}{PATH}"} if url else {}
    typed = {"url": f"{url}{PATH}"} if url else {}
    return {
        "display_information": {"name": "Närvarolots", "description": about, "background_color": "#1f3a4d"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Närvarolots", "always_online": True},
            "slash_commands": [
                {"command": "/franvaro", "description": command, "usage_hint": hint, "should_escape": False}
                | typed
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": received | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | received,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }
