"""Facts, strips, tables, bars, lines and buttons of a notice, as they stand on the page."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.local.buttons import button
from bot.chat.local.days import drawn_strip
from bot.chat.local.html import h, marked, paragraphs
from bot.chat.local.look import Look
from bot.notices.model import Fact, Row, Section


def facts(look: Look, shown: Iterable[Fact]) -> str:
    """A label with its note, and the figure."""
    names = look.board.names
    drawn = "".join(
        f"<dt>{marked(fact.label, names)}{f'<small>{marked(fact.note, names)}</small>' if fact.note else ''}</dt>"
        f"<dd>{marked(fact.value, names)}</dd>"
        for fact in shown
    )
    return f'<dl class="facts">{drawn}</dl>' if drawn else ""


def table(look: Look, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table whose last column stands to the right."""

    def cells(tag: str, row: tuple[str, ...]) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        last, right = len(row) - 1, ' class="num"'
        drawn = (f"{right if at == last else ''}>{marked(c, look.board.names)}" for at, c in enumerate(row))
        return "".join(f"<{tag}{scope}{cell}</{tag}>" for cell in drawn)

    head = f"<thead><tr>{cells('th', columns)}</tr></thead>" if columns else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>" if body else ""


def sections(look: Look, shown: Iterable[Section], ask_id: str) -> str:
    """Headed parts; their buttons answer ``ask_id`` unless they name another ask."""
    return "".join(_section(look, part, ask_id) for part in shown)


def _section(look: Look, shown: Section, ask_id: str) -> str:
    names = look.board.names
    head = f"<h4>{marked(shown.heading, names)}</h4>" if shown.heading else ""
    lines = "".join(f"<li>{marked(line, names)}</li>" for line in shown.lines)
    note = f'<p class="soft small">{marked(shown.note, names)}</p>' if shown.note else ""
    strip = drawn_strip(look, shown.strip) if shown.strip else ""
    return (
        f"{head}{paragraphs(shown.text, names)}{facts(look, shown.facts)}{strip}"
        f"{f'<ul class={chr(34)}cases{chr(34)}>{lines}</ul>' if lines else ''}{_rows(look, shown, ask_id)}{note}"
        f"{_form(look, ask_id, ''.join(button(each) for each in shown.buttons))}"
    )


def _rows(look: Look, shown: Section, ask_id: str) -> str:
    if shown.bars:
        return _bars(look, shown.rows)
    if not any(row.button or row.detail for row in shown.rows):
        return table(look, shown.columns, (row.cells for row in shown.rows))
    items = "".join(_row(look, row) for row in shown.rows)
    return _form(look, ask_id, f'<ul class="cases">{items}</ul>', kind="list")


def _row(look: Look, row: Row) -> str:
    """A case of a list: which one and what, its button beside it."""
    names = look.board.names
    first, *rest = (marked(cell, names) for cell in row.cells)
    said = " · ".join([f"<b>{first}</b>", *rest])
    said = f'{said}<br><span class="soft small">{marked(row.detail, names)}</span>'
    return f'<li class="one"><p>{said}</p>{button(row.button)}</li>' if row.button else f"<li>{said}</li>"


def _bars(look: Look, rows: tuple[Row, ...]) -> str:
    """The second cell as a bar against the widest, the number beside it."""
    widest = max((row.share or 0 for row in rows), default=0) or 1
    drawn = "".join(
        f"<span>{marked(row.cells[0], look.board.names)}</span>"
        f'<svg aria-hidden="true"><rect class="bar" y="1" width="{100 * (row.share or 0) / widest:.4g}%"'
        f' height="10" rx="2"/></svg><b>{h(" · ".join(row.cells[1:]))}</b>'
        for row in rows
    )
    return f'<div class="bars">{drawn}</div>'


def _form(look: Look, ask_id: str, inner: str, kind: str = "row") -> str:
    if not inner:
        return ""
    if "<button" not in inner:
        return inner
    return f'<form class="{kind}" method="post" action="/asks/{h(ask_id)}">{look.hidden()}{inner}</form>'
