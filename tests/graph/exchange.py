"""The pretended mailboxes: drafts, mails and events, as Graph keeps them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.teams.people import Json
from tests.teams.tenant import TeamsError

Path = Mapping[str, str]
Body = Mapping[str, Any]
FILTER = re.compile(r"singleValueExtendedProperties/Any\(ep: ep/id eq '([^']+)' and ep/value eq '([^']*)'\)")


@dataclass(kw_only=True)
class Box:
    """One mailbox: ``mails`` drafts and sent ones, ``events`` what stands in its calendar, ``hidden``: no schedule."""

    mails: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    """Other things in the calendar, from and to in UTC."""
    free: list[tuple[str, str]] = field(default_factory=list)
    """Things that are marked as free time."""
    hidden: bool = False

    @property
    def sent(self) -> list[Json]:
        """What left it."""
        return [mail for mail in self.mails if not mail["isDraft"]]


class Exchange:
    """Every mailbox of the tenant by address. ``invited`` holds every invitation, change and cancellation sent."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.invited: list[tuple[str, str]] = []
        self._count = itertools.count(1)

    def box(self, address: str) -> Box:
        """The mailbox, or Graph's answer that there is none."""
        found = self.boxes.get(address.lower())
        if found is None:
            raise TeamsError(404, "ErrorInvalidUser", f"The requested user '{address}' is invalid.")
        return found

    # --- mail -----------------------------------------------------------------------------------------

    def draft(self, path: Path, body: Body) -> Json:
        """A mail that is not sent yet. Graph takes headers of one's own only, five at most."""
        named = [one["name"].lower() for one in body.get("internetMessageHeaders", [])]
        if len(named) > 5 or any(not name.startswith("x-") for name in named):
            raise TeamsError(400, "InvalidInternetMessageHeader", "A header must start with 'x-'.")
        made = {**body, "id": f"AAMk{next(self._count)}", "isDraft": True}
        self.box(path["user"]).mails.append(made)
        return made

    def mails(self, path: Path, body: Body) -> Json:
        """Those that carry a property."""
        return _page(self.box(path["user"]).mails, body)

    def send(self, path: Path, body: Body) -> None:
        """A draft leaves; it moves to another folder, and with that its id changes."""
        mail = _one(self.box(path["user"]).mails, path["item"])
        if not mail["isDraft"]:
            raise TeamsError(404, "ErrorItemNotFound", "The object was not found in the store.")
        mail.update(isDraft=False, id=f"AAMk{next(self._count)}")

    def rewrite(self, path: Path, body: Body) -> Json:
        """Change a draft; of one that has left nothing is found under its old id."""
        mail = _one(self.box(path["user"]).mails, path["item"])
        mail.update(body)
        return mail

    # --- calendar -------------------------------------------------------------------------------------

    def book(self, path: Path, body: Body) -> Json:
        """A new event; the same ``transactionId`` again is the same event, or an error if it reads otherwise."""
        box = self.box(path["user"])
        key = body.get("transactionId")
        there = next((one for one in box.events if key and one["transactionId"] == key), None)
        if there is not None:
            if any(there[name] != value for name, value in body.items()):
                raise TeamsError(409, "ErrorDuplicateTransactionId", "Already used for a different event.")
            return there
        made = {**body, "id": f"AAEv{next(self._count)}"}
        box.events.append(made)
        self._tell("booked", made)
        return made

    def events(self, path: Path, body: Body) -> Json:
        """Those that carry a property."""
        return _page(self.box(path["user"]).events, body)

    def move(self, path: Path, body: Body) -> Json:
        """Change an event; everybody invited hears of it."""
        event = _one(self.box(path["user"]).events, path["item"])
        if any(event.get(name) != value for name, value in body.items()):
            event.update(body)
            self._tell("moved", event)
        return event

    def cancel(self, path: Path, body: Body) -> None:
        """Delete an event: as it is the organiser's, everybody invited hears that it is off."""
        box = self.box(path["user"])
        event = _one(box.events, path["item"])
        box.events.remove(event)
        self._tell("cancelled", event)

    def schedule(self, path: Path, body: Body) -> Json:
        """When people are busy. Of a mailbox that hides it only an error is said."""
        self.box(path["user"])
        # The SDK begins these words with a capital, the documentation does not: Graph takes both.
        asked = {name[0].lower() + name[1:]: value for name, value in body.items()}
        first, last = asked["startTime"]["dateTime"], asked["endTime"]["dateTime"]
        return {"value": [self._schedule(one, first, last) for one in asked["schedules"]]}

    def _schedule(self, address: str, first: str, last: str) -> Json:
        box = self.boxes.get(address.lower())
        if box is None or box.hidden:
            return {"scheduleId": address, "error": {"responseCode": "ErrorMailRecipientNotFound"}}
        own = [(one["start"]["dateTime"], one["end"]["dateTime"]) for one in box.events]
        marked = [("busy", *one) for one in (*own, *box.taken)] + [("free", *one) for one in box.free]
        items = [
            {"status": status, "start": _moment(begins), "end": _moment(ends)}
            for status, begins, ends in marked
            if begins < last and ends > first
        ]
        return {"scheduleId": address, "scheduleItems": items}

    def _tell(self, what: str, event: Json) -> None:
        self.invited += [(what, one["emailAddress"]["address"]) for one in event.get("attendees", [])]


CALLS: Mapping[str, tuple[Callable[..., Json | None], int]] = {
    "draft": (Exchange.draft, 201),
    "mails": (Exchange.mails, 200),
    "send": (Exchange.send, 202),
    "rewrite": (Exchange.rewrite, 200),
    "book": (Exchange.book, 201),
    "events": (Exchange.events, 200),
    "move": (Exchange.move, 200),
    "cancel": (Exchange.cancel, 204),
    "schedule": (Exchange.schedule, 200),
}


def _moment(said: str) -> Json:
    return {"dateTime": f"{said[:19]}.0000000", "timeZone": "UTC"}


def _one(items: Sequence[Json], item: str) -> Json:
    found = next((one for one in items if one["id"] == item), None)
    if found is None:
        raise TeamsError(404, "ErrorItemNotFound", "The object was not found in the store.")
    return found


def _page(items: Sequence[Json], query: Body) -> Json:
    asked = FILTER.fullmatch(str(query.get("$filter", "")))
    if asked is None:
        raise TeamsError(400, "BadRequest", "Invalid filter clause.")
    shown = str(query["$select"]).split(",") if "$select" in query else []
    found = [one for one in items if _carries(one, asked[1], asked[2])]
    return {"value": [{key: one[key] for key in shown} if shown else one for one in found]}


def _carries(item: Json, prop: str, value: str) -> bool:
    held = item.get("singleValueExtendedProperties", [])
    return any((one["id"], one["value"]) == (prop, value) for one in held)
