"""Facts, tables and lines of a notice, as they stand on the page."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.local.html import h, marked, paragraphs
from bot.notices.model import Fact, Section

Names = Mapping[str, str]


def facts(shown: tuple[Fact, ...], names: Names) -> str:
    """A label with its note, and the figure."""
    drawn = "".join(
        f"<dt>{marked(fact.label, names)}{f'<small>{marked(fact.note, names)}</small>' if fact.note else ''}</dt>"
        f"<dd>{marked(fact.value, names)}</dd>"
        for fact in shown
    )
    return f'<dl class="facts">{drawn}</dl>' if drawn else ""


def table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    """A table whose last column stands to the right."""

    def cells(tag: str, row: tuple[str, ...]) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        last = len(row) - 1
        right = ' class="num"'
        return "".join(
            f"<{tag}{scope}{right if at == last else ''}>{h(c)}</{tag}>" for at, c in enumerate(row)
        )

    head = f"<thead><tr>{cells('th', columns)}</tr></thead>" if columns else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table>{head}<tbody>{body}</tbody></table>" if rows else ""


def section(shown: Section, names: Names) -> str:
    """A headed part. Strips and bars have their own drawings and are left out here."""
    head = f"<h4>{marked(shown.heading, names)}</h4>" if shown.heading else ""
    lines = "".join(f"<li>{marked(line, names)}</li>" for line in shown.lines)
    rows = tuple(row.cells for row in shown.rows)
    note = f'<p class="soft small">{marked(shown.note, names)}</p>' if shown.note else ""
    return (
        f"{head}{paragraphs(shown.text, names)}{facts(shown.facts, names)}"
        f"{f'<ul>{lines}</ul>' if lines else ''}{table(shown.columns, rows)}{note}"
    )
