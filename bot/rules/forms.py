"""Reading the few form fields that mean something to the case itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

MEETING_ON = "meeting_on"
"""The field in which a form names the day of a meeting."""
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def as_day(value: object) -> date | None:
    """A form's ISO date, or None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_time(value: object) -> time | None:
    """A form's time of day (``14:30``), or None."""
    return time.fromisoformat(value) if isinstance(value, str) and _TIME.fullmatch(value) else None


def as_word(value: object) -> str:
    """A form's text, or empty."""
    return value if isinstance(value, str) else ""


def is_done(fields: Mapping[str, object]) -> bool:
    """False where a form asks whether it is done and the answer is no: then it is still to be done."""
    return fields.get("done") not in ("no", False)


def agreed_day(fields: Mapping[str, object]) -> date | None:
    """``follow_up_on``: the day people agreed to follow up, or None."""
    return as_day(fields.get("follow_up_on"))
