"""The rows of a list in a form, numbered in the names of their inputs, in Slack and in Teams alike.

``what_1``, ``who_1``, ``due_1`` for agreements, ``list-column_1`` for any other list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ROWS = 3
"""So many agreements a form takes (*Överenskommelse 1-3*)."""
AGREEMENTS = "agreements"
_COLUMN = re.compile(r"(?:(?P<list>\w+)-(?P<column>\w+)|(?P<own>what|who|due))_(?P<row>\d+)")

One = str | tuple[str, ...]
Value = One | list[dict[str, One]]
"""What a field holds: text, choices, or rows of them."""


def column_id(list_key: str, column: str, row: int) -> str:
    """The input of a list's column; ``row`` counts from 1. *Klart senast* is ``due`` there, ``by`` in data."""
    if list_key == AGREEMENTS and column in ("what", "who", "by"):
        return f"{'due' if column == 'by' else column}_{row}"
    return f"{list_key}-{column}_{row}"


def column_of(name: str) -> tuple[str, str, int] | None:
    """List, column and row of an input's name; None where it is no list's."""
    found = _COLUMN.fullmatch(name)
    if found is None:
        return None
    own = {"due": "by"}.get(found["own"], found["own"])
    return found["list"] or AGREEMENTS, own or found["column"], int(found["row"])


def input_id(error_key: str) -> str:
    """The input an error belongs to: ``agreements.0.what`` is ``what_1``."""
    list_key, _, rest = error_key.partition(".")
    if not rest:
        return error_key
    row, _, column = rest.partition(".")
    return column_id(list_key, column, int(row) + 1)


def gathered(values: Iterable[tuple[str, One]]) -> dict[str, Value]:
    """Values by input name as values by field key; a list's rows in their order."""
    fields: dict[str, Value] = {}
    rows: dict[str, dict[int, dict[str, One]]] = {}
    for name, value in values:
        if place := column_of(name):
            rows.setdefault(place[0], {}).setdefault(place[2], {})[place[1]] = value
        else:
            fields[name] = value
    return {**fields, **{key: [by_row[at] for at in sorted(by_row)] for key, by_row in rows.items()}}
