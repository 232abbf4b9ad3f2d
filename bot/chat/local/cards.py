"""A message: a card while it waits, flat when it is settled."""

from __future__ import annotations

from bot.chat.local.buttons import LOOKS, button
from bot.chat.local.digest import digest
from bot.chat.local.forms import form
from bot.chat.local.html import h, icon, marked, paragraphs, squares
from bot.chat.local.look import Look, address
from bot.chat.local.sections import facts, sections
from bot.notices.board import MessageState, MessageView, Refusal
from bot.notices.model import Button, Notice, NoticeKind

OPEN = frozenset({MessageState.WAITING_ME, MessageState.WAITING_OTHER, MessageState.LATE})
SIGNS = {
    MessageState.WAITING_ME: ("dot", "you"),
    MessageState.WAITING_OTHER: ("dot", ""),
    MessageState.ANSWERED: ("ok", "ok"),
    MessageState.LATE: ("wait", "late"),
    MessageState.HELD: ("wait", ""),
    MessageState.SUPERSEDED: ("next", ""),
    MessageState.WITHDRAWN: ("cut", ""),
}


def message(look: Look, shown: MessageView) -> str:
    """The list item: the article, and beside it the form being written, if any."""
    written = form(look, shown.key, shown.form) if shown.form is not None else ""
    told = refusal(look, shown.key, shown.refusal) if shown.refusal is not None else ""
    place = f'data-into="log" data-day="{shown.day.isoformat()}"'
    return f'<li class="m" id="m-{h(shown.key)}" {place}>{article(look, shown)}{written}{told}</li>'


def brief(look: Look, shown: MessageView) -> str:
    """A waiting question for which the page has no room: what is asked, until when, and the way to its answers."""
    key, names = h(shown.key), look.board.names
    target = look.link(case=shown.opens or shown.reference)
    label = f'aria-label="{look.t("answer_case", reference=shown.reference)}"'
    return (
        f'<li class="m" id="m-{key}" data-into="log" data-day="{shown.day.isoformat()}">'
        f'<article class="open" id="a-{key}" aria-labelledby="t-{key}">{_top(look, shown)}'
        f'<h3 id="t-{key}" tabindex="-1">{marked(shown.notice.heading, names)}</h3>{_timer(look, shown)}'
        f'<p class="row"><a class="b" href="{target}#a-{key}" {label}>{look.t("answer")}</a></p></article></li>'
    )


def article(look: Look, shown: MessageView) -> str:
    """The message itself.

    Raises ValueError for a private notice: a room holds no pupil's name or figure, whoever asks.
    """
    notice, names, key = shown.notice, look.board.names, h(shown.key)
    if notice.private:
        raise ValueError("a private notice has no place in a room")
    classes = " ".join(word for word, on in (("open", shown.state in OPEN), ("on", _on(look, shown))) if on)
    above = [part for part in notice.sections if not part.after_buttons]
    below = [part for part in notice.sections if part.after_buttons]
    body = (
        f'<h3 id="t-{key}" tabindex="-1">{marked(notice.heading, names)}</h3>{paragraphs(notice.body, names)}'
        f"{_link(notice)}{facts(look, notice.facts)}{sections(look, above, notice.ask_id)}"
        f"{_done(look, shown)}{digest(look, shown.digest) if shown.digest else ''}{_timer(look, shown)}"
    )
    kind = f' class="{classes}"' if classes else ""
    return (
        f'<article{kind} id="a-{key}" aria-labelledby="t-{key}">{_top(look, shown)}{body}'
        f"{_acts(look, shown)}{_undo(look, shown)}{sections(look, below, notice.ask_id)}</article>"
    )


def _on(look: Look, shown: MessageView) -> bool:
    return bool(shown.reference) and shown.reference == look.chosen


def _top(look: Look, shown: MessageView) -> str:
    link = ""
    if shown.reference:
        target = look.link(case=shown.opens or shown.reference, view="case")
        here = ' aria-current="true"' if _on(look, shown) else ""
        link = f'<a href="{target}" data-part="case"{here}>{h(shown.reference)}</a>'
    where = f"<span>{h(shown.where)}</span>" if shown.where else ""
    return f'<p class="top">{link}{where}<time>{h(shown.clock)}</time>{_state(look, shown)}</p>'


def _state(look: Look, shown: MessageView) -> str:
    if shown.state not in SIGNS:
        return ""
    sign, kind = SIGNS[shown.state]
    words = h(shown.state_text) or look.t(shown.state.value)
    return f'<span class="state{f" {kind}" if kind else ""}">{icon(sign)}{words}</span>'


def _link(notice: Notice) -> str:
    """Where the message leads on, on this page only."""
    if notice.link is None or not notice.link.url.startswith("/rooms/"):
        return ""
    return f'<p><a href="{h(notice.link.url)}">{h(notice.link.label)}</a></p>'


def _done(look: Look, shown: MessageView) -> str:
    names = look.board.names
    steps = "".join(
        f'<li class="ok">{icon("ok")}{marked(label, names)}<small>{marked(who, names)}</small></li>'
        for label, who in shown.done
    )
    return f'<ul class="todo">{steps}</ul>' if steps else ""


def _timer(look: Look, shown: MessageView) -> str:
    words = marked(shown.timer or shown.notice.status, look.board.names)
    drawn = squares(shown.squares)
    again = f" {h(shown.notice.repeat)}" if shown.notice.repeat else ""
    return f'<p class="timer">{drawn}<span>{words}{again}</span></p>' if words or drawn or again else ""


def _acts(look: Look, shown: MessageView) -> str:
    """Look first, then the answers, one filled at most, the rest under *Mer*."""
    notice = shown.notice
    if shown.state not in OPEN or not (notice.buttons or notice.overflow):
        return ""
    drawn = sorted(notice.buttons, key=lambda button: button.key not in LOOKS)
    filled = shown.mine or shown.state is MessageState.WAITING_ME
    filled = filled and notice.kind is not NoticeKind.FOLLOW_UP
    buttons = "".join(
        button(each, filled=filled and each.primary and each.key not in LOOKS) for each in drawn
    )
    return (
        f'<form class="row acts" method="post" action="/asks/{h(notice.ask_id)}">'
        f"{look.hidden(shown.reference)}"
        f"{buttons}{_more(look, notice.overflow)}</form>"
    )


def _more(look: Look, overflow: tuple[Button, ...]) -> str:
    if not overflow:
        return ""
    items = "".join(f"<li>{button(each)}</li>" for each in overflow)
    summary = f'<summary class="b bare">{look.t("more")} {icon("down")}</summary>'
    return f'<details class="menu">{summary}<ul>{items}</ul></details>'


def _undo(look: Look, shown: MessageView) -> str:
    undo = shown.undo
    if undo is None:
        return ""
    until = f'<span class="soft small">{look.t("until", clock=undo.until)}</span>'
    return (
        f'<form class="row" method="post" action="/asks/{h(undo.ask_id)}">{look.hidden()}'
        f'<button class="b" name="action" value="undo">{h(undo.label)}</button>{until}</form>'
    )


def refusal(look: Look, key: str, shown: Refusal, *, into: str = "") -> str:
    """A private note in the message, beside the article: the stream, drawn for all, never touches it."""
    here = f'id="n-{h(key)}" data-into="{h(into or f"m-{key}")}"'
    if shown.lists:
        return _list(look, key, shown.notice, here)
    words = " ".join(marked(part, look.board.names) for part in refused(shown))
    become = ""
    if shown.become is not None:
        target = h(address(look.board.room.key, shown.become.key, case=look.chosen))
        become = f' <a href="{target}">{look.t("become", name=shown.become.name)}</a>'
    lock = look.t("lock")
    return f'<div class="note private" {here}>{icon("lock")}<p>{lock}. {words}{become}</p></div>'


def _list(look: Look, key: str, notice: Notice, here: str) -> str:
    """A list of one's own (10, 12): a row for each case, with its button."""
    lock = f'<p class="lock">{icon("lock")}{look.t("lock")}</p>'
    head = f'<h4 id="nh-{h(key)}" tabindex="-1">{marked(notice.heading, look.board.names)}</h4>'
    return (
        f'<div class="private told" {here}>{lock}{head}{sections(look, notice.sections, notice.ask_id)}</div>'
    )


def no_refusal(key: str) -> str:
    """The fragment that takes the note away."""
    return f'<div id="n-{h(key)}" hidden></div>'


def refused(shown: Refusal) -> tuple[str, ...]:
    """The note's sentences."""
    notice = shown.notice
    return tuple(part for part in (notice.body, notice.meta, notice.status) if part)
