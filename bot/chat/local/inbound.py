"""The addresses of the local chat, on Starlette. Loopback only; no cookies; HTML, never JSON."""

from __future__ import annotations

import asyncio
import secrets
import threading
from dataclasses import replace
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.chat.local.desk import Click, Desk, Outcome, OutcomeKind, Step, View
from bot.chat.local.forms import first_input, form
from bot.chat.local.guard import guarded, sent_form
from bot.chat.local.look import Look, address, address_of
from bot.chat.local.page import page, parts, plain_page
from bot.chat.local.replies import fragments, next_view, pieces, whole
from bot.chat.local.stream import follow
from bot.notices.board import Board, Show

FRAGMENT = "text/vnd.lots.fragment"
STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
CONTROL = frozenset({"action", "click", "as", "room", "show", "sent"})


def local_app(desk: Desk, closing: threading.Event | None = None) -> list[Route]:
    """The routes of the page. ``closing``, once set, ends the open streams within a second."""
    pages = Pages(desk, closing or threading.Event())
    return [
        Route("/", guarded(pages.start), methods=["GET"]),
        Route("/rooms/{room}", guarded(pages.room), methods=["GET"]),
        Route("/events", guarded(pages.events), methods=["GET"]),
        Route("/asks/{ask}", guarded(pages.ask), methods=["POST"]),
        Route("/demo", guarded(pages.demo), methods=["POST"]),
        Route("/static/{name}", guarded(static), methods=["GET"]),
    ]


async def static(request: Request) -> Response:
    """The style, the script and the mark; nothing else is there."""
    path = STATIC / Path(request.path_params["name"]).name
    if path.suffix not in TYPES or not path.is_file():
        return PlainTextResponse("Not here.\n", status_code=404)
    return Response(await asyncio.to_thread(path.read_bytes), media_type=TYPES[path.suffix])


def scripted(request: Request) -> bool:
    """True where the page's script asks: it wants fragments."""
    return FRAGMENT in request.headers.get("accept", "")


def view_of(query: dict[str, str], room: str, *, opening: bool) -> View:
    """The view an address means; an unknown ``view`` is the room."""
    show = query.get("view", "")
    return View(
        room=room,
        viewer=query.get("as", ""),
        case=query.get("case", ""),
        pupil=query.get("show", "") == "pupil",
        form=query.get("form", ""),
        show=Show(show) if show in {each.value for each in Show} else Show.ROOM,
        opening=opening,
    )


class Pages:
    """The endpoints over one desk."""

    def __init__(self, desk: Desk, closing: threading.Event) -> None:
        self._desk = desk
        self._closing = closing

    async def start(self, _: Request) -> Response:
        """``GET /``: on to the first mentor's room."""
        room, viewer = await asyncio.to_thread(self._desk.first_room)
        return RedirectResponse(address(room, viewer), status_code=303)

    async def room(self, request: Request) -> Response:
        """``GET /rooms/ROOM``: the page, or with the fragments' Accept only what differs."""
        view = view_of(dict(request.query_params), request.path_params["room"], opening=True)
        board = await asyncio.to_thread(self._desk.board, view)
        if not isinstance(board, Board):
            return HTMLResponse(plain_page("sv", "none_here"), status_code=404)
        if not scripted(request):
            return HTMLResponse(page(board))
        return _moved(board, view)

    async def events(self, request: Request) -> Response:
        """``GET /events``: the live stream."""
        query = dict(request.query_params)
        view = view_of(query, query.get("room", ""), opening=False)
        if not isinstance(await asyncio.to_thread(self._desk.board, view), Board):
            return PlainTextResponse("No such room or person.\n", status_code=404)
        news = follow(self._desk, view, self._closing)
        return StreamingResponse(news, media_type="text/event-stream")

    async def ask(self, request: Request) -> Response:
        """``POST /asks/ASK``: a press, or a form sent."""
        sent = await sent_form(request)
        click = _click(request.path_params["ask"], sent)
        if not click.action:
            return PlainTextResponse("No action.\n", status_code=422)
        take = self._cancelled if click.action == "cancel" else self._desk.answer
        outcome = await asyncio.to_thread(take, click)
        if not click.room:
            click = replace(click, room=outcome.room or (await asyncio.to_thread(self._desk.first_room))[0])
        view = next_view(click, outcome, pupil=sent.get("show") == ("pupil",))
        board = await asyncio.to_thread(self._desk.board, view)
        if not isinstance(board, Board):
            return HTMLResponse(plain_page("sv", "none_here"), status_code=404)
        return (pieces if scripted(request) else whole)(board, view, click, outcome)

    def _cancelled(self, click: Click) -> Outcome:
        """Nothing is saved; the focus goes back to the message the form stood under."""
        board = self._desk.board(View(room=click.room, viewer=click.viewer))
        found = board.messages if isinstance(board, Board) else ()
        mine = [shown for shown in found if shown.notice.ask_id == click.ask_id]
        reference, key = (mine[0].reference, mine[0].key) if mine else ("", "")
        return Outcome(kind=OutcomeKind.REPEATED, reference=reference, key=key)

    async def demo(self, request: Request) -> Response:
        """``POST /demo``: turn the calendar; the stream brings what comes of it."""
        sent = await sent_form(request)
        step, speed = _one(sent, "step"), _one(sent, "speed")
        view = View(room=_one(sent, "room"), viewer=_one(sent, "as"))
        if step not in {each.value for each in Step}:
            return PlainTextResponse("No such step.\n", status_code=422)
        await asyncio.to_thread(self._desk.step, Step(step), speed)
        if not scripted(request):
            return RedirectResponse(address_of(view) if view.room else "/", status_code=303)
        return Response(status_code=204)


def _one(sent: dict[str, tuple[str, ...]], name: str) -> str:
    return sent.get(name, ("",))[-1]


def _click(ask: str, sent: dict[str, tuple[str, ...]]) -> Click:
    fields = {name: values for name, values in sent.items() if name not in CONTROL}
    return Click(
        click_id=_one(sent, "click") or secrets.token_urlsafe(9),
        ask_id=ask,
        action=_one(sent, "action"),
        viewer=_one(sent, "as"),
        room=_one(sent, "room"),
        fields=fields if fields or "sent" in sent else None,
    )


def _moved(board: Board, view: View) -> Response:
    """Another case or another side of it: the pane, its message here, and the form asked for."""
    now = parts(board)
    chosen = [shown for shown in board.messages if shown.reference and shown.reference == view.case]
    found = [now[name] for name in ("case", "queue", *(f"m-{m.key}" for m in chosen)) if name in now]
    focus = "pn" if view.pupil else "ch"
    for shown in chosen:
        if shown.form is not None:
            found.insert(0, form(Look(board=board), shown.key, shown.form))
            focus = first_input(shown.key, shown.form)
    return fragments(found, view=view, focus=focus)
