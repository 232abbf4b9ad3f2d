"""Putting an answer back (ångra, kumoa) within its time; both entries stay in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.rules.draft import Draft
from bot.rules.meetings import question
from bot.rules.state import (
    Ask,
    AskStatus,
    Case,
    CaseStatus,
    Clicked,
    Decision,
    JournalKind,
    OutKind,
    Reply,
    UndoPoint,
)


def undo(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """Put back what an answer changed, unless its time is over or somebody went on from there.

    What came in the meantime without moving the case stays: notes, and figures as evidence.
    """
    point = next((p for p in draft.case.undo if p.ask_id == ask.id), None)
    if point is None and _is_undone(draft.case, ask, event.person):
        return Decision(case=None, reply=Reply.REPEATED)
    if point is None or draft.now > point.until or draft.case.changes != point.changes:
        return Decision(case=None, reply=Reply.TOO_LATE)
    if point.person != event.person:
        return Decision(case=None, reply=Reply.REFUSED)
    after = draft.case
    draft.case = _as_it_was(after, point, draft.today)
    action = next(a.action for a in after.answers if a.id == point.answer_id)
    draft.note(JournalKind.UNDONE, stage=ask.stage, ask=ask.id, action=action, answer=point.answer_id)
    if after.status is CaseStatus.CLOSED and draft.case.status is CaseStatus.OPEN:
        draft.note(JournalKind.REOPENED)
    for meeting in set(after.meetings) ^ set(draft.case.meetings):
        booked = question(draft.case, meeting) or ask
        draft.say(OutKind.MEETING, booked)
    rested = after.held_until != draft.case.held_until
    for new in draft.case.asks:
        waits = rested and new.status is AskStatus.WAITING
        if new != after.ask(new.id) or new.id == ask.id or waits:
            draft.say(OutKind.REDRAW, new)
    return draft.decision(Reply.UNDONE)


def _is_undone(case: Case, ask: Ask, person: str) -> bool:
    """The second click on undo: the latest answer on the ask is this person's and put back already."""
    latest = next((a for a in reversed(case.answers) if a.ask_id == ask.id), None)
    return latest is not None and latest.undone and latest.person == person


def _as_it_was(after: Case, point: UndoPoint, today: date) -> Case:
    """The case before the answer, with everything recorded since still in it."""
    restored = {old.id: old for old in point.before.asks}
    return replace(
        point.before,
        version=after.version,
        made=after.made,
        changes=after.changes + 1,
        answers=tuple(replace(a, undone=a.undone or a.id == point.answer_id) for a in after.answers),
        asks=tuple(_ask_as_it_was(new, restored, today) for new in after.asks),
        crossings=after.crossings,
        corrected=after.corrected,
        undo=(),
    )


def _ask_as_it_was(ask: Ask, restored: Mapping[str, Ask], today: date) -> Ask:
    """Asks the answer raised are taken back; the others stand as before."""
    if ask.id in restored:
        return restored[ask.id]
    return replace(ask, status=AskStatus.WITHDRAWN, ended_on=ask.ended_on or today, why="undone")
