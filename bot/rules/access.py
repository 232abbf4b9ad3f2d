"""Who may see a pupil's case and who may answer which ask: a relation to that case, never just a role somewhere."""

from __future__ import annotations

from enum import StrEnum

from bot.rules.ladder import Ladder
from bot.rules.state import Ask, Case
from bot.rules.values import Person

PRINCIPAL = "principal"
ANYONE_IN_THE_CASE = frozenset({"show", "note", "explain", "hold", "hand_over", "take"})
"""Always-there actions that whoever works with the pupil may use; the ladder's ``always:`` joins them."""


class Relation(StrEnum):
    """How a member of staff stands to a case."""

    MENTOR = "mentor"
    DEPUTY = "deputy"
    HELPER = "helper"
    RESPONSIBLE = "responsible"
    TEAM = "team"
    """Has a role that was asked in this case, at the case's school."""
    PRINCIPAL = "principal"


def relations(person: Person, case: Case, ladder: Ladder) -> frozenset[Relation]:
    """Every relation of a person to a case; empty: may not even know that it exists."""
    if person.school != case.school:
        return frozenset()
    asked = {ladder.roles.get(ask.who, ask.who) for ask in case.asks} - {
        "mentor",
        "subject_teacher",
        "responsible",
    }
    found = {
        Relation.MENTOR: person.email == case.mentor,
        Relation.DEPUTY: any(ask.deputy == person.email for ask in case.asks),
        Relation.HELPER: person.email in case.helpers,
        Relation.RESPONSIBLE: person.email == case.responsible,
        Relation.TEAM: bool(person.roles & asked),
        Relation.PRINCIPAL: PRINCIPAL in person.roles,
    }
    return frozenset(relation for relation, holds in found.items() if holds)


def may_see(person: Person, case: Case, ladder: Ladder) -> bool:
    """True for whoever works with the pupil in this case."""
    return bool(relations(person, case, ladder))


def role_for(person: Person, ask: Ask, case: Case, ladder: Ladder) -> str | None:
    """The role in which a person may answer an ask, or None: then it is not theirs to answer."""
    if person.school != case.school:
        return None
    if ask.person == person.email:
        return ask.who
    if ask.deputy == person.email:
        return Relation.DEPUTY.value
    if ask.who in ("mentor", "subject_teacher"):
        return ask.who if person.email == case.mentor else None
    if ask.who == "responsible":
        return ask.who if person.email == (case.responsible or case.mentor) else None
    return ask.who if ladder.roles.get(ask.who, ask.who) in person.roles else None


def acting_role(person: Person, ask: Ask, action: str, case: Case, ladder: Ladder) -> str | None:
    """The role in which a person may press ``action`` on an ask, or None: refuse kindly and keep it in the journal."""
    role = role_for(person, ask, case, ladder)
    if role is not None:
        return role
    related = relations(person, case, ladder)
    if not related:
        return None
    if action in ANYONE_IN_THE_CASE or action in ladder.always or action == "undo":
        return sorted(related)[0].value
    return None


def may_judge(person: Person, stage_key: str, pupil_mentor: str, ladder: Ladder) -> str | None:
    """The role in which a person may open ``stage_key`` by judgement (``or_judged_by``), or None."""
    for who in ladder.stages[stage_key].or_judged_by:
        if who == "mentor" and person.email == pupil_mentor:
            return who
        if who != "mentor" and ladder.roles.get(who, who) in person.roles:
            return who
    return None


def may_read(field_secret_to: frozenset[str], person: Person, case: Case, ladder: Ladder) -> bool:
    """True where a form field is not secret, or the person has one of the roles it may be read by."""
    if not field_secret_to:
        return True
    roles = set(person.roles)
    if person.email == case.mentor:
        roles.add("mentor")
    return bool(roles & {ladder.roles.get(who, who) for who in field_secret_to})
