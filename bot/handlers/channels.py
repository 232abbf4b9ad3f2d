"""From an audience to the places where it is reached."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot.notices.actions import in_channel
from bot.ports import ChannelAddress, Receipt
from bot.rules.answers import actions_of
from bot.rules.ladder import Ladder
from bot.rules.state import AskKind, Case, Out, OutKind
from bot.storage import outbox, redraws, school, staff
from bot.storage.outbox import Claimed

NOWHERE = "nowhere"
"""Platform of a message that has no place: delivery finds that out and asks the principal who takes it."""
MAIL, CALENDAR = "mail", "calendar"
PERSONAL = ("person", "mentor")
"""Kinds of audience that are one person, whoever else at the school has such a role."""


def rows_for(conn: Connection, case: Case, intent: Out, ladder: Ladder, now: datetime) -> list[outbox.Row]:
    """The outbox rows of one intent: one per place. Whether a role has a mailbox is looked up when it is sent."""
    if intent.kind is OutKind.REDRAW:
        redraws.hold(conn, intent.ask_id)
        places = list(outbox.places(conn, intent.ask_id))
    elif intent.kind is OutKind.REFERRAL_MAIL:
        places = [(MAIL, intent.to)]
    elif intent.kind is OutKind.MEETING:
        places = [(CALENDAR, case.id)]
    elif asks_decision(case, intent, ladder) and (direct := in_person(conn, case, intent.to)):
        places = direct
    else:
        places = [(one.platform, one.address) for one in addresses(conn, case, intent.to)] or [
            (NOWHERE, intent.to)
        ]
    return [
        outbox.Row(
            key=secrets.token_hex(16),
            kind=intent.kind.value,
            platform=platform,
            channel=channel,
            created_at=now,
            audience=intent.to,
            case_id=case.id,
            ask_id=intent.ask_id,
            payload={},
        )
        for platform, channel in places
    ]


def asks_decision(case: Case, intent: Out, ladder: Ladder) -> bool:
    """Whether every answer of the ask is one that no channel may show: then it is asked in a direct message."""
    ask = case.ask(intent.ask_id)
    if ask is None or ask.kind is not AskKind.STAGE:
        return False
    actions = actions_of(ask, ladder.stages)
    return bool(actions) and not in_channel(actions, ask.who)


def in_person(conn: Connection, case: Case, audience: str) -> list[tuple[str, str]]:
    """Direct messages to the one person asked, or to everybody who has the audience's role at the case's school."""
    role, _, of = audience.partition(":")
    platform = usual_platform(conn, case.school)
    one_person = role in PERSONAL
    people = [
        one.email
        for one in staff.people(conn, case.school)
        if (one.email == of if one_person else role in one.roles)
    ]
    return [(platform, f"@{email}") for email in people] if platform else []


def addresses(conn: Connection, case: Case, audience: str) -> tuple[ChannelAddress, ...]:
    """Where an audience is reached: its own row of ``channels.csv``, else the nearest that is meant for it."""
    for name in candidates(case, audience):
        if name.startswith("class:") and school.has_class_elsewhere(conn, case.school, case.class_name):
            # ``class:8C`` does not say of which school: the other one must not hear of this case.
            continue
        if found := school.channels(conn, name):
            return found
    kind, _, email = audience.partition(":")
    if kind in PERSONAL and email and staff.person(conn, email, case.school):
        platform = usual_platform(conn, case.school)
        return (
            (ChannelAddress(audience=audience, platform=platform, address=f"@{email}"),) if platform else ()
        )
    return ()


def candidates(case: Case, audience: str) -> Iterator[str]:
    """The names under which ``channels.csv`` may know an audience."""
    kind, _, of = audience.partition(":")
    yield audience
    if kind == "person":
        yield f"mentor:{of}"
    if kind == "mentor" and of == case.mentor:
        yield f"class:{case.class_name}"


def usual_platform(conn: Connection, name: str) -> str:
    """The platform most of a school's channels are on; empty where it has none."""
    platforms = [one.platform for one in school.all_channels(conn, name)]
    return max(sorted(set(platforms)), key=platforms.count, default="")


def stands_in(conn: Connection, receipt: Receipt, row: Claimed) -> bool:
    """Whether a message stands in the row's channel.

    A direct message is addressed by e-mail and stands in a channel with an id of its own, which no row names.
    """
    if receipt.platform != row.platform:
        return False
    if not row.channel.startswith("@"):
        return receipt.channel == row.channel
    return receipt.channel not in outbox.channels_of(conn, row.ask_id)
