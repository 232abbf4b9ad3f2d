"""Groups: who belongs to which and when, classes, and mentors by their assignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.sources.ss12000.read import Span, ident, inside, marks, refers, span, text, things

CLASS, MENTOR_GROUP, MENTOR = "Klass", "Mentor", "Mentor"
Members = dict[str, dict[str, tuple[Span, ...]]]
"""Group to person to the spans in which they belong to it."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """All groups. ``known`` False: the server does not serve them, and nobody can be clipped to them."""

    known: bool = True
    members: Members = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    """Persons whom a reference says to be protected."""

    def of(self, day: date, kind: str) -> dict[str, str]:
        """Person to their group of that kind on that day: of several the first by name."""
        found: dict[str, str] = {}
        chosen = [one for one, what in self.kinds.items() if what == kind]
        for group in sorted(chosen, key=lambda one: (self.names[one], one)):
            for person, spans in self.members[group].items():
                if any(one.holds(day) for one in spans):
                    found.setdefault(person, group)
        return found


def groups(found: Mapping[str, dict[str, Any]]) -> Groups:
    """Read them. A membership never lasts longer than its group."""
    members: Members = {}
    marked: set[str] = set()
    for group in found.values():
        own = span(group)
        mine: dict[str, tuple[Span, ...]] = {}
        for one in things(group, "groupMemberships", "groupMembership"):
            person = refers(one, "person", "student")
            if marks(one.get("person")):
                marked.add(person)
            mine[person] = (*mine.get(person, ()), _within(span(one), own))
        members[ident(group)] = mine
    return Groups(
        members=members,
        names={ident(group): text(group, "displayName") for group in found.values()},
        kinds={ident(group): text(group, "groupType") for group in found.values()},
        marked=frozenset(marked),
    )


def _within(one: Span, own: Span) -> Span:
    return Span(first=max(one.first, own.first), last=min(one.last, own.last))


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Somebody's task with a group: by their duty, or as some servers have it by themselves."""

    group: str
    duty: str
    person: str
    span: Span


def mentors(groups: Iterable[dict[str, Any]], duties: Iterable[dict[str, Any]]) -> Iterator[Assignment]:
    """Who is a mentor of which group, as the groups say and as the duties say."""
    for group in groups:
        for one in things(inside(group, "_embedded"), "assignmentRoles", "assignmentRole"):
            yield from _mentor(one, ident(group), refers(one, "duty"), refers(one, "person"))
    for duty in duties:
        for one in things(duty, "assignmentRole", "assignmentRoles"):
            yield from _mentor(one, refers(one, "group"), ident(duty), refers(duty, "person"))


def _mentor(one: dict[str, Any], group: str, duty: str, person: str) -> Iterator[Assignment]:
    if text(one, "assignmentRoleType", "assignmentType") == MENTOR and group:
        yield Assignment(group=group, duty=duty, person=person, span=span(one))
