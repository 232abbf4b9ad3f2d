"""Reading a notice or a form as a person would: every string a platform may show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from bot.notices.model import Button, Form, Notice

SILENT = frozenset({"key", "ask_id", "action", "language", "url", "kind"})
"""Attributes nobody reads."""


def strings(value: object) -> Iterator[str]:
    """All shown strings in a notice, form or part of one."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            if each.name not in SILENT:
                yield from strings(getattr(value, each.name))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from strings(one)


def buttons(notice: Notice) -> Iterator[Button]:
    """All buttons of a notice, wherever they stand."""
    yield from (*notice.buttons, *notice.overflow)
    for section in notice.sections:
        yield from section.buttons
        yield from (row.button for row in section.rows if row.button)


def words(shown: Notice | Form) -> str:
    """Everything shown, as one text."""
    return "\n".join(strings(shown))
