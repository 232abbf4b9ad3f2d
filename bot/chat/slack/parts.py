"""The parts of a message as Slack blocks: buttons, facts, the strip, lists, tables."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.slack.text import (
    BUTTON,
    CELL,
    FIELD,
    OPTION,
    Json,
    Mention,
    context,
    mrkdwn,
    plain,
    preformatted,
    section,
)
from bot.notices.model import Button, DayMark, Fact, Row, Section, Strip, StripDay, StripWeek

DIVIDER: Json = {"type": "divider"}
FACTS_A_BLOCK, TABLE_ROWS, OVERFLOW, ACTIONS = 2, 100, 5, 25
POINTS, POINTS_DIGEST = 50, 100
"""Bar characters for the share 1: two percentage points each, in the digest one."""
FIGURE_SPACE, EN_SPACE, BAR = "\u2007", "\u2002", "━"


def button(shown: Button, ask_id: str) -> Json:
    """A button; its value is the ask's opaque id, nothing of the pupil."""
    drawn: Json = {
        "type": "button",
        "action_id": shown.key,
        "text": plain(shown.label, BUTTON),
        "value": shown.ask_id or ask_id or "none",
    }
    if shown.primary:
        drawn["style"] = "primary"
    if shown.alt:
        drawn["accessibility_label"] = plain(shown.alt, BUTTON)["text"]
    return drawn


def actions(buttons: Sequence[Button], overflow: Sequence[Button], ask_id: str) -> list[Json]:
    """A row of buttons with *more* behind three dots; nothing where there is none."""
    elements = [button(each, ask_id) for each in buttons[: ACTIONS - 1]]
    if overflow:
        options = [
            {"text": plain(each.label, OPTION), "value": f"{each.ask_id or ask_id}.{each.key}"}
            for each in overflow[:OVERFLOW]
        ]
        elements.append({"type": "overflow", "action_id": "more", "options": options})
    return [{"type": "actions", "elements": elements}] if elements else []


def facts(shown: Sequence[Fact], mention: Mention, *, inline: bool) -> list[Json]:
    """Two figures a block, each under its label. ``inline``: the note stands beside the figure."""
    fields = [mrkdwn(_fact(each, inline=inline), mention, FIELD) for each in shown]
    pairs = [fields[at : at + FACTS_A_BLOCK] for at in range(0, len(fields), FACTS_A_BLOCK)]
    return [{"type": "section", "fields": pair} for pair in pairs]


def _fact(shown: Fact, *, inline: bool) -> str:
    value = f"{shown.label}\n*{shown.value}*"
    if shown.share is not None:
        value = f"{value}  {bar(shown.share, POINTS)}".rstrip()
    if not shown.note:
        return value
    return f"{value} · {shown.note}" if inline else f"{value}\n{shown.note}"


def bar(share: float, points: int) -> str:
    """A bar as long as the share; its number stands before it."""
    return BAR * max(0, min(int(share * points + 0.5), points))


def strip(shown: Strip, mention: Mention) -> list[Json]:
    """The sentence, the weeks in columns, the legend."""
    head = "       " + "  ".join(shown.weekdays)
    weeks = "\n".join([head, *(_week(week, shown) for week in shown.weeks)])
    return [
        section(f"*{shown.title}*\n{shown.say}", mention),
        preformatted(weeks),
        context(shown.legend, mention),
    ]


def _week(week: StripWeek, shown: Strip) -> str:
    if week.holiday:
        return f"{week.name:<7}{week.holiday}"
    cells = "".join(f"{_before(day, shown)}{_day(day):<3}" for day in week.days)
    return f"{week.name:<7}{cells}".rstrip()


def _before(day: StripDay, shown: Strip) -> str:
    return "|" if shown.split_at == day.day else " "


def _day(day: StripDay) -> str:
    if day.mark in (DayMark.OUTSIDE, DayMark.OFF):
        return ""
    away = "·" if day.mark is DayMark.PRESENT else str(day.away)
    return f"{away}{'*' if day.mark is DayMark.UNREPORTED else ''}{'?' if day.missing else ''}"


def rows(shown: Section, ask_id: str, mention: Mention) -> list[Json]:
    """A table where there are columns, a list where rows open something, else plain columns."""
    if not shown.rows:
        return []
    if shown.columns:
        return [table(shown)]
    if any(row.button or row.detail for row in shown.rows):
        return [_listed(row, ask_id, mention) for row in shown.rows]
    widths = [max(map(len, column)) for column in zip(*(row.cells for row in shown.rows), strict=True)]
    return [preformatted("\n".join(_columns(row, widths) for row in shown.rows))]


def _columns(row: Row, widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row.cells, widths, strict=True)).rstrip()


def _listed(row: Row, ask_id: str, mention: Mention) -> Json:
    first, *rest = row.cells
    head = " · ".join([f"*{first}*", *rest])
    drawn = section("\n".join(part for part in (head, row.detail) if part), mention)
    if row.button:
        drawn["accessory"] = button(row.button, ask_id)
    return drawn


def table(shown: Section) -> Json:
    """A table; the second cell with its bar where ``bars`` is set, the last column to the right."""
    last = len(shown.columns) - 1
    width = max(len(row.cells[1]) for row in shown.rows) if shown.bars else 0
    return {
        "type": "table",
        "rows": [
            [_head(name) for name in shown.columns],
            *([_cell(each) for each in _cells(row, shown, width)] for row in shown.rows[: TABLE_ROWS - 1]),
        ],
        "column_settings": [{"align": "right" if at == last else "left"} for at in range(last + 1)],
    }


def _cells(row: Row, shown: Section, width: int) -> list[str]:
    cells = list(row.cells)
    if shown.bars and row.share is not None:
        cells[1] = f"{cells[1].rjust(width, FIGURE_SPACE)}{EN_SPACE}{bar(row.share, POINTS_DIGEST)}"
    return cells


def _head(name: str) -> Json:
    words = {"type": "text", "text": name, "style": {"bold": True}}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]}


def _cell(words: str) -> Json:
    return {"type": "raw_text", "text": plain(words, CELL)["text"]}
