"""The Monday digest: a table by date, never by person, and bars that always stand beside a number."""

from __future__ import annotations

from bot.chat.local.html import h, icon, marked
from bot.chat.local.look import Look
from bot.notices.board import BarGroup, BarRow, DigestView


def digest(look: Look, shown: DigestView) -> str:
    """The body under the digest's title."""
    note = f'<p class="soft small">{marked(shown.note, look.board.names)}</p>' if shown.note else ""
    bars = "".join(_group(look, group) for group in shown.bars)
    return f'<div class="digest">{_waiting(look, shown)}{bars}{note}</div>'


def _waiting(look: Look, shown: DigestView) -> str:
    if not shown.waiting:
        return ""
    last = len(shown.columns) - 1
    right = ' class="num"'
    head = "".join(
        f'<th scope="col"{right if at == last else ""}>{h(c)}</th>' for at, c in enumerate(shown.columns)
    )
    rows = "".join(
        f'<tr><td><a href="{look.link(case=row.reference, view="case")}" data-part="case">{h(row.reference)}</a></td>'
        f"<td>{h(row.what)}</td><td>{h(row.whose)}</td>"
        f'<td class="num{" late" if row.late else ""}">{icon("wait") if row.late else ""}{h(row.due)}</td></tr>'
        for row in shown.waiting
    )
    return f"<h4>{h(shown.heading)}</h4><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _group(look: Look, group: BarGroup) -> str:
    rows = "".join(f"<span>{h(row.label)}</span>{_bar(row)}<b>{h(row.value)}</b>" for row in group.rows)
    note = f'<p class="soft small">{marked(group.note, look.board.names)}</p>' if group.note else ""
    return f'<h4>{h(group.heading)}</h4><div class="bars">{rows}</div>{note}'


def _bar(row: BarRow) -> str:
    share = f"{100 * row.share:.4g}%"
    if row.before is None:
        return f'<svg aria-hidden="true"><rect class="bar" y="1" width="{share}" height="10" rx="2"/></svg>'
    before = f"{100 * row.before:.4g}%"
    return (
        f'<svg aria-hidden="true"><line class="way" x1="{share}" x2="{before}" y1="6" y2="6"/>'
        f'<circle class="bef" cx="{before}" cy="6" r="4"/><circle class="aft" cx="{share}" cy="6" r="5"/></svg>'
    )
