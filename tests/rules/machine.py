"""A case under everything that can happen to it: polls, clicks, corrections, days, undo, failing delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.rules.case import decide
from bot.rules.ladder import Ladder
from bot.rules.pressed import actions_of, always_there
from bot.rules.state import (
    Ask,
    AskKind,
    Case,
    Clicked,
    Corrected,
    Crossed,
    DayBegan,
    Decision,
    Event,
    JournalKind,
    Judged,
    PupilLeft,
    PupilMoved,
    Reply,
    Surroundings,
    Undeliverable,
)
from tests.rules.build import ANNA, AROUND, NELLI, OMAR, OPENING, REKTOR, ROLES, SARA, at, crossing
from tests.rules.invariants import check
from tests.rules.same import same_but_for_records
from tests.rules.some_ladders import ladders

PEOPLE = st.sampled_from((ANNA, OMAR, SARA, REKTOR, NELLI))
PLACE = st.integers(0, 30)
"""Picks an ask, a stage or an action, round and round."""
LAST_DAY = date(2027, 4, 1)
"""The calendar knows school days until June; deadlines must fit in."""
KEEPING = ("note", "hold", "hand_over", "take")


@st.composite
def forms(draw: st.DrawFn) -> dict[str, object]:
    """What a form may hold: dates near and far, people, and nonsense."""
    days = st.sampled_from(("2026-10-01", "2026-11-24", "2026-12-24", "2027-01-16", "2027-03-02", "soon", 7))
    fields: dict[str, object] = {}
    for key in ("date", "until", "follow_up_on", "meeting_on"):
        if draw(st.integers(0, 3)) == 0:
            fields[key] = draw(days)
    for key in ("responsible", "person"):
        if draw(st.integers(0, 3)) == 0:
            fields[key] = draw(PEOPLE)
    return fields


class CaseMachine(RuleBasedStateMachine):
    """One pupil's cases on one ladder; the state is what storage would hold."""

    case: Case | None
    ladder: Ladder
    school: Surroundings
    now: datetime

    @initialize(
        ladder=ladders(), missing=st.sampled_from(("", "nurse", "principal", "health_team")), place=PLACE
    )
    def a_case_is_opened(self, ladder: Ladder, missing: str, place: int) -> None:
        self.ladder, self.case = ladder, None
        self.school = replace(AROUND, staffed=ROLES - {missing}, deputies={ANNA: OMAR, SARA: ""})
        self.now = at(date(2026, 10, 20))
        self.periods = 0
        self.opened = 0
        self.before_answer: dict[str, Case] = {}
        self.keys = sorted(
            {key for stage in ladder.stages.values() for ask in stage.asks for key in ask.actions}
            | {"improved", "not_improved", "arrived", "not_arrived", "follow_up_later", "duty_done", "bribed"}
            | {"documented", *KEEPING, *always_there(ladder)}
        )
        self.figures_raise_a_stage(place, fresh=True)

    # --- what happens -------------------------------------------------------------------------------

    def do(self, event: Event) -> Decision:
        """One event, and everything that must hold after it; the very same event again changes nothing."""
        before = self.case
        decision = decide(before, event, self.ladder, self.school, self.now)
        assert decision == decide(before, event, self.ladder, self.school, self.now)
        check(before, decision, self.ladder, self.school)
        self.case = decision.case or before
        if decision.case is not None and not isinstance(event, Undeliverable):
            again = decide(self.case, event, self.ladder, self.school, self.now)
            assert again.case is None, f"{event} twice"
        return decision

    @property
    def waiting(self) -> tuple[Ask, ...]:
        return self.case.waiting if self.case else ()

    def stage_at(self, place: int) -> str:
        keys = list(self.ladder.stages)
        return keys[place % len(keys)]

    @rule(place=PLACE, fresh=st.booleans())
    def figures_raise_a_stage(self, place: int, fresh: bool) -> None:
        self.periods += fresh
        self.opened += 1
        opening = replace(OPENING, id=f"case{self.opened}")
        raised = crossing(self.stage_at(place), str(self.periods), self.now.date())
        self.do(Crossed(crossing=raised, opening=opening))

    @rule(place=PLACE, who=PEOPLE)
    def somebody_raises_a_concern(self, place: int, who: str) -> None:
        self.opened += 1
        opening = replace(OPENING, id=f"case{self.opened}")
        self.do(Judged(click_id="j", person=who, role="nurse", stage=self.stage_at(place), opening=opening))

    @precondition(lambda self: self.case is not None and self.case.waiting)
    @rule(place=PLACE, which=PLACE, who=PEOPLE, fields=forms(), back=st.booleans())
    def a_question_is_answered(
        self, place: int, which: int, who: str, fields: dict[str, object], back: bool
    ) -> None:
        """By one of its own buttons, and perhaps undone at once."""
        assert self.case is not None
        ask = self.case.waiting[place % len(self.case.waiting)]
        keys = list(actions_of(ask, self.ladder.stages))
        decision = self.click(ask.id, keys[which % len(keys)], who, fields)
        if back and decision.reply is Reply.SAVED:
            self.somebody_undoes(None)

    @precondition(lambda self: any(a.kind is AskKind.FOLLOW_UP for a in self.waiting))
    @rule(which=st.integers(0, 2), who=PEOPLE, fields=forms())
    def a_follow_up_is_answered(self, which: int, who: str, fields: dict[str, object]) -> None:
        ask = next(a for a in self.waiting if a.kind is AskKind.FOLLOW_UP)
        self.click(ask.id, list(actions_of(ask, self.ladder.stages))[which], who, fields)

    @precondition(lambda self: self.case is not None)
    @rule(place=PLACE, which=PLACE, living=st.booleans(), who=PEOPLE, fields=forms())
    def somebody_clicks_anything(
        self, place: int, which: int, living: bool, who: str, fields: dict[str, object]
    ) -> None:
        assert self.case is not None
        asks = (self.case.waiting if living else ()) or self.case.asks
        self.click(asks[place % len(asks)].id, self.keys[which % len(self.keys)], who, fields)

    def click(self, ask_id: str, action: str, who: str, fields: dict[str, object]) -> Decision:
        assert self.case is not None
        before, ask = self.case, self.case.ask(ask_id)
        assert ask is not None
        role = ask.who
        decision = self.do(
            Clicked(click_id="c", ask_id=ask_id, action=action, person=who, role=role, fields=fields)
        )
        if action in always_there(self.ladder):
            assert decision.reply in (Reply.SAVED, Reply.REPEATED)
        elif ask not in before.waiting and action not in ("note", "undo"):
            assert decision.case is None
            assert {entry.kind for entry in decision.journal} <= {JournalKind.LATE_ANSWER}
        if decision.case is not None and action != "undo":
            self.before_answer[decision.case.answers[-1].id] = before
        return decision

    @precondition(lambda self: self.case is not None and self.case.undo)
    @rule(who=st.one_of(st.none(), st.none(), PEOPLE))
    def somebody_undoes(self, who: str | None) -> None:
        assert self.case is not None
        before, point = self.case, self.case.undo[0]
        decision = self.click(point.ask_id, "undo", who or point.person, {})
        if decision.reply is not Reply.UNDONE or decision.case is None:
            assert decision.case is None
            return
        undone = {a.id for a in decision.case.answers if a.undone} - {
            a.id for a in before.answers if a.undone
        }
        assert len(undone) == 1
        was = self.before_answer[undone.pop()]
        kept = replace(was, crossings=decision.case.crossings, corrected=decision.case.corrected)
        same_but_for_records(kept, decision.case)

    @precondition(lambda self: self.case is not None and self.case.crossings)
    @rule(place=PLACE)
    def attendance_is_corrected(self, place: int) -> None:
        assert self.case is not None
        one = self.case.crossings[place % len(self.case.crossings)]
        self.do(Corrected(stage=one.stage, period=one.period))

    @precondition(lambda self: self.now.date() < LAST_DAY)
    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.now = at(self.now.date() + timedelta(days=1), 8)
            self.a_day_begins()

    @precondition(lambda self: self.now.date() < LAST_DAY and self.case is not None)
    @rule()
    def the_next_day_that_matters_comes(self) -> None:
        assert self.case is not None
        day = self.case.next_due
        if day is not None and day > self.now.date():
            self.now = at(day, 8)
            self.a_day_begins()

    @precondition(lambda self: self.now.date() < LAST_DAY)
    @rule(days=st.integers(1, 20))
    def nobody_is_awake(self, days: int) -> None:
        self.now = at(self.now.date() + timedelta(days=days), 8)
        self.a_day_begins()

    def a_day_begins(self) -> None:
        """Time does something exactly on the days the case says, and then names a later one."""
        before, today = self.case, self.now.date()
        decision = self.do(DayBegan())
        if before is None:
            assert decision.case is None
            return
        off = not self.school.calendar.is_school_day(today)
        due = before.next_due is not None and before.next_due <= today and not off
        assert (decision.case is not None) == due
        if decision.case is not None and decision.case.next_due is not None:
            assert decision.case.next_due > today

    @rule(minutes=st.integers(1, 20))
    def minutes_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.case is not None)
    @rule(place=PLACE, really=st.booleans())
    def a_message_cannot_be_delivered(self, place: int, really: bool) -> None:
        assert self.case is not None
        if not really:
            return
        ask = self.case.asks[place % len(self.case.asks)]
        self.do(Undeliverable(ask_id=ask.id, why="channel_not_found"))

    @rule(mentor=st.one_of(st.just(""), PEOPLE), really=st.integers(0, 2))
    def the_pupil_gets_another_mentor(self, mentor: str, really: int) -> None:
        if not really:
            self.do(PupilMoved(class_name="8A", mentor=mentor))

    @rule(really=st.integers(0, 4))
    def the_pupil_leaves(self, really: int) -> None:
        if not really:
            self.do(PupilLeft())
