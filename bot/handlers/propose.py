"""Times proposed in the form that books a meeting, where calendars can be looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.handlers.scene import Scene
from bot.notices import times
from bot.notices.model import Form
from bot.rules import slots
from bot.rules.forms import MEETING_ON
from bot.rules.slots import Interval
from bot.rules.state import Ask
from bot.rules.values import Person


class Diary(Protocol):
    """Calendars, asked from a thread."""

    minutes: int
    """How long a meeting is."""

    def busy(self, people: Sequence[str], first: datetime, last: datetime) -> tuple[Interval, ...] | None:
        """When any of them is busy; None where that cannot be said before the form must open."""
        ...


def with_proposals(form: Form, scene: Scene, ask: Ask, person: Person, diary: Diary | None) -> Form:
    """The form with three free times before its day, where it books a meeting; else as it was."""
    if diary is None or all(each.key != MEETING_ON for each in form.fields):
        return form
    first, last = slots.span(scene.calendar, scene.today, scene.school.timezone)
    busy = diary.busy(_who(scene, ask, person), first, last)
    if busy is None:
        return form
    free = slots.free(busy, scene.calendar, scene.today, scene.school.timezone, diary.minutes)
    return times.with_times(form, free) if free else form


def again(form: Form, sent: Mapping[str, object], now: datetime) -> Form:
    """A form that comes back with mistakes keeps the proposal that was chosen: nobody is asked for it anew."""
    chosen = times.chosen(sent, now)
    return times.with_times(form, (chosen,)) if chosen is not None else form


def _who(scene: Scene, ask: Ask, person: Person) -> tuple[str, ...]:
    """Whoever fills it in, was asked or is responsible: the others are invited by the form itself."""
    named = dict.fromkeys([person.email, ask.person or "", scene.case.responsible or ""])
    return tuple(email for email in named if email in scene.people)
