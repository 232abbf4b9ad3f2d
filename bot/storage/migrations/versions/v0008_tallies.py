"""Days counted by kind: sums over ``pupil_day`` are then figures. Old days are counted from what is packed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = {"v": "valid", "i": "invalid", "u": "unresolved"}
SETS = ("v", "i", "u", "vi", "vu", "iu", "viu")
COLUMNS = (
    *(f"{what}_{kind}" for what in ("minutes", "lessons", "late", "late_minutes", "early") for kind in KINDS.values()),
    *(f"occasions_{kinds}" for kinds in SETS),
)  # fmt: skip
PUPILS = 500
_day = sa.table("pupil_day", *(sa.column(name) for name in ("pupil_id", "day", "packed", *COLUMNS)))


def upgrade() -> None:
    """Add the columns and count the days that carry a mark; all others are 0."""
    for name in COLUMNS:
        size = sa.Integer() if "minutes" in name else sa.SmallInteger()
        op.add_column("pupil_day", sa.Column(name, size, nullable=False, server_default="0"))
    conn = op.get_bind()
    this = sa.and_(*(_day.c[name] == sa.bindparam(f"of_{name}") for name in ("pupil_id", "day")))
    count = sa.update(_day).where(this).values({name: sa.bindparam(name) for name in COLUMNS})
    for some in _pupils(conn):
        marked = sa.or_(*(_day.c.packed.contains(f",{letter}") for letter in "ale"))
        days = sa.select(_day.c.pupil_id, _day.c.day, _day.c.packed).where(_day.c.pupil_id.in_(some), marked)
        rows = [
            {"of_pupil_id": one, "of_day": day, **dict(zip(COLUMNS, tallies(packed), strict=True))}
            for one, day, packed in conn.execute(days)
        ]
        if rows:
            conn.execute(count, rows)


def _pupils(conn: sa.Connection) -> Iterator[Sequence[str]]:
    ids = conn.scalars(sa.select(_day.c.pupil_id).distinct().order_by(_day.c.pupil_id)).all()
    for start in range(0, len(ids), PUPILS):
        yield ids[start : start + PUPILS]


def tallies(packed: str) -> tuple[int, ...]:
    """The new columns of one day, ``starts,ends,scheduled,absent,<status><kind><reason>,id␟subject`` by lesson."""
    lessons = [lesson.partition("\x1f")[0].split(",", 5) for lesson in packed.split("\x1e")]
    lessons.sort(key=lambda one: (int(one[0]), int(one[1]), one[5]))
    return _counted(tuple((one[4][0], one[4][1].replace("-", "u"), int(one[3])) for one in lessons))


@lru_cache(maxsize=65_536)
def _counted(lessons: tuple[tuple[str, str, int], ...]) -> tuple[int, ...]:
    def count(status: str, *, minutes: bool) -> list[int]:
        return [
            sum(absent if minutes else 1 for mark, of, absent in lessons if (mark, of) == (status, kind))
            for kind in KINDS
        ]

    missed = ["", *(kind if status == "a" else "" for status, kind, _ in lessons)]
    runs = [
        sum(now != "" and now in kinds and not (before and before in kinds) for before, now in pairwise(missed))
        for kinds in SETS
    ]  # fmt: skip
    absent = (*count("a", minutes=True), *count("a", minutes=False))
    late = (*count("l", minutes=False), *count("l", minutes=True))
    return (*absent, *late, *count("e", minutes=False), *runs)
