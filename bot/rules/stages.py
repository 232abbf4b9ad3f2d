"""Entering stages, finishing them, booking their follow-ups, and withdrawing them after a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.rules.draft import A_WEEK, PLAIN_FOLLOW_UP, Draft, stages_before
from bot.rules.ladder import FollowUpRule, Stage, StageAsk
from bot.rules.state import Ask, AskKind, AskStatus, Entered, JournalKind, OutKind, Step
from bot.rules.values import Crossing, Figure


def figures(crossing: Crossing) -> dict[str, object]:
    """What a crossing's evidence looks like in the journal: exact, without anything that names a cause."""
    return {"day": crossing.day.isoformat(), "period": crossing.period, **evidence(crossing.figure)}


def evidence(figure: Figure) -> dict[str, object]:
    """Measure, value, operator, limit, window and registers taken of one figure."""
    return {
        "measure": figure.measure,
        "value": str(figure.value),
        "operator": figure.operator,
        "limit": str(figure.limit),
        "from": figure.window.first.isoformat(),
        "to": figure.window.last.isoformat(),
        "given": figure.given,
        "reported": figure.reported,
    }


def enter(draft: Draft, key: str, kind: JournalKind, data: Mapping[str, object]) -> None:
    """Enter a stage: the track's lower asks are superseded, its own are raised, its follow-ups start anew."""
    stage = draft.ladder.stages[key]
    for ask in draft.case.waiting:
        if ask.track == stage.track and ask.kind in (AskKind.STAGE, AskKind.FOLLOW_UP, AskKind.REFERRAL):
            draft.end(ask, AskStatus.SUPERSEDED)
    draft.drop_follow_ups(stage.track)
    started = {name: day for name, day in draft.case.answered.items() if name != key}
    draft.set(
        stage=key,
        tracks={**draft.case.tracks, stage.track: key},
        entered={**draft.case.entered, key: Entered(day=draft.today, answers=len(draft.case.answers))},
        answered=started,
    )
    draft.note(kind, stage=key, **data)
    raise_asks(draft, stage)


def raise_asks(draft: Draft, stage: Stage) -> None:
    """Raise what a stage asks when it is entered; a stage that asks nobody is still put to the mentor."""
    first = [ask for ask in stage.asks if not ask.asked_after]
    for item in first:
        raise_one(draft, stage, item)
    if not first:
        draft.raise_ask(AskKind.STAGE, stage.key, "mentor", draft.deadline(A_WEEK), track=stage.track)


def raise_one(draft: Draft, stage: Stage, item: StageAsk) -> Ask:
    """Raise one ask of a stage."""
    due = draft.deadline(item.within)
    return draft.raise_ask(AskKind.STAGE, stage.key, item.who, due, track=stage.track)


def raise_after(draft: Draft, stage: Stage, action: str) -> None:
    """Raise the stage's asks that wait for ``action`` (``asked_after``), unless they are living already."""
    living = {ask.who for ask in draft.case.waiting if ask.kind is AskKind.STAGE and ask.stage == stage.key}
    for item in stage.asks:
        if action in item.asked_after and item.who not in living:
            raise_one(draft, stage, item)


def acted_since_entry(draft: Draft, stage: Stage) -> set[str]:
    """Actions recorded at a stage since it was entered."""
    entry = draft.case.entered.get(stage.key)
    later = draft.case.answers[entry.answers :] if entry else ()
    return {answer.action for answer in later if answer.stage == stage.key and not answer.undone}


def is_done(draft: Draft, stage: Stage) -> bool:
    """True when ``done_when`` is done, or, without it, when every ask raised at the stage is answered."""
    if stage.done_when:
        return set(stage.done_when) <= acted_since_entry(draft, stage)
    return not any(a.stage == stage.key and a.kind is AskKind.STAGE for a in draft.case.waiting)


def rule_of(stage: Stage) -> FollowUpRule:
    """The stage's follow-up, or the plain one."""
    return stage.follow_up or PLAIN_FOLLOW_UP


def after_answer(draft: Draft, key: str, action: str, day: date, agreed: date | None) -> None:
    """Book the follow-up and note the stage as answered, where this answer is what they wait for."""
    stage = draft.ladder.stages[key]
    rule = rule_of(stage)
    done = is_done(draft, stage)
    if done and key not in draft.case.answered:
        draft.set(answered={**draft.case.answered, key: draft.today})
    if agreed is not None:
        draft.book(key, agreed, day, agreed=True)
        return
    counted = rule.counted_from
    if counted == action or (done and (counted is None or not _booked(draft, stage))):
        start = day if counted in (action, None) else draft.today
        draft.book(key, draft.deadline(rule.after, start), day)


def _booked(draft: Draft, stage: Stage) -> bool:
    return any(draft.ladder.stages[f.stage].track == stage.track for f in draft.case.follow_ups)


def ask_follow_up(draft: Draft, key: str) -> Ask:
    """The follow-up has come: ask whether it improved."""
    stage = draft.ladder.stages[key]
    who = rule_of(stage).who
    return draft.raise_ask(AskKind.FOLLOW_UP, key, who, draft.deadline(A_WEEK), track=stage.track)


def cross(draft: Draft, crossing: Crossing) -> None:
    """Figures raise a stage in an open case: go up, ask again, or just keep the evidence."""
    stage = draft.ladder.stages[crossing.stage]
    here = draft.case.tracks.get(stage.track)
    draft.set(
        crossings=(*draft.case.crossings, crossing),
        corrected=tuple(key for key in draft.case.corrected if key != crossing.stage),
    )
    standing = draft.ladder.stages[here].number if here else 0
    if stage.number > standing:
        passed = tuple(k for k in stages_before(draft.ladder, stage) if k not in draft.case.entered)
        draft.set(not_documented=(*draft.case.not_documented, *passed))
        enter(draft, crossing.stage, JournalKind.ADVANCED, figures(crossing))
    elif stage.number == standing and not _has_question(draft, stage):
        again(draft, stage, crossing)
    else:
        draft.note(JournalKind.ADVANCED, stage=crossing.stage, again=True, **figures(crossing))
        _redraw(draft, stage)


def again(draft: Draft, stage: Stage, crossing: Crossing) -> None:
    """The same stage fires again (a new block, ``again_every``) and nothing is asked now: ask anew."""
    draft.note(JournalKind.ADVANCED, stage=stage.key, again=True, **figures(crossing))
    raise_asks(draft, stage)


def _has_question(draft: Draft, stage: Stage) -> bool:
    kinds = (AskKind.STAGE, AskKind.FOLLOW_UP)
    return any(ask.track == stage.track and ask.kind in kinds for ask in draft.case.waiting)


def _redraw(draft: Draft, stage: Stage) -> None:
    from_stage = [ask for ask in draft.case.waiting if ask.stage == stage.key]
    for ask in from_stage:
        draft.say(OutKind.REDRAW, ask)


def correct(draft: Draft, key: str, period: str) -> None:
    """A correction took the crossing away: withdraw what nobody touched, annotate what somebody acted on."""
    stage = draft.ladder.stages[key]
    gone = tuple(c for c in draft.case.crossings if (c.stage, c.period) != (key, period))
    draft.set(crossings=gone)
    current = draft.case.tracks.get(stage.track) == key
    if not current or any(c.stage == key for c in gone):
        draft.note(JournalKind.CORRECTED, stage=key, period=period)
        return
    if acted_since_entry(draft, stage):
        draft.set(corrected=(*draft.case.corrected, key))
        draft.note(JournalKind.CORRECTED, stage=key, period=period)
        for ask in draft.case.asks:
            if ask.stage == key and ask.status in (AskStatus.WAITING, AskStatus.ANSWERED):
                draft.say(OutKind.REDRAW, ask)
        return
    withdraw(draft, stage, period)


def withdraw(draft: Draft, stage: Stage, period: str) -> None:
    """Take back an untouched alert, visibly; the case goes back to where it stood, or ends if it stood nowhere."""
    draft.note(JournalKind.WITHDRAWN, stage=stage.key, period=period)
    for ask in draft.case.waiting:
        if ask.track == stage.track and ask.kind is not AskKind.DUTY:
            draft.end(ask, AskStatus.WITHDRAWN)
    entered = {k: day for k, day in draft.case.entered.items() if k != stage.key}
    before = [k for k in stages_before(draft.ladder, stage) if k in entered]
    tracks = {t: k for t, k in draft.case.tracks.items() if t != stage.track}
    if before:
        tracks[stage.track] = before[-1]
    draft.set(entered=entered, tracks=tracks)
    if not tracks:
        draft.close("corrected", AskStatus.WITHDRAWN)
        return
    back = before[-1] if before else list(tracks.values())[-1]
    draft.set(stage=back)
    if before:
        rule = rule_of(draft.ladder.stages[back])
        draft.book(back, draft.deadline(rule.repeat or rule.after), entered[back].day)


def hand_to(draft: Draft, ask: Ask, person: str) -> Ask:
    """Give an ask to a person: asked anew, with a full answer time."""
    item = draft.stage_ask(ask)
    due = draft.deadline(item.within if item else A_WEEK)
    given = draft.put(replace(ask, person=person, due=due, step=Step.ASKED, stepped_on=None))
    helpers = draft.case.helpers if person in draft.case.helpers else (*draft.case.helpers, person)
    draft.set(helpers=helpers)
    return given
