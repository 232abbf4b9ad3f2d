"""Entering stages, asking what they ask, finishing them and booking their follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.rules import meetings
from bot.rules.draft import A_WEEK, Draft, rule_of, stages_before
from bot.rules.forms import is_done as answer_is_done
from bot.rules.ladder import Span, Stage
from bot.rules.roles import RESPONSIBLE, audience, staff_word
from bot.rules.state import (
    Answer,
    Ask,
    AskKind,
    AskStatus,
    CaseStatus,
    Entered,
    FollowUp,
    JournalKind,
    Queued,
    Step,
)
from bot.rules.values import Crossing, Figure

QUESTIONS = frozenset({AskKind.STAGE, AskKind.FOLLOW_UP})
"""The case's own question; a referral or a duty stands beside it and is not replaced by a higher stage."""


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


# --- entering and leaving ---------------------------------------------------------------------------


def enter(
    draft: Draft, key: str, kind: JournalKind, data: Mapping[str, object], *, by_figures: bool = False
) -> None:
    """Enter a stage: the track's lower asks are superseded, its own are raised, its follow-ups start anew."""
    stage, case = draft.ladder.stages[key], draft.case
    leave_questions(draft, stage.track)
    passed = [k for k in stages_before(draft.ladder, stage) if k not in case.entered]
    listed = dict.fromkeys((*case.not_documented, *passed))
    entry = Entered(day=draft.today, answers=len(case.answers), asks=len(draft.case.asks), figures=by_figures)
    draft.set(
        stage=key,
        tracks={**case.tracks, stage.track: key},
        entered={**case.entered, key: entry},
        answered={name: day for name, day in case.answered.items() if name != key},
        not_documented=tuple(k for k in listed if k != key),
    )
    draft.note(kind, stage=key, figures=data)
    raise_asks(draft, stage)


def move_on(draft: Draft, origin: str, key: str, action: str) -> None:
    """An answer at ``origin`` leads to stage ``key``; a way that leads into another track is left behind."""
    track = draft.ladder.stages[origin].track
    if track != draft.ladder.stages[key].track:
        leave_questions(draft, track)
        draft.set(tracks={t: k for t, k in draft.case.tracks.items() if t != track})
    enter(draft, key, JournalKind.ADVANCED, {"by": action})


def leave_questions(draft: Draft, track: str) -> None:
    """A track moves on: its living questions are superseded, what was queued and booked for it goes."""
    for ask in draft.case.waiting:
        if ask.track == track and ask.kind in QUESTIONS:
            draft.end(ask, AskStatus.SUPERSEDED)
    draft.drop_follow_ups(track)
    stages = draft.ladder.stages
    draft.set(queued=tuple(q for q in draft.case.queued if stages[q.stage].track != track))


# --- asking -----------------------------------------------------------------------------------------


def raise_asks(draft: Draft, stage: Stage) -> None:
    """Raise what a stage asks when it is entered; a stage that asks nobody is still put to the mentor."""
    first = [place for place, ask in enumerate(stage.asks) if not ask.asked_after]
    for place in first or [len(stage.asks)]:
        queue(draft, stage, place)
    ask_queued(draft)


def raise_after(draft: Draft, stage: Stage, action: str) -> None:
    """Raise the stage's asks that wait for ``action`` (``asked_after``), unless they are living or done already."""
    acted = acted_since_entry(draft, stage)
    for place, item in enumerate(stage.asks):
        finished = bool(item.needed) and acted.issuperset(item.needed)
        if action in item.asked_after and not finished:
            queue(draft, stage, place)
    ask_queued(draft)


def queue(draft: Draft, stage: Stage, place: int) -> None:
    """Put an ask of a stage in line; it is raised at once where the same people have no other question."""
    living = any(a.item == place for a in _asks_of(draft, stage.key) if a.status is AskStatus.WAITING)
    one = Queued(stage=stage.key, item=place)
    if not living and one not in draft.case.queued:
        draft.set(queued=(*draft.case.queued, one))


def ask_queued(draft: Draft) -> None:
    """Raise what is queued and may be asked now; a responsible not yet named comes after the others."""
    for one in sorted(draft.case.queued, key=lambda one: _unnamed(draft, one)):
        stage = draft.ladder.stages[one.stage]
        if not _is_blocked(draft, stage, one):
            draft.set(queued=tuple(other for other in draft.case.queued if other != one))
            _raise_item(draft, stage, one.item)


def _who_and_within(stage: Stage, place: int) -> tuple[str, Span]:
    if place < len(stage.asks):
        return stage.asks[place].who, stage.asks[place].within
    return "mentor", A_WEEK


def _unnamed(draft: Draft, one: Queued) -> bool:
    who, _ = _who_and_within(draft.ladder.stages[one.stage], one.item)
    return staff_word(draft.ladder, who) == RESPONSIBLE and draft.case.responsible is None


def _is_blocked(draft: Draft, stage: Stage, one: Queued) -> bool:
    """True while the same people have a question in this track, or somebody may still name the responsible."""
    who, _ = _who_and_within(stage, one.item)
    to = audience(draft.case, draft.ladder, who)
    questions = [ask for ask in draft.case.waiting if ask.kind in QUESTIONS and ask.track == stage.track]
    if _unnamed(draft, one) and any(ask.stage == stage.key for ask in questions):
        return True
    return any(draft.audience(ask) == to for ask in questions)


def _raise_item(draft: Draft, stage: Stage, place: int) -> None:
    """Raise one ask of a stage. One that was put aside by a follow-up goes on where it was left."""
    who, within = _who_and_within(stage, place)
    before = [ask for ask in _asks_of(draft, stage.key) if ask.item == place]
    aside = before[-1] if before and before[-1].status is AskStatus.SUPERSEDED else None
    draft.raise_ask(
        AskKind.STAGE,
        stage.key,
        who,
        draft.deadline(within),
        item=place,
        person=aside.person if aside else None,
        done=_done_of(draft, stage, aside) if aside else (),
    )


def _asks_of(draft: Draft, key: str, kind: AskKind = AskKind.STAGE) -> list[Ask]:
    """Asks of a stage since it was entered, without those taken back."""
    entry = draft.case.entered.get(key)
    later = draft.case.asks[entry.asks :] if entry else ()
    return [a for a in later if a.stage == key and a.kind is kind and a.status is not AskStatus.WITHDRAWN]


def _done_of(draft: Draft, stage: Stage, aside: Ask) -> tuple[str, ...]:
    """Actions that the same role did at the stage since it was entered, on whichever of its asks."""
    asked = {ask.id for ask in draft.case.asks if ask.who == aside.who}
    keys = stage.asks[aside.item].actions if aside.item < len(stage.asks) else {}
    done = [a.action for a in answers_since_entry(draft, stage) if a.ask_id in asked and a.action in keys]
    return tuple(dict.fromkeys((*aside.done, *done)))


def reopen(draft: Draft, stage: Stage) -> bool:
    """Ask again what was put aside unanswered at a stage, by its follow-up or a higher stage. True if anything was."""
    last = {(ask.kind, ask.item): ask for kind in QUESTIONS for ask in _asks_of(draft, stage.key, kind)}
    aside = [ask for ask in last.values() if ask.status is AskStatus.SUPERSEDED]
    for ask in aside:
        if ask.kind is AskKind.FOLLOW_UP:
            ask_follow_up(draft, FollowUp(stage=stage.key, on=draft.today, since=ask.since or draft.today))
    left = [ask.item for ask in aside if ask.kind is AskKind.STAGE and not _is_enough(draft, stage, ask)]
    asked = {ask.item for ask in _asks_of(draft, stage.key)}
    left += [n for n, item in enumerate(stage.asks) if not item.asked_after and n not in asked]
    for place in left:
        queue(draft, stage, place)
    ask_queued(draft)
    return bool(left) or any(ask.kind is AskKind.FOLLOW_UP for ask in aside)


def _is_enough(draft: Draft, stage: Stage, aside: Ask) -> bool:
    done = set(_done_of(draft, stage, aside))
    needed = stage.asks[aside.item].needed if aside.item < len(stage.asks) else ()
    return set(needed) <= done if needed else bool(done)


# --- finishing --------------------------------------------------------------------------------------


def answers_since_entry(draft: Draft, stage: Stage) -> list[Answer]:
    """Answers that stand, recorded at a stage since it was entered."""
    entry = draft.case.entered.get(stage.key)
    later = draft.case.answers[entry.answers :] if entry else ()
    return [answer for answer in later if answer.stage == stage.key and _stands(answer)]


def _stands(answer: Answer) -> bool:
    return not answer.undone and answer_is_done(answer.fields)


def acted_since_entry(draft: Draft, stage: Stage) -> set[str]:
    """Actions recorded at a stage since it was entered."""
    return {answer.action for answer in answers_since_entry(draft, stage)}


def is_done(draft: Draft, stage: Stage) -> bool:
    """True when ``done_when`` is done, or, without it, when every ask of the stage is answered."""
    if stage.done_when:
        return set(stage.done_when) <= acted_since_entry(draft, stage)
    waiting = any(ask.status is AskStatus.WAITING for ask in _asks_of(draft, stage.key))
    return not waiting and all(one.stage != stage.key for one in draft.case.queued)


def stands_answered(draft: Draft, key: str) -> bool:
    """True where the stage was answered, or its answer time ran out, since it was entered."""
    day, entry = draft.case.answered.get(key), draft.case.entered.get(key)
    return day is not None and entry is not None and day >= entry.day


def after_answer(draft: Draft, key: str, action: str, day: date, agreed: date | None) -> None:
    """Book the follow-up and note the stage as answered, where this answer is what they wait for.

    A day that people agreed on stands until they agree on another; a rule never moves it.
    """
    stage = draft.ladder.stages[key]
    rule, done = rule_of(stage), is_done(draft, stage)
    if done and not stands_answered(draft, key):
        draft.set(answered={**draft.case.answered, key: draft.today})
    if agreed is not None:
        draft.book(key, agreed, day, agreed=True)
        return
    booked = [f for f in draft.case.follow_ups if draft.ladder.stages[f.stage].track == stage.track]
    asked = any(a.kind is AskKind.FOLLOW_UP and a.track == stage.track for a in draft.case.waiting)
    if asked or any(f.agreed for f in booked):
        return
    if rule.counted_from == action or (done and not booked and rule.counted_from is None):
        draft.book(key, draft.deadline(rule.after, day), day)
    elif done and not booked:
        draft.book(key, draft.deadline(rule.after), day)


def ask_follow_up(draft: Draft, item: FollowUp) -> Ask:
    """The follow-up has come: ask whether it improved. The same people's other question waits meanwhile."""
    who = rule_of(draft.ladder.stages[item.stage]).who
    return draft.raise_ask(AskKind.FOLLOW_UP, item.stage, who, draft.deadline(A_WEEK), since=item.since)


def finish(draft: Draft) -> None:
    """Leave no case idle: what is queued is asked, and a track with no question and no date gets a follow-up."""
    if draft.case.status is CaseStatus.CLOSED:
        return
    ask_queued(draft)
    meetings.finish(draft)
    for track, key in draft.case.tracks.items():
        stage = draft.ladder.stages[key]
        asked = any(ask.track == track and ask.kind in QUESTIONS for ask in draft.case.waiting)
        booked = any(draft.ladder.stages[f.stage].track == track for f in draft.case.follow_ups)
        if not asked and not booked:
            rule = rule_of(stage)
            draft.book(key, draft.deadline(rule.repeat or rule.after), draft.today)


def name_responsible(draft: Draft, email: str) -> None:
    """Somebody is named responsible in the case: what the former one was asked is asked of them."""
    former = {ask.id: draft.audience(ask) for ask in draft.case.waiting}
    draft.set(responsible=email)
    part(draft)
    for ask in draft.case.waiting:
        if former[ask.id] != draft.audience(ask):
            ask_anew(draft, ask, to=email)


def part(draft: Draft) -> None:
    """People who come to have two questions in a track answer one after the other; a referral is seen in either."""
    for ask in sorted(draft.case.waiting, key=lambda ask: ask.kind is AskKind.STAGE):
        if ask not in draft.case.waiting or ask.kind not in (AskKind.STAGE, AskKind.REFERRAL):
            continue
        if draft.in_lane(ask) is not None:
            draft.end(ask, AskStatus.SUPERSEDED)
            if ask.kind is AskKind.STAGE:
                queue(draft, draft.ladder.stages[ask.stage], ask.item)


def ask_anew(draft: Draft, ask: Ask, to: str) -> Ask:
    """Another person is asked the same: a full answer time, from the first step."""
    fresh = renewed(draft, ask)
    draft.note(JournalKind.HANDED_OVER, stage=ask.stage, ask=ask.id, to=to)
    draft.say_again(fresh)
    return fresh


def renewed(draft: Draft, ask: Ask) -> Ask:
    """The ask with a full answer time from today, not yet reminded of; nobody need choose who takes it."""
    item = draft.stage_ask(ask)
    due = meetings.due_with(draft.case, ask, draft.deadline(item.within if item else A_WEEK))
    draft.nobody_chooses(ask)
    return draft.put(replace(ask, due=due, step=Step.ASKED, stepped_on=None))


def hand_to(draft: Draft, ask: Ask, person: str) -> Ask:
    """Give an ask to a person: asked anew, with a full answer time."""
    given = draft.put(replace(renewed(draft, ask), person=person))
    helpers = draft.case.helpers if person in draft.case.helpers else (*draft.case.helpers, person)
    draft.set(helpers=helpers)
    return given
