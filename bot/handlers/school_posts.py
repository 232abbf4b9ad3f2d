"""Posts that speak of a whole school: where they go, and the ids by which a click on them is known again.

The id of such a post is ``digest:SCHOOL:DAY`` or ``review:SCHOOL:DAY``, of the health team's list ``queue:SCHOOL``,
of a class's day that is doubted ``doubt:SCHOOL:DAY:CLASS``; SCHOOL and CLASS are short hashes of the names, so that
any name makes an id every chat takes. No pupil, no class, no case is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2s

from sqlalchemy import Connection

from bot.handlers.channels import usual_platform
from bot.handlers.house import House, School
from bot.ports import ChannelAddress
from bot.storage import outbox
from bot.storage import school as roster
from bot.storage.outbox import Row

DIGEST, REVIEW, QUEUE, DOUBT = "digest", "review", "queue", "doubt"
KINDS = (DIGEST, REVIEW, QUEUE, DOUBT)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What a post's id says."""

    kind: str
    school: School
    day: date
    of: str = ""
    """The hash of a class, where it speaks of one."""


def post_id(kind: str, school: str, day: date, of: str = "") -> str:
    """``digest:3f9ac0d1:2026-11-23``; with the hash of a class, where it speaks ``of`` one."""
    return ":".join((kind, short(school, 4), day.isoformat(), *([short(of, 4)] if of else [])))


def posted(house: House, ask_id: str) -> Posted | None:
    """What the id of a digest or review speaks of; None for any other id, also of a school no longer set up."""
    kind, _, rest = ask_id.partition(":")
    key, _, rest = rest.partition(":")
    written, _, of = rest.partition(":")
    found = next((one for one in house.schools if short(one.name, 4) == key), None)
    if kind not in KINDS or found is None:
        return None
    try:
        return Posted(kind=kind, school=found, day=date.fromisoformat(written), of=of)
    except ValueError:
        return None


def queue_id(school: str) -> str:
    """``queue:3f9ac0d1``, by the roster's name of the school: there is one list, whatever the day."""
    return f"{QUEUE}:{short(school, 4)}"


def known_as(conn: Connection, house: House, school: School) -> str:
    """The name by which the roster knows a configured school: where one is set up, whatever the roster says."""
    names = roster.names(conn)
    if school.name in names or len(house.schools) != 1 or len(names) != 1:
        return school.name
    return names[0]


def put(
    conn: Connection,
    kind: str,
    school: School,
    day: date,
    places: Iterable[ChannelAddress],
    now: datetime,
    of: str = "",
) -> int:
    """One row for each place, once however often it is put; how many were new."""
    ask_id = post_id(kind, school.name, day, of)
    places = {(one.platform, one.address): one for one in places}.values()
    rows = [
        Row(
            key=short("/".join((ask_id, school.name, one.platform, one.address)), 16),
            kind=kind,
            platform=one.platform,
            channel=one.address,
            created_at=now,
            audience=one.audience,
            ask_id=ask_id,
            payload={"school": school.name, "day": day.isoformat()},
            order_key=ask_id,
        )
        for one in places
    ]
    return outbox.put(conn, rows)


def places_of(
    conn: Connection, name: str, audience: str, people: Sequence[str], others: Sequence[str] = ()
) -> tuple[ChannelAddress, ...]:
    """Where an audience is reached: its own channel, else one of ``others``, else each of ``people`` directly."""
    for one in (audience, *others):
        if found := roster.channels(conn, one):
            return found
    platform = usual_platform(conn, name)
    if not platform:
        return ()
    return tuple(
        ChannelAddress(audience=audience, platform=platform, address=f"@{email}") for email in people
    )


def short(text: str, size: int) -> str:
    """A hash of ``size`` bytes that says nothing of the text."""
    return blake2s(text.encode(), digest_size=size).hexdigest()
