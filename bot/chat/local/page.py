"""The page, and the same page in parts: a fragment's root id says what it replaces."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.chat.local.html import h, icon, symbols
from bot.chat.local.look import CLICK, Look
from bot.chat.local.pane import pane
from bot.chat.local.rail import rail, rooms
from bot.chat.local.room import day_head, on_page, queue, room, title
from bot.chat.local.strip import strip, strip_parts
from bot.notices.board import Board, MessageView, Refusal, Show
from bot.notices.board_case import CasePane
from bot.notices.model import Form
from bot.notices.texts.page import page_text

HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
    '<meta name="color-scheme" content="light dark">'
)
FILES = (
    '<link rel="icon" href="/static/lots.svg"><link rel="stylesheet" href="/static/local.css">'
    '<script src="/static/local.js" defer></script>'
)


def page(board: Board) -> str:
    """The whole document. Raises ValueError where a private notice stands among the messages."""
    look = Look(board=board)
    view = "first" if look.first and board.view is Show.ROOM else board.view.value
    view = "room" if board.view is Show.OLDER else view
    lost = f"{icon('warn')}<p>{look.t('lost')}</p>"
    body = (
        f'<a class="skip" href="#main">{look.t("skip")}</a><p class="hide" role="status" id="say"></p>'
        f'<div class="note warn" role="alert" id="lost" hidden>{lost}</div>'
        f'<div class="app" data-view="{view}" data-room="{h(board.room.key)}">{strip(look)}{rail(look)}'
        f'<main id="main"><h1 class="hide">{h(board.room.name)}, {look.t("brand")}</h1>'
        f"{room(look)}{pane(look)}</main></div>"
    )
    return sent(_document(board.language, title(look), symbols() + body))


def plain_page(language: str, key: str) -> str:
    """A page of one sentence: nobody and nothing to show."""
    words, start = h(page_text(language, key)), h(page_text(language, "to_start"))
    body = f'<main class="room"><h1>{words}</h1><p><a href="/">{start}</a></p></main>'
    return _document(language, h(page_text(language, "brand")), body)


def _document(language: str, name: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{h(language)}"><head>{HEAD}<title>{name}</title>{FILES}</head>'
        f"<body>{body}</body></html>"
    )


def sent(html: str) -> str:
    """HTML with this render's own click id: the same press twice is one press."""
    return html.replace(CLICK, secrets.token_urlsafe(9))


def parts(board: Board) -> dict[str, str]:
    """All that may change while the page is open, by element id, in the page's order. Never a form.

    The click id is not yet set, so two renders of the same state are equal.
    """
    look = Look(board=board)
    found = {**strip_parts(look), "rooms": rooms(look), "queue": queue(look)}
    if board.messages:
        found["hello"] = '<li id="hello" hidden></li>'
    heads = {head.day: head.label for head in board.heads}
    bare = replace(board, messages=tuple(replace(shown, form=None, refusal=None) for shown in board.messages))
    for shown, drawn in on_page(Look(board=bare)):
        label = heads.get(shown.day, shown.day.isoformat())
        found[f"d-{shown.day.isoformat()}"] = day_head(shown.day, label)
        found[f"m-{shown.key}"] = drawn
    if isinstance(board.pane, CasePane):
        bare = replace(bare, pane=replace(board.pane, form=None))
    found["case"] = pane(Look(board=bare))
    return found


def with_form(board: Board, key: str, form: Form) -> Board:
    """The board with a form open: under its message, or in the pane where the room has none."""
    if any(shown.key == key for shown in board.messages):
        return replace(board, messages=tuple(_opened(m, form) if m.key == key else m for m in board.messages))
    held = board.pane
    return replace(board, pane=replace(held, form=form)) if isinstance(held, CasePane) else board


def _opened(shown: MessageView, form: Form) -> MessageView:
    return replace(shown, form=form)


def with_refusal(board: Board, key: str, refusal: Refusal) -> Board:
    """The board with a private note in the message."""
    told = tuple(replace(m, refusal=refusal) if m.key == key else m for m in board.messages)
    return replace(board, messages=told)
