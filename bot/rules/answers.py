"""What a click does: record the answer, then everything its action says, and what it makes of the ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.rules import stages
from bot.rules.draft import A_WEEK, Draft, stages_before
from bot.rules.ladder import Action, Ladder, Stage
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    Case,
    Clicked,
    Decision,
    JournalKind,
    OutKind,
    Remember,
    Reply,
    UndoPoint,
)

SIMPLE = {
    AskKind.DUTY: ("duty_done",),
    AskKind.REMEMBER: ("documented",),
    AskKind.REFERRAL: ("take", "documented"),
    AskKind.WHO_TAKES: ("hand_over",),
}
"""Answers of the asks that no ladder writes."""
KEEPS_ASK = frozenset({"note", "hold", "hand_over", "take"})
"""Actions after which the question still waits."""


def actions_of(ask: Ask, ladder_stages: Mapping[str, Stage]) -> dict[str, Action]:
    """The answers an ask takes by itself, in the ladder's order (without those that are always there)."""
    stage = ladder_stages[ask.stage]
    if ask.kind is AskKind.STAGE:
        return dict(next((item.actions for item in stage.asks if item.who == ask.who), {}))
    if ask.kind is AskKind.FOLLOW_UP:
        form = Action(key="follow_up_later", form="follow_up_later")
        good, bad = stages.rule_of(stage).answers
        return {good: Action(key=good), bad: Action(key=bad), "follow_up_later": form}
    forms = {"hand_over": "hand_over"}
    return {key: Action(key=key, form=forms.get(key)) for key in SIMPLE[ask.kind]}


def find_action(ladder: Ladder, ask: Ask, key: str) -> tuple[str, Action] | None:
    """The stage and meaning of an action pressed on an ask: its own, an earlier stage's, or one always there."""
    own = actions_of(ask, ladder.stages)
    if key in own:
        return ask.stage, own[key]
    here = ladder.stages[ask.stage]
    for name in (ask.stage, *reversed(stages_before(ladder, here))):
        for item in ladder.stages[name].asks:
            if key in item.actions and (name != ask.stage or item.who == ask.who):
                return name, item.actions[key]
    if key in ladder.always:
        return ask.stage, ladder.always[key]
    if key in KEEPS_ASK:
        return ask.stage, Action(key=key, form=None if key == "take" else key, holds=key == "hold")
    return None


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
    if (
        ask.status is not AskStatus.WAITING
        and event.action not in draft.ladder.always
        and event.action != "note"
    ):
        return not_waiting(draft, ask, event)
    if event.action in ask.done:
        return already(draft, ask, event)
    return record(draft, ask, event, *found)


def not_waiting(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """A click on an ask that has ended: late where it was replaced, already answered where somebody was first."""
    if ask.status is AskStatus.ANSWERED:
        return already(draft, ask, event)
    draft.note(JournalKind.LATE_ANSWER, stage=ask.stage, ask=ask.id, action=event.action)
    return Decision(case=None, journal=tuple(draft.journal), reply=Reply.LATE)


def already(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """Somebody was first; one's own second click is silent."""
    said = [a for a in draft.case.done if a.ask_id == ask.id and a.action not in KEEPS_ASK]
    first = next((a for a in said if a.action == event.action), said[-1] if said else None)
    if first is None or (first.person == event.person and first.action == event.action):
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
    draft.set(changes=draft.case.changes + 1)
    work(draft, ask, answer, action)
    point = UndoPoint(
        answer_id=answer.id,
        ask_id=ask.id,
        person=event.person,
        until=draft.now + timedelta(minutes=draft.school.patience.undo_minutes),
        before=replace(before, undo=()),
        changes=draft.case.changes,
    )
    draft.set(undo=(point,))
    return draft.decision(Reply.SAVED)


def work(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Do what an action says."""
    key = action.key
    if action.holds or key == "hold":
        hold(draft, ask, answer)
    elif key in ("hand_over", "take"):
        hand_over(draft, ask, answer)
    elif ask.kind is AskKind.FOLLOW_UP and key in actions_of(ask, draft.ladder.stages):
        evaluate(draft, ask, answer)
    else:
        draft.note(
            JournalKind.ANSWERED,
            stage=answer.stage,
            ask=ask.id,
            action=key,
            answer=answer.id,
            told=action.told or "",
        )
        settle(draft, ask, answer, action)
        consequences(draft, ask, answer, action)
    draft.say(OutKind.REDRAW, draft.case.ask(ask.id) or ask)


def settle(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Mark the action done on its ask, and the ask answered when nothing needed is left."""
    own = actions_of(ask, draft.ladder.stages)
    if action.key not in own or answer.stage != ask.stage:
        return
    done = (*ask.done, action.key)
    item = draft.stage_ask(ask)
    left = [key for key in item.needed if key not in done] if item else []
    if left:
        spans = [own[key].within for key in left]
        dues = [draft.deadline(span, ask.asked_on) for span in spans if span is not None]
        draft.put(replace(ask, done=done, due=max([ask.due, *dues]), last_answer=answer.id))
        return
    draft.put(replace(ask, done=done, last_answer=answer.id))
    draft.end(draft.case.ask(ask.id) or ask, AskStatus.ANSWERED)


def consequences(draft: Draft, ask: Ask, answer: Answer, action: Action) -> None:
    """Named person, duty, memory, referral, and where the case goes."""
    named = answer.fields.get("responsible")
    if isinstance(named, str) and named:
        draft.set(responsible=named)
    if action.principal_duty:
        due = draft.deadline(A_WEEK)
        draft.raise_ask(AskKind.DUTY, answer.stage, "principal", due, about=action.principal_duty)
    if action.remember and action.remember_until:
        on = draft.deadline(action.remember_until, answer.day)
        note = Remember(action=action.key, stage=answer.stage, who=ask.who, on=on)
        draft.set(remembers=(*draft.case.remembers, note))
    if action.refer:
        refer(draft, answer, action)
    if action.closes:
        draft.close(action.key)
    elif action.opens:
        stages.enter(draft, action.opens, JournalKind.ADVANCED, {"by": action.key})
    elif any(action.key in item.actions for item in draft.ladder.stages[answer.stage].asks):
        stages.raise_after(draft, draft.ladder.stages[answer.stage], action.key)
        if ask.kind is AskKind.STAGE and ask.stage == answer.stage:
            agreed = as_day(answer.fields.get("follow_up_on"))
            stages.after_answer(draft, answer.stage, action.key, answer.day, agreed)


def refer(draft: Draft, answer: Answer, action: Action) -> None:
    """Tell a role: by the stage this opens, by its living ask there, or by an ask of its own; and by mail."""
    role = str(action.refer)
    draft.note(JournalKind.REFERRED, stage=answer.stage, ask=answer.ask_id, action=action.key, who=role)
    told = next((a for a in draft.case.waiting if a.who == role and a.kind is AskKind.STAGE), None)
    if told is not None:
        draft.say(OutKind.COPY, told)
    elif not action.opens:
        track = draft.ladder.stages[answer.stage].track
        told = draft.raise_ask(
            AskKind.REFERRAL, answer.stage, role, draft.deadline(A_WEEK), track=track, about=action.key
        )
    mail_for = told or draft.case.ask(answer.ask_id)
    if mail_for is not None:
        draft.say(OutKind.REFERRAL_MAIL, mail_for, f"{draft.staff_role(role)}:{draft.case.school}")


def hold(draft: Draft, ask: Ask, answer: Answer) -> None:
    """Rest the case until a date: it asks nobody until then, and every message says so."""
    until = as_day(answer.fields.get("until")) or draft.deadline(A_WEEK)
    until = max(draft.school.calendar.on_or_after(until), draft.school.calendar.after(draft.today, 1))
    reason = answer.fields.get("reason")
    draft.set(held_until=until, held_on=draft.today, held_reason=reason if isinstance(reason, str) else "")
    draft.note(JournalKind.HELD, stage=ask.stage, ask=ask.id, action=answer.action, until=until.isoformat())
    for other in draft.case.waiting:
        draft.say(OutKind.REDRAW, other)


def hand_over(draft: Draft, ask: Ask, answer: Answer) -> None:
    """Give the question to somebody else, or take it oneself; the principal's choice moves the ask it is about."""
    to = answer.person if answer.action == "take" else str(answer.fields.get("person") or answer.person)
    target = draft.case.ask(ask.about) if ask.kind is AskKind.WHO_TAKES else ask
    if target is not None and target.status is AskStatus.WAITING:
        given = stages.hand_to(draft, target, to)
        draft.note(JournalKind.HANDED_OVER, stage=target.stage, ask=target.id, action=answer.action, to=to)
        draft.say(OutKind.REDRAW, given)
        if to != answer.person:
            draft.say(OutKind.ASK, given)
    if ask.kind is AskKind.WHO_TAKES:
        draft.put(replace(ask, done=(*ask.done, answer.action), last_answer=answer.id))
        draft.end(draft.case.ask(ask.id) or ask, AskStatus.ANSWERED)


def evaluate(draft: Draft, ask: Ask, answer: Answer) -> None:
    """A follow-up is answered: people say whether it improved, the routine says what that means."""
    stage = draft.ladder.stages[ask.stage]
    rule = stages.rule_of(stage)
    draft.note(JournalKind.EVALUATED, stage=ask.stage, ask=ask.id, action=answer.action, answer=answer.id)
    draft.put(replace(ask, done=(*ask.done, answer.action), last_answer=answer.id))
    draft.end(draft.case.ask(ask.id) or ask, AskStatus.ANSWERED)
    good, _bad = rule.answers
    again = draft.deadline(rule.repeat or rule.after)
    if answer.action == "follow_up_later":
        draft.book(
            ask.stage,
            as_day(answer.fields.get("date")) or again,
            draft.case.entered[ask.stage].day,
            agreed=True,
        )
        return
    stages.raise_after(draft, stage, answer.action)
    leads = rule.good if answer.action == good else rule.bad
    if leads == "close":
        draft.close(answer.action)
    elif leads == "stay":
        draft.book(ask.stage, again, draft.today)
    else:
        stages.enter(draft, leads, JournalKind.ADVANCED, {"by": answer.action})


def undo(draft: Draft, ask: Ask, event: Clicked) -> Decision:
    """Put back what an answer changed, within its time; both entries stay in the journal."""
    point = next((p for p in draft.case.undo if p.ask_id == ask.id), None)
    if point is None or draft.now > point.until or draft.case.changes != point.changes:
        return Decision(case=None, reply=Reply.TOO_LATE)
    if point.person != event.person:
        return Decision(case=None, reply=Reply.REFUSED)
    after = draft.case
    restored = {old.id: old for old in point.before.asks}
    answers = tuple(replace(a, undone=a.undone or a.id == point.answer_id) for a in after.answers)
    asks = tuple(_as_before(new, restored, draft.today) for new in after.asks)
    draft.case = replace(
        point.before,
        version=after.version,
        made=after.made,
        changes=after.changes + 1,
        answers=answers,
        asks=asks,
        undo=(),
    )
    draft.note(JournalKind.UNDONE, stage=ask.stage, ask=ask.id, action=_action(after, point.answer_id))
    if after.closed_on is not None:
        draft.note(JournalKind.REOPENED)
    for new in asks:
        if new != after.ask(new.id) or new.id == ask.id:
            draft.say(OutKind.REDRAW, new)
    return draft.decision(Reply.UNDONE)


def _as_before(ask: Ask, restored: Mapping[str, Ask], today: date) -> Ask:
    if ask.id in restored:
        return restored[ask.id]
    return replace(ask, status=AskStatus.WITHDRAWN, ended_on=today)


def _action(case: Case, answer_id: str) -> str:
    return next(a.action for a in case.answers if a.id == answer_id)


def as_day(value: object) -> date | None:
    """A form's ISO date, or None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
