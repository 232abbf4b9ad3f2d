"""From the routine's word for a role to people: the mentor and the responsible of a case, or a role of staff.csv."""

from __future__ import annotations

from bot.rules.ladder import Ladder
from bot.rules.state import Ask, Case

MENTOR = frozenset({"mentor", "subject_teacher"})
"""Words that mean the pupil's mentor: no source names who teaches whom what."""
RESPONSIBLE = "responsible"
IN_CASE = MENTOR | {RESPONSIBLE}
"""Words that mean a person of the case, whoever else at the school has such a role."""
PRINCIPAL = "principal"
HEALTH_TEAM = "health_team"


def staff_word(ladder: Ladder, who: str) -> str:
    """The word of staff.csv (or of the case) for a role of the ladder."""
    return ladder.roles.get(who, who)


def person_asked(case: Case, ladder: Ladder, who: str, person: str | None = None) -> str | None:
    """E-mail of the one person who is asked, or None where a role is. A case without responsible asks the mentor."""
    if person:
        return person
    word = staff_word(ladder, who)
    if word == RESPONSIBLE:
        return case.responsible or case.mentor
    return case.mentor if word in MENTOR else None


def audience(case: Case, ladder: Ladder, who: str, person: str | None = None) -> str:
    """Whom an ask goes to: ``mentor:EMAIL``, ``person:EMAIL`` or ``ROLE:SCHOOL``."""
    email = person_asked(case, ladder, who, person)
    if email is None:
        return f"{staff_word(ladder, who)}:{case.school}"
    return f"mentor:{email}" if person is None and email == case.mentor else f"person:{email}"


def is_principals(ask: Ask, ladder: Ladder) -> bool:
    """The ask is the principal's own: nobody stands above to choose who takes it."""
    return ask.person is None and staff_word(ladder, ask.who) == PRINCIPAL
