"""What a stage asks, of whom, by when, and when it counts as answered."""

from __future__ import annotations

from datetime import date

from bot.rules.ladder import Span, Unit
from bot.rules.state import AskKind, AskStatus, JournalKind, OutKind, Reply, Step
from tests.rules.build import (
    ANNA,
    NELLI,
    REKTOR,
    SARA,
    SCHOOL,
    Story,
    act,
    ask,
    dec,
    follow,
    ladder,
    nov,
    stage,
)

ONE_DAY = Span(1, Unit.SCHOOL_DAYS)
TWO_WEEKS = Span(2, Unit.WEEKS)


def test_a_crossing_opens_a_case_and_asks_the_mentor() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "contacted_guardian"))))
    story.cross("contact")
    assert story.asked() == [(AskKind.STAGE, "contact", "mentor")]
    assert story.to("mentor").due == dec(1)
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]
    assert story.kinds() == [JournalKind.OPENED, JournalKind.ASKED]
    assert (story.case.opened_on, story.case.next_due) == (nov(24), dec(2))


def test_the_journal_keeps_the_evidence_of_a_crossing() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "contacted_guardian"))))
    story.cross("contact")
    assert story.entry(JournalKind.OPENED).data == {
        "day": "2026-11-24",
        "period": "1",
        "measure": "share",
        "value": "1/7",
        "operator": "at_least",
        "limit": "1/10",
        "from": "2026-10-28",
        "to": "2026-11-24",
        "given": 112,
        "reported": 110,
    }


def test_a_case_pins_its_ladder() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "a"))))
    case = story.cross("contact").case
    assert case is not None
    assert (case.ladder_id, case.ladder_version, case.ladder_digest) == ("x", 1, "d1")


def test_a_pupil_first_seen_far_up_enters_there_and_the_rest_is_not_documented() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a")), stage("two", ask("mentor", "b"))))
    story.cross("two", skipped=("one",))
    assert (story.case.stage, story.case.not_documented) == ("two", ("one",))
    assert story.press("a").reply is Reply.SAVED
    assert story.latest().stage == "one"


def test_any_one_action_answers_an_ask() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "called", "met"))))
    story.cross("contact")
    asked = story.to("mentor")
    assert story.press("met").reply is Reply.SAVED
    assert story.status(asked) is AskStatus.ANSWERED
    assert story.ask(asked).done == ("met",)
    assert story.redrawn() == {asked.id}


def test_an_ask_waits_until_all_that_is_needed_is_done() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "called", "met", "wrote", needed=("called", "met")))))
    story.cross("contact")
    asked = story.to("mentor")
    story.press("called")
    assert story.status(asked) is AskStatus.WAITING
    story.press("wrote")
    assert story.status(asked) is AskStatus.WAITING
    story.press("met")
    assert story.status(asked) is AskStatus.ANSWERED


def test_within_on_an_action_gives_what_is_left_its_own_time() -> None:
    meeting = act("meeting_booked", within=TWO_WEEKS)
    asks = ask("mentor", "called", meeting, within=ONE_DAY, needed=("called", "meeting_booked"))
    story = Story(ladder(stage("contact", asks)))
    story.cross("contact")
    assert story.to("mentor").due == nov(25)
    story.until(nov(26))
    assert story.to("mentor").step is Step.REMINDED
    story.press("called")
    assert (story.to("mentor").due, story.to("mentor").step) == (dec(8), Step.ASKED)
    assert story.case.next_due == dec(9)


def test_what_is_left_without_a_time_of_its_own_keeps_the_answer_day() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "called", "met", needed=("called", "met")))))
    story.cross("contact")
    story.until(nov(26)).press("called")
    assert story.to("mentor").due == dec(1)


def test_an_action_that_closes_answers_whatever_else_was_needed() -> None:
    not_worrying = act("not_worrying", closes=True)
    story = Story(
        ladder(stage("contact", ask("mentor", "called", "met", not_worrying, needed=("called", "met"))))
    )
    story.cross("contact")
    asked = story.to("mentor")
    story.press("not_worrying")
    assert story.status(asked) is AskStatus.ANSWERED


def test_a_stage_is_answered_when_all_its_asks_are() -> None:
    story = Story(ladder(stage("talk", ask("mentor", "a"), ask("nurse", "b"), follow_up=follow())))
    story.cross("talk")
    story.press("a")
    assert ("talk" in story.case.answered, story.booked()) == (False, [])
    story.until(nov(26)).press("b", "nurse", NELLI)
    assert story.case.answered["talk"] == nov(26)
    assert story.booked() == [("talk", dec(10))]


def test_done_when_answers_the_stage_though_an_ask_still_waits() -> None:
    stages = stage("talk", ask("mentor", "a"), ask("nurse", "b"), done_when=("a",), follow_up=follow())
    story = Story(ladder(stages))
    story.cross("talk")
    story.press("a")
    assert story.case.answered == {"talk": nov(24)}
    assert story.booked() == [("talk", dec(8))]
    assert story.asked() == [(AskKind.STAGE, "talk", "nurse")]
    story.press("b", "nurse", NELLI)
    assert story.booked() == [("talk", dec(8))]


def test_a_stage_whose_answers_finish_nothing_is_still_followed_up() -> None:
    story = Story(
        ladder(stage("talk", ask("mentor", "a", "b"), done_when=("b",), follow_up=follow(counted_from="b")))
    )
    story.cross("talk")
    story.press("a")
    assert "talk" not in story.case.answered
    assert story.booked() == [("talk", dec(8))]


def test_a_stage_that_asks_nobody_is_put_to_the_mentor() -> None:
    story = Story(ladder(stage("bare")))
    story.cross("bare")
    assert story.to("mentor").due == dec(1)
    assert story.press("documented").reply is Reply.SAVED
    assert story.booked() == [("bare", dec(8))]


def test_an_ask_may_wait_for_somebody_elses_action() -> None:
    stages = stage(
        "look",
        ask("mentor", "investigated", "other"),
        ask("special_educator", "read", after=("investigated",)),
    )
    story = Story(ladder(stages))
    story.cross("look")
    assert story.asked() == [(AskKind.STAGE, "look", "mentor")]
    story.press("investigated")
    assert story.asked() == [(AskKind.STAGE, "look", "special_educator")]
    assert story.outs(OutKind.ASK) == [f"special_educator:{SCHOOL}"]
    story.press("read", "special_educator", SARA)
    assert story.booked() == [("look", dec(8))]


def test_an_ask_that_waits_is_asked_once() -> None:
    asks = ask("mentor", "a", "b", needed=("a", "b")), ask("nurse", "c", after=("a", "b"))
    story = Story(ladder(stage("look", *asks)))
    story.cross("look")
    story.press("a")
    story.press("b")
    assert story.asked() == [(AskKind.STAGE, "look", "nurse")]


def test_two_questions_to_the_same_people_come_one_after_the_other() -> None:
    asks = ask("mentor", "told_nurse"), ask("nurse", "n"), ask("mentor", "investigated")
    story = Story(ladder(stage("look", *asks)))
    story.cross("look")
    assert story.asked() == [(AskKind.STAGE, "look", "mentor"), (AskKind.STAGE, "look", "nurse")]
    story.press("told_nurse")
    assert story.asked() == [(AskKind.STAGE, "look", "nurse"), (AskKind.STAGE, "look", "mentor")]
    assert story.press("told_nurse", story.to("mentor")).reply is Reply.SAVED
    story.press("investigated")
    assert story.asked() == [(AskKind.STAGE, "look", "nurse")]
    assert story.booked() == []


def test_an_ask_for_the_responsible_waits_until_somebody_is_named() -> None:
    asks = ask("responsible", "done"), ask("principal", "named")
    story = Story(ladder(stage("look", *asks, done_when=("done",))))
    story.cross("look")
    assert story.asked() == [(AskKind.STAGE, "look", "principal")]
    story.press("named", "principal", REKTOR, responsible=SARA)
    assert story.case.responsible == SARA
    assert story.outs(OutKind.ASK) == [f"person:{SARA}"]
    story.press("done", "responsible", SARA)
    assert story.case.answered == {"look": nov(24)}


def test_the_mentor_is_asked_in_the_place_of_a_responsible_nobody_named() -> None:
    story = Story(ladder(stage("look", ask("responsible", "done"), ask("principal", "named"))))
    story.cross("look")
    story.press("named", "principal", REKTOR)
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]


def test_a_new_responsible_takes_over_what_the_former_was_asked() -> None:
    story = Story(
        ladder(
            stage("look", ask("responsible", "done"), ask("principal", "named", "x", needed=("named", "x")))
        )
    )
    story.cross("look")
    story.press("named", "principal", REKTOR, responsible=SARA)
    story.until(dec(4))
    story.press("x", "principal", REKTOR, responsible=NELLI)
    asked = story.to("responsible")
    assert (asked.due, asked.step) == (dec(11), Step.ASKED)
    assert story.outs(OutKind.ASK) == [f"person:{NELLI}"]
    assert story.entry(JournalKind.HANDED_OVER).data == {"to": NELLI}


def test_naming_the_same_responsible_again_asks_nobody_anew() -> None:
    story = Story(
        ladder(stage("look", ask("mentor", "plan", "more", needed=("plan", "more")), ask("responsible", "r")))
    )
    story.cross("look")
    story.press("plan", responsible=SARA)
    story.press("more", responsible=SARA)
    assert story.outs(OutKind.ASK) == []


def test_a_higher_stage_supersedes_the_lower_question() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a")), stage("two", ask("mentor", "b"))))
    story.cross("one")
    old = story.to("mentor")
    story.cross("two")
    assert story.status(old) is AskStatus.SUPERSEDED
    assert story.asked() == [(AskKind.STAGE, "two", "mentor")]
    assert old.id in story.redrawn()
    assert story.kinds() == [JournalKind.ADVANCED, JournalKind.ASKED]


def test_no_answer_day_is_a_day_off() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "a", within=Span(4, Unit.DAYS)))))
    story.cross("contact")
    assert story.to("mentor").due == nov(30)


def test_an_answer_time_over_the_holidays_ends_after_them() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "a")))).until(dec(16))
    story.cross("contact")
    assert story.to("mentor").due == date(2027, 1, 13)


def test_one_answer_of_a_choice_is_not_an_answer_to_another_choice() -> None:
    """Both may tell the guardian, but the nurse may also see the pupil: her choice is still hers."""
    story = Story(ladder(stage("one", ask("mentor", "told", "talked"), ask("nurse", "told", "seen"))))
    story.cross("one")
    story.press("told", "mentor")
    assert story.asked() == [(AskKind.STAGE, "one", "nurse")]


def test_the_same_choice_put_to_two_is_answered_by_either() -> None:
    story = Story(ladder(stage("one", ask("mentor", "told", "talked"), ask("nurse", "told", "talked"))))
    story.cross("one")
    story.press("told", "mentor")
    assert story.asked() == []
