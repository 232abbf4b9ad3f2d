"""Late, repeated and racing clicks change nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.rules.ladder import Ladder
from bot.rules.state import AskKind, AskStatus, JournalKind, OutKind, Reply
from tests.rules.build import ANNA, NELLI, OMAR, REKTOR, SARA, Story, act, ask, dec, ladder, stage


def simple() -> Ladder:
    """Two stages for the mentor."""
    return ladder(
        stage("one", ask("mentor", "called", "met", "both", needed=("called", "met"))),
        stage("two", ask("mentor", "b")),
    )


def asked() -> Story:
    """Asked today."""
    story = Story(simple())
    story.cross("one")
    return story


def test_a_late_click_changes_nothing_and_is_kept() -> None:
    story = asked()
    old = story.to("mentor")
    story.cross("two")
    assert story.press("called", old).reply is Reply.LATE
    assert (story.last.case, story.last.out, story.kinds()) == (None, (), [JournalKind.LATE_ANSWER])
    late = story.entry(JournalKind.LATE_ANSWER)
    assert (late.actor, late.role, late.action, late.ask_id) == (ANNA, "mentor", "called", old.id)


def test_a_click_on_a_withdrawn_question_is_late() -> None:
    story = asked()
    old = story.to("mentor")
    story.correct("one")
    assert story.press("called", old).reply is Reply.LATE


def test_ones_own_double_click_is_silent() -> None:
    story = asked()
    story.press("called")
    assert story.press("called").reply is Reply.REPEATED
    assert (story.last.case, story.last.journal, story.last.answered_by) == (None, (), None)


def test_ones_own_click_on_an_answered_question_is_silent() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.press("met")
    story.later(60)
    assert story.press("called", first).reply is Reply.REPEATED


def test_anothers_click_is_told_who_was_first() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    decision = story.press("called", first, by=OMAR, role="deputy")
    assert (decision.reply, decision.case, story.kinds()) == (Reply.ALREADY, None, [JournalKind.LATE_ANSWER])
    assert decision.answered_by is not None
    assert (decision.answered_by.person, decision.answered_by.action) == (ANNA, "called")


def test_another_answer_to_an_answered_question_is_told_what_stands() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.press("met")
    decision = story.press("both", first, by=OMAR, role="deputy")
    assert decision.reply is Reply.ALREADY
    assert decision.answered_by is not None
    assert decision.answered_by.action == "met"


def test_who_chose_first_is_told_too() -> None:
    story = asked().until(dec(11))
    choice = story.to("principal")
    story.press("hand_over", choice, by=REKTOR, person=SARA)
    decision = story.press("hand_over", choice, by="other@lit.example", role="principal", person=NELLI)
    assert decision.reply is Reply.ALREADY
    assert decision.answered_by is not None
    assert decision.answered_by.person == REKTOR


def test_two_different_notes_are_two_notes_and_the_same_twice_is_one() -> None:
    story = asked()
    for text in ("Ring igen", "Ring igen", "Ring efter tre"):
        story.press("note", note=text)
    assert len(story.case.answers) == 2


def test_the_same_again_after_a_while_is_meant() -> None:
    story = asked()
    story.press("note", note="Ring igen")
    story.later(16).press("note", note="Ring igen")
    assert len(story.case.answers) == 2


def test_an_earlier_stages_action_twice_is_a_double_click() -> None:
    story = Story(simple())
    story.cross("two")
    story.press("called")
    assert story.press("called").reply is Reply.REPEATED


def test_a_note_can_be_left_on_a_question_that_has_ended() -> None:
    story = asked()
    old = story.to("mentor")
    story.cross("two")
    assert story.press("note", old, note="x").reply is Reply.SAVED


def test_an_unknown_ask_is_refused() -> None:
    story = asked()
    assert story.press("called", replace(story.to("mentor"), id="q_0")).reply is Reply.REFUSED


def test_a_closed_case_takes_no_more_than_its_duties() -> None:
    start = act("start", principal_duty="report_to_huvudman", closes=True)
    story = Story(
        ladder(stage("zero", ask("mentor", "z", act("up", opens="one"))), stage("one", ask("mentor", start)))
    )
    story.cross("one", skipped=("zero",))
    story.press("start")
    assert story.press("up", "principal", REKTOR).reply is Reply.LATE
    assert story.press("duty_done", "principal", REKTOR).reply is Reply.SAVED


# --- who has it -------------------------------------------------------------------------------------


def test_a_question_handed_over_is_asked_of_the_new_person_with_full_time() -> None:
    story = asked().until(dec(2))
    story.press("hand_over", person=SARA)
    given = story.to("mentor")
    assert (given.person, given.due, given.status) == (SARA, dec(9), AskStatus.WAITING)
    assert story.outs(OutKind.ASK) == [f"person:{SARA}"]
    assert story.redrawn() == {given.id}
    assert (story.case.helpers, story.case.next_due) == ((SARA,), dec(10))
    assert story.entry(JournalKind.HANDED_OVER).data["to"] == SARA


def test_handing_over_twice_to_the_same_person_names_them_once() -> None:
    story = asked()
    story.press("hand_over", person=SARA)
    story.press("hand_over", by=SARA, person=ANNA)
    story.press("hand_over", person=SARA)
    assert story.case.helpers == (SARA, ANNA)


def test_a_question_taken_asks_nobody_else() -> None:
    story = asked()
    story.press("take", by=OMAR, role="deputy")
    assert (story.to("mentor").person, story.outs(OutKind.ASK)) == (OMAR, [])


def test_handing_over_settles_the_principals_choice() -> None:
    story = asked().until(dec(11))
    choice = story.to("principal")
    story.press("hand_over", person=SARA)
    assert story.status(choice) is AskStatus.WITHDRAWN


def test_the_principal_gives_the_question_to_somebody() -> None:
    story = asked().until(dec(11))
    choice = story.to("principal")
    story.press("hand_over", choice, by=REKTOR, person=SARA)
    assert story.status(choice) is AskStatus.ANSWERED
    assert (story.to("mentor").person, story.to("mentor").due) == (SARA, dec(18))
    assert story.outs(OutKind.ASK) == [f"person:{SARA}"]
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]


def test_the_principal_can_take_it() -> None:
    story = asked().until(dec(11))
    story.press("take", "principal", REKTOR)
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
    assert story.to("mentor").person == REKTOR


def test_a_question_given_away_and_not_answered_comes_back_to_the_principal() -> None:
    story = Story(ladder(stage("one", ask("principal", "p"))))
    story.cross("one")
    story.press("hand_over", "principal", REKTOR, person=SARA)
    story.until(dec(11))
    assert story.to("principal").kind is AskKind.WHO_TAKES


def test_two_questions_given_to_one_person_both_wait() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a"), ask("nurse", "n"))))
    story.cross("one")
    story.press("hand_over", person=SARA)
    story.press("hand_over", "nurse", NELLI, person=SARA)
    assert [a.person for a in story.case.waiting] == [SARA, SARA]
    story.press("n", "nurse", SARA)
    assert [a.who for a in story.case.waiting] == ["mentor"]
    assert story.booked() == []


def test_in_a_case_emptied_of_its_pupil_nothing_is_written_any_more() -> None:
    story = asked()
    story.maybe = replace(story.case, pupil_id="")
    waiting = story.to("mentor")
    assert story.press("note", waiting, note="x").reply is Reply.GONE
    assert (story.last.case, story.kinds()) == (None, [JournalKind.LATE_ANSWER])
    assert story.press("called", waiting).reply is Reply.SAVED
