"""A school under another name: everything kept of it goes on under the new one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from bot.rules.state import Case
from bot.storage import cases, stamp
from bot.storage import tables as t

BELONGING = (t.pupil, t.changed_pupil, t.looked_at, t.day_ahead, t.class_doubt)
REPLACED = (t.staff, t.span, t.day_off, t.channel)
"""What the roster says anew at each poll."""
CHUNK = 500


def former_names(conn: sa.Connection, pupil_ids: Collection[str]) -> dict[str, int]:
    """How many of these pupils are known at which school."""
    ids, found = sorted(pupil_ids), dict[str, int]()
    for start in range(0, len(ids), CHUNK):
        here = t.pupil.c.pupil_id.in_(ids[start : start + CHUNK]) & t.pupil.c.left_on.is_(None)
        query = sa.select(t.pupil.c.school, sa.func.count()).where(here).group_by(t.pupil.c.school)
        for name, count in conn.execute(query):
            found[name] = found.get(name, 0) + count
    return found


def rename(conn: sa.Connection, old: str, new: str) -> None:
    """Pupils, cases and how far they are measured follow the name; the journal says what it said."""
    stamp.renew(conn)
    for table in BELONGING:
        conn.execute(table.update().where(table.c.school == old).values(school=new))
    for table in REPLACED:
        conn.execute(table.delete().where(table.c.school == old))
    _rename_cases(conn, cases.cases_of_school(conn, old, date.min), new)


def _rename_cases(conn: sa.Connection, found: Iterable[Case], new: str) -> None:
    for case in found:
        if not cases.move(conn, case, new):
            raise RuntimeError(f"case {case.ref} changed while its school was renamed: the next poll does it")
