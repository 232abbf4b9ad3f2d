"""The port of the page: what it asks of the service. Plain functions, called in threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.notices.board import Board, Refusal, Show
from bot.notices.model import Form

Fields = Mapping[str, tuple[str, ...]]
"""Field key (``agreements.0.what`` in a list) to what was typed or picked; an empty field is left out."""


@dataclass(frozen=True, kw_only=True)
class View:
    """An address: every view has one. ``form`` is ``ASK.ACTION``, split at the last point.

    Empty strings are *not given*: without ``viewer`` the room's own person looks.

    ``opening`` is true when a person opens the address, false when the stream draws it again: a
    pupil's private view is journalled (``viewed``) on opening only.
    """

    room: str
    viewer: str = ""
    case: str = ""
    pupil: bool = False
    form: str = ""
    show: Show = Show.ROOM
    opening: bool = False


class NoAccess(StrEnum):
    """Nothing to show: room or person unknown (404). A case without access is a Board with the ladder."""

    ROOM = "room"
    PERSON = "person"


class OutcomeKind(StrEnum):
    """What became of a click."""

    SAVED = "saved"
    REPEATED = "repeated"
    FORM = "form"
    """The button opens a form; nothing is saved."""
    SHOWN = "shown"
    """The pupil's private view is to be opened."""
    REFUSED = "refused"
    LATE = "late"
    ALREADY = "already"
    ERRORS = "errors"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``reference`` is the ask's case, ``key`` its message in the room clicked in (empty: none there).

    ``form`` with FORM and ERRORS (errors inside), ``refusal`` with REFUSED, LATE and ALREADY, ``say``
    a sentence without names for the status line.
    """

    kind: OutcomeKind
    reference: str = ""
    key: str = ""
    room: str = ""
    """The room of that message, for a click that names none."""
    say: str = ""
    form: Form | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class Click:
    """A press of a button or a sent form. ``fields`` is None where a button was pressed.

    All of it comes from outside: ask, action, person and room may be anything. ``click_id`` is never empty.
    """

    click_id: str
    ask_id: str
    action: str
    viewer: str
    room: str
    fields: Fields | None = None


class Step(StrEnum):
    """The sand strip's buttons."""

    DAY = "day"
    WEEK = "week"
    PLAY = "play"
    PAUSE = "pause"
    AGAIN = "again"


class Desk(Protocol):
    """The service as the page sees it. Every function may be called from any thread."""

    def first_room(self) -> tuple[str, str]:
        """Key of the first mentor's room and of that mentor."""

    def board(self, view: View, /) -> Board | NoAccess:
        """The page as it is now for the view's person."""

    def answer(self, click: Click, /) -> Outcome:
        """Take a click; the same ``click_id`` twice is REPEATED."""

    def step(self, step: Step, speed: str, /) -> None:
        """Turn the demo's calendar; returns at once for play. Does nothing outside the demo."""

    def subscribe(self, changed: Callable[[], None], /) -> Callable[[], None]:
        """Call ``changed`` (from any thread) whenever a board may differ; the answer ends it."""

    def epoch(self) -> str:
        """Changes when all begins anew (*Börja om*): open pages then load themselves again."""
