"""What stands before Bolt: who cannot sign gets 401, whatever they send, before anything is parsed."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.chat.body import once_more, read_body

WINDOW = 300
"""Seconds a signed request stays good; Slack's own figure. Repeats inside it are the click ids' business."""
TIMESTAMP, SIGNATURE = b"x-slack-request-timestamp", b"x-slack-signature"
_SECONDS = re.compile(rb"[0-9]{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")


class Guard:
    """Passes a request on if its raw body is small, UTF-8 and signed within the window: else 413 or 401."""

    def __init__(self, app: ASGIApp, secret: str, now: Callable[[], float] = time.time) -> None:
        self._app = app
        self._secret = secret.encode()
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        body = await read_body(receive)
        if body is None:
            await PlainTextResponse("Too large.\n", status_code=413)(scope, receive, send)
        elif not signed(body, scope["headers"], self._secret, self._now()):
            await PlainTextResponse("Not signed.\n", status_code=401)(scope, receive, send)
        else:
            await self._app(scope, once_more(body, receive), send)


def signed(body: bytes, headers: Iterable[tuple[bytes, bytes]], secret: bytes, now: float) -> bool:
    """Whether Slack signed exactly these bytes at most five minutes from ``now``.

    The SDK's own verifier raises where the timestamp is no number or the signature not ASCII.
    """
    sent = list(headers)
    stamps = [value for name, value in sent if name == TIMESTAMP]
    signatures = [value for name, value in sent if name == SIGNATURE]
    if len(stamps) != 1 or len(signatures) != 1 or not secret:
        return False
    if not _SECONDS.fullmatch(stamps[0]) or not _SIGNATURE.fullmatch(signatures[0]):
        return False
    if abs(now - int(stamps[0])) > WINDOW:
        return False
    expected = hmac.new(secret, b"v0:" + stamps[0] + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(b"v0=" + expected.encode(), signatures[0]) and _is_utf8(body)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
