"""The absence strip as a table: a row a week, days away on the accent colour, and in words where tables fail."""

from __future__ import annotations

import re

from bot.chat.teams.text import BOLD, CLOSE, RULE, SMALL, SUBTLE, Json, Words, block
from bot.notices.model import DayMark, Strip, StripDay, StripWeek

WEEK_COLUMN = "64px"
SCHOOL_WEEK = 5
CENTER: Json = {"horizontalAlignment": "Center"}
BLANK, FREE = " ", "–"
_WIDE = re.compile(r"\s{3,}")


def strip(shown: Strip, say: Words) -> list[Json]:
    """The sentence, the weeks, the legend."""
    return [
        block(say(shown.title), BOLD, RULE),
        block(say(shown.say), SUBTLE, CLOSE),
        _table(shown, say),
        block(say(legend(shown)), SMALL),
    ]


def legend(shown: Strip) -> str:
    """Slack's columns drawn together, each sign kept with its word; a free week's dash says what the days were."""
    signs = [re.sub(r"\s+", "\u00a0", part) for part in _WIDE.split(shown.legend)]
    free = dict.fromkeys(week.holiday for week in shown.weeks if week.holiday)
    if free:
        signs.append(f"{FREE}\u00a0{', '.join(free)}")
    return "\u2003".join(signs)


def _table(shown: Strip, say: Words) -> Json:
    head = [_cell(BLANK, SMALL), *(_cell(say(name), CENTER, SMALL) for name in shown.weekdays)]
    return {
        "type": "Table",
        "columns": [{"width": WEEK_COLUMN}, *({"width": 1} for _ in shown.weekdays)],
        "rows": [row(head), *(row(_week(week, shown, say)) for week in shown.weeks)],
        "showGridLines": False,
        "spacing": "Small",
        "verticalCellContentAlignment": "Center",
        "fallback": {
            "type": "FactSet",
            "facts": [{"title": say(week.name), "value": _said(week, shown, say)} for week in shown.weeks],
        },
    }


def row(cells: list[Json]) -> Json:
    """A row of a table."""
    return {"type": "TableRow", "cells": cells}


def _cell(said: str, *styles: Json) -> Json:
    return {"type": "TableCell", "items": [block(said, *styles)]}


def _week(week: StripWeek, shown: Strip, say: Words) -> list[Json]:
    name = _cell(say(week.name), SMALL)
    if week.holiday:
        return [name, *(_cell(FREE, CENTER, SUBTLE) for _ in range(SCHOOL_WEEK))]
    return [name, *(_drawn(day, shown) for day in week.days)]


def _drawn(day: StripDay, shown: Strip) -> Json:
    parted = "| " if shown.split_at == day.day else ""
    said = _day(day)
    if not said:
        return _cell(f"{parted}{BLANK}", CENTER, SUBTLE)
    if day.mark is DayMark.PRESENT:
        return _cell(f"{parted}{said}", CENTER, SUBTLE) | {"style": "emphasis"}
    return _cell(f"{parted}{said}", CENTER, BOLD) | {"style": "accent"}


def _day(day: StripDay) -> str:
    if day.mark in (DayMark.OUTSIDE, DayMark.OFF):
        return ""
    away = "·" if day.mark is DayMark.PRESENT else str(day.away)
    return f"{away}{'*' if day.mark is DayMark.UNREPORTED else ''}{'?' if day.missing else ''}"


def _said(week: StripWeek, shown: Strip, say: Words) -> str:
    if week.holiday:
        return say(week.holiday)
    return "  ".join(f"{'| ' if shown.split_at == day.day else ''}{_day(day) or FREE}" for day in week.days)
