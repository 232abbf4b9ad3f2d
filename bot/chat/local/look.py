"""What every renderer needs: the board, the page's words, the addresses of its views."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from bot.chat.local.desk import View
from bot.chat.local.html import h
from bot.notices.board import Board
from bot.notices.board_case import CasePane
from bot.notices.texts.page import page_text

CLICK = "{click-id}"
"""Stands for the id of a render's click until the page is sent, so that two renders can be compared."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One board to be drawn."""

    board: Board

    def t(self, key: str, **values: object) -> str:
        """The page's word, escaped."""
        return h(page_text(self.board.language, key, **values))

    @property
    def chosen(self) -> str:
        """Reference of the case in the pane."""
        pane = self.board.pane
        return pane.reference if isinstance(pane, CasePane) else ""

    @property
    def first(self) -> bool:
        """True for the demo's first screen: nothing has been asked yet."""
        sand = self.board.sand
        return sand is not None and not sand.begun and not self.board.messages

    def link(self, **query: str) -> str:
        """Address of a view of this room as this person, escaped for an attribute."""
        return h(address(self.board.room.key, self.board.viewer.key, **query))

    def hidden(self, reference: str = "") -> str:
        """What every form sends along: who, where, this render's click, and the pupil if one is looking."""
        pairs = {"as": self.board.viewer.key, "room": self.board.room.key, "click": CLICK}
        pane = self.board.pane
        if isinstance(pane, CasePane) and pane.pupil and reference == pane.reference:
            pairs["show"] = "pupil"
        return "".join(f'<input type="hidden" name="{name}" value="{h(v)}">' for name, v in pairs.items())


def address(room: str, viewer: str, **query: str) -> str:
    """``/rooms/ROOM?as=STAFF&…``, empty values left out. Never a name."""
    pairs = {"as": viewer, **query}
    asked = urlencode({key: value for key, value in pairs.items() if value})
    return f"/rooms/{quote(room, safe='')}" + (f"?{asked}" if asked else "")


def address_of(view: View) -> str:
    """The address a view is reached by."""
    return address(
        view.room,
        view.viewer,
        case=view.case,
        show="pupil" if view.pupil else "",
        form=view.form,
        view="" if view.show == "room" else view.show.value,
    )
