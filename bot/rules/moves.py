"""Who has a question: handing it over, taking it, and a pupil who moves or leaves."""

from __future__ import annotations

from dataclasses import replace

from bot.rules import stages
from bot.rules.draft import Draft
from bot.rules.forms import as_word
from bot.rules.roles import MENTOR, person_asked, staff_word
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    CaseStatus,
    Decision,
    JournalKind,
    OutKind,
    PupilLeft,
    PupilMoved,
)


def hand_over(draft: Draft, ask: Ask, answer: Answer) -> None:
    """Give the question to somebody else, or take it oneself; the principal's choice moves the ask it is about."""
    to = answer.person if answer.action == "take" else as_word(answer.fields.get("person")) or answer.person
    target = draft.case.ask(ask.about) if ask.kind is AskKind.WHO_TAKES else ask
    if ask.kind is AskKind.WHO_TAKES:
        draft.end(
            draft.put(replace(ask, done=(*ask.done, answer.action), last_answer=answer.id)),
            AskStatus.ANSWERED,
        )
    assert target is not None, "the principal chooses about an ask of this case"
    given = stages.hand_to(draft, target, to)
    draft.note(
        JournalKind.HANDED_OVER,
        stage=target.stage,
        ask=target.id,
        action=answer.action,
        answer=answer.id,
        to=to,
    )
    draft.say(OutKind.REDRAW, given)
    if to != answer.person:
        draft.say(OutKind.ASK, given)


def moved(draft: Draft, event: PupilMoved) -> Decision:
    """The pupil has another class or mentor: what the former mentor was asked is asked of the new one."""
    case = draft.case
    if case.status is CaseStatus.CLOSED or (case.class_name, case.mentor) == (event.class_name, event.mentor):
        return Decision(case=None)
    theirs = [ask for ask in case.waiting if _is_mentors(draft, ask)] if event.mentor != case.mentor else []
    draft.set(class_name=event.class_name, mentor=event.mentor, changes=case.changes + 1)
    draft.note(JournalKind.HANDED_OVER, to=event.mentor, moved=True)
    stages.part(draft)
    for ask in [ask for ask in theirs if ask in draft.case.waiting]:
        fresh = stages.ask_anew(draft, ask, to=event.mentor)
        if not draft.reaches_somebody(fresh):
            draft.note(JournalKind.NOBODY_TO_NOTIFY, stage=ask.stage, ask=ask.id, who=ask.who)
            draft.who_takes(fresh)
    return draft.decision()


def _is_mentors(draft: Draft, ask: Ask) -> bool:
    """Asked of whoever is mentor, also in the place of a responsible who is not named."""
    if ask.person is not None:
        return False
    unnamed = draft.case.responsible is None and person_asked(draft.case, draft.ladder, ask.who) is not None
    return unnamed or staff_word(draft.ladder, ask.who) in MENTOR


def left(draft: Draft, event: PupilLeft) -> Decision:
    """The pupil is gone from the school: the case ends with that reason. Duties stay with the principal."""
    if draft.case.status is CaseStatus.CLOSED:
        return Decision(case=None)
    draft.close(event.reason, AskStatus.WITHDRAWN)
    draft.set(changes=draft.case.changes + 1)
    return draft.decision()
