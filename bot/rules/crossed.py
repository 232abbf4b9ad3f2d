"""Figures in an open case: a stage is raised, raised again, or a correction takes its crossing back."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.draft import Draft, rule_of, stages_before
from bot.rules.ladder import Stage
from bot.rules.stages import (
    QUESTIONS,
    answers_since_entry,
    enter,
    figures,
    finish,
    raise_asks,
    reopen,
)
from bot.rules.state import AskKind, AskStatus, Decision, JournalKind, OutKind
from bot.rules.values import Crossing


def cross(draft: Draft, crossing: Crossing) -> Decision:
    """Figures raise a stage in an open case: go up, ask again, or just keep the evidence."""
    stage = draft.ladder.stages[crossing.stage]
    here = draft.case.tracks.get(stage.track)
    draft.set(
        crossings=(*draft.case.crossings, crossing),
        corrected=tuple(key for key in draft.case.corrected if key != crossing.stage),
    )
    standing = draft.ladder.stages[here].number if here else 0
    if stage.number > standing:
        enter(draft, stage.key, JournalKind.ADVANCED, figures(crossing), by_figures=True)
        return _changed(draft)
    draft.note(JournalKind.ADVANCED, stage=stage.key, again=True, figures=figures(crossing))
    if stage.number == standing and not _has_question(draft, stage):
        again(draft, stage)
        return _changed(draft)
    _redraw(draft, stage)
    return _noted(draft, stage)


def again(draft: Draft, stage: Stage) -> None:
    """The same stage fires again (a new block, ``again_every``) and nothing is asked now: ask anew."""
    entry = draft.case.entered[stage.key]
    fresh = replace(entry, day=draft.today, asks=len(draft.case.asks))
    draft.set(entered={**draft.case.entered, stage.key: fresh})
    raise_asks(draft, stage)


def _changed(draft: Draft) -> Decision:
    finish(draft)
    draft.set(changes=draft.case.changes + 1)
    return draft.decision()


def _noted(draft: Draft, stage: Stage) -> Decision:
    """Evidence alone leaves the way back open, unless it is about the track that ``undo`` would move."""
    here = draft.case.tracks.get(stage.track)
    if any(point.before.tracks.get(stage.track) != here for point in draft.case.undo):
        return _changed(draft)
    return draft.decision()


def _has_question(draft: Draft, stage: Stage) -> bool:
    return any(ask.track == stage.track and ask.kind in QUESTIONS for ask in draft.case.waiting)


def _redraw(draft: Draft, stage: Stage) -> None:
    for ask in draft.case.waiting:
        if ask.stage == stage.key:
            draft.say(OutKind.REDRAW, ask)


def correct(draft: Draft, key: str, period: str) -> Decision:
    """A correction took the crossing away: withdraw what nobody touched, annotate what somebody acted on."""
    stage = draft.ladder.stages[key]
    gone = tuple(c for c in draft.case.crossings if (c.stage, c.period) != (key, period))
    if gone == draft.case.crossings:
        return Decision(case=None)
    draft.set(crossings=gone)
    current = draft.case.tracks.get(stage.track) == key
    if not current or any(c.stage == key for c in gone):
        draft.note(JournalKind.CORRECTED, stage=key, period=period)
        return _noted(draft, stage)
    if answers_since_entry(draft, stage) or not draft.case.entered[key].figures:
        _annotate(draft, stage, period)
    else:
        withdraw(draft, stage, period)
    return _changed(draft)


def _annotate(draft: Draft, stage: Stage, period: str) -> None:
    draft.set(corrected=(*draft.case.corrected, stage.key))
    draft.note(JournalKind.CORRECTED, stage=stage.key, period=period)
    for ask in draft.case.asks:
        if ask.stage == stage.key and ask.status in (AskStatus.WAITING, AskStatus.ANSWERED):
            draft.say(OutKind.REDRAW, ask)


def withdraw(draft: Draft, stage: Stage, period: str) -> None:
    """Take back an untouched alert, visibly; the case goes back to where it stood, or ends if it stood nowhere."""
    draft.note(JournalKind.WITHDRAWN, stage=stage.key, period=period)
    for ask in draft.case.waiting:
        if ask.stage == stage.key and ask.kind is not AskKind.DUTY:
            draft.end(ask, AskStatus.WITHDRAWN, "corrected")
    draft.drop_follow_ups(stage.track)
    case = draft.case
    entered = {k: entry for k, entry in case.entered.items() if k != stage.key}
    before = [k for k in stages_before(draft.ladder, stage) if k in entered and _still_stands(draft, k)]
    tracks = {t: k for t, k in case.tracks.items() if t != stage.track}
    if before:
        tracks[stage.track] = before[-1]
    lower = stages_before(draft.ladder, draft.ladder.stages[before[-1]]) if before else ()
    of_track = {k for k, s in draft.ladder.stages.items() if s.track == stage.track}
    draft.set(
        entered=entered,
        tracks=tracks,
        answered={k: day for k, day in case.answered.items() if k != stage.key},
        not_documented=tuple(k for k in case.not_documented if k not in of_track or k in lower),
        queued=tuple(q for q in case.queued if q.stage != stage.key),
    )
    if not tracks:
        draft.close("corrected", AskStatus.WITHDRAWN)
        return
    draft.set(stage=before[-1] if before else list(tracks.values())[-1])
    if before:
        _go_back(draft, draft.ladder.stages[before[-1]])


def _still_stands(draft: Draft, key: str) -> bool:
    """Whether a lower stage is one to go back to: a correction may have taken its crossing while a higher stood."""
    if any(one.stage == key for one in draft.case.crossings) or not draft.case.entered[key].figures:
        return True
    return bool(answers_since_entry(draft, draft.ladder.stages[key]))


def _go_back(draft: Draft, stage: Stage) -> None:
    """What the higher stage had put aside is asked again; where all was answered the follow-up is booked anew."""
    if not reopen(draft, stage):
        rule = rule_of(stage)
        since = draft.case.entered[stage.key].day
        draft.book(stage.key, draft.deadline(rule.repeat or rule.after), since)
