"""Which stages the figures have raised: one crossing per pupil, ladder, stage and period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.rules.values import Crossing
from bot.storage import tables as t
from bot.storage.dialect import is_sqlite
from bot.storage.upsert import insert as insert_into

_codec = TypeAdapter(Crossing)


@dataclass(frozen=True, kw_only=True)
class Raised:
    """A crossing as stored; ``withdrawn_on`` is the day a correction took it away."""

    ladder_id: str
    crossing: Crossing
    withdrawn_on: date | None


def insert(conn: sa.Connection, ladder_id: str, crossing: Crossing) -> bool:
    """Store a crossing; False if it stands already. One that was withdrawn may be raised again."""
    row = {
        "pupil_id": crossing.pupil_id,
        "ladder_id": ladder_id,
        "stage": crossing.stage,
        "period": crossing.period,
        "day": crossing.day,
        "withdrawn_on": None,
        "body": _codec.dump_json(crossing).decode(),
    }
    fresh = insert_into(t.crossing, on_sqlite=is_sqlite(conn)).values(row)
    again = fresh.on_conflict_do_update(
        index_elements=list(t.crossing.primary_key.columns.keys()),
        set_={name: fresh.excluded[name] for name in ("day", "withdrawn_on", "body")},
        where=t.crossing.c.withdrawn_on.is_not(None),
    )
    return conn.execute(again.returning(sa.literal(1))).first() is not None


def raised(conn: sa.Connection, pupil_id: str, ladder_id: str) -> tuple[Raised, ...]:
    """Everything ever raised for that pupil by that ladder, withdrawn ones too, in order of day and stage."""
    query = (
        sa.select(t.crossing.c.body, t.crossing.c.withdrawn_on)
        .where(t.crossing.c.pupil_id == pupil_id, t.crossing.c.ladder_id == ladder_id)
        .order_by(t.crossing.c.day, t.crossing.c.stage, t.crossing.c.period)
    )
    return tuple(
        Raised(ladder_id=ladder_id, crossing=_codec.validate_json(body), withdrawn_on=withdrawn_on)
        for body, withdrawn_on in conn.execute(query)
    )


def forget(conn: sa.Connection, pupil_id: str) -> None:
    """Remove every crossing of a pupil (retention, or an identity that became protected)."""
    conn.execute(sa.delete(t.crossing).where(t.crossing.c.pupil_id == pupil_id))


def withdraw(conn: sa.Connection, ladder_id: str, crossing: Crossing, on: date) -> bool:
    """A correction took the crossing away on ``on``; False if it did not stand."""
    c = t.crossing.c
    gone = sa.update(t.crossing).where(
        c.pupil_id == crossing.pupil_id,
        c.ladder_id == ladder_id,
        c.stage == crossing.stage,
        c.period == crossing.period,
        c.withdrawn_on.is_(None),
    )
    return conn.execute(gone.values(withdrawn_on=on)).rowcount == 1
