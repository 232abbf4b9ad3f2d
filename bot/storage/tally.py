"""Columns of ``pupil_day`` that count a day by kind, so that sums over them are figures and not bounds.

``minutes_…`` and ``lessons_…`` are of lessons marked absent, ``late_…``, ``late_minutes_…`` and ``early_…`` of
late and left-early marks; a mark without a kind is unresolved. ``occasions_vi`` are runs of adjoining lessons
marked absent of the kinds whose letters stand there: of two kinds together they are not those of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import sqlalchemy as sa

from bot.rules.values import Kind
from bot.storage.codes import KIND

MINUTES, LESSONS, LATE, LATE_MINUTES, EARLY = BY_KIND = (
    "minutes", "lessons", "late", "late_minutes", "early",
)  # fmt: skip
KIND_SETS = tuple(frozenset(some) for size in (1, 2, 3) for some in combinations(Kind, size))


def by_kind(what: str, kind: Kind) -> str:
    """The column that counts ``what`` of one kind."""
    return f"{what}_{kind.value}"


def occasions(kinds: Iterable[Kind]) -> str:
    """The column of occasions of these kinds."""
    named = frozenset(kinds)
    return "occasions_" + "".join(KIND[kind] for kind in Kind if kind in named)


COLUMNS = (
    *(by_kind(what, kind) for what in BY_KIND for kind in Kind),
    *(occasions(kinds) for kinds in KIND_SETS),
)


def columns() -> Iterator[sa.Column[int]]:
    """The same for a table. Counts of one day are small: millions of rows have them."""
    for name in COLUMNS:
        size = sa.Integer if "minutes" in name else sa.SmallInteger
        yield sa.Column(name, size, nullable=False, server_default="0")
