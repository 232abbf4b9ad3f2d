"""What went wrong with a call to Teams or Graph, as the outbox needs to know it. Repeats no header, address or body."""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx

from bot.ports import SendError

SOON, A_WHILE = 2.0, 60.0
"""Seconds before the next try: where nothing reached Microsoft, and where the bot's own right to speak is in doubt."""
LONGEST_WAIT = 3600.0
NOT_TAKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""No connection was made, so nothing was sent."""
CALL_ERRORS = (httpx.HTTPError, TimeoutError, OSError, ValueError, KeyError, TypeError, AttributeError)
"""All that the SDK lets through: an answer without an id reaches its own code as a KeyError."""
LATER = frozenset({408, 412, 425, 429})
"""412: another call to the same conversation is under way."""

_CODE = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)


def send_error(error: Exception, *, wrote: bool, whom: str = "Teams") -> SendError:
    """The SendError of a failed call. ``wrote``: the call would have left a message behind."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, NOT_TAKEN):
        return SendError(f"no connection to {whom}", retry_after=SOON)
    if isinstance(error, httpx.HTTPStatusError):
        return _answered(error.response, wrote=wrote, whom=whom)
    return unclear(type(error).__name__, wrote=wrote, whom=whom)


def unclear(why: str, *, wrote: bool, whom: str = "Teams") -> SendError:
    """Nobody can say whether it was done; where nothing was to be left behind it may simply be done again."""
    said = f"no clear answer from {whom} ({why})"
    return SendError(said, unknown=True) if wrote else SendError(said, retry_after=SOON)


def _answered(response: httpx.Response, *, wrote: bool, whom: str) -> SendError:
    status = response.status_code
    code = error_code(response) or f"HTTP {status}"
    if status == 429 and not _asked(response.headers):
        # For how long need not be said: the outbox waits longer each time. Asked each second it would go on for good.
        return SendError(code)
    if status in LATER:
        return SendError(code, retry_after=_wait(response.headers))
    if status == 401:
        # The token ran out early, or the registration changes hands: no reason to give a message up.
        return SendError(code, retry_after=A_WHILE)
    if status >= 500 and not wrote and _asked(response.headers):
        return SendError(code, retry_after=_wait(response.headers))
    if status >= 500 or status < 400:
        return unclear(code, wrote=wrote, whom=whom)
    return SendError(code, permanent=True)


def error_code(response: httpx.Response) -> str:
    """Microsoft's own word for it (``ConversationNotFound``); empty where the answer was not theirs."""
    try:
        said = response.json()
    except ValueError:
        return ""
    inner = said.get("error") if isinstance(said, Mapping) else None
    code = inner.get("code") if isinstance(inner, Mapping) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _wait(headers: Mapping[str, str]) -> float:
    return min(max(float(_asked(headers) or 1), 1.0), LONGEST_WAIT)


def _asked(headers: Mapping[str, str]) -> str:
    """The seconds the answer asks for; empty where it names none."""
    asked = headers.get("retry-after", "")
    return asked if re.fullmatch(r"[0-9]{1,6}", asked, re.ASCII) else ""
