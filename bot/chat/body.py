"""A request's raw body, read before anything is parsed: only so much of it, and once more for what comes after."""

from __future__ import annotations

from starlette.types import Message, Receive

MOST_BYTES = 256 * 1024


async def read_body(receive: Receive) -> bytes | None:
    """The whole body, None when it is too large: then the rest is not even read."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def once_more(body: bytes, receive: Receive) -> Receive:
    """What was read, once more; then whatever follows."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
