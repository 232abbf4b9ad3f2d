"""Buttons as Adaptive Card actions, in sets Teams shows whole."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.teams.text import Json, plain
from bot.notices.model import Button

LOOKS = frozenset({"show", "explain", "my_tasks", "show_names"})
"""These open a private view."""
SET, MENU, VISIBLE = 6, 3, 46
"""Actions in a set, behind its three dots in a channel, and characters of the labels that are seen."""
_SPARED = ("note", "hold")
"""What leaves a menu that is too long first: both stand in the private view, under *Visa elev*."""
TASK: Json = {"msteams": {"type": "task/fetch"}}


def action(shown: Button, ask_id: str, *, dialog: bool) -> Json:
    """A button with the ask's opaque id, nothing of the pupil. What opens a dialog saves nothing; what acts at
    once in a channel is an ``Action.Execute``; in a dialog the dialog itself is sent."""
    data: Json = {"action": shown.key, "ask": shown.ask_id or ask_id}
    drawn: Json = {"type": "Action.Submit", "title": plain(shown.label), "data": data}
    if not dialog and (shown.opens_form or shown.key in LOOKS):
        drawn["data"] = data | TASK
    elif not dialog:
        drawn |= {"type": "Action.Execute", "verb": shown.key}
    if shown.primary:
        drawn["style"] = "positive"
    if shown.alt:
        drawn["tooltip"] = plain(shown.alt)
    return drawn


def sets(
    buttons: Sequence[Button], overflow: Sequence[Button], ask_id: str, *, dialog: bool
) -> list[list[Json]]:
    """Sets of at most six. Buttons never fall away; of the menu a channel's card shows what fits, a dialog all."""
    room = _room(buttons)
    menu = _menu(overflow, room if dialog else min(MENU, room))
    rest = [one for one in overflow if one not in menu] if dialog else []
    *rows, last = _rows([*buttons, *rest], SET - len(menu), VISIBLE if dialog else None)
    drawn = [*((seen, ()) for seen in rows), (last, menu)]
    return [_set(seen, behind, ask_id, dialog=dialog) for seen, behind in drawn if seen or behind]


def left_over(buttons: Sequence[Button], overflow: Sequence[Button]) -> tuple[Button, ...]:
    """What of the menu a dialog's first set has no room for."""
    menu = _menu(overflow, _room(buttons))
    return tuple(one for one in overflow if one not in menu)


def _room(buttons: Sequence[Button]) -> int:
    return max(0, SET - max(1, len(buttons)))


def _menu(overflow: Sequence[Button], room: int) -> list[Button]:
    kept = list(overflow)
    for key in _SPARED:
        if len(kept) > room:
            kept = [one for one in kept if one.key != key]
    return kept[:room]


def _rows(buttons: Sequence[Button], most: int, wide: int | None) -> list[list[Button]]:
    """Rows of at most ``most`` buttons whose labels have ``wide`` characters at most together; one at least."""
    rows: list[list[Button]] = [[]]
    for one in buttons:
        labels = [plain(each.label) for each in (*rows[-1], one)]
        too_wide = wide is not None and len("".join(labels)) > wide
        if rows[-1] and (len(rows[-1]) >= most or too_wide):
            rows.append([])
        rows[-1].append(one)
    return rows


def _set(seen: Sequence[Button], behind: Sequence[Button], ask_id: str, *, dialog: bool) -> list[Json]:
    drawn = [action(one, ask_id, dialog=dialog) for one in (*seen, *behind)]
    width = 0
    for at, each in enumerate(drawn):
        wide = width + len(each["title"])
        if at and (at >= len(seen) or wide > VISIBLE):
            each["mode"] = "secondary"
        else:
            width = wide
    return drawn
