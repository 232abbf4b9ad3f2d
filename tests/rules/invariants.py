"""What holds after every event, whatever came before. Each check says in its name what must never happen."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.rules.ladder import Ladder
from bot.rules.roles import audience
from bot.rules.state import (
    AskKind,
    AskStatus,
    Case,
    CaseStatus,
    Decision,
    OutKind,
    Reply,
    Surroundings,
)

OWN = {AskKind.DUTY, AskKind.WHO_TAKES, AskKind.REMEMBER}
ASKING = {OutKind.ASK, OutKind.REMINDER, OutKind.DEPUTY, OutKind.MEETING_SOON}


def no_one_has_two_questions(case: Case, ladder: Ladder) -> None:
    """At most one living ask per track and audience, one per own subject; what a person was given comes beside."""
    lanes = Counter(
        (a.kind, a.about) if a.kind in OWN else (a.track, audience(case, ladder, a.who))
        for a in case.waiting
        if a.person is None
    )
    assert max(lanes.values(), default=0) <= 1, lanes


def no_open_case_lies_idle(case: Case, ladder: Ladder) -> None:
    """Every track has a question or a follow-up, of the stage it stands at, and the case knows its next day."""
    if case.status is CaseStatus.CLOSED:
        return
    assert case.next_due is not None
    assert case.tracks
    for track, key in case.tracks.items():
        assert ladder.stages[key].track == track
        questions = [a for a in case.waiting if a.track == track and a.kind not in OWN | {AskKind.REFERRAL}]
        booked = [f for f in case.follow_ups if ladder.stages[f.stage].track == track]
        assert questions or booked, track
        assert len(booked) <= 1
        queued = [q for q in case.queued if ladder.stages[q.stage].track == track]
        assert {item.stage for item in questions} <= {key}
        assert {item.stage for item in booked} | {item.stage for item in queued} <= {key}


def nothing_falls_on_a_day_off(case: Case, school: Surroundings) -> None:
    """Answer days, follow-ups, holds, notes that come back, and the next day to look."""
    days: list[date | None] = [a.due for a in case.waiting]
    days += [f.on for f in case.follow_ups]
    days += [r.on for r in case.remembers]
    days += [case.held_until, case.next_due]
    days += [day for one in case.meetings for day in (one.remind_on, one.ask_on)]
    for day in days:
        assert day is None or school.calendar.is_school_day(day), day


def a_meeting_has_a_question(case: Case) -> None:
    """One at most for each, and nobody is to answer before it has been."""
    waiting = {(a.stage, a.item): a for a in case.waiting if a.kind is AskKind.STAGE}
    assert len({one.of for one in case.meetings}) == len(case.meetings)
    for one in case.meetings:
        assert waiting[one.of].due >= one.ask_on, one


def nothing_lives_on_in_a_closed_case(case: Case) -> None:
    """But the duties that the law puts on the principal."""
    if case.status is CaseStatus.OPEN:
        assert (case.closed_on, case.close_reason) == (None, "")
        return
    assert {a.kind for a in case.waiting} <= {AskKind.DUTY}
    assert (case.follow_ups, case.remembers, case.queued, case.held_until) == ((), (), (), None)
    assert case.meetings == ()
    assert case.closed_on is not None
    assert (case.next_due is None) == (not case.waiting)


def no_change_without_an_entry(before: Case | None, decision: Decision) -> None:
    """A changed case is journalled; a decision that changes nothing says nothing to anybody."""
    if decision.case is None:
        assert decision.out == ()
    else:
        assert decision.case != before
        assert decision.journal


def a_held_case_asks_nobody(before: Case | None, decision: Decision) -> None:
    """Duties excepted."""
    case = decision.case
    if before is None or case is None or before.held_until is None or case.held_until is None:
        return
    kinds = {a.id: a.kind for a in case.asks}
    for out in decision.out:
        assert out.kind not in ASKING or kinds[out.ask_id] is AskKind.DUTY, out


def nobody_is_asked_or_unasked_in_silence(before: Case | None, decision: Decision) -> None:
    """Who gets a question hears of it, unless the case rests; what ends is redrawn; no message goes out twice."""
    case = decision.case
    if case is None:
        return
    old = {a.id: a for a in before.asks} if before else {}
    said = {(out.kind, out.ask_id) for out in decision.out}
    assert len(decision.out) == len(set(decision.out))
    for ask in case.asks:
        was = old.get(ask.id)
        if was is None and ask.status is AskStatus.WAITING and case.held_until is None:
            assert (OutKind.ASK, ask.id) in said, ask
        if was is not None and was.status is not ask.status:
            assert (OutKind.REDRAW, ask.id) in said, ask


def the_record_only_grows(before: Case | None, decision: Decision) -> None:
    """Asks and answers are never lost; an ask that ended lives again by undo alone."""
    case = decision.case
    if case is None or before is None or before.id != case.id:
        return
    assert [a.id for a in case.asks[: len(before.asks)]] == [a.id for a in before.asks]
    assert [a.id for a in case.answers[: len(before.answers)]] == [a.id for a in before.answers]
    assert len({a.id for a in case.asks} | {a.id for a in case.answers}) == len(case.asks) + len(case.answers)
    if decision.reply is not Reply.UNDONE:
        ended = {a.id for a in before.asks if a.status is not AskStatus.WAITING}
        assert not ended & {a.id for a in case.waiting}
        assert [a.undone for a in case.answers[: len(before.answers)]] == [a.undone for a in before.answers]


def check(before: Case | None, decision: Decision, ladder: Ladder, school: Surroundings) -> None:
    """Everything above."""
    no_change_without_an_entry(before, decision)
    a_held_case_asks_nobody(before, decision)
    nobody_is_asked_or_unasked_in_silence(before, decision)
    the_record_only_grows(before, decision)
    if decision.case is not None:
        no_one_has_two_questions(decision.case, ladder)
        no_open_case_lies_idle(decision.case, ladder)
        nothing_falls_on_a_day_off(decision.case, school)
        a_meeting_has_a_question(decision.case)
        nothing_lives_on_in_a_closed_case(decision.case)
