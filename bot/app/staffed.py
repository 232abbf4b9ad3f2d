"""A source whose staff is supplemented from groups of the directory: whom staff.csv names is as it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.app.graphing import graph_account
from bot.graph.client import Graph
from bot.graph.groups import staff_of
from bot.handlers.roster import schools_of
from bot.ports import AttendanceSource, Batch, Roster, RowProblem, SendError
from bot.rules.values import Person
from bot.settings import Settings
from bot.sources.records import no_records

KEPT = 3600.0
"""Seconds until the groups are read anew."""


class Groups:
    """Their members, read once for all sources; a failure is told anew at every poll until it is mended.

    ``roles`` are the keys of ``[graph] roles``. ``alone``: the one school there is, whatever the roster calls it.
    """

    def __init__(
        self,
        read: Callable[[], tuple[Person, ...]],
        monotonic: Callable[[], float],
        *,
        roles: Sequence[str] = (),
        alone: bool = False,
    ) -> None:
        self._read, self._monotonic, self._roles, self.alone = read, monotonic, tuple(roles), alone
        self._people: tuple[Person, ...] | None = None
        self._until = float("-inf")
        self._failed = ""

    @property
    def known(self) -> bool:
        """Whether they were ever read."""
        return self._people is not None

    def people(self) -> tuple[Person, ...]:
        """Who is in them, as last read; SendError where they never were."""
        if self._monotonic() >= self._until:
            try:
                self._people, self._failed = self._read(), ""
                self._until = self._monotonic() + KEPT
            except SendError as error:
                if self._people is None:
                    raise
                self._failed = error.why
        assert self._people is not None, "read, or raised"
        return self._people

    def problems(self) -> Iterator[str]:
        """What is wrong though there is somebody to ask: nobody should lose a role, or keep one, unheard."""
        if self._failed:
            yield f"the groups cannot be read: {self._failed}; the members last known stand"
        empty = [key for key in self._roles if not any(self._has(one, key) for one in self._people or ())]
        if empty:
            yield f"nobody is in the group of {', '.join(empty)}"

    def _has(self, person: Person, key: str) -> bool:
        role, _, school = key.partition(":")
        return role in person.roles and (self.alone or school in ("", person.school))


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
            whole = beside(batch.roster, self._groups)
        except SendError as error:
            said = _problem(f"the groups cannot be read: {error.why}")
            return Batch(roster=None, records=no_records(), problems=(said, *batch.problems))
        self._seen = (batch.roster, whole)
        told = (*map(_problem, self._groups.problems()), *batch.problems)
        return replace(batch, roster=whole, problems=told)


def _problem(why: str) -> RowProblem:
    return RowProblem(file="graph.roles", line=0, column="", why=why)


def beside(roster: Roster, groups: Groups) -> Roster:
    """The roster with the groups' people at its schools; SendError.

    Of a school the roster does not speak of nobody is added: it would be taken for all there is of that school.
    """
    here = sorted(schools_of(roster))
    found = {
        (one.email, school): replace(one, school=school)
        for one in groups.people()
        for school in here
        if groups.alone or one.school == school
    }
    staff = [_also(one, found.pop((one.email, one.school), None), roster) for one in roster.staff]
    return replace(roster, staff=(*staff, *found.values()))


def _also(person: Person, member: Person | None, roster: Roster) -> Person:
    """Whom staff.csv names is as it says; whom a system calls a teacher may be in the health team as well."""
    if member is None or (person.email, person.school) in roster.by_hand:
        return person
    return replace(person, roles=person.roles | member.roles)


def groups_of(settings: Settings, monotonic: Callable[[], float]) -> Groups:
    """The groups of ``[graph] roles``, read in the thread of whoever polls."""

    async def asked() -> tuple[Person, ...]:
        graph = Graph(graph_account(settings))
        try:
            return await staff_of(graph, settings.graph.roles, [one.name for one in settings.schools])
        finally:
            await graph.close()

    return Groups(
        lambda: asyncio.run(asked()),
        monotonic,
        roles=tuple(settings.graph.roles),
        alone=settings.alone,
    )
