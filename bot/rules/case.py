"""The one decision function: a case, an event, a ladder, the school around it, and the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.rules import answers, stages
from bot.rules.draft import A_WEEK, Draft, step_day
from bot.rules.ladder import Ladder
from bot.rules.state import (
    Ask,
    AskKind,
    Case,
    CaseStatus,
    Clicked,
    Corrected,
    Crossed,
    DayBegan,
    Decision,
    Event,
    JournalKind,
    Judged,
    Opening,
    OutKind,
    Reply,
    Step,
    Surroundings,
    Undeliverable,
)


def decide(case: Case | None, event: Event, ladder: Ladder, school: Surroundings, now: datetime) -> Decision:
    """What ``event`` does to ``case`` (None: there is no open one). ``now`` is aware.

    ``ladder`` is the one pinned on the case. Nothing is stored here; a decision without a case changes nothing.
    """
    if isinstance(event, Crossed | Judged):
        return _raised(case, event, ladder, school, now)
    if case is None:
        return Decision(case=None)
    draft = Draft(case=case, ladder=ladder, school=school, now=now)
    if isinstance(event, Clicked):
        draft.actor, draft.role = event.person, event.role
        return answers.click(draft, event)
    if isinstance(event, Undeliverable):
        return _undeliverable(draft, event)
    if isinstance(event, Corrected):
        if case.status is CaseStatus.CLOSED:
            return Decision(case=None)
        stages.correct(draft, event.stage, event.period)
        return _changed(draft)
    return _day(draft, event)


def _changed(draft: Draft) -> Decision:
    draft.set(changes=draft.case.changes + 1)
    return draft.decision()


def _raised(
    case: Case | None, event: Crossed | Judged, ladder: Ladder, school: Surroundings, now: datetime
) -> Decision:
    if case is not None and case.status is CaseStatus.OPEN:
        draft = Draft(case=case, ladder=ladder, school=school, now=now)
        return _crossed(draft, event) if isinstance(event, Crossed) else _judged_again(draft, event)
    draft = Draft(case=_new_case(event.opening, ladder), ladder=ladder, school=school, now=now)
    draft.set(opened_on=draft.today)
    if isinstance(event, Crossed):
        return _opened_by_figures(draft, event)
    return _opened_by_judgement(draft, event)


def _new_case(opening: Opening, ladder: Ladder) -> Case:
    return Case(
        id=opening.id,
        ref=opening.ref,
        school=opening.school,
        pupil_id=opening.pupil_id,
        class_name=opening.class_name,
        mentor=opening.mentor,
        ladder_id=ladder.id,
        ladder_version=ladder.version,
        ladder_digest=opening.ladder_digest,
        opened_on=date.min,
    )


def _opened_by_figures(draft: Draft, event: Crossed) -> Decision:
    crossing = event.crossing
    draft.set(crossings=(crossing,), not_documented=crossing.skipped)
    stages.enter(draft, crossing.stage, JournalKind.OPENED, stages.figures(crossing))
    return _changed(draft)


def _crossed(draft: Draft, event: Crossed) -> Decision:
    known = {(c.stage, c.period) for c in draft.case.crossings}
    if (event.crossing.stage, event.crossing.period) in known:
        return Decision(case=None)
    stages.cross(draft, event.crossing)
    return _changed(draft)


def _opened_by_judgement(draft: Draft, event: Judged) -> Decision:
    draft.actor, draft.role = event.person, event.role
    draft.set(judged_by=event.role)
    stages.enter(draft, event.stage, JournalKind.OPENED, {"judged_by": event.role})
    return replace(_changed(draft), reply=Reply.SAVED)


def _judged_again(draft: Draft, event: Judged) -> Decision:
    """A concern in a case that is open already: up where it asks for a higher stage, else just noted."""
    draft.actor, draft.role = event.person, event.role
    stage = draft.ladder.stages[event.stage]
    here = draft.case.tracks.get(stage.track)
    if here is not None and draft.ladder.stages[here].number >= stage.number:
        draft.note(JournalKind.OPENED, stage=here, judged_by=event.role, again=True)
        return Decision(case=None, journal=tuple(draft.journal), reply=Reply.ALREADY)
    stages.enter(draft, event.stage, JournalKind.ADVANCED, {"judged_by": event.role})
    return replace(_changed(draft), reply=Reply.SAVED)


def _undeliverable(draft: Draft, event: Undeliverable) -> Decision:
    ask = draft.case.ask(event.ask_id)
    if ask is None:
        return Decision(case=None)
    draft.note(JournalKind.DELIVERY_FAILED, stage=ask.stage, ask=ask.id, why=event.why)
    if ask in draft.case.waiting:
        draft.who_takes(ask)
    return _changed(draft)


def _day(draft: Draft, _event: DayBegan) -> Decision:
    """What time alone does. Twice on one day does it once; on a day off nothing."""
    if not draft.school.calendar.is_school_day(draft.today):
        return Decision(case=None)
    before = draft.case
    if draft.held:
        if draft.case.held_until and draft.case.held_until > draft.today:
            return Decision(case=None)
        _resume(draft)
    for item in draft.case.follow_ups:
        if item.on <= draft.today:
            draft.set(follow_ups=tuple(f for f in draft.case.follow_ups if f != item))
            stages.ask_follow_up(draft, item.stage)
    _remembered(draft)
    for ask in draft.case.waiting:
        if ask.asked_on < draft.today and step_day(ask, draft.school) <= draft.today:
            _step(draft, ask)
    return _changed(draft) if draft.case != before else Decision(case=None)


def _resume(draft: Draft) -> None:
    """The hold is over: what waited is asked anew, with a full answer time."""
    draft.set(held_until=None, held_on=None, held_reason="")
    draft.note(JournalKind.HELD, over=True)
    for ask in draft.case.waiting:
        item = draft.stage_ask(ask)
        due = draft.deadline(item.within if item else A_WEEK)
        fresh = draft.put(replace(ask, asked_on=draft.today, due=due, step=Step.ASKED, stepped_on=None))
        draft.say(OutKind.REDRAW, fresh)
        draft.say(OutKind.ASK, fresh)


def _remembered(draft: Draft) -> None:
    for item in draft.case.remembers:
        if item.on <= draft.today:
            draft.set(remembers=tuple(r for r in draft.case.remembers if r != item))
            due = draft.deadline(A_WEEK)
            draft.raise_ask(AskKind.REMEMBER, item.stage, item.who, due, about=item.action)


def _step(draft: Draft, ask: Ask) -> None:
    """Nobody answered: reminder, then the deputy, then the principal; the stage counts its answer time as over."""
    if ask.kind is AskKind.STAGE and ask.stage not in draft.case.answered:
        draft.set(answered={**draft.case.answered, ask.stage: ask.due})
    step = {Step.ASKED: Step.REMINDED, Step.REMINDED: Step.DEPUTY}.get(ask.step, Step.PRINCIPAL)
    if ask.kind in (AskKind.DUTY, AskKind.WHO_TAKES, AskKind.REMEMBER) or ask.step is Step.PRINCIPAL:
        step = ask.step if ask.step is Step.PRINCIPAL else Step.REMINDED
    deputy = draft.school.deputies.get(ask.person or draft.case.mentor) if _is_personal(ask) else None
    moved = replace(ask, step=step, stepped_on=draft.today, deputy=ask.deputy)
    if step is Step.DEPUTY and deputy:
        moved = draft.put(replace(moved, deputy=deputy))
        draft.note(JournalKind.ESCALATED, stage=ask.stage, ask=ask.id, to=deputy)
        draft.say(OutKind.DEPUTY, moved, f"person:{deputy}")
        return
    draft.put(moved)
    if step is Step.PRINCIPAL and ask.step is not Step.PRINCIPAL:
        draft.note(JournalKind.ESCALATED, stage=ask.stage, ask=ask.id, to="principal")
        draft.who_takes(moved)
    elif step is not Step.DEPUTY:
        draft.note(JournalKind.REMINDED, stage=ask.stage, ask=ask.id)
        draft.say(OutKind.REMINDER, moved)


def _is_personal(ask: Ask) -> bool:
    return ask.person is not None or ask.who in ("mentor", "subject_teacher")
