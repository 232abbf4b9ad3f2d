"""What a click does: record the answer, then everything its action says, and what it makes of the ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.rules import meetings, stages
from bot.rules.draft import A_WEEK, Draft, rule_of
from bot.rules.forms import agreed_day, as_day, as_word, is_done
from bot.rules.ladder import Action
from bot.rules.moves import hand_over
from bot.rules.pressed import (
    KEEPS_ASK,
    SIMPLE,
    actions_of,
    always_there,
    find_action,
    in_this_case,
    is_taken,
    personal_duty,
)
from bot.rules.referral import refer
from bot.rules.rest import hold, resume
from bot.rules.roles import PRINCIPAL
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    CaseStatus,
    Clicked,
    Decision,
    JournalKind,
    OutKind,
    Remember,
    Reply,
    Step,
    UndoPoint,
)
from bot.rules.steps import OWN_LANE
from bot.rules.undo import undo

__all__ = ["KEEPS_ASK", "SIMPLE", "actions_of", "always_there", "as_day", "click", "find_action"]


def click(draft: Draft, event: Clicked) -> Decision:
    """Answer one click. Access has been checked; repeats and races end here without a change."""
    ask = draft.case.ask(event.ask_id)
    if ask is None:
        return Decision(case=None, reply=Reply.REFUSED)
    if event.action == "undo":
        return undo(draft, ask, event)
    found = find_action(draft.ladder, ask, event.action)
    if found is None:
        return Decision(case=None, reply=Reply.REFUSED)
    if not is_taken(draft.case, ask, event.action, draft.ladder):
        draft.note(JournalKind.LATE_ANSWER, stage=ask.stage, ask=ask.id, action=event.action)
        return Decision(case=None, journal=tuple(draft.journal), reply=Reply.GONE)
    if _is_repeated(draft, ask, event):
        return Decision(case=None, reply=Reply.REPEATED)
    if event.action not in always_there(draft.ladder) and event.action != "note":
        if ask.status is not AskStatus.WAITING or not _is_open_to(draft, ask, event.action):
            return not_waiting(draft, ask, event)
        if event.action in ask.done and not meetings.books(draft.ladder, found[1]):
            return already(draft, ask, event)
    stage, action = personal_duty(draft.ladder, ask, event.fields, found)
    return record(draft, ask, event, stage, in_this_case(draft.case, ask, draft.ladder, stage, action))


def _is_repeated(draft: Draft, ask: Ask, event: Clicked) -> bool:
    """A person's own double click: the very same as the latest answer on the ask, a moment ago."""
    latest = next((a for a in reversed(draft.case.answers) if a.ask_id == ask.id), None)
    if latest is None or latest.undone:
        return False
    same = (latest.action, latest.person, latest.fields) == (event.action, event.person, event.fields)
    return same and draft.now - latest.at <= timedelta(minutes=draft.school.patience.undo_minutes)


def _is_open_to(draft: Draft, ask: Ask, action: str) -> bool:
    """A closed case takes no more than the answer to a duty that outlives it, and who sees to that."""
    own = actions_of(ask, draft.ladder.stages)
    return draft.case.status is CaseStatus.OPEN or action in own or action in ("hand_over", "take")


def not_waiting(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """A click on an ask that has ended: late where it was replaced, already answered where somebody was first."""
    if ask.status is AskStatus.ANSWERED:
        return already(draft, ask, event)
    draft.note(JournalKind.LATE_ANSWER, stage=ask.stage, ask=ask.id, action=event.action)
    return Decision(case=None, journal=tuple(draft.journal), reply=Reply.LATE)


def already(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """Somebody was first; one's own second click is silent."""
    said = [a for a in draft.case.done if a.ask_id == ask.id]
    ended = next((a for a in said if a.id == ask.last_answer), None)
    first = next((a for a in said if a.action == event.action), ended)
    if first is not None and (first.person, first.action) == (event.person, event.action):
        return Decision(case=None, reply=Reply.REPEATED)
    draft.note(JournalKind.LATE_ANSWER, stage=ask.stage, ask=ask.id, action=event.action)
    return Decision(case=None, journal=tuple(draft.journal), reply=Reply.ALREADY, answered_by=first)


def record(draft: Draft, ask: Ask, event: Clicked, stage: str, action: Action) -> Decision:
    """Store the answer, let it work, keep the way back."""
    before = draft.case
    answer = Answer(
        id=draft.new_id("a_"),
        action=event.action,
        stage=stage,
        ask_id=ask.id,
        person=event.person,
        role=event.role,
        at=draft.now,
        day=min(as_day(event.fields.get("date")) or draft.today, draft.today),
        fields=event.fields,
    )
    draft.set(answers=(*draft.case.answers, answer))
    if event.action == "note":
        draft.note(JournalKind.ANSWERED, stage=stage, ask=ask.id, action="note", answer=answer.id)
        return draft.decision(Reply.SAVED)
    work(draft, ask, answer, action)
    stages.finish(draft)
    if draft.held and not action.holds and _asked_more(draft, len(before.asks)):
        # Whoever moves a resting case on has taken it up again: the next must hear of it now.
        resume(draft)
    point = UndoPoint(
        answer_id=answer.id,
        ask_id=ask.id,
        person=event.person,
        until=draft.now + timedelta(minutes=draft.school.patience.undo_minutes),
        before=replace(before, undo=()),
        changes=draft.case.changes + 1,
    )
    draft.set(undo=(point,), changes=point.changes)
    return draft.decision(Reply.SAVED)


def _asked_more(draft: Draft, count: int) -> bool:
    return any(ask.kind not in OWN_LANE for ask in draft.case.asks[count:])


def work(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Do what an action says."""
    key = action.key
    if key == "hold":
        hold(draft, ask, answer)
    elif key in ("hand_over", "take"):
        hand_over(draft, ask, answer)
    elif ask.kind is AskKind.FOLLOW_UP and key in actions_of(ask, draft.ladder.stages):
        evaluate(draft, ask, answer)
    else:
        told = {"told": action.told} if action.told else {}
        draft.note(
            JournalKind.ANSWERED, stage=answer.stage, ask=ask.id, action=key, answer=answer.id, figures=told
        )
        if is_done(answer.fields):
            settle(draft, ask, answer, action)
            _share(draft, ask, answer, action)
            consequences(draft, ask, answer, action)
        if action.holds:
            hold(draft, ask, answer)
    draft.say(OutKind.REDRAW, ask)


def settle(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Mark the action done on its ask, and the ask answered when nothing needed is left.

    An action that closes or opens ends the question whatever else was needed; one that holds leaves it waiting.
    """
    own = actions_of(ask, draft.ladder.stages)
    mine = action.key in own and own[action.key].form == action.form
    if not mine or answer.stage != ask.stage or ask.status is not AskStatus.WAITING:
        return
    done = tuple(dict.fromkeys((*ask.done, action.key)))
    item = draft.stage_ask(ask)
    left = [key for key in item.needed if key not in done] if item else []
    if action.holds:
        draft.put(replace(ask, last_answer=answer.id))
    elif item and left and not (action.closes or action.opens):
        spans = [own[key].within or item.within for key in left]
        due = max(ask.due, min(draft.deadline(span, ask.asked_on) for span in spans))
        _progress(draft, replace(ask, done=done, last_answer=answer.id), due)
    else:
        draft.end(draft.put(replace(ask, done=done, last_answer=answer.id)), AskStatus.ANSWERED)


def _share(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """What one did counts for everybody whom the stage asks the same: one plan, one contact."""
    if action.holds or ask.kind is not AskKind.STAGE:
        return
    own = draft.stage_ask(ask)
    for other in draft.case.waiting:
        item = draft.stage_ask(other) if other.stage == ask.stage and other.id != ask.id else None
        if own is None or item is None or not _is_same(item.actions.get(action.key), action):
            continue
        # Where any one action is an answer, another's part is theirs alone unless the very same is asked.
        if item.needed or item.actions == own.actions:
            settle(draft, other, answer, action)
            draft.say(OutKind.REDRAW, other)


def _is_same(other: Action | None, action: Action) -> bool:
    """The same to do and to fill in, whatever the time for it."""
    return other is not None and replace(other, within=None) == replace(action, within=None)


def _progress(draft: Draft, ask: Ask, due: date) -> None:
    """Something needed is done and something is left, with its own answer time where it has a longer one."""
    if due > ask.due:
        draft.nobody_chooses(ask)
        ask = replace(ask, due=due, step=Step.ASKED, stepped_on=None)
    draft.put(ask)


def consequences(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Named person, duty, memory, where the case goes, referral."""
    named = as_word(answer.fields.get("responsible"))
    if named and named != draft.case.responsible:
        stages.name_responsible(draft, named)
    if action.principal_duty:
        _duty(draft, answer.stage, action.principal_duty)
    if action.remember and action.remember_until and draft.case.status is CaseStatus.OPEN:
        on = draft.deadline(action.remember_until, answer.day)
        note = Remember(action=action.key, stage=answer.stage, who=ask.who, on=on, person=ask.person)
        draft.set(remembers=(*draft.case.remembers, note))
    meetings.book(draft, ask, answer)
    stage = answer.stage
    if action.closes:
        draft.close(action.key)
    elif action.opens:
        stages.move_on(draft, answer.stage, action.opens, action.key)
        stage = action.opens
    else:
        progress(draft, ask, answer)
    if action.refer:
        refer(draft, stage, ask.id, action.key, action.refer)


def _duty(draft: Draft, stage: str, key: str) -> None:
    """The principal is asked for a duty once: while it waits, a second cause for it does not move its day."""
    if all(ask.kind is not AskKind.DUTY or ask.about != key for ask in draft.case.waiting):
        draft.raise_ask(AskKind.DUTY, stage, PRINCIPAL, draft.deadline(A_WEEK), about=key)


def progress(draft: Draft, ask: Ask, answer: Answer) -> None:
    """What the answer means for the stage the case stands at: further asks, the stage answered, its follow-up.

    An earlier stage's action is documentation and moves nothing; one always there counts where it was pressed.
    """
    key = answer.stage
    stage = draft.ladder.stages[key]
    if draft.case.status is CaseStatus.CLOSED or draft.case.tracks.get(stage.track) != key:
        return
    agreed = agreed_day(answer.fields)
    if agreed is not None and ask.kind is AskKind.FOLLOW_UP and ask.status is AskStatus.WAITING:
        draft.end(replace(ask, last_answer=answer.id), AskStatus.ANSWERED)
    stages.raise_after(draft, stage, answer.action)
    stages.after_answer(draft, key, answer.action, answer.day, agreed)


def evaluate(draft: Draft, ask: Ask, answer: Answer) -> None:
    """A follow-up is answered: people say whether it improved, the routine says what that means."""
    stage = draft.ladder.stages[ask.stage]
    rule, action = rule_of(stage), answer.action
    draft.note(JournalKind.EVALUATED, stage=ask.stage, ask=ask.id, action=action, answer=answer.id)
    draft.end(draft.put(replace(ask, done=(*ask.done, action), last_answer=answer.id)), AskStatus.ANSWERED)
    good, bad = rule.answers
    again = draft.deadline(rule.repeat or rule.after)
    leads = {good: rule.good, bad: rule.bad}.get(action, "stay")
    if leads == "close":
        draft.close(action)
    elif leads != "stay":
        stages.move_on(draft, ask.stage, leads, action)
    else:
        agreed = agreed_day(answer.fields)
        later = action == "follow_up_later"
        since = ask.since if later and ask.since else draft.today
        draft.book(ask.stage, agreed or again, since, agreed=agreed is not None)
        stages.raise_after(draft, stage, action)
        stages.reopen(draft, stage)
    if rule.refer and action == bad:
        refer(draft, ask.stage if leads in ("close", "stay") else leads, ask.id, action, rule.refer)
