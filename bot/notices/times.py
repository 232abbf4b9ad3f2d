"""Proposed times in a form that books a meeting: a choice that stands for day and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.notices.model import Field, FieldKind, Form, Option
from bot.notices.texts import text
from bot.notices.words import begin, moment

PROPOSED = "proposed_time"
OTHER = "other"
DAY, TIME = "meeting_on", "time"
_KEY = "%Y-%m-%dT%H:%M"


def with_times(form: Form, free: Sequence[datetime]) -> Form:
    """The choice stands before day and time, which need no longer be filled in. ``free``: in the school's time."""
    return replace(form, fields=tuple(_fields(form, free)))


def _fields(form: Form, free: Sequence[datetime]) -> Iterator[Field]:
    for each in form.fields:
        if each.key == DAY:
            yield _choice(form.language, free)
        yield replace(each, required=False) if each.key in (DAY, TIME) else each


def _choice(lang: str, free: Sequence[datetime]) -> Field:
    known = [Option(key=one.strftime(_KEY), label=begin(moment(one, lang))) for one in free]
    return Field(
        key=PROPOSED,
        kind=FieldKind.CHOICE,
        label=text(lang, "times.label"),
        hint=text(lang, "times.hint"),
        required=True,
        options=(*known, Option(key=OTHER, label=text(lang, "times.other"))),
    )


def resolved(sent: Mapping[str, object], now: datetime) -> dict[str, object]:
    """What was sent, with day and time filled in where a proposal was chosen. ``now``: the school's."""
    kept = {key: value for key, value in sent.items() if key != PROPOSED}
    at = chosen(sent, now)
    return kept if at is None else kept | {DAY: at.date().isoformat(), TIME: f"{at:%H:%M}"}


def chosen(sent: Mapping[str, object], now: datetime) -> datetime | None:
    """The proposal that was chosen; None for another time, none, or one that passed while the form lay open."""
    try:
        at = datetime.strptime(str(sent.get(PROPOSED, "")), _KEY).replace(tzinfo=now.tzinfo)
    except ValueError:
        return None
    return at if at > now else None
