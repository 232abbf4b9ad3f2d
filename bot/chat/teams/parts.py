"""The parts of a message as Adaptive Card elements: facts, lists, tables, a sentence beside its button."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.teams.strip import row
from bot.chat.teams.text import CELL, CLOSE, SMALL, SUBTLE, Json, Words, block
from bot.notices.model import Fact, Row, Section

FACTS_A_ROW, TABLE_ROWS, FACT_ROWS = 2, 60, 120
POINTS, BAR_MOST = 50, 25
"""A bar's character is two percentage points; half of everything fills the column."""
BAR = "━"
ACCENT: Json = {"color": "Accent", "weight": "Bolder"}
FIGURE: Json = {"weight": "Bolder", "size": "Large", "spacing": "None"}
NAME_COLUMN, FIGURE_COLUMN, LAST_COLUMN = "56px", "68px", "56px"


def facts(shown: Sequence[Fact], say: Words) -> list[Json]:
    """Two figures a row, each under its label."""
    columns = [column(_fact(each, say)) for each in shown]
    return [
        {"type": "ColumnSet", "columns": columns[at : at + FACTS_A_ROW]}
        for at in range(0, len(columns), FACTS_A_ROW)
    ]


def _fact(shown: Fact, say: Words) -> list[Json]:
    drawn = [block(say(shown.label), SMALL, CLOSE), block(say(shown.value), FIGURE)]
    if shown.share is not None and (drawn_bar := bar(shown.share)):
        drawn.append(block(drawn_bar, ACCENT, CLOSE))
    if shown.note:
        drawn.append(block(say(shown.note), SMALL, CLOSE))
    return drawn


def bar(share: float) -> str:
    """A bar as long as the share; its number stands before it."""
    return BAR * max(0, min(int(share * POINTS + 0.5), BAR_MOST))


def column(items: list[Json]) -> Json:
    """A column that takes the room there is."""
    return {"type": "Column", "width": "stretch", "items": items}


def beside(words: list[Json], actions: list[Json]) -> Json:
    """Words with their button to the right."""
    right = {"type": "Column", "width": "auto", "items": [{"type": "ActionSet", "actions": actions}]}
    right["verticalContentAlignment"] = "Center"
    return {"type": "ColumnSet", "columns": [column(words), right]}


def listed(shown: Row, say: Words, actions: list[Json]) -> list[Json]:
    """A line of a list: what it is, how it stands, the button that opens it."""
    first, *rest = shown.cells or ("–",)
    words = [block(say(" · ".join([f"*{first}*", *rest])))]
    if shown.detail:
        words.append(block(say(shown.detail), SUBTLE, CLOSE))
    return [beside(words, actions)] if actions else words


def pairs(shown: Sequence[Row], say: Words) -> Json:
    """Rows that open nothing: the first cell names, the others say."""
    said = [_cells(each, 2) for each in shown[:FACT_ROWS]]
    return {
        "type": "FactSet",
        "facts": [{"title": say(one, CELL), "value": say(", ".join(rest), CELL)} for one, *rest in said],
    }


def table(shown: Section, say: Words) -> Json:
    """A table; with ``bars`` the second cell's bar stands after it. Elsewhere the same in pairs of words."""
    many, rows = len(shown.columns), [_cells(each, 2) for each in shown.rows[:TABLE_ROWS]]
    widths: list[str | int] = [NAME_COLUMN, *([1] * max(0, many - 1))]
    head = list(shown.columns)
    if shown.bars:
        widths = [NAME_COLUMN, FIGURE_COLUMN, 1, *([LAST_COLUMN] * max(0, many - 2))]
        head.insert(2, "")
    lines = [_line(cells, each, say, shown) for cells, each in zip(rows, shown.rows, strict=False)]
    return {
        "type": "Table",
        "columns": [{"width": width} for width in widths],
        "showGridLines": False,
        "spacing": "Small",
        "rows": [
            row(
                [_head(name, say, right=shown.bars and at > 0 and bool(name)) for at, name in enumerate(head)]
            ),
            *lines,
        ],
        "fallback": {
            "type": "FactSet",
            "facts": [{"title": say(one, CELL), "value": say(_value(rest), CELL)} for one, *rest in rows],
        },
    }


def _cells(shown: Row, least: int) -> list[str]:
    return [*shown.cells, *([""] * (least - len(shown.cells)))]


def _value(rest: Sequence[str]) -> str:
    first, *more = rest
    return f"{first} ({', '.join(more)})" if more else first


def _head(name: str, say: Words, *, right: bool) -> Json:
    style: Json = {"weight": "Bolder", "size": "Small", "horizontalAlignment": "Right" if right else "Left"}
    return _cell(say(name, CELL) if name else " ", style)


def _line(cells: list[str], shown: Row, say: Words, part: Section) -> Json:
    drawn = [_cell(say(one, CELL) if one else " ", _side(at, part)) for at, one in enumerate(cells)]
    if part.bars:
        drawn.insert(2, _cell(bar(shown.share or 0) or " ", ACCENT))
    return row(drawn)


def _side(at: int, part: Section) -> Json:
    return {"horizontalAlignment": "Right"} if at and part.bars else {}


def _cell(said: str, style: Json) -> Json:
    return {"type": "TableCell", "items": [block(said, style)]}
