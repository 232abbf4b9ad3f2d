"""A source whose staff is supplemented from groups of the directory: staff.csv's rows win."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.app.graphing import graph_account
from bot.graph.client import Graph
from bot.graph.groups import staff_of
from bot.ports import AttendanceSource, Batch, Roster, RowProblem, SendError
from bot.rules.values import Person
from bot.settings import Settings
from bot.sources.records import no_records

KEPT = 3600.0
"""Seconds until the groups are read anew."""


class Groups:
    """Their members, read once for all sources; a failure is told anew at every poll until it is mended."""

    def __init__(self, read: Callable[[], tuple[Person, ...]], monotonic: Callable[[], float]) -> None:
        self._read, self._monotonic = read, monotonic
        self._people: tuple[Person, ...] | None = None
        self._until = float("-inf")

    def people(self) -> tuple[Person, ...]:
        """Who is in them, as last read; SendError where they never were."""
        if self._monotonic() >= self._until:
            try:
                self._people = self._read()
                self._until = self._monotonic() + KEPT
            except SendError:
                if self._people is None:
                    raise
        assert self._people is not None, "read, or raised"
        return self._people


class Staffed:
    """``source``, and whoever is in the groups beside its staff."""

    def __init__(self, source: AttendanceSource, groups: Groups) -> None:
        self.name = source.name
        self._source, self._groups = source, groups
        self._seen: tuple[Roster, Roster] | None = None

    def read(self, taken: Mapping[str, str]) -> Batch:
        """The batch; where the groups were never read nothing is taken, as half a staff would be asked."""
        batch = self._source.read(taken)
        if batch.roster is None:
            return batch
        if self._seen is not None and self._seen[0] is batch.roster and batch.more:
            return replace(batch, roster=self._seen[1])
        try:
            whole = beside(batch.roster, self._groups.people())
        except SendError as error:
            said = RowProblem(
                file="graph.roles", line=0, column="", why=f"the groups cannot be read: {error.why}"
            )
            return Batch(roster=None, records=no_records(), problems=(said, *batch.problems))
        self._seen = (batch.roster, whole)
        return replace(batch, roster=whole)


def beside(roster: Roster, people: tuple[Person, ...]) -> Roster:
    """The roster with those whom it does not name itself at that school."""
    named = {(one.email, one.school) for one in roster.staff}
    return replace(
        roster, staff=(*roster.staff, *[one for one in people if (one.email, one.school) not in named])
    )


def groups_of(settings: Settings, monotonic: Callable[[], float]) -> Groups:
    """The groups of ``[graph] roles``, read in the thread of whoever polls."""

    async def asked() -> tuple[Person, ...]:
        graph = Graph(graph_account(settings))
        try:
            return await staff_of(graph, settings.graph.roles, [one.name for one in settings.schools])
        finally:
            await graph.close()

    return Groups(lambda: asyncio.run(asked()), monotonic)
