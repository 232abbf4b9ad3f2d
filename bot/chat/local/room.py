"""The room: its header with the queue, and the log of messages by day."""

from __future__ import annotations

from datetime import date

from bot.chat.local.cards import OPEN, brief, message
from bot.chat.local.html import h, icon
from bot.chat.local.look import Look
from bot.chat.local.pane import pane
from bot.chat.local.rail import rail
from bot.chat.local.strip import strip
from bot.notices.board import MessageView, Show
from bot.notices.model import NoticeKind

PAGE = 24_000
"""Bytes of a page: older settled messages give way to *Visa äldre*."""
FRAME = 2_850
"""Bytes of head, symbols and the room's header."""
DAY = 200
"""Bytes of a line between days."""
MOST = 50


def title(look: Look) -> str:
    """``(2) 8C · Närvarolots``: never a name."""
    board = look.board
    count = f"({board.waiting}) " if board.waiting else ""
    place = look.t("rooms") if board.view is Show.ROOMS else h(board.room.name)
    return f"{count}{place} · {look.t('brand')}"


def room(look: Look) -> str:
    """The section in the middle."""
    header = look.board.room
    back = f'<a class="only b bare" href="{look.link(view="rooms")}">{icon("back")}'
    back += f'<span class="hide">{look.t("all_rooms")}</span></a>'
    detail = f'<p class="soft">{h(header.detail)}</p>' if header.detail else ""
    return (
        f'<section class="room" id="room" aria-labelledby="rh"><header>{back}'
        f'<h2 id="rh" tabindex="-1">{h(header.name)}</h2>{detail}{queue(look)}</header>'
        f'<ol class="log" id="log">{_log(look)}</ol></section>'
    )


def queue(look: Look) -> str:
    """What waits for the viewer here; it carries the page's title for the live page."""
    header = look.board.room
    words = ""
    if header.reading_as:
        words = look.t("reading", name=look.board.viewer.name)
    elif header.waiting:
        links = " ".join(
            f'<a href="{look.link(case=reference, view="case")}" data-part="case">{h(reference)}</a>'
            for reference in header.waiting
        )
        label = look.t("wait_group" if header.group else "wait_you", n=len(header.waiting))
        words = f"<span>{label}</span> {links}"
    return f'<p class="row small" id="queue" data-title="{title(look)}">{words}</p>'


def day_head(day: date, label: str) -> str:
    """The line between days; the log is a list, so it is an item."""
    words = h(label)
    return (
        f'<li class="day" id="d-{day.isoformat()}" data-into="log" data-day="{day.isoformat()}">'
        f'<h3 class="hide">{words}</h3><span aria-hidden="true">{words}</span></li>'
    )


def _log(look: Look) -> str:
    messages = look.board.messages
    if look.first:
        return _hello(look)
    if not messages:
        return f'<li class="hello" id="hello"><p>{look.t("empty")}</p></li>'
    parts: list[str] = []
    heads = {head.day: head.label for head in look.board.heads}
    last: date | None = None
    kept = on_page(look)
    for shown, drawn in kept:
        if shown.day != last:
            parts.append(day_head(shown.day, heads.get(shown.day, shown.day.isoformat())))
        parts.append(drawn)
        last = shown.day
    older = ""
    if len(kept) < len(messages) or look.board.older:
        target = look.link(case=look.chosen, view="older")
        older = f'<li class="m" id="older"><a class="b" href="{target}">{look.t("older")}</a></li>'
    return older + "".join(parts)


def on_page(look: Look) -> list[tuple[MessageView, str]]:
    """The newest messages that fit, oldest first; what waits, is chosen or is written in always does.

    Questions that together would not fit stand there in brief, but for the newest and the chosen one.
    """
    messages = look.board.messages
    if look.board.view is Show.OLDER:
        return [(shown, message(look, shown)) for shown in messages]
    budget = PAGE - FRAME - len(f"{strip(look)}{rail(look)}{pane(look)}".encode())
    drawn = {shown.key: message(look, shown) for shown in messages if _needed(look, shown)}
    short = {shown.key: brief(look, shown) for shown in messages if _shortens(look, shown)}
    days = {shown.day for shown in messages if shown.key in drawn}
    left = budget - DAY * len(days) - sum(_size(short.get(key, whole)) for key, whole in drawn.items())
    for shown in reversed(messages):
        if shown.key in short:
            more = _size(drawn[shown.key]) - _size(short[shown.key])
            if more <= left:
                left -= more
            else:
                drawn[shown.key] = short[shown.key]
    for shown in reversed(messages):
        if shown.key not in drawn:
            whole = message(look, shown)
            left -= _size(whole) + (0 if shown.day in days else DAY)
            if left < 0 or len(drawn) >= MOST:
                break
            drawn[shown.key] = whole
            days.add(shown.day)
    return [(shown, drawn[shown.key]) for shown in messages if shown.key in drawn]


def _size(html: str) -> int:
    return len(html.encode())


def _shortens(look: Look, shown: MessageView) -> bool:
    """A question of the viewer's that is neither chosen nor being written in."""
    chosen = shown.reference == look.chosen != ""
    return _needed(look, shown) and bool(shown.reference) and not chosen and not (shown.form or shown.refusal)


def _needed(look: Look, shown: MessageView) -> bool:
    waits = (shown.state in OPEN and shown.mine) or shown.notice.kind is NoticeKind.QUEUE
    return waits or shown.form is not None or shown.reference == look.chosen != ""


def _hello(look: Look) -> str:
    person = look.board.viewer.key
    hidden = f'<input type="hidden" name="room" value="{h(look.board.room.key)}">'
    hidden += f'<input type="hidden" name="as" value="{h(person)}">'
    go = f'<button class="b go" name="step" value="play">{icon("play")}{look.t("play_first")}</button>'
    return (
        f'<li class="hello" id="hello"><h3>{look.t("hello")}</h3><p>{look.t("hello_line")}</p>'
        f'<form class="row" method="post" action="/demo">{hidden}{go}</form></li>'
    )
