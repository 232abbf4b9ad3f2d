"""The outbox: at-least-once, with a look before the second try.

pending → sending (attempt + 1, lease) → sent | pending (refused) | unknown (nobody can say) | dead | dropped;
unknown → sent (found) | pending (looked, not there) | unknown (look-up failed). A lease that runs out makes
its row unknown. Whoever writes names the attempt they were given: a later claim shuts out the earlier one.

A channel (lane) has at most one row in ``sending``; lanes take turns; rows of one order key keep their order.
Leases go by the database's clock; ``now`` and ``not_before`` by the application's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from bot.ports import Receipt
from bot.storage import posts
from bot.storage import tables as t
from bot.storage.dialect import database_now
from bot.storage.upsert import insert_each_new


class State(StrEnum):
    """Life of a row. DROPPED: what it spoke of no longer stood when its turn came."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


LATER = "later:"
"""Order keys of rows that wait for a moment of their own begin so: no other row waits for them."""
POSTING = ("ask", "deputy", "queue", "doubt")
"""Kinds of rows that post a message which is redrawn later."""
UNFINISHED = (State.PENDING, State.SENDING, State.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message to be. ``key`` is unique and goes into the message's metadata; ``payload`` is JSON."""

    key: str
    kind: str
    platform: str
    channel: str
    """A channel id, or ``@EMAIL`` for a direct message."""
    created_at: datetime
    audience: str = ""
    case_id: str = ""
    ask_id: str = ""
    payload: Mapping[str, Any]
    order_key: str = ""
    """Rows of the same channel and order key are sent in order; empty: the case, else only itself."""
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row that is ours until the lease ends; ``attempt`` is the fence of every write about it."""

    id: int
    key: str
    kind: str
    platform: str
    channel: str
    created_at: datetime
    audience: str
    case_id: str
    ask_id: str
    payload: Mapping[str, Any]
    attempt: int
    may_repeat: bool
    """An earlier try may have arrived and cannot be looked up: say that it may be a repetition."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The oldest message not delivered yet: a health figure."""

    platform: str
    channel: str
    state: str
    created_at: datetime


def put(conn: sa.Connection, rows: Iterable[Row]) -> int:
    """Add rows in this order; one whose key is there already is left out. How many were added."""
    listed = list(rows)
    lanes = sorted({(row.platform, row.channel) for row in listed})
    insert_each_new(conn, t.lane, [{"platform": platform, "channel": channel} for platform, channel in lanes])
    return insert_each_new(conn, t.outbox, [_values(row) for row in listed])


def claim(conn: sa.Connection, limit: int, lease_seconds: float, now: datetime) -> list[Claimed]:
    """Up to ``limit`` rows to send now, at most one per channel, channels longest unserved first.

    Commit before sending. A row must not be sent after its lease, so look at a monotonic clock first.
    """
    moment = database_now(conn)
    _expire(conn, moment)
    lanes = conn.execute(_free_lanes(now).limit(limit)).all()
    if not lanes:
        return []
    # A second statement, so that what another worker committed before our lock is seen.
    row, lane = t.outbox.c, t.lane.c
    here = sa.tuple_(lane.platform, lane.channel).in_(lanes)
    picked = conn.scalars(sa.select(_next_row(now)).where(here)).all()
    taken = _take(
        conn, row.id.in_(picked) & (row.state == State.PENDING), State.SENDING, moment, lease_seconds
    )
    served = [(one.platform, one.channel) for one in taken]
    here = sa.tuple_(t.lane.c.platform, t.lane.c.channel).in_(served)
    conn.execute(sa.update(t.lane).where(here).values(served_at=moment))
    return sorted(taken, key=lambda one: one.id)


def unknown_rows(conn: sa.Connection, limit: int, lease_seconds: float, now: datetime) -> list[Claimed]:
    """Rows of which nobody can say whether they arrived and whose settle time has passed, leased for a look.

    They stay unknown; say :func:`sent`, :func:`again`, :func:`unknown`, :func:`dead` with what was found.
    """
    moment = database_now(conn)
    _expire(conn, moment)
    row = t.outbox.c
    free = (
        sa.select(row.id)
        .where(
            row.state == State.UNKNOWN,
            sa.or_(row.lease_until.is_(None), row.lease_until <= moment),
            sa.or_(row.not_before.is_(None), row.not_before <= now),
        )
        .order_by(row.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = conn.scalars(free).all()
    return _take(conn, row.id.in_(ids), State.UNKNOWN, moment, lease_seconds) if ids else []


def sent(
    conn: sa.Connection,
    claimed: Claimed,
    receipt: Receipt | None,
    at: datetime,
    *,
    thread: Receipt | None = None,
    rest_until: datetime | None = None,
) -> bool:
    """It is there. The receipt is kept for later updates; None where an existing message was updated.

    ``rest_until`` keeps the channel's pace: nothing more is claimed for it before.
    """
    if not _end(conn, claimed, State.SENT, at=at):
        return False
    if rest_until is not None:
        _rest(conn, claimed, rest_until)
    if receipt is not None:
        posts.keep(
            conn,
            receipt,
            thread=thread,
            case_id=claimed.case_id,
            ask_id=claimed.ask_id,
            kind=claimed.kind,
            at=at,
        )
    return True


def again(
    conn: sa.Connection, claimed: Claimed, not_before: datetime | None = None, *, may_repeat: bool = False
) -> bool:
    """It is certainly not there (refused, or looked for): back to pending, the channel rests until then."""
    change = {"not_before": not_before, "may_repeat": claimed.may_repeat or may_repeat}
    if not _move(conn, claimed, State.PENDING, **change):
        return False
    if not_before is not None:
        _rest(conn, claimed, not_before)
    return True


def unknown(conn: sa.Connection, claimed: Claimed, not_before: datetime | None = None) -> bool:
    """Nobody can say whether it arrived; look for it, but not before the settle time has passed."""
    return _move(conn, claimed, State.UNKNOWN, not_before=not_before)


def dead(conn: sa.Connection, claimed: Claimed, reason: str, at: datetime) -> bool:
    """It can never be delivered there (channel gone, bot removed)."""
    return _end(conn, claimed, State.DEAD, at=at, reason=reason)


def drop(conn: sa.Connection, claimed: Claimed, reason: str, at: datetime) -> bool:
    """It was not sent and need not be: what it spoke of no longer stands."""
    return _end(conn, claimed, State.DROPPED, at=at, reason=reason)


def revive(conn: sa.Connection, ask_id: str) -> None:
    """What was dropped unsent is to be sent after all."""
    row = t.outbox.c
    mine = (row.ask_id == ask_id, row.kind.in_(POSTING), row.state == State.DROPPED)
    conn.execute(sa.update(t.outbox).where(*mine).values(state=State.PENDING, ended_at=None, reason=""))


def counts(conn: sa.Connection) -> dict[State, int]:
    """How many rows are in each state."""
    query = sa.select(t.outbox.c.state, sa.func.count()).group_by(t.outbox.c.state)
    return dict.fromkeys(State, 0) | {State(state): count for state, count in conn.execute(query)}


def awaited(conn: sa.Connection) -> int:
    """How many rows are not delivered though their time has come; those with a moment of their own left out."""
    row = t.outbox.c
    count = sa.select(sa.func.count()).where(_unfinished(row.state), row.order_key.not_like(f"{LATER}%"))
    return conn.execute(count).scalar_one()


def oldest_undelivered(conn: sa.Connection) -> Waiting | None:
    """The oldest row that is neither delivered nor given up."""
    row = t.outbox.c
    query = sa.select(row.platform, row.channel, row.state, row.created_at).where(
        _unfinished(row.state), row.order_key.not_like(f"{LATER}%")
    )
    first = conn.execute(query.order_by(row.created_at, row.id).limit(1)).mappings().one_or_none()
    return None if first is None else Waiting(**first)


def next_time(conn: sa.Connection) -> datetime | None:
    """The earliest ``not_before`` of an unfinished row: until then an empty claim stays empty."""
    moment: datetime | None = conn.scalar(
        sa.select(sa.func.min(t.outbox.c.not_before)).where(_unfinished(t.outbox.c.state))
    )
    return moment


def next_turn(conn: sa.Connection, now: datetime) -> datetime | None:
    """When the first resting channel with something to send may be served again; None: none rests."""
    lane = t.lane.c
    query = sa.select(sa.func.min(lane.not_before)).where(lane.not_before > now, _next_row(now).is_not(None))
    moment: datetime | None = conn.scalar(query)
    return moment


def purge(conn: sa.Connection, before: datetime) -> int:
    """Remove rows that ended before that moment; how many. What is posted once only stays, or it came again."""
    gone = sa.delete(t.outbox).where(t.outbox.c.ended_at < before, t.outbox.c.kind != "queue")
    return conn.execute(gone).rowcount


def _values(row: Row) -> dict[str, object]:
    same = {name: getattr(row, name) for name in row.__dataclass_fields__}
    order_key = row.order_key or row.case_id or row.key
    start = {"state": State.PENDING, "attempt": 0, "may_repeat": False, "reason": "", "lease_until": None}
    return same | start | {"order_key": order_key, "ended_at": None}


def _expire(conn: sa.Connection, moment: datetime) -> None:
    late = (
        sa.select(t.outbox.c.id)
        .where(t.outbox.c.state == State.SENDING, t.outbox.c.lease_until <= moment)
        .with_for_update(skip_locked=True)
    )
    lost = sa.update(t.outbox).where(t.outbox.c.id.in_(late))
    conn.execute(lost.values(state=State.UNKNOWN, lease_until=None, not_before=None))


def _free_lanes(now: datetime) -> sa.Select[tuple[str, str]]:
    lane = t.lane.c
    return (
        sa.select(lane.platform, lane.channel)
        .where(
            sa.or_(lane.not_before.is_(None), lane.not_before <= now),
            _next_row(now).is_not(None),
        )
        .order_by(lane.served_at.asc().nulls_first(), lane.platform, lane.channel)
        .with_for_update(of=t.lane, skip_locked=True)
    )


def _next_row(now: datetime) -> sa.ScalarSelect[int]:
    """The id of the row a lane would send next, or NULL.

    A scalar, so that it is looked up lane by lane: joined as a whole, a PostgreSQL that has no statistics yet
    compares every row with every row.
    """
    row, lane = t.outbox.c, t.lane.c
    mine = sa.and_(row.platform == lane.platform, row.channel == lane.channel)
    found = sa.select(row.id).where(mine, *_claimable(now)).order_by(row.id).limit(1)
    return found.correlate(t.lane).scalar_subquery()


def _claimable(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    row, sending, earlier = t.outbox.c, t.outbox.alias("sending"), t.outbox.alias("earlier")
    busy = sa.exists().where(
        _same_lane(sending), sending.c.state == State.SENDING, _unfinished(sending.c.state)
    )
    behind = sa.exists().where(
        _same_lane(earlier),
        earlier.c.order_key == row.order_key,
        earlier.c.id < row.id,
        _unfinished(earlier.c.state),
    )
    return (
        row.state == State.PENDING,
        _unfinished(row.state),
        sa.or_(row.not_before.is_(None), row.not_before <= now),
        ~busy.correlate(t.outbox),
        ~behind.correlate(t.outbox),
    )


def _same_lane(other: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(other.c.platform == t.outbox.c.platform, other.c.channel == t.outbox.c.channel)


def _unfinished(state: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Said with literals, or SQLite would not see that the partial index answers it."""
    values = [str(one) for one in UNFINISHED]
    return state.in_(sa.bindparam(None, values, expanding=True, literal_execute=True, type_=sa.Text))


def _take(
    conn: sa.Connection, which: sa.ColumnElement[bool], state: State, moment: datetime, lease_seconds: float
) -> list[Claimed]:
    change = (
        sa.update(t.outbox)
        .where(which)
        .values(
            state=state,
            attempt=t.outbox.c.attempt + 1,
            lease_until=moment + timedelta(seconds=lease_seconds),
            not_before=None,
        )
    )
    columns = [t.outbox.c[name] for name in Claimed.__dataclass_fields__]
    return [_claimed(row) for row in conn.execute(change.returning(*columns)).mappings()]


def _claimed(row: RowMapping) -> Claimed:
    return Claimed(**row)


def _end(conn: sa.Connection, claimed: Claimed, state: State, at: datetime, reason: str = "") -> bool:
    return _move(conn, claimed, state, ended_at=at, reason=reason, not_before=None)


def _move(conn: sa.Connection, claimed: Claimed, state: State, **values: object) -> bool:
    row = t.outbox.c
    ours = (
        row.id == claimed.id,
        row.attempt == claimed.attempt,
        row.state.in_([State.SENDING, State.UNKNOWN]),
    )
    change = sa.update(t.outbox).where(*ours).values(state=state, lease_until=None, **values)
    return conn.execute(change).rowcount == 1


def _rest(conn: sa.Connection, claimed: Claimed, not_before: datetime) -> None:
    lane = t.lane.c
    longer = sa.or_(lane.not_before.is_(None), lane.not_before < not_before)
    here = sa.and_(lane.platform == claimed.platform, lane.channel == claimed.channel)
    conn.execute(sa.update(t.lane).where(here, longer).values(not_before=not_before))


def places(conn: sa.Connection, ask_id: str) -> tuple[tuple[str, str], ...]:
    """``(platform, channel)`` where the ask stands or will stand, without those that have a redraw pending."""
    return tuple((platform, channel) for platform, channel in conn.execute(_places, {"ask": ask_id}))


def _places_of(ask: sa.BindParameter[str]) -> sa.Select[str, str]:
    row, redraw = t.outbox.c, t.outbox.alias("redraw")
    pending = sa.exists().where(
        redraw.c.ask_id == ask,
        redraw.c.kind == "redraw",
        redraw.c.state == State.PENDING,
        redraw.c.order_key == row.order_key,
        redraw.c.platform == row.platform,
        redraw.c.channel == row.channel,
    )
    query = sa.select(row.platform, row.channel).where(row.ask_id == ask, row.kind.in_(POSTING), ~pending)
    return query.distinct().order_by(row.platform, row.channel)


_places = _places_of(sa.bindparam("ask"))


def channels_of(conn: sa.Connection, ask_id: str) -> frozenset[str]:
    """Every address an ask was ever to be posted to: channel ids, and ``@EMAIL`` for direct messages."""
    row = t.outbox.c
    query = sa.select(row.channel).where(row.ask_id == ask_id, row.kind.in_(POSTING)).distinct()
    return frozenset(conn.scalars(query))
