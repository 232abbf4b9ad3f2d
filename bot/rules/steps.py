"""When an unanswered ask is carried on, and the first day on which time alone has something to do in a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.rules.ladder import Ladder
from bot.rules.roles import is_principals, person_asked
from bot.rules.state import Ask, AskKind, Case, CaseStatus, Step, Surroundings

OWN_LANE = frozenset({AskKind.DUTY, AskKind.WHO_TAKES, AskKind.REMEMBER})
"""Asks that stand beside the case's own question and are not replaced by it."""
A_WEEK = 5
"""School days between the reminders of an ask that goes no further."""


def only_reminded(ask: Ask, ladder: Ladder) -> bool:
    """True for asks that never reach a deputy or the principal: they are reminded once a week."""
    return ask.kind in OWN_LANE or is_principals(ask, ladder)


def deputy_of(case: Case, ask: Ask, ladder: Ladder, school: Surroundings) -> str | None:
    """E-mail of the deputy (ersättare) who is asked too when the one person asked does not answer, or None."""
    person = person_asked(case, ladder, ask.who, ask.person)
    deputy = school.deputies.get(person) if person else None
    return deputy if deputy and deputy != person else None


def next_step(case: Case, ask: Ask, ladder: Ladder, school: Surroundings) -> Step:
    """What happens next to an unanswered ask: reminder, deputy where there is one, principal, then reminders."""
    if ask.step is Step.ASKED or only_reminded(ask, ladder):
        return Step.REMINDED
    if ask.step is Step.REMINDED and deputy_of(case, ask, ladder, school):
        return Step.DEPUTY
    return Step.PRINCIPAL


def step_day(case: Case, ask: Ask, ladder: Ladder, school: Surroundings) -> date:
    """The school day on which a waiting ask takes its next step; at most one step a day, none on the day of asking."""
    calendar, patience = school.calendar, school.patience
    after = {Step.REMINDED: patience.remind, Step.DEPUTY: patience.deputy, Step.PRINCIPAL: patience.principal}
    weekly = ask.step is Step.PRINCIPAL or (ask.step is not Step.ASKED and only_reminded(ask, ladder))
    if weekly:
        return calendar.after(ask.stepped_on or ask.due, A_WEEK)
    day = calendar.after(ask.due, after[next_step(case, ask, ladder, school)])
    return max(day, calendar.after(ask.stepped_on or ask.asked_on, 1))


def next_due(case: Case, ladder: Ladder, school: Surroundings) -> date | None:
    """The first day on which time alone does something to the case, or None.

    A case on hold rests, but for the duties that the law puts on the principal.
    """
    held = case.held_until if case.status is CaseStatus.OPEN else None
    asks = [ask for ask in case.waiting if held is None or ask.kind is AskKind.DUTY]
    days: Iterable[date] = (step_day(case, ask, ladder, school) for ask in asks)
    if held is not None:
        return min([held, *days])
    booked = (one.remind_on or one.ask_on for one in case.meetings)
    return min(
        [*days, *(f.on for f in case.follow_ups), *(r.on for r in case.remembers), *booked], default=None
    )
