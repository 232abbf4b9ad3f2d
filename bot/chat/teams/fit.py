"""What is too long for a message of Teams is cut where it costs least, and says so."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.chat.teams.text import SMALL, Json, block

CARD = 72_000
"""Bytes of a card. Teams takes messages of some 80 KB; the activity around the card needs the rest."""


def size(drawn: object) -> int:
    """Bytes as sent, at most: every letter outside ASCII counts as its escape."""
    return len(json.dumps(drawn).encode())


def fitted(told: Sequence[Json], end: Sequence[Json], around: Sequence[object]) -> list[Json]:
    """``told`` and ``end`` with what does not fit left out: a long list gives way before its buttons do."""
    room = CARD - sum(map(size, around))
    own = [[size(each) + 2 for each in part] for part in (told, end)]
    if sum(map(sum, own)) <= room:
        return [*told, *end]
    more = block("…", SMALL)
    room -= size(more) + sum(own[1])
    kept = _first(told, own[0], room)
    if kept or not told:
        return [*kept, more, *end]
    # The end alone is too long: what can be pressed stays.
    pressed = [each for each in end if each["type"] == "ActionSet"]
    return [
        more,
        *_first(pressed, [size(each) + 2 for each in pressed], CARD - sum(map(size, around)) - size(more)),
    ]


def _first(parts: Sequence[Json], sizes: Sequence[int], room: int) -> list[Json]:
    kept: list[Json] = []
    for each, long in zip(parts, sizes, strict=True):
        room -= long
        if room < 0:
            break
        kept.append(each)
    return kept
