"""Due work: a tick inserts ``(job, slot)`` once, workers lease it, effect and *done* commit together.

The lease goes by the database's clock and every write is fenced by the attempt, so a worker that was thought
dead cannot finish what another has taken over. Of one job only one slot runs at a time, the oldest first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.storage import tables as t
from bot.storage.dialect import database_now
from bot.storage.upsert import insert_new


@dataclass(frozen=True, kw_only=True)
class Work:
    """A slot of a job that is ours until its lease ends."""

    job: str
    slot: str
    attempt: int


def put(conn: sa.Connection, job: str, slot: str) -> bool:
    """Note that ``job`` is due for ``slot`` (daily and weekly: the local date); False if it was noted before."""
    row = {"job": job, "slot": slot, "attempt": 0, "leased": False, "put_at": database_now(conn)}
    return insert_new(conn, t.due_work, row)


def claim(conn: sa.Connection, lease_seconds: float, jobs: Collection[str] | None = None) -> Work | None:
    """The work that waits longest (of ``jobs`` where given), or None. Commit before doing it."""
    now = database_now(conn)
    work = t.due_work.c
    query = sa.select(work.job, work.slot, work.attempt).where(_free(t.due_work, now), ~_job_is_busy(now))
    if jobs is not None:
        query = query.where(work.job.in_(jobs))
    first = query.order_by(work.put_at, work.job, work.slot).limit(1).with_for_update(skip_locked=True)
    row = conn.execute(first).one_or_none()
    if row is None:
        return None
    taken = Work(job=row.job, slot=row.slot, attempt=row.attempt + 1)
    lease = now + timedelta(seconds=lease_seconds)
    conn.execute(_row(taken.job, taken.slot).values(attempt=taken.attempt, leased=True, until=lease))
    return taken


def done(conn: sa.Connection, work: Work) -> bool:
    """Say so in the transaction that has the effect; where it is False, roll that transaction back."""
    finished = _ours(work).values(leased=False, until=None, done_at=database_now(conn))
    return conn.execute(finished).rowcount == 1


def again(conn: sa.Connection, work: Work, seconds: float) -> bool:
    """It failed: to be tried again in that many seconds; later slots of the job need not wait for it."""
    until = database_now(conn) + timedelta(seconds=seconds)
    return conn.execute(_ours(work).values(leased=False, until=until)).rowcount == 1


def renew(conn: sa.Connection, work: Work, lease_seconds: float) -> bool:
    """More time; False if it was taken over."""
    until = database_now(conn) + timedelta(seconds=lease_seconds)
    return conn.execute(_ours(work).values(until=until)).rowcount == 1


def open_work(conn: sa.Connection) -> tuple[tuple[str, str], ...]:
    """``(job, slot)`` not done yet, the oldest first."""
    work = t.due_work.c
    query = sa.select(work.job, work.slot).where(work.done_at.is_(None))
    return tuple(
        (row.job, row.slot) for row in conn.execute(query.order_by(work.put_at, work.job, work.slot))
    )


def last_done(conn: sa.Connection, job: str) -> str | None:
    """The latest slot of ``job`` that is done, or None."""
    work = t.due_work.c
    slot: str | None = conn.scalar(
        sa.select(sa.func.max(work.slot)).where(work.job == job, work.done_at.is_not(None))
    )
    return slot


def purge(conn: sa.Connection, before: datetime) -> int:
    """Forget what was done before that moment (of the database's clock); how many."""
    return conn.execute(sa.delete(t.due_work).where(t.due_work.c.done_at < before)).rowcount


def _free(work: sa.FromClause, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(work.c.done_at.is_(None), sa.or_(work.c.until.is_(None), work.c.until <= now))


def _job_is_busy(now: datetime) -> sa.ColumnElement[bool]:
    """Another slot of the job runs now, or an older one could."""
    other = t.due_work.alias("other")
    running = sa.and_(other.c.leased, other.c.until > now)
    older = sa.and_(other.c.slot < t.due_work.c.slot, _free(other, now))
    return (
        sa.exists()
        .where(
            other.c.job == t.due_work.c.job,
            other.c.slot != t.due_work.c.slot,
            other.c.done_at.is_(None),
            sa.or_(running, older),
        )
        .correlate(t.due_work)
    )


def _row(job: str, slot: str) -> sa.Update:
    return sa.update(t.due_work).where(t.due_work.c.job == job, t.due_work.c.slot == slot)


def _ours(work: Work) -> sa.Update:
    mine = _row(work.job, work.slot)
    return mine.where(
        t.due_work.c.attempt == work.attempt, t.due_work.c.leased, t.due_work.c.done_at.is_(None)
    )
