"""What is too long for a message of Teams is cut where it costs least, and says so."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.chat.teams.text import SMALL, Json, block

CARD = 72 * 1024
"""Bytes of a card. Teams refuses messages of some 100 KB, counted in UTF-16, and asks for 80 KB at most; the
activity around the card needs the rest."""


def size(drawn: object) -> int:
    """Bytes as Teams counts them."""
    return len(json.dumps(drawn, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def fitted(told: Sequence[Json], end: Sequence[Json], around: Sequence[object]) -> list[Json]:
    """``told`` and ``end`` with what does not fit left out: a long list gives way before its buttons do."""
    room = CARD - sum(map(size, around))
    if sum(map(_own, (*told, *end))) <= room:
        return [*told, *end]
    more = block("…", SMALL)
    room -= _own(more)
    if kept := _first(told, room - sum(map(_own, end))):
        return [*kept, more, *end]
    # The end alone is too long: what can be pressed stays.
    return [more, *_first([each for each in end if each["type"] == "ActionSet"], room)]


def _own(drawn: object) -> int:
    """With the comma and the space after it."""
    return size(drawn) + 4


def _first(parts: Sequence[Json], room: int) -> list[Json]:
    kept: list[Json] = []
    for each in parts:
        room -= _own(each)
        if room < 0:
            break
        kept.append(each)
    return kept
