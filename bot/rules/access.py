"""Who may see a pupil's case and who may answer which ask: a relation to that case, never just a role somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.rules.ladder import FormField, Ladder
from bot.rules.pressed import always_there
from bot.rules.roles import IN_CASE, MENTOR, PRINCIPAL, RESPONSIBLE, person_asked, staff_word
from bot.rules.state import Ask, Case
from bot.rules.values import Person

ANYONE_IN_THE_CASE = frozenset({"show", "note", "explain", "hold", "hand_over", "take"})
"""Always-there actions that whoever works with the pupil may use; the ladder's ``always:`` joins them."""


class Relation(StrEnum):
    """How a member of staff stands to a case, the nearest first."""

    MENTOR = "mentor"
    RESPONSIBLE = "responsible"
    DEPUTY = "deputy"
    PRINCIPAL = "principal"
    TEAM = "team"
    """Has a role that was asked in this case, at the case's school."""
    HELPER = "helper"


def relations(person: Person, case: Case, ladder: Ladder) -> frozenset[Relation]:
    """Every relation of a person to a case; empty: may not even know that it exists."""
    if person.school != case.school:
        return frozenset()
    asked = {staff_word(ladder, ask.who) for ask in case.asks} - IN_CASE
    found = {
        Relation.MENTOR: person.email == case.mentor,
        Relation.RESPONSIBLE: person.email == case.responsible,
        Relation.DEPUTY: any(ask.deputy == person.email for ask in case.asks),
        Relation.PRINCIPAL: PRINCIPAL in person.roles,
        Relation.TEAM: bool(person.roles & asked),
        Relation.HELPER: person.email in case.helpers,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def may_see(person: Person, case: Case, ladder: Ladder) -> bool:
    """True for whoever works with the pupil in this case."""
    return bool(relations(person, case, ladder))


def role_for(person: Person, ask: Ask, case: Case, ladder: Ladder) -> str | None:
    """The role in which a person may answer an ask, or None: then it is not theirs to answer.

    An ask given to one person can still be answered by those it was asked of first.
    """
    if person.school != case.school:
        return None
    if person.email in (ask.person, person_asked(case, ladder, ask.who)):
        return ask.who
    if ask.deputy == person.email:
        return Relation.DEPUTY.value
    word = staff_word(ladder, ask.who)
    return ask.who if word not in IN_CASE and word in person.roles else None


def acting_role(person: Person, ask: Ask, action: str, case: Case, ladder: Ladder) -> str | None:
    """The role in which a person may press ``action`` on an ask, or None: refuse kindly and keep it in the journal."""
    role = role_for(person, ask, case, ladder)
    if role is not None:
        return role
    related = relations(person, case, ladder)
    if action in ANYONE_IN_THE_CASE or action in always_there(ladder) or action == "undo":
        return next((relation.value for relation in Relation if relation in related), None)
    return None


def may_judge(
    person: Person, stage_key: str, pupil_mentor: str, ladder: Ladder, *, school: str
) -> str | None:
    """The role in which a person may open ``stage_key`` by judgement (``or_judged_by``), or None.

    ``school`` is the pupil's.
    """
    if person.school != school:
        return None
    for who in ladder.stages[stage_key].or_judged_by:
        word = staff_word(ladder, who)
        if word in MENTOR:
            if person.email == pupil_mentor:
                return who
        elif word in person.roles:
            return who
    return None


def may_read_field(
    field: FormField, fields: Mapping[str, object], person: Person, case: Case, ladder: Ladder
) -> bool:
    """True where the person may read what was answered in ``field``: a consent given in ``fields`` opens it."""
    opened = field.open_if is not None and fields.get(field.open_if) in ("yes", True)
    return may_read(frozenset() if opened else field.secret_to, person, case, ladder)


def may_read(field_secret_to: frozenset[str], person: Person, case: Case, ladder: Ladder) -> bool:
    """True where a form field is not secret to who sees the case, or the person has a role it may be read by."""
    if not may_see(person, case, ladder):
        return False
    if not field_secret_to:
        return True
    roles = set(person.roles) - IN_CASE
    if person.email == case.mentor:
        roles |= MENTOR
    if person.email == case.responsible:
        roles.add(RESPONSIBLE)
    return bool(roles & {staff_word(ladder, who) for who in field_secret_to})
