"""The live page: a stream of what differs. Each connection begins with the present state."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.chat.local.desk import Desk, View
from bot.chat.local.html import plain
from bot.chat.local.page import parts, sent
from bot.notices.board import Board, MessageState
from bot.notices.texts.page import page_text

FRAGMENT = 8000
"""Bytes of HTML in one patch, about: a part larger than this goes alone."""
BEAT = 15
"""Rounds of a second without news before a comment keeps the connection open."""
LINES = re.compile(r"\r\n|\r|\n")


async def follow(desk: Desk, view: View, closing: threading.Event) -> AsyncIterator[str]:
    """Events ``patch``, ``say`` and ``reload`` for one viewer until the service closes."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()

    def wake() -> None:
        with suppress(RuntimeError):  # the loop has ended, nobody listens any more
            loop.call_soon_threadsafe(changed.set)

    stop = desk.subscribe(wake)
    try:
        async for event in _events(desk, view, closing, changed):
            yield event
    finally:
        stop()


async def _events(
    desk: Desk, view: View, closing: threading.Event, changed: asyncio.Event
) -> AsyncIterator[str]:
    epoch = await asyncio.to_thread(desk.epoch)
    seen = Seen()
    yield "retry: 1000\n\n"
    quiet = 0
    changed.set()
    while not closing.is_set():
        if changed.is_set():
            changed.clear()
            if await asyncio.to_thread(desk.epoch) != epoch:
                yield event("reload", "")
                return
            board = await asyncio.to_thread(desk.board, view)
            if not isinstance(board, Board):
                yield event("reload", "")
                return
            for news in seen.news(board):
                yield news
        quiet = 0 if await _happens(changed) else quiet + 1
        if quiet and quiet % BEAT == 0:
            yield ": still here\n\n"


async def _happens(changed: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(changed.wait(), 1)
    except TimeoutError:
        return False
    return True


def event(name: str, data: str) -> str:
    """One server-sent event; each line of the data has its own ``data:``."""
    return f"event: {name}\n" + "".join(f"data: {line}\n" for line in LINES.split(data)) + "\n"


class Seen:
    """What one connection has been told."""

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._board: Board | None = None

    def news(self, board: Board) -> list[str]:
        """Events for what differs from the last board; everything the first time."""
        now = parts(board)
        fresh = [html for name, html in now.items() if self._parts.get(name) != html]
        events = [event("patch", sent(html)) for html in bundled(fresh)]
        spoken = said(self._board, board) if self._board is not None else ""
        self._parts.update(now)
        self._board = board
        return [*events, *([event("say", spoken)] if spoken else [])]


def bundled(fresh: list[str]) -> list[str]:
    """Parts put together up to the size of a fragment."""
    bundles: list[str] = []
    for html in fresh:
        if bundles and len(bundles[-1].encode()) + len(html.encode()) <= FRAGMENT:
            bundles[-1] += html
        else:
            bundles.append(html)
    return bundles


def said(before: Board, now: Board) -> str:
    """The sentence for the status line, never with a name: what the calendar did, or who asks you."""
    strip, was = now.sand, before.sand
    if strip is not None and not strip.playing and was is not None:
        if was.playing or was.line != strip.line:
            return plain(strip.line, now.names)
        if was.today != strip.today:
            return strip.title
    known = {shown.key for shown in before.messages if shown.state is MessageState.WAITING_ME}
    new = [m for m in now.messages if m.state is MessageState.WAITING_ME and m.key not in known]
    return page_text(now.language, "new", reference=new[-1].reference) if new else ""
