"""What time alone does: reminder, deputy, principal; holds; nobody there; nothing deliverable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.ladder import Ladder, Span, Unit
from bot.rules.state import AskKind, AskStatus, DayBegan, JournalKind, Out, OutKind, Reply, Step
from tests.rules.build import (
    ANNA,
    AROUND,
    NELLI,
    OMAR,
    REKTOR,
    ROLES,
    SARA,
    SCHOOL,
    Story,
    act,
    ask,
    at,
    dec,
    follow,
    ladder,
    nov,
    stage,
)

PRINCIPAL = f"principal:{SCHOOL}"
LATER = (OutKind.ASK, OutKind.REMINDER, OutKind.DEPUTY)


def simple(who: str = "mentor") -> Ladder:
    """One stage, one ask."""
    return ladder(stage("contact", ask(who, "called", "wrote")), stage("next", ask("nurse", "n")))


def asked(who: str = "mentor") -> Story:
    """Asked on Tuesday 24 November, to be answered by Tuesday 1 December."""
    story = Story(simple(who))
    story.cross("contact")
    return story


# --- MESSAGES.md 8, 8b, 8c --------------------------------------------------------------------------


def test_reminder_deputy_and_principal_come_on_their_days() -> None:
    story = asked().until(dec(11))
    first = story.case.asks[0]
    assert [(day, to) for day, kind, to in story.said if kind is OutKind.REMINDER] == [
        (dec(2), f"mentor:{ANNA}")
    ]
    assert [(day, to) for day, kind, to in story.said if kind is OutKind.DEPUTY] == [
        (dec(7), f"person:{OMAR}")
    ]
    assert story.said[-1] == (dec(11), OutKind.ASK, PRINCIPAL)
    assert AROUND.calendar.between(first.asked_on, dec(11)) == 13
    choice = story.to("principal")
    assert (choice.kind, choice.about, choice.due) == (AskKind.WHO_TAKES, first.id, dec(18))
    assert (first.deputy, first.step) == (OMAR, Step.PRINCIPAL)
    steps = [entry.kind for entry in story.all if entry.kind in (JournalKind.REMINDED, JournalKind.ESCALATED)]
    assert steps == [JournalKind.REMINDED, JournalKind.ESCALATED, JournalKind.ESCALATED]


def test_each_day_to_look_again_is_known_beforehand() -> None:
    story = asked()
    days = []
    for _ in range(4):
        assert story.case.next_due is not None
        days.append(story.case.next_due)
        story.until(story.case.next_due)
    assert days == [dec(2), dec(7), dec(11), dec(18)]


def test_a_day_that_begins_twice_does_its_work_once() -> None:
    story = asked()
    story.now = at(dec(14))
    story.do(DayBegan())
    assert story.outs(OutKind.REMINDER) == [f"mentor:{ANNA}"]
    assert (story.do(DayBegan()).case, story.last.out) == (None, ())
    assert story.case.next_due == dec(15)


def test_after_days_asleep_it_goes_on_step_by_step() -> None:
    story = asked()
    story.now = at(dec(14))
    story.do(DayBegan())
    story.until(dec(15))
    assert story.outs(*LATER) == [f"person:{OMAR}"]
    story.until(dec(16))
    assert story.outs(*LATER) == [PRINCIPAL]


def test_a_day_off_does_nothing() -> None:
    story = asked().until(dec(4))
    story.now = at(dec(5))
    assert story.do(DayBegan()).case is None


def test_without_a_deputy_the_principal_is_next() -> None:
    story = asked()
    story.school = replace(AROUND, deputies={ANNA: ""})
    story.until(dec(2))
    assert story.case.next_due == dec(11)
    story.until(dec(11))
    assert [kind for _, kind, _ in story.said] == [OutKind.ASK, OutKind.REMINDER, OutKind.ASK]


def test_nobody_is_their_own_deputy() -> None:
    story = asked()
    story.school = replace(AROUND, deputies={ANNA: ANNA})
    assert OutKind.DEPUTY not in [kind for _, kind, _ in story.until(dec(11)).said]


def test_a_role_has_no_deputy() -> None:
    story = asked("nurse").until(dec(11))
    assert [to for _, _, to in story.said] == [f"nurse:{SCHOOL}", f"nurse:{SCHOOL}", PRINCIPAL]


def test_the_deputy_of_whoever_got_the_question_is_asked() -> None:
    story = asked("nurse")
    story.school = replace(AROUND, deputies={NELLI: SARA})
    story.press("hand_over", "nurse", REKTOR, person=NELLI)
    story.until(dec(7))
    assert story.outs(OutKind.DEPUTY) == [f"person:{SARA}"]


def test_the_deputy_can_answer_and_then_nobody_need_choose() -> None:
    story = asked().until(dec(11))
    choice = story.to("principal")
    story.press("called", by=OMAR, role="deputy")
    assert story.status(choice) is AskStatus.WITHDRAWN
    assert choice.id in story.redrawn()


def test_the_principals_own_question_is_only_reminded_of() -> None:
    story = asked("principal").until(dec(16))
    assert [(day, kind) for day, kind, _ in story.said] == [
        (nov(24), OutKind.ASK),
        (dec(2), OutKind.REMINDER),
        (dec(9), OutKind.REMINDER),
        (dec(16), OutKind.REMINDER),
    ]


def test_reminders_go_on_once_a_week_after_the_principal() -> None:
    story = asked().until(dec(18))
    assert story.outs(OutKind.REMINDER) == [f"mentor:{ANNA}"]


def test_an_unanswered_question_counts_as_answered_when_its_time_runs_out() -> None:
    story = asked().until(dec(1))
    assert story.case.answered == {}
    story.until(dec(2))
    assert story.case.answered == {"contact": dec(1)}


def test_patience_is_a_setting() -> None:
    story = asked()
    story.school = replace(AROUND, patience=replace(AROUND.patience, remind=2, deputy=3, principal=4))
    story.until(dec(7))
    assert [day for day, _, _ in story.said] == [nov(24), dec(3), dec(4), dec(7)]


def test_no_step_falls_in_the_holidays() -> None:
    story = Story(simple()).until(dec(14))
    story.cross("contact")
    story.until(date(2027, 1, 20))
    days = [day for day, _, _ in story.said]
    assert days == [dec(14), date(2027, 1, 12), date(2027, 1, 15)]


# --- nobody there -----------------------------------------------------------------------------------


def test_where_nobody_has_the_role_the_principal_chooses() -> None:
    story = Story(simple("nurse"), school=replace(AROUND, staffed=ROLES - {"nurse"}))
    story.cross("contact")
    assert story.kinds()[-2:] == [JournalKind.NOBODY_TO_NOTIFY, JournalKind.ASKED]
    assert story.to("principal").about == story.to("nurse").id


def test_where_there_is_no_principal_either_it_is_said_in_the_journal() -> None:
    story = Story(simple("nurse"), school=replace(AROUND, staffed=frozenset()))
    story.cross("contact")
    assert [entry.data["who"] for entry in story.all if entry.kind is JournalKind.NOBODY_TO_NOTIFY] == [
        "nurse",
        "principal",
    ]


def test_a_missing_principal_is_not_asked_who_takes_their_own_question() -> None:
    story = Story(simple("principal"), school=replace(AROUND, staffed=frozenset()))
    story.cross("contact")
    assert story.asked() == [(AskKind.STAGE, "contact", "principal")]


def test_what_cannot_be_delivered_goes_to_the_principal_once() -> None:
    story = asked()
    first = story.to("mentor")
    story.fails(first)
    assert story.kinds() == [JournalKind.DELIVERY_FAILED, JournalKind.ASKED]
    assert story.entry(JournalKind.DELIVERY_FAILED).data == {"why": "channel_not_found"}
    assert story.outs(OutKind.ASK) == [PRINCIPAL]
    assert (story.fails(first).case, story.kinds()) == (None, [JournalKind.DELIVERY_FAILED])


def test_a_redraw_that_cannot_be_delivered_is_only_noted() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    assert (story.fails(first).case, story.kinds()) == (None, [JournalKind.DELIVERY_FAILED])


def test_a_failure_about_an_unknown_ask_is_nothing() -> None:
    story = asked()
    assert story.fails(replace(story.to("mentor"), id="q_other")).journal == ()


# --- hold -------------------------------------------------------------------------------------------


def held(until: str = "2026-12-09") -> Story:
    """On hold from Thursday 26 November."""
    story = asked().until(nov(26))
    story.press("hold", until=until, reason="travel")
    return story


def test_a_hold_asks_nobody_until_its_day() -> None:
    story = held()
    assert (story.case.held_until, story.case.next_due) == (dec(9), dec(9))
    assert story.redrawn() == {story.to("mentor").id}
    story.until(dec(8))
    assert [day for day, _, _ in story.said if day > nov(26)] == []
    assert (story.to("mentor").step, story.kinds()) == (Step.ASKED, [])


def test_after_a_hold_the_question_comes_back_with_its_full_time() -> None:
    story = held().until(dec(9))
    back = story.to("mentor")
    assert (back.asked_on, back.due, back.step) == (dec(9), dec(16), Step.ASKED)
    assert story.last.out == (
        Out(kind=OutKind.REDRAW, ask_id=back.id, to=f"mentor:{ANNA}"),
        Out(kind=OutKind.ASK, ask_id=back.id, to=f"mentor:{ANNA}"),
    )
    assert story.entry(JournalKind.HELD).data == {"over": True}
    assert (story.case.held_until, story.case.held_reason) == (None, "")


@pytest.mark.parametrize("until", ["2026-12-05", "2026-12-06"])
def test_a_hold_ends_on_a_school_day(until: str) -> None:
    assert held(until).case.held_until == dec(7)


@pytest.mark.parametrize("until", ["2026-11-26", "2026-11-01"])
def test_a_hold_lasts_until_the_next_school_day_at_least(until: str) -> None:
    assert held(until).case.held_until == nov(27)


def test_a_hold_without_a_day_lasts_a_week() -> None:
    story = asked()
    story.press("hold", reason=["travel"])
    assert (story.case.held_until, story.case.held_reason) == (dec(1), "")


def test_a_follow_up_that_falls_in_a_hold_comes_after_it() -> None:
    first = Story(
        ladder(
            stage(
                "contact", ask("mentor", "called"), ask("nurse", "n"), follow_up=follow(counted_from="called")
            )
        )
    )
    first.cross("contact")
    first.press("called")
    first.press("hold", "nurse", NELLI, until="2026-12-16")
    assert first.case.next_due == dec(16)
    first.until(dec(16))
    assert set(first.outs(OutKind.ASK)) == {f"mentor:{ANNA}", f"nurse:{SCHOOL}"}


def test_figures_in_a_hold_raise_the_stage_and_ask_when_it_ends() -> None:
    story = held()
    story.cross("next")
    assert (story.asked(), story.outs(*LATER)) == ([(AskKind.STAGE, "next", "nurse")], [])
    story.until(dec(9))
    assert story.outs(OutKind.ASK) == [f"nurse:{SCHOOL}"]


def test_somebody_who_moves_the_case_on_ends_the_hold() -> None:
    story = Story(
        ladder(stage("one", ask("mentor", act("up", opens="two"))), stage("two", ask("nurse", "n")))
    )
    story.cross("one")
    story.press("hold", until="2026-12-09")
    story.press("up")
    assert (story.case.held_until, story.outs(OutKind.ASK)) == (None, [f"nurse:{SCHOOL}"])


def test_a_concern_at_a_higher_stage_ends_the_hold() -> None:
    story = held()
    story.judge("next", SARA, "special_educator")
    assert (story.case.held_until, story.outs(OutKind.ASK)) == (None, [f"nurse:{SCHOOL}"])


def test_an_answer_that_asks_nobody_more_leaves_the_hold() -> None:
    story = held()
    story.press("called")
    assert (story.case.held_until, story.case.next_due) == (dec(9), dec(9))
    story.until(dec(9))
    assert story.booked() == [("contact", dec(10))]


def test_an_answer_that_tells_somebody_and_holds_leaves_the_hold() -> None:
    story = Story(ladder(stage("one", ask("mentor", act("travels", refer="nurse", holds=True)))))
    story.cross("one")
    story.press("travels", until="2026-12-09")
    assert story.case.held_until == dec(9)
    assert story.outs(OutKind.ASK) == [f"nurse:{SCHOOL}"]


def test_something_done_with_more_time_for_the_rest_settles_the_principals_choice() -> None:
    meeting = act("booked", within=Span(4, Unit.WEEKS))
    story = Story(ladder(stage("one", ask("mentor", "called", meeting, needed=("called", "booked")))))
    story.cross("one")
    story.until(dec(11))
    choice = story.to("principal")
    story.press("called")
    assert story.status(choice) is AskStatus.WITHDRAWN
    assert (story.to("mentor").due, story.to("mentor").step) == (date(2027, 1, 11), Step.ASKED)


def test_a_duty_does_not_rest() -> None:
    start = act("start", principal_duty="report_to_huvudman")
    story = Story(ladder(stage("one", ask("mentor", start, "x", needed=("start", "x")))))
    story.cross("one")
    story.press("hold", until="2026-12-09")
    story.press("start")
    assert (story.outs(OutKind.ASK), story.case.held_until) == ([PRINCIPAL], dec(9))
    assert story.case.next_due == dec(2)
    story.until(dec(2))
    assert story.outs(OutKind.REMINDER) == [PRINCIPAL]
    story.until(dec(9))
    duty = story.to("principal")
    assert (duty.asked_on, duty.due) == (nov(24), dec(1))


def test_the_principals_choice_is_settled_by_a_hold() -> None:
    story = asked().until(dec(11))
    choice = story.to("principal")
    story.press("hold", choice, by=REKTOR, until="2026-12-16")
    story.until(dec(16))
    assert story.status(choice) is AskStatus.WITHDRAWN
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]


def test_the_principals_choice_comes_back_where_there_is_nobody_to_ask() -> None:
    story = Story(simple("coordinator"))
    story.cross("contact")
    story.press("hold", "principal", REKTOR, until="2026-12-09")
    story.until(dec(9))
    assert set(story.outs(OutKind.ASK)) == {f"coordinator:{SCHOOL}", PRINCIPAL}


def test_a_closed_case_cannot_be_put_on_hold() -> None:
    start = act("start", principal_duty="report_to_huvudman", closes=True)
    story = Story(ladder(stage("one", ask("mentor", start))))
    story.cross("one")
    story.press("start")
    assert story.press("hold", "principal", REKTOR, until="2026-12-09").reply is Reply.LATE
    assert story.press("take", "principal", REKTOR).reply is Reply.SAVED


def test_a_reminder_to_remember_is_only_reminded_of() -> None:
    note = act("sent", remember={"sv": "?"}, remember_until=Span(1, Unit.WEEKS))
    story = Story(
        ladder(
            stage("one", ask("nurse", note, "x", needed=("sent", "x")), follow_up=follow(counted_from="sent"))
        )
    )
    story.cross("one")
    story.press("hand_over", "nurse", REKTOR, person=NELLI)
    story.press("sent", "nurse", NELLI)
    story.until(dec(1))
    assert story.outs(OutKind.ASK) == [f"person:{NELLI}"]
    story.until(date(2027, 1, 20))
    about = [a for a in story.case.asks if a.kind is AskKind.REMEMBER]
    assert (about[0].step, len(about)) == (Step.REMINDED, 1)
