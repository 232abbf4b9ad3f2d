"""Answers to a click: fragments for the script, a whole page or a way on without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.chat.local.cards import no_refusal, refusal, refused
from bot.chat.local.desk import Click, Outcome, OutcomeKind, View
from bot.chat.local.fields import typed
from bot.chat.local.forms import first_input, form, no_form
from bot.chat.local.html import plain
from bot.chat.local.look import Look, address_of
from bot.chat.local.page import page, parts, sent, with_form, with_refusal
from bot.notices.board import Board, Show

STATUS = {
    OutcomeKind.REFUSED: 403,
    OutcomeKind.LATE: 409,
    OutcomeKind.ALREADY: 409,
    OutcomeKind.ERRORS: 422,
}


def next_view(click: Click, outcome: Outcome, *, pupil: bool) -> View:
    """The address of what the click leads to."""
    view = View(room=click.room, viewer=click.viewer, case=outcome.reference)
    if outcome.kind is OutcomeKind.SHOWN:
        return replace(view, pupil=True, show=Show.CASE, opening=True)
    if outcome.kind in (OutcomeKind.FORM, OutcomeKind.ERRORS):
        return replace(view, pupil=pupil, form=f"{click.ask_id}.{click.action}")
    return view


def key_of(board: Board, outcome: Outcome, ask_id: str) -> str:
    """The message the outcome belongs to, else the case's reference: then it stands in the pane."""
    if outcome.key:
        return outcome.key
    asked = [shown.key for shown in board.messages if shown.notice.ask_id == ask_id]
    return next(iter(asked), outcome.reference)


def whole(board: Board, view: View, click: Click, outcome: Outcome) -> Response:
    """Without script: on to the view, or the page itself where something must be read or mended."""
    key = key_of(board, outcome, click.ask_id)
    if outcome.kind not in STATUS and outcome.refusal is None:
        place = {OutcomeKind.SHOWN: "#case", OutcomeKind.FORM: f"#f-{key}"}.get(outcome.kind, f"#a-{key}")
        return RedirectResponse(address_of(view) + place, status_code=303)
    shown = board
    if outcome.form is not None:
        shown = with_form(board, key, typed(outcome.form, click.fields or {}))
    if outcome.refusal is not None:
        shown = with_refusal(shown, key, outcome.refusal)
    return HTMLResponse(page(shown), status_code=STATUS.get(outcome.kind, 200))


def pieces(board: Board, view: View, click: Click, outcome: Outcome) -> Response:
    """With script: what differs, where the focus goes, what the status line says, the address now."""
    key = key_of(board, outcome, click.ask_id)
    here = any(shown.key == key for shown in board.messages)
    found = [
        *_gone(key, outcome, here=here),
        *_changed(board, key),
        *_private(board, key, click, outcome, here=here),
    ]
    focus, say = f"t-{key}" if here else "ch", outcome.say
    if outcome.kind is OutcomeKind.SHOWN:
        focus = "pn"
    elif outcome.form is not None:
        focus = first_input(key, outcome.form)
    elif outcome.kind is OutcomeKind.REFUSED:
        focus = ""
    if outcome.refusal is not None and outcome.refusal.lists:
        focus = f"nh-{key}"
    elif outcome.refusal is not None:
        say = " ".join(plain(part, board.names) for part in refused(outcome.refusal))
    return fragments(found, view=view, focus=focus, say=say, status=STATUS.get(outcome.kind, 200))


def _gone(key: str, outcome: Outcome, *, here: bool) -> list[str]:
    """What is to go first: while a form or a note stands in the pane, the pane is left as it is."""
    gone = [no_refusal(key)]
    over = outcome.form is None and outcome.kind not in (OutcomeKind.REFUSED, OutcomeKind.SHOWN)
    return [*gone, no_form(key)] if over or (outcome.form is not None and not here) else gone


def _private(board: Board, key: str, click: Click, outcome: Outcome, *, here: bool) -> list[str]:
    """The form and the note, under the message, or in the pane where the room has none."""
    look, into = Look(board=board), f"m-{key}" if here else "case"
    drawn = []
    if outcome.form is not None:
        shown = outcome.form if click.fields is None else typed(outcome.form, click.fields)
        drawn.append(form(look, key, shown, into=into))
    if outcome.refusal is not None:
        drawn.append(refusal(look, key, outcome.refusal, into=into))
    return drawn


def _changed(board: Board, key: str) -> Iterable[str]:
    """The message, the case and the counts. The stream brings the rest of the room."""
    now = parts(board)
    names = (f"m-{key}", "case", "queue", "rooms", "today")
    return [now[name] for name in names if name in now]


def fragments(
    found: Iterable[str], *, view: View, focus: str = "", say: str = "", status: int = 200
) -> Response:
    """HTML parts with the headers the script reads; text in a header is percent-encoded."""
    headers = {"Lots-At": address_of(view)}
    if focus:
        headers["Lots-Focus"] = quote(focus, safe="-_.~")
    if say:
        headers["Lots-Say"] = quote(say)
    return HTMLResponse(sent("".join(found)), status_code=status, headers=headers)
