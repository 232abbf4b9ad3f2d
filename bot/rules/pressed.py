"""Which action a button means: its ask's own, an earlier stage's, or one that is always there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.rules.draft import item_of, rule_of, stages_before
from bot.rules.ladder import Action, Ladder, Stage
from bot.rules.state import Ask, AskKind, AskStatus, Case, CaseStatus

SIMPLE = {
    AskKind.DUTY: ("duty_done",),
    AskKind.REMEMBER: ("documented",),
    AskKind.REFERRAL: ("take", "documented"),
    AskKind.WHO_TAKES: ("hand_over",),
}
"""Answers of the asks that no ladder writes."""
KEEPS_ASK = frozenset({"note", "hold", "hand_over", "take"})
"""Actions after which the question still waits."""
REPORTS = ("concern_report", "child_protection_notice")
"""A personal duty of everybody: there at every stage and never gated, whatever the ladder says (LADDERS.md §5.9)."""


def always_there(ladder: Ladder) -> dict[str, Action]:
    """Actions that can be recorded on any ask of a case, also one that has ended."""
    return {key: Action(key=key, form=key) for key in REPORTS} | dict(ladder.always)


def actions_of(ask: Ask, ladder_stages: Mapping[str, Stage]) -> dict[str, Action]:
    """The answers an ask takes by itself, in the ladder's order (without those that are always there)."""
    stage = ladder_stages[ask.stage]
    if ask.kind is AskKind.STAGE:
        item = item_of(ask, stage)
        return dict(item.actions) if item else {"documented": Action(key="documented")}
    if ask.kind is AskKind.FOLLOW_UP:
        form = Action(key="follow_up_later", form="follow_up_later")
        good, bad = rule_of(stage).answers
        return {good: Action(key=good), bad: Action(key=bad), "follow_up_later": form}
    forms = {"hand_over": "hand_over"}
    return {key: Action(key=key, form=forms.get(key)) for key in SIMPLE[ask.kind]}


def find_action(ladder: Ladder, ask: Ask, key: str) -> tuple[str, Action] | None:
    """The stage and meaning of an action pressed on an ask: its own, an earlier stage's, or one always there."""
    own = actions_of(ask, ladder.stages)
    if key in own:
        return ask.stage, own[key]
    found = _of_stages(ladder, ask, key)
    if found is not None:
        return found
    always = always_there(ladder)
    if key in always:
        return ask.stage, always[key]
    if key in KEEPS_ASK:
        return ask.stage, Action(key=key, form=None if key == "take" else key, holds=key == "hold")
    return None


def personal_duty(
    ladder: Ladder, ask: Ask, fields: Mapping[str, object], found: tuple[str, Action]
) -> tuple[str, Action]:
    """A report made without what the stage's own form asks for is the personal duty, which nothing gates."""
    action = found[1]
    form = ladder.forms.get(action.form or "") if action.key in REPORTS else None
    if form is None or all(fields.get(one.key) for one in form.fields if one.required):
        return found
    return ask.stage, always_there(ladder)[action.key]


def _of_stages(ladder: Ladder, ask: Ask, key: str) -> tuple[str, Action] | None:
    """The same role's action at the ask's stage, or anybody's at an earlier one, the nearest first.

    What others should have done at an earlier stage can be documented, but it leads nowhere from here.
    """
    here = ladder.stages[ask.stage]
    for name in (ask.stage, *reversed(stages_before(ladder, here))):
        items = [item for item in ladder.stages[name].asks if key in item.actions]
        mine = next((item.actions[key] for item in items if item.who == ask.who), None)
        if mine is not None:
            return name, mine
        if items and name != ask.stage:
            return name, leading_nowhere(items[0].actions[key])
    return None


def leading_nowhere(action: Action) -> Action:
    """The action without what moves the case: it is only recorded."""
    return replace(action, opens=None, closes=False, holds=False)


def is_taken(case: Case, ask: Ask, key: str, ladder: Ladder) -> bool:
    """Whether an answer is kept at all: of a pupil whose details are removed only that a duty is done."""
    return bool(case.pupil_id) or (ask in case.waiting and key in actions_of(ask, ladder.stages))


def in_this_case(case: Case, ask: Ask, ladder: Ladder, stage: str, action: Action) -> Action:
    """The action as it works now: an ended ask or case is not moved, an earlier stage's action never leads down."""
    if case.status is CaseStatus.CLOSED or ask.status is not AskStatus.WAITING:
        return leading_nowhere(action)
    if action.opens is None or stage == ask.stage:
        return action
    target = ladder.stages[action.opens]
    stands = case.tracks.get(target.track)
    higher = stands is None or target.number > ladder.stages[stands].number
    return action if higher else leading_nowhere(action)
