"""Options shared by commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UserError

Config = Annotated[Path, typer.Option("--config", help="The configuration file.", metavar="FILE")]


def language(text: str) -> str:
    """A language in which routines are shown."""
    from bot.notices.texts.page import LANGUAGES

    if text not in LANGUAGES:
        raise UserError(f"--language: there is no {text!r}; allowed: {', '.join(LANGUAGES)}")
    return text


def day(text: str | None, option: str) -> date | None:
    """A date as YYYY-MM-DD."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{option}: {text!r} is not a date; allowed: YYYY-MM-DD") from None


def moment(text: str | None, option: str) -> datetime | None:
    """A moment as ISO 8601 with an offset or Z; without one it is read in the school's time zone later."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"{option}: {text!r} is not a moment; allowed: ISO 8601, e.g. 2026-11-24T07:30:00+01:00"
        ) from None


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line per row, its columns under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
