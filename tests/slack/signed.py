"""A request as Slack sends it: the body, its signature, the retry headers."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class How(TypedDict, total=False):
    """What a test may want different from what Slack sends."""

    timestamp: float | str
    """Seconds since 1970 in the header, or any text at all."""
    signature: str
    secret: str
    retry: int
    """1, 2 or 3: Slack asks again because it got no answer."""
    headers: Mapping[str, str]
    payload: Mapping[str, Any]
    """Fields of the payload or form that replace those Slack would send: another team, another user."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Ready to be posted; posting it twice is a replay."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def again(self, retry: int = 1, reason: str = "http_timeout") -> Signed:
        """The same request as Slack repeats it."""
        return replace(self, headers=self.headers | _retry(retry, reason))


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature of a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def sign(body: bytes, content_type: str, now: float, secret: str, how: How) -> Signed:
    """``body`` signed at ``now``, with whatever ``how`` changes."""
    given = how.get("timestamp", now)
    timestamp = given if isinstance(given, str) else str(int(given))
    headers = {
        "content-type": content_type,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": how.get("signature", signature(how.get("secret", secret), timestamp, body)),
    }
    repeated = _retry(how["retry"], "http_timeout") if "retry" in how else {}
    return Signed(body=body, headers=headers | repeated | dict(how.get("headers", {})))


def form(fields: Mapping[str, str]) -> bytes:
    """A form body."""
    return urlencode(fields).encode()


def interaction(payload: Mapping[str, Any]) -> bytes:
    """A click, submission or close: JSON inside a form field."""
    return form({"payload": json.dumps(payload, ensure_ascii=False, separators=(",", ":"))})


def _retry(number: int, reason: str) -> dict[str, str]:
    return {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
