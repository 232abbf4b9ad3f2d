"""Reading the few form fields that mean something to the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def as_day(value: object) -> date | None:
    """A form's ISO date, or None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_word(value: object) -> str:
    """A form's text, or empty."""
    return value if isinstance(value, str) else ""


def is_done(fields: Mapping[str, object]) -> bool:
    """False where a form asks whether it is done and the answer is no: then it is still to be done."""
    return fields.get("done") not in ("no", False)


def agreed_day(fields: Mapping[str, object]) -> date | None:
    """``follow_up_on``: the day people agreed to follow up, or None."""
    return as_day(fields.get("follow_up_on"))
