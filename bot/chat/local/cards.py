"""A message: a card while it waits, flat when it is settled."""

from __future__ import annotations

from bot.chat.local.digest import digest
from bot.chat.local.forms import form
from bot.chat.local.html import h, icon, marked, paragraphs, squares
from bot.chat.local.look import Look, address
from bot.chat.local.sections import facts, section
from bot.notices.board import MessageState, MessageView, Refusal
from bot.notices.model import Button, NoticeKind

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
LOOKS = frozenset({"show", "before_after", "show_before_after"})
"""Actions that open the private view: they stand first, with the lock."""


def message(look: Look, shown: MessageView) -> str:
    """The list item: the article, and beside it the form being written, if any."""
    written = form(look, shown.key, shown.form) if shown.form is not None else ""
    told = refusal(look, shown.key, shown.refusal) if shown.refusal is not None else ""
    place = f'data-into="log" data-day="{shown.day.isoformat()}"'
    return f'<li class="m" id="m-{h(shown.key)}" {place}>{article(look, shown)}{written}{told}</li>'


def article(look: Look, shown: MessageView) -> str:
    """The message itself.

    Raises ValueError for a private notice: a room holds no pupil's name or figure, whoever asks.
    """
    notice, names, key = shown.notice, look.board.names, h(shown.key)
    if notice.private:
        raise ValueError("a private notice has no place in a room")
    classes = " ".join(word for word, on in (("open", shown.state in OPEN), ("on", _on(look, shown))) if on)
    body = (
        f'<h3 id="t-{key}" tabindex="-1">{marked(notice.heading, names)}</h3>{paragraphs(notice.body, names)}'
        f"{facts(notice.facts, names)}{''.join(section(part, names) for part in notice.sections)}"
        f"{_done(shown)}{digest(look, shown.digest) if shown.digest else ''}{_timer(look, shown)}"
    )
    kind = f' class="{classes}"' if classes else ""
    return (
        f'<article{kind} id="a-{key}" aria-labelledby="t-{key}">{_top(look, shown)}{body}'
        f"{_acts(look, shown)}{_undo(look, shown)}</article>"
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


def _done(shown: MessageView) -> str:
    steps = "".join(
        f'<li class="ok">{icon("ok")}{h(label)}<small>{h(who)}</small></li>' for label, who in shown.done
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


def button(shown: Button, *, filled: bool = False) -> str:
    """A submit button; ``formaction`` where it answers another ask than the form's."""
    lock = icon("lock") if shown.key in LOOKS else ""
    alt = f' aria-label="{h(shown.alt)}"' if shown.alt and shown.alt.startswith(shown.label) else ""
    to = f' formaction="/asks/{h(shown.ask_id)}"' if shown.ask_id else ""
    kind = "b go" if filled else "b"
    return f'<button class="{kind}" name="action" value="{h(shown.key)}"{alt}{to}>{lock}{h(shown.label)}</button>'


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
    words = " ".join(marked(part, look.board.names) for part in refused(shown))
    become = ""
    if shown.become is not None:
        target = h(address(look.board.room.key, shown.become.key, case=look.chosen))
        become = f' <a href="{target}">{look.t("become", name=shown.become.name)}</a>'
    lock = look.t("lock")
    return (
        f'<div class="note private" id="n-{h(key)}" data-into="{h(into or f"m-{key}")}">{icon("lock")}'
        f"<p>{lock}. {words}{become}</p></div>"
    )


def no_refusal(key: str) -> str:
    """The fragment that takes the note away."""
    return f'<div id="n-{h(key)}" hidden></div>'


def refused(shown: Refusal) -> tuple[str, ...]:
    """The note's sentences."""
    notice = shown.notice
    return tuple(part for part in (notice.body, notice.meta, notice.status) if part)
