"""What time alone does to a case: holds end, follow-ups come, reminders and escalations are due."""

from __future__ import annotations

from dataclasses import replace

from bot.rules import meetings, stages
from bot.rules.draft import A_WEEK, Draft
from bot.rules.rest import resume
from bot.rules.state import Ask, AskKind, Decision, JournalKind, OutKind, Step
from bot.rules.steps import deputy_of, next_step, step_day


def begin(draft: Draft) -> Decision:
    """A day begins. Twice on one day does it once; on a day off nothing. A case on hold rests but for duties."""
    if not draft.school.calendar.is_school_day(draft.today):
        return Decision(case=None)
    before = draft.case
    until = draft.case.held_until
    if until is not None and until <= draft.today:
        resume(draft)
    if not draft.held:
        _follow_ups(draft)
        _remembered(draft)
        meetings.day(draft)
    for ask in draft.case.waiting:
        rests = draft.held and ask.kind is not AskKind.DUTY
        if not rests and step_day(draft.case, ask, draft.ladder, draft.school) <= draft.today:
            _step(draft, ask)
    if draft.case == before:
        return Decision(case=None)
    stages.finish(draft)
    draft.set(changes=draft.case.changes + 1)
    return draft.decision()


def _follow_ups(draft: Draft) -> None:
    for item in draft.case.follow_ups:
        if item.on <= draft.today:
            draft.set(follow_ups=tuple(f for f in draft.case.follow_ups if f != item))
            stages.ask_follow_up(draft, item)


def _remembered(draft: Draft) -> None:
    for item in draft.case.remembers:
        if item.on <= draft.today:
            draft.set(remembers=tuple(r for r in draft.case.remembers if r != item))
            due = draft.deadline(A_WEEK)
            draft.raise_ask(
                AskKind.REMEMBER, item.stage, item.who, due, about=item.action, person=item.person
            )


def _step(draft: Draft, ask: Ask) -> None:
    """Nobody answered: reminder, then the deputy, then the principal; the stage counts its answer time as over."""
    if ask.kind is AskKind.STAGE and not stages.stands_answered(draft, ask.stage):
        draft.set(answered={**draft.case.answered, ask.stage: ask.due})
    step = next_step(draft.case, ask, draft.ladder, draft.school)
    fresh = draft.put(replace(ask, step=step, stepped_on=draft.today))
    if step is Step.DEPUTY:
        deputy = deputy_of(draft.case, ask, draft.ladder, draft.school)
        draft.put(replace(fresh, deputy=deputy))
        draft.note(JournalKind.ESCALATED, stage=ask.stage, ask=ask.id, to=deputy)
        draft.say(OutKind.DEPUTY, fresh, f"person:{deputy}")
    elif step is Step.PRINCIPAL and ask.step is not Step.PRINCIPAL:
        draft.note(JournalKind.ESCALATED, stage=ask.stage, ask=ask.id, to="principal")
        draft.who_takes(fresh)
    else:
        draft.note(JournalKind.REMINDED, stage=ask.stage, ask=ask.id)
        draft.say(OutKind.REMINDER, fresh)
