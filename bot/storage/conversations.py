"""Where the bot was let in: one row for each place, kept when it is removed so that ``lots check`` can say so."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from bot.ports import Conversation, ConversationKind
from bot.storage import tables as t
from bot.storage.upsert import upsert


def met(conn: sa.Connection, conversation: Conversation, at: datetime) -> None:
    """Remember the place as it is now; it is not gone, whatever was known of it.

    Most of what Teams sends names a team by its own id: a group once known behind it stays known.
    """
    row = {
        "platform": conversation.platform,
        "address": conversation.address,
        "kind": conversation.kind.value,
        "team": _group(conn, conversation),
        "user_id": conversation.user,
        "service_url": conversation.service_url,
        "met_at": at,
        "gone_at": None,
    }
    upsert(conn, t.conversation, [row])


def gone(conn: sa.Connection, platform: str, address: str, at: datetime) -> int:
    """The bot was removed from a place, of a team also from its channels; how many places that are."""
    row = t.conversation.c
    here = (row.platform == platform) & (row.address == address)
    team = conn.scalar(sa.select(row.team).where(here, row.kind == ConversationKind.TEAM.value))
    # A channel knows its team by the team's own id, or by the group behind it.
    of_team = (row.platform == platform) & row.team.in_([team, address])
    which = here | of_team if team else here
    change = sa.update(t.conversation).where(which, row.gone_at.is_(None)).values(gone_at=at)
    return conn.execute(change).rowcount


def at(conn: sa.Connection, platform: str, address: str, team: str = "") -> Conversation | None:
    """The place of that address, else the team it is said to be in, else None."""
    row = t.conversation.c
    found = _one(conn, (row.platform == platform) & (row.address == address))
    if found is None and team:
        whole = (row.platform == platform) & (row.kind == ConversationKind.TEAM.value)
        found = _one(conn, whole & ((row.team == team) | (row.address == team)))
    return found


def direct(conn: sa.Connection, platform: str, user: str) -> Conversation | None:
    """The latest personal conversation with a user, one that is not gone if there is any."""
    row = t.conversation.c
    personal = row.kind == ConversationKind.PERSONAL.value
    return _one(conn, (row.platform == platform) & (row.user_id == user) & personal)


def strangers(conn: sa.Connection, platform: str) -> tuple[Conversation, ...]:
    """Personal conversations with people who are linked to nobody, where the bot is still let in."""
    row, user = t.conversation.c, t.link.c
    known = sa.select(user.user_id).where(user.platform == platform)
    personal = (row.platform == platform) & (row.kind == ConversationKind.PERSONAL.value)
    query = sa.select(t.conversation).where(personal, row.gone_at.is_(None), row.user_id.not_in(known))
    return tuple(_conversation(one) for one in conn.execute(query.order_by(row.address)).mappings())


def _group(conn: sa.Connection, conversation: Conversation) -> str:
    row = t.conversation.c
    team = (row.platform == conversation.platform) & (row.kind == ConversationKind.TEAM.value)
    known = conn.scalar(sa.select(row.team).where(team, row.address == conversation.team))
    return known or conversation.team


def _one(conn: sa.Connection, which: sa.ColumnElement[bool]) -> Conversation | None:
    row = t.conversation.c
    query = sa.select(t.conversation).where(which)
    first = query.order_by(row.gone_at.is_not(None), row.met_at.desc(), row.address).limit(1)
    found = conn.execute(first).mappings().one_or_none()
    return None if found is None else _conversation(found)


def _conversation(row: RowMapping) -> Conversation:
    return Conversation(
        platform=row["platform"],
        address=row["address"],
        kind=ConversationKind(row["kind"]),
        service_url=row["service_url"],
        team=row["team"],
        user=row["user_id"],
        gone=row["gone_at"] is not None,
    )
