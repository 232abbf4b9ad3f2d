"""Which days a file tells of: from first to last row, or as two dates in its name say."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from bot.rules.values import Window

_DATE = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)", re.ASCII)


def window_of(name: str, records: pl.DataFrame) -> Window | None:
    """None where neither the name nor a row says a day."""
    named = _named(name)
    days = records.filter(~pl.col("deleted"))["day"]
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return named
    if named is None:
        return Window(first=first, last=last)
    return Window(first=min(first, named.first), last=max(last, named.last))


def _named(name: str) -> Window | None:
    try:
        found = [date(int(year), int(month), int(day)) for year, month, day in _DATE.findall(name)]
    except ValueError:
        return None
    if len(found) != 2 or found[1] < found[0]:
        return None
    return Window(first=found[0], last=found[1])
