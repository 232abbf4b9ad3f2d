"""What an invented school's system holds: objects of the standard by kind, each change at a moment of its own clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Thing = dict[str, Any]
KINDS = {
    "organisations": "Organisation",
    "persons": "Person",
    "groups": "Group",
    "duties": "Duty",
    "activities": "Activity",
    "calendarEvents": "CalendarEvent",
    "attendances": "Attendance",
    "absences": "Absence",
}
"""Path to the word that deletions and subscriptions have for it."""
START = datetime(2026, 8, 1, 6, tzinfo=UTC)


def uid(*words: object) -> str:
    """The same id for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, words))))


@dataclass
class Register:
    """All objects. Every change moves the clock by a second and is found by it."""

    things: dict[str, dict[str, Thing]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    gone: list[tuple[datetime, str, str]] = field(default_factory=list)
    """When, which kind, which id."""
    now: datetime = START
    on_change: Callable[[str], None] = lambda _: None
    by_event: dict[str, list[str]] = field(default_factory=dict)

    def put(self, kind: str, thing: Thing) -> str:
        """Add or replace one; its id."""
        stamp = self._tick()
        known = self.things[kind].get(thing["id"])
        created = known["meta"]["created"] if known else stamp
        self.things[kind][thing["id"]] = thing | {"meta": {"created": created, "modified": stamp}}
        if kind == "attendances" and known is None:
            self.by_event.setdefault(thing["calendarEvent"]["id"], []).append(thing["id"])
        self.on_change(KINDS[kind])
        return str(thing["id"])

    def change(self, kind: str, name: str, **values: Any) -> None:
        """Set some keys; None takes one away."""
        thing = self.things[kind][name] | values
        self.put(kind, {key: value for key, value in thing.items() if value is not None})

    def delete(self, kind: str, name: str) -> None:
        """Take one away, and say so in the deletions."""
        self._tick()
        thing = self.things[kind].pop(name)
        if kind == "attendances":
            self.by_event[thing["calendarEvent"]["id"]].remove(name)
        self.gone.append((self.now, kind, name))
        self.on_change(KINDS[kind])

    def attendance_of(self, event: str) -> Iterator[Thing]:
        """The registers of a lesson."""
        for name in self.by_event.get(event, ()):
            yield self.things["attendances"][name]

    def at(self, moment: datetime) -> None:
        """It has become so late."""
        self.now = max(self.now, moment)

    def _tick(self) -> str:
        self.now += timedelta(seconds=1)
        return self.now.isoformat(timespec="milliseconds")
