"""Rows of the roster that are well formed and yet cannot be meant: nobody is reached, or a day is in two spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.app.check_line import CheckLine, listed
from bot.handlers.doubted import OFFICE
from bot.ports import Roster, SchoolSpan


def row_lines(rosters: Sequence[Roster]) -> Iterator[CheckLine]:
    """Audiences of ``channels.csv`` that are nobody, and terms or periods of one school that share days."""
    if lost := sorted({row.audience for one in rosters for row in one.channels} - _reached(rosters)):
        yield CheckLine.good(
            f"channels.csv: nobody in the roster is {listed(lost)}; nothing will be posted there"
        )
    for roster in rosters:
        yield from _twice("terms.csv", "terms", roster.terms)
        yield from _twice("periods.csv", "periods", roster.periods)


def _reached(rosters: Sequence[Roster]) -> set[str]:
    """Every audience that is somebody: a class, a mentor, a role at a school."""
    pupils = [pupil for one in rosters for pupil in one.pupils]
    staff = [person for one in rosters for person in one.staff]
    classes = {f"class:{pupil.class_name}" for pupil in pupils}
    mentors = {f"mentor:{pupil.mentor}" for pupil in pupils} | {f"mentor:{one.email}" for one in staff}
    roles = {f"{role}:{one.school}" for one in staff for role in one.roles}
    return classes | mentors | roles | {f"{OFFICE}:{pupil.school}" for pupil in pupils}


def _twice(file: str, what: str, spans: Sequence[SchoolSpan]) -> Iterator[CheckLine]:
    for one, other in pairwise(sorted(spans, key=lambda span: (span.school, span.first, span.last))):
        if one.school == other.school and other.first <= one.last:
            yield CheckLine.fail(
                f"{one.school}: the {what} {one.name} and {other.name} share days from {other.first}",
                f"mend starts and ends in {file}; a day belongs to one",
            )
