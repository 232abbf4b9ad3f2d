"""The local page's desk over the real service: views are read from storage, clicks go the way of every chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.app.news import News
from bot.chat.local.desk import Click, Fields, NoAccess, Outcome, OutcomeKind, Step, View
from bot.handlers import board as boards
from bot.handlers import board_spot as spots
from bot.handlers.board import Around, Wanted
from bot.handlers.board_scenes import Scenes
from bot.handlers.board_spot import Spot
from bot.handlers.house import House
from bot.handlers.inbox import HouseInbox
from bot.notices.board import Board, Refusal, Sand, StaffView
from bot.notices.model import FieldKind, Form, Notice, NoticeKind
from bot.notices.texts import language_for
from bot.notices.texts.board import board_text
from bot.ports import ChatUser, Press, Pressed, PressKind

LOOKS = frozenset({"show", "before_after", "explain"})
"""Buttons that open the pupil."""
MOST_ROWS = 50
"""Rows of a list that are read; a form draws fewer."""


class Calendar(Protocol):
    """The demo's calendar; a rehearsal has none."""

    def sand(self) -> Sand:
        """The strip as it is now."""
        ...

    def step(self, step: Step, speed: str) -> None:
        """Turn it; returns at once for play."""
        ...

    def seen(self, viewer: str, *, opening: bool) -> None:
        """Somebody looks at a page as this person (a staff key)."""
        ...

    def answered(self) -> None:
        """Somebody has answered on the page."""
        ...

    def epoch(self) -> str:
        """Changes when all begins anew."""
        ...

    def reading(self) -> AbstractContextManager[object]:
        """Held while a page is read, so that nothing is thrown away meanwhile."""
        ...


class HouseDesk:
    """The :class:`bot.chat.local.desk.Desk` of a house."""

    def __init__(
        self,
        house: House,
        inbox: HouseInbox,
        now: Callable[[], datetime],
        news: News,
        *,
        calendar: Calendar | None = None,
        kept: Mapping[str, Notice] | None = None,
        first: str = "",
    ) -> None:
        self._house = house
        self._inbox = inbox
        self._now = now
        self._news = news
        self._first = first
        self._calendar = calendar
        self._kept: Mapping[str, Notice] = {} if kept is None else kept

    # --- views --------------------------------------------------------------------------------------

    def _reading(self) -> AbstractContextManager[object]:
        return self._calendar.reading() if self._calendar else nullcontext()

    @contextmanager
    def _scenes(self) -> Iterator[Scenes]:
        with self._reading(), self._house.db.read() as conn:
            yield spots.scenes_of(conn, self._house, self._now())

    def first_room(self) -> tuple[str, str]:
        """The room of the first question of the term; before it, of the first mentor."""
        with self._scenes() as scenes:
            return spots.first_room(scenes, self._first)

    def board(self, view: View, /) -> Board | NoAccess:
        """The page as it is now."""
        wanted = _wanted(view)
        with self._reading():
            around = Around(sand=self._calendar.sand() if self._calendar else None, kept=self._kept)
            if view.opening and view.pupil:
                self._look(view)
            with self._house.db.read() as conn:
                found = boards.board(conn, self._house, wanted, self._now(), around)
        if not isinstance(found, Board):
            return NoAccess(found)
        if self._calendar:
            self._calendar.seen(found.viewer.key, opening=view.opening)
        return found

    def _look(self, view: View) -> None:
        with self._scenes() as scenes:
            seen = spots.look(scenes, view.viewer, view.case)
        if seen is not None:
            spots.keep_look(self._house, seen, self._now())

    def subscribe(self, changed: Callable[[], None], /) -> Callable[[], None]:
        """Tell of every change."""
        return self._news.subscribe(changed)

    def epoch(self) -> str:
        """Changes with *Börja om*."""
        return self._calendar.epoch() if self._calendar else ""

    def step(self, step: Step, speed: str, /) -> None:
        """Turn the demo's calendar."""
        if self._calendar:
            self._calendar.step(step, speed)

    # --- clicks -------------------------------------------------------------------------------------

    def answer(self, click: Click, /) -> Outcome:
        """Take a click."""
        with self._scenes() as scenes:
            spot = spots.spot(scenes, click.ask_id, click.room)
            email = spots.email_of(scenes, click.viewer)
            opens = click.action in LOOKS and spots.sees(scenes, click.viewer, click.ask_id)
        room = spot.room or click.room
        base = Outcome(kind=OutcomeKind.REPEATED, reference=spot.reference, key=spot.key, room=room)
        if opens:
            return replace(base, kind=OutcomeKind.SHOWN)
        pressed = self._press(click, email)
        if pressed.kind is PressKind.SAVED and self._calendar:
            self._calendar.answered()
        self._news.tell()
        return self._outcome(pressed, base, click, spot)

    def _press(self, click: Click, email: str) -> Pressed:
        """Press the button; where that opens the form that was sent, send it."""
        user = ChatUser(platform="local", team="", user=email)
        press = Press(click_id=click.click_id, ask_id=click.ask_id, action=click.action, user=user)
        pressed = self._inbox.press(press)
        if click.fields is None or pressed.kind is not PressKind.FORM or pressed.form is None:
            return pressed
        return self._inbox.press(replace(press, fields=values(pressed.form, click.fields)))

    def _outcome(self, pressed: Pressed, base: Outcome, click: Click, spot: Spot) -> Outcome:
        lang = self._lang
        match pressed.kind:
            case PressKind.SAVED:
                said = "said.undone" if click.action == "undo" else "said.saved"
                return replace(base, kind=OutcomeKind.SAVED, say=board_text(lang, said))
            case PressKind.FORM:
                return replace(base, kind=OutcomeKind.FORM, form=pressed.form)
            case PressKind.ERRORS:
                return replace(base, kind=OutcomeKind.ERRORS, form=pressed.form)
            case PressKind.SILENT:
                return base
        return self._told(pressed.notice, base, spot)

    @property
    def _lang(self) -> str:
        school = self._house.schools[0]
        return language_for(school.language, school.ladder.country)

    def _told(self, notice: Notice | None, base: Outcome, spot: Spot) -> Outcome:
        """A private answer: refused, too late, already answered, or a list."""
        if notice is None:
            return base
        if notice.kind is NoticeKind.REFUSED:
            refusal = Refusal(notice=notice, become=self._become(spot))
            return replace(base, kind=OutcomeKind.REFUSED, refusal=refusal)
        if notice.kind is NoticeKind.ALREADY:
            return replace(base, kind=OutcomeKind.ALREADY, refusal=Refusal(notice=notice))
        if notice.kind is NoticeKind.SMALL:
            return replace(base, kind=OutcomeKind.LATE, refusal=Refusal(notice=notice))
        said = board_text(self._lang, "said.list")
        return replace(base, refusal=Refusal(notice=replace(notice, meta="")), say=said)

    def _become(self, spot: Spot) -> StaffView | None:
        """In the demo: somebody who may answer."""
        if self._calendar is None or not spot.asked:
            return None
        with self._scenes() as scenes:
            return spots.staff_view(scenes, spot.asked[0])


def _wanted(view: View) -> Wanted:
    return Wanted(
        room=view.room,
        viewer=view.viewer,
        case=view.case,
        pupil=view.pupil,
        form=view.form,
        show=view.show,
        opening=view.opening,
    )


def values(form: Form, sent: Fields) -> dict[str, object]:
    """What was typed, by the kinds of the form's fields; what the form does not ask is left out."""
    found: dict[str, object] = {}
    for field in form.fields:
        if field.kind is FieldKind.LIST:
            rows = _rows(field.key, sent)
            if rows:
                found[field.key] = rows
        elif typed := sent.get(field.key):
            found[field.key] = typed if field.kind is FieldKind.CHOICES else typed[-1]
    return found


def _rows(key: str, sent: Fields) -> list[dict[str, str]]:
    """``agreements.0.what`` and its like as rows, an empty one where a number is left out."""
    cells: dict[int, dict[str, str]] = {}
    for name, typed in sent.items():
        head, _, rest = name.partition(".")
        number, _, column = rest.partition(".")
        if head == key and column and number.isdecimal() and int(number) < MOST_ROWS:
            cells.setdefault(int(number), {})[column] = typed[-1]
    return [cells.get(number, {}) for number in range(max(cells, default=-1) + 1)]
