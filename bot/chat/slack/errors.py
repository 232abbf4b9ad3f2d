"""What went wrong with a call to Slack, as the outbox needs to know it. Repeats no header, no address, no body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.ports import SendError

SOON = 2.0
"""Seconds before the next try where nothing has reached Slack."""
LONGEST_WAIT = 3600.0
NOT_TAKEN = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""No connection was made, so nothing was sent."""
CALL_ERRORS = (SlackClientError, aiohttp.ClientError, OSError, ValueError, AttributeError, TypeError)
"""All that the SDK lets through: a plain-text answer, for one, reaches its own code as an AttributeError."""

LATER = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
PERHAPS = frozenset(
    {"internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org", ""}
)
"""Slack's own words for "some part may have been done". Any other refusal is final: the channel or user is
gone, the bot was removed, the token revoked, the message malformed."""

_CODE = re.compile(r"[a-z0-9_]{1,60}", re.ASCII)


def send_error(error: Exception, *, wrote: bool) -> SendError:
    """The SendError of a failed call. ``wrote``: the call would have left a message behind."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, NOT_TAKEN):
        return SendError("no connection to Slack", retry_after=SOON)
    if isinstance(error, SlackApiError):
        return _answered(error, wrote=wrote)
    return unclear(type(error).__name__, wrote=wrote)


def unclear(why: str, *, wrote: bool) -> SendError:
    """Nobody can say whether it was done; where nothing was to be left behind it may simply be done again."""
    said = f"no clear answer from Slack ({why})"
    return SendError(said, unknown=True) if wrote else SendError(said, retry_after=SOON)


def _answered(error: SlackApiError, *, wrote: bool) -> SendError:
    status = int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0) or 0)
    code = error_code(error)
    if status == 429 or code in LATER:
        return SendError("ratelimited", retry_after=_wait(getattr(error.response, "headers", {})))
    if status >= 500 or code in PERHAPS:
        return unclear(code or f"HTTP {status}", wrote=wrote)
    return SendError(code, permanent=True)


def error_code(error: SlackApiError) -> str:
    """Slack's own word for it (``channel_not_found``); empty where the answer was not Slack's."""
    data: Any = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _wait(headers: Mapping[str, Any]) -> float:
    asked = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    seconds = float(asked) if re.fullmatch(r"[0-9]{1,6}", asked, re.ASCII) else 1.0
    return min(max(seconds, 1.0), LONGEST_WAIT)
