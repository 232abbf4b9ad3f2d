"""Where a setting stands: its line in the TOML text, its name in the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

PREFIX = "LOTS_"
FILE_SUFFIX = "_FILE"
_TABLE = re.compile(r"\s*\[(\[)?\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""", re.ASCII)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""", re.ASCII)

Key = tuple[str | int, ...]
"""``("sources", 0, "path")``."""


def lines_of_keys(text: str) -> dict[Key, int]:
    """The 1-based line on which each table and key of a TOML text stands. Good enough to point at, not a parser."""
    found: dict[Key, int] = {}
    table: Key = ()
    counts: dict[Key, int] = {}
    quoting = ""
    for number, line in enumerate(text.splitlines(), 1):
        if quoting:
            quoting = "" if quoting in line else quoting
            continue
        if match := _TABLE.match(line):
            table = _parts(match[2])
            if match[1]:
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, number)
                table = (*table, counts[table])
            elif table[:1] in counts:  # a table under the latest row of a list: [sources.headers]
                table = (*table[:1], counts[table[:1]], *table[1:])
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            found.setdefault((*table, *_parts(match[1])), number)
            quoting = next((mark for mark in ('"""', "'''") if line.count(mark) == 1), "")
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def nearest_line(lines: Mapping[Key, int], key: Key) -> int | None:
    """The key's own line, or that of the innermost table around it."""
    return next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), None)


@dataclass
class Overlay:
    """What the environment adds: values by key, the variable each came from, and what is wrong with them."""

    values: dict[Key, str] = field(default_factory=dict)
    variables: dict[Key, str] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)


def overlay(environ: Mapping[str, str]) -> Overlay:
    """Read ``LOTS_SLACK__BOT_TOKEN`` and ``LOTS_SLACK__BOT_TOKEN_FILE``; ``LOTS_SOURCES__0__PATH`` for lists.

    Names without ``__`` are no settings and are left alone.
    """
    result = Overlay()
    for name in sorted(environ):
        if not name.startswith(PREFIX) or "__" not in name:
            continue
        value: str | None = environ[name]
        inner = name.removeprefix(PREFIX)
        if inner.endswith(FILE_SUFFIX):
            inner = inner.removesuffix(FILE_SUFFIX)
            value = _content(name, environ[name], result)
        key = _key(inner)
        if key in result.variables:
            result.mistakes.append(f"environment {name}: {result.variables[key]} is set too; one of them")
        elif value is not None:
            result.values[key], result.variables[key] = value, name
    return result


def _key(inner: str) -> Key:
    parts = inner.split("__")
    # Channel ids are written as they are; every key of ours is lower case.
    kept = 2 if [part.lower() for part in parts[:2]] == ["privacy", "channels"] else len(parts)
    words = [part.lower() if place < kept else part for place, part in enumerate(parts)]
    return tuple(int(word) if re.fullmatch(r"\d{1,3}", word, re.ASCII) else word for word in words)


def variable(key: Key) -> str:
    """The name in the environment of a key."""
    return PREFIX + "__".join(str(part).upper() for part in key)


def _content(name: str, path: str, result: Overlay) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        result.mistakes.append(f"environment {name}: the file cannot be read: {why}")
        return None


def put(data: dict[str, object], key: Key, value: str) -> bool:
    """Set ``value`` at ``key``, making tables and the next row of a list on the way. False: no such place."""
    place: object = data
    for part, following in pairwise(key):
        made: object = [] if isinstance(following, int) else {}
        if isinstance(place, dict) and isinstance(part, str):
            place = place.setdefault(part, made)
        elif isinstance(place, list) and isinstance(part, int) and part <= len(place):
            if part == len(place):
                place.append(made)
            place = place[part]
        else:
            return False
    if isinstance(place, dict) and isinstance(key[-1], str):
        place[key[-1]] = value
        return True
    return False
