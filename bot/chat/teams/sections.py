"""A section of a notice as card elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.teams.actions import sets
from bot.chat.teams.parts import beside, facts, listed, pairs, table
from bot.chat.teams.strip import strip
from bot.chat.teams.text import BOLD, CLOSE, RULE, SMALL, SUBTLE, Json, Words, block
from bot.notices.model import Button, Section

TICK = "✓"
TIGHT: Json = {"spacing": "Small"}


@dataclass(frozen=True, kw_only=True)
class Pen:
    """What every part of a card needs to know."""

    say: Words
    ask_id: str
    dialog: bool
    private: bool = False

    def buttons(self, shown: Sequence[Button], behind: Sequence[Button] = ()) -> list[list[Json]]:
        """Sets of actions."""
        return sets(shown, behind, self.ask_id, dialog=self.dialog)


def action_set(actions: list[Json]) -> Json:
    """Actions in the middle of a card."""
    return {"type": "ActionSet", "actions": actions}


def sections(shown: Sequence[tuple[int, Section]], pen: Pen, before: Sequence[Json]) -> list[Json]:
    """Sections with their places in the notice, below what stands before them."""
    drawn: list[Json] = []
    for place, each in shown:
        drawn += _section(each, pen, [*before, *drawn], first=place == 0)
    return drawn


def _section(shown: Section, pen: Pen, before: Sequence[Json], *, first: bool) -> list[Json]:
    parted = shown.divider or (bool(shown.heading) and not first)
    drawn = _filled(shown, pen)
    if shown.note:
        drawn.append(block(pen.say(shown.note), SMALL, _space(drawn, pen, before)))
    if parted and drawn:
        drawn[0] = drawn[0] | RULE
    return drawn


def _filled(shown: Section, pen: Pen) -> list[Json]:
    words = _words(shown, pen)
    more = bool(shown.rows or shown.facts or shown.strip)
    if words and not more and len(shown.buttons) == 1 and not shown.buttons[0].primary:
        return [beside(words, pen.buttons(shown.buttons)[0])]
    drawn = [*words, *facts(shown.facts, pen.say)]
    drawn += strip(shown.strip, pen.say) if shown.strip else []
    drawn += _rows(shown, pen)
    return drawn + [action_set(each) for each in pen.buttons(shown.buttons)]


def _words(shown: Section, pen: Pen) -> list[Json]:
    drawn = [block(pen.say(shown.heading), BOLD)] if shown.heading else []
    under = (SUBTLE, CLOSE) if shown.heading else ()
    drawn += [block(pen.say(line), *under) for line in shown.text.split("\n") if line.strip()]
    return drawn + [_line(line, pen) for line in shown.lines if line.strip()]


def _line(line: str, pen: Pen) -> Json:
    if line.startswith((TICK, "…")):
        return block(pen.say(line), CLOSE)
    return block(f"•  {pen.say(line)}", TIGHT)


def _rows(shown: Section, pen: Pen) -> list[Json]:
    if not shown.rows:
        return []
    if shown.columns:
        return [table(shown, pen.say)]
    if not any(row.button or row.detail for row in shown.rows):
        return [pairs(shown.rows, pen.say)]
    drawn: list[Json] = []
    for row in shown.rows:
        actions = pen.buttons([row.button])[0] if row.button else []
        line = listed(row, pen.say, actions)
        if not shown.heading:
            line[0] = line[0] | {"separator": True}
        drawn += line
    return drawn


def _space(own: Sequence[Json], pen: Pen, before: Sequence[Json]) -> Json:
    """Small print stands close to what it explains; a note of its own keeps the usual distance."""
    if own:
        return {} if own[-1]["type"] == "FactSet" else TIGHT
    close = before and (before[-1].get("weight") == "Bolder" or (pen.private and is_small(before[-1])))
    return CLOSE if close else {}


def is_small(drawn: Json) -> bool:
    """Whether an element is small print."""
    return drawn["type"] == "TextBlock" and drawn.get("size") == "Small"
