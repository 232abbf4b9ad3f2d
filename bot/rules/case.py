"""The one decision function: a case, an event, a ladder, the school around it, and the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.rules import answers, crossed, day, moves, stages
from bot.rules.draft import Draft
from bot.rules.ladder import Ladder
from bot.rules.rest import resume
from bot.rules.state import (
    Case,
    CaseStatus,
    Clicked,
    Corrected,
    Crossed,
    Decision,
    Event,
    JournalKind,
    Judged,
    Opening,
    PupilLeft,
    PupilMoved,
    Reply,
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
    match event:
        case Clicked():
            draft.actor, draft.role = event.person, event.role
            return answers.click(draft, event)
        case Undeliverable():
            return _undeliverable(draft, event)
        case Corrected():
            if draft.case.status is CaseStatus.CLOSED:
                return Decision(case=None)
            return crossed.correct(draft, event.stage, event.period)
        case PupilMoved():
            return moves.moved(draft, event)
        case PupilLeft():
            return moves.left(draft, event)
        case _:
            return day.begin(draft)


def _changed(draft: Draft, reply: Reply = Reply.NOTHING) -> Decision:
    stages.finish(draft)
    draft.set(changes=draft.case.changes + 1)
    return draft.decision(reply)


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
    stages.enter(draft, crossing.stage, JournalKind.OPENED, stages.figures(crossing), by_figures=True)
    return _changed(draft)


def _crossed(draft: Draft, event: Crossed) -> Decision:
    known = {(c.stage, c.period) for c in draft.case.crossings}
    if (event.crossing.stage, event.crossing.period) in known:
        return Decision(case=None)
    return crossed.cross(draft, event.crossing)


def _opened_by_judgement(draft: Draft, event: Judged) -> Decision:
    draft.actor, draft.role = event.person, event.role
    draft.set(judged_by=event.role)
    stages.enter(draft, event.stage, JournalKind.OPENED, {"judged_by": event.role})
    return _changed(draft, Reply.SAVED)


def _judged_again(draft: Draft, event: Judged) -> Decision:
    """A concern in a case that is open already: up where it asks for a higher stage, else just noted.

    A stage that somebody vouches for is no longer taken back by a correction of the figures.
    """
    draft.actor, draft.role = event.person, event.role
    stage = draft.ladder.stages[event.stage]
    here = draft.case.tracks.get(stage.track)
    if here is None or draft.ladder.stages[here].number < stage.number:
        stages.enter(draft, event.stage, JournalKind.ADVANCED, {"judged_by": event.role})
        if draft.held:
            resume(draft)
        return _changed(draft, Reply.SAVED)
    draft.note(JournalKind.OPENED, stage=here, judged_by=event.role, again=True)
    entry = draft.case.entered[here]
    if entry.figures:
        draft.set(entered={**draft.case.entered, here: replace(entry, figures=False)})
        return draft.decision(Reply.ALREADY)
    return Decision(case=None, journal=tuple(draft.journal), reply=Reply.ALREADY)


def _undeliverable(draft: Draft, event: Undeliverable) -> Decision:
    """An ask reached nobody: the principal chooses who takes it, once. A message that was no ask is noted."""
    ask = draft.case.ask(event.ask_id)
    if ask is None:
        return Decision(case=None)
    before = draft.case
    draft.note(JournalKind.DELIVERY_FAILED, stage=ask.stage, ask=ask.id, why=event.why)
    if ask in before.waiting:
        draft.who_takes(ask)
    if draft.case == before:
        return Decision(case=None, journal=tuple(draft.journal))
    return _changed(draft)
