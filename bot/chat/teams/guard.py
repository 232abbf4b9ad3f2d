"""What stands before the bot: whoever is not the Bot Framework speaking of our tenant gets 401, whatever they send."""

from __future__ import annotations

import json
from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.chat.body import MOST_BYTES, once_more, read_body
from bot.chat.teams.account import Account
from bot.chat.teams.keys import CHANNEL, Keys
from bot.chat.teams.tokens import LEEWAY, Claims, bearer, verified
from bot.chat.teams.touch import Activity, part

ACTIVITY, UNTIL = "teams_activity", "teams_until"
"""Where the guard leaves what it read, and until when its token is taken, in the request's state."""


class Refused(Exception):  # noqa: N818 - nothing is wrong here: it says what is answered
    """What is answered instead. It says nothing of the reason: that helps only who tries."""

    def __init__(self, status: int = 401, words: str = "Not signed.") -> None:
        super().__init__(words)
        self.response = PlainTextResponse(f"{words}\n", status_code=status)


class Guard:
    """Token first, then size, then the body: an unsigned body is neither kept nor parsed."""

    def __init__(self, app: ASGIApp, account: Account, keys: Keys) -> None:
        self._app, self._account, self._keys = app, account, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        try:
            body = await self._checked(scope, receive)
        except Refused as refused:
            await refused.response(scope, receive, send)
        else:
            await self._app(scope, once_more(body, receive), send)

    async def _checked(self, scope: Scope, receive: Receive) -> bytes:
        headers: Iterable[tuple[bytes, bytes]] = list(scope["headers"])
        _right_kind(headers)
        claims = await verified(bearer(headers), self._account, self._keys)
        if claims is None:
            raise Refused
        body = await read_body(receive)
        if body is None:
            raise Refused(413, "Too large.")
        activity = _read(body)
        if not ours(activity, claims, self._account):
            raise Refused
        scope.setdefault("state", {}).update({ACTIVITY: activity, UNTIL: float(claims["exp"]) + LEEWAY})
        return body


def ours(activity: Activity, claims: Claims, account: Account) -> bool:
    """Whether the activity is of Teams, in a conversation of our tenant, and from where the token says.

    The SDK takes any tenant, and a missing ``serviceUrl`` skips its check. In a shared channel the person may
    be of another tenant than the channel: they are let through to be told that they are outsiders.
    """
    url = activity.get("serviceUrl")
    if not isinstance(url, str) or url.rstrip("/") != str(claims["serviceurl"]).rstrip("/"):
        return False
    persons = part(part(activity, "channelData"), "tenant").get("id")
    host = part(activity, "conversation").get("tenantId") or persons
    return activity.get("channelId") == CHANNEL and bool(persons) and host == account.tenant_id


def _right_kind(headers: Iterable[tuple[bytes, bytes]]) -> None:
    found = dict(headers)
    if found.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise Refused(415, "Not JSON.")
    said = found.get(b"content-length", b"0")
    if said.isdigit() and int(said[:12]) > MOST_BYTES:
        raise Refused(413, "Too large.")


def _read(body: bytes) -> Activity:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refused(400, "Not an activity.")
    return read
