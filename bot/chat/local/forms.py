"""A form, inline and on heather: only its reader sees it. It says what saving will cause."""

from __future__ import annotations

from bot.chat.local.fields import draw
from bot.chat.local.html import h, icon, marked
from bot.chat.local.look import Look
from bot.notices.model import Field, Form


def form_id(key: str) -> str:
    """Element id of the form of the message ``key``."""
    return f"f-{key}"


def form(look: Look, key: str, shown: Form, *, into: str = "") -> str:
    """The form under the message ``key``; ``novalidate`` because the server's words are kinder."""
    names = look.board.names
    intro = f'<p class="soft small">{marked(shown.intro, names)}</p>' if shown.intro else ""
    fields = "".join(draw(look, key, field, shown.errors) for field in shown.fields)
    then = (
        f'<p class="then">{icon("next")}<span>{marked(shown.after, names)}</span></p>' if shown.after else ""
    )
    buttons = (
        f'<p class="row"><button class="b go" name="action" value="{h(shown.action)}">{h(shown.submit)}</button>'
        f'<button class="b bare" name="action" value="cancel">{h(shown.close)}</button></p>'
    )
    joins = f' data-into="{h(into or f"m-{key}")}"'
    return (
        f'<form class="private" id="{h(form_id(key))}" method="post" action="/asks/{h(shown.ask_id)}"'
        f' aria-labelledby="fh-{h(key)}"{joins} novalidate>{look.hidden()}<input type="hidden" name="sent" value="1">'
        f'<p class="lock">{icon("lock")}{look.t("form_lock")}</p><h4 id="fh-{h(key)}">{h(shown.title)}</h4>{intro}'
        f"{fields}{then}{buttons}</form>"
    )


def no_form(key: str) -> str:
    """The fragment that takes the form away."""
    return f'<form id="{h(form_id(key))}" hidden></form>'


def first_input(key: str, shown: Form) -> str:
    """Element id to put the focus at: the first field with an error, else the first field."""
    paths = [path for field in shown.fields for path in _paths(field)]
    wrong = [path for path in paths if path in shown.errors]
    return f"i-{key}-{(wrong or paths or [''])[0]}"


def _paths(field: Field) -> list[str]:
    if not field.fields:
        return [field.key]
    return [f"{field.key}.{row}.{column.key}" for row in range(field.rows) for column in field.fields]
