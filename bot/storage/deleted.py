"""Records a source no longer has, found by what it told whole."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import sqlalchemy as sa

from bot.ports import Told
from bot.rules.values import Status
from bot.storage import tables as t

_r = t.record.c


def not_told(conn: sa.Connection, source: str, told: Sequence[Told], records: pl.DataFrame) -> pl.DataFrame:
    """A deleting row, in the columns of ``records``, for each stored record that should be among them and is not."""
    ids = set(records["record_id"]) if told else set()
    gone = {
        record_id: pupil_id
        for one in told
        for record_id, pupil_id in _stored(conn, source, one)
        if record_id not in ids
    }
    if not gone:
        return records.clear()
    rows = [
        {"source": source, "record_id": record_id, "pupil_id": pupil_id, "status": Status.PRESENT.value}
        for record_id, pupil_id in gone.items()
    ]
    return pl.DataFrame(rows, schema=records.schema).with_columns(
        deleted=pl.lit(value=True), seq=pl.lit(0, pl.Int64)
    )


def _stored(conn: sa.Connection, source: str, told: Told) -> list[tuple[str, str]]:
    query = sa.select(_r.record_id, _r.pupil_id).where(_r.source == source)
    if told.days is not None:
        # Pupil by pupil, as there is no index by day: a few days must not cost all the years before them. A
        # join would: SQLite, without statistics, walks the records and looks up their pupils.
        pupils = sa.select(t.pupil.c.pupil_id)
        if told.schools:
            pupils = pupils.where(t.pupil.c.school.in_(sorted(told.schools)))
        query = query.where(_r.pupil_id.in_(pupils), _r.day.between(told.days.first, told.days.last))
    if told.days is None or told.begin:
        query = query.where(_r.record_id >= told.begin, _r.record_id < _after(told.begin))
    return [(record_id, pupil_id) for record_id, pupil_id in conn.execute(query)]


def _after(begin: str) -> str:
    """The least text after all that begin so; ids compare by their bytes."""
    return begin[:-1] + chr(ord(begin[-1]) + 1)
