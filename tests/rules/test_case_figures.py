"""Figures: raised, raised again, on tracks side by side, judged, corrected."""

from __future__ import annotations

import pytest

from bot.rules.case import decide
from bot.rules.ladder import Ladder
from bot.rules.state import (
    AskKind,
    AskStatus,
    CaseStatus,
    Corrected,
    DayBegan,
    JournalKind,
    OutKind,
    PupilLeft,
    Reply,
)
from tests.rules.build import AROUND, MORNING, NELLI, Story, act, ask, dec, follow, ladder, nov, stage


def three() -> Ladder:
    """Three stages for the mentor, the second with the nurse."""
    return ladder(
        stage("one", ask("mentor", "a", act("up", opens="two")), follow_up=follow()),
        stage("two", ask("mentor", "b"), ask("nurse", "n")),
        stage("three", ask("mentor", "c")),
    )


@pytest.mark.parametrize("event", [DayBegan(), Corrected(stage="one", period="1"), PupilLeft()])
def test_without_a_case_nothing_happens(event: DayBegan | Corrected | PupilLeft) -> None:
    assert decide(None, event, three(), AROUND, MORNING).case is None


# --- raised -----------------------------------------------------------------------------------------


def test_the_same_crossing_twice_changes_nothing() -> None:
    story = Story(three())
    story.cross("one")
    assert (story.cross("one").case, story.last.journal, story.last.out) == (None, (), ())


def test_a_new_crossing_of_a_question_that_waits_is_kept_as_evidence() -> None:
    story = Story(three())
    story.cross("one")
    asked = story.to("mentor")
    story.cross("one", "2")
    assert len(story.case.crossings) == 2
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
    assert story.redrawn() == {asked.id}
    assert (story.kinds(), story.outs(OutKind.ASK)) == ([JournalKind.ADVANCED], [])


def test_a_lower_crossing_is_evidence_while_a_higher_stage_stands() -> None:
    story = Story(three())
    story.cross("two", skipped=("one",))
    story.cross("one")
    assert (story.case.stage, len(story.case.crossings)) == ("two", 2)
    assert story.outs(OutKind.ASK) == []


def test_a_stage_that_fires_again_is_asked_again_once_it_was_answered() -> None:
    story = Story(three())
    story.cross("one")
    story.press("a")
    story.until(dec(1)).cross("one", "2026-12")
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
    assert story.booked() == [("one", dec(8))]
    story.press("a")
    assert story.case.answered == {"one": dec(1)}


def test_stages_skipped_in_an_open_case_are_not_documented() -> None:
    story = Story(three())
    story.cross("one")
    story.cross("three")
    assert (story.case.not_documented, story.case.stage) == (("two",), "three")


def test_a_closed_case_is_followed_by_a_new_one() -> None:
    story = Story(ladder(stage("one", ask("mentor", act("x", closes=True)))))
    story.cross("one")
    story.press("x")
    story.cross("one", "2")
    assert (story.case.status, story.case.version, len(story.case.crossings)) == (CaseStatus.OPEN, 0, 1)


# --- tracks -----------------------------------------------------------------------------------------


def tracks() -> Ladder:
    """Lateness and truancy go their own ways; both ask the mentor."""
    return ladder(
        stage("late", ask("mentor", "l"), track="late"),
        stage("truant", ask("mentor", "t"), track="truant"),
        stage("truant_2", ask("mentor", "t2"), track="truant"),
    )


def test_tracks_stand_side_by_side_in_one_case() -> None:
    story = Story(tracks())
    story.cross("late")
    story.cross("truant")
    assert story.case.tracks == {"late": "late", "truant": "truant"}
    assert story.asked() == [(AskKind.STAGE, "late", "mentor"), (AskKind.STAGE, "truant", "mentor")]
    story.cross("truant_2")
    assert story.asked() == [(AskKind.STAGE, "late", "mentor"), (AskKind.STAGE, "truant_2", "mentor")]


def test_each_track_has_its_own_follow_up() -> None:
    story = Story(tracks())
    story.cross("late")
    story.cross("truant")
    story.press("l", story.case.waiting[0])
    story.press("t")
    assert story.booked() == [("late", dec(8)), ("truant", dec(8))]


def test_a_correction_of_one_track_leaves_the_other() -> None:
    story = Story(tracks())
    story.cross("late")
    story.cross("truant")
    story.correct("truant")
    assert (story.case.status, story.case.stage) == (CaseStatus.OPEN, "late")
    assert story.asked() == [(AskKind.STAGE, "late", "mentor")]


# --- judged -----------------------------------------------------------------------------------------


def test_a_concern_opens_a_case() -> None:
    story = Story(three())
    assert story.judge("two", NELLI, "nurse").reply is Reply.SAVED
    assert (story.case.judged_by, story.case.stage, story.case.not_documented) == ("nurse", "two", ("one",))
    opened = story.entry(JournalKind.OPENED)
    assert (opened.actor, opened.role, opened.data) == (NELLI, "nurse", {"judged_by": "nurse"})


def test_a_concern_in_an_open_case_is_noted_where_it_stands_so_high_already() -> None:
    story = Story(three())
    story.judge("two")
    assert story.judge("one").reply is Reply.ALREADY
    assert (story.last.case, story.kinds(), story.asked()[0][1]) == (None, [JournalKind.OPENED], "two")


def test_a_concern_takes_an_open_case_higher() -> None:
    story = Story(three())
    story.cross("one")
    assert story.judge("two", NELLI, "nurse").reply is Reply.SAVED
    assert (story.case.stage, story.case.judged_by) == ("two", "")
    assert story.entry(JournalKind.ADVANCED).data == {"judged_by": "nurse"}


def test_a_concern_on_another_track_opens_that_too() -> None:
    story = Story(tracks())
    story.cross("late")
    story.judge("truant")
    assert len(story.case.waiting) == 2


# --- corrected --------------------------------------------------------------------------------------


def test_a_correction_withdraws_an_untouched_alert_and_ends_the_case() -> None:
    story = Story(three())
    story.cross("one")
    asked = story.to("mentor")
    story.correct("one")
    assert (story.status(asked), story.redrawn()) == (AskStatus.WITHDRAWN, {asked.id})
    assert (story.case.status, story.case.close_reason) == (CaseStatus.CLOSED, "corrected")
    assert story.kinds() == [JournalKind.WITHDRAWN, JournalKind.CLOSED]
    assert story.correct("one").case is None


def test_a_correction_annotates_what_somebody_acted_on() -> None:
    story = Story(three())
    story.cross("one")
    asked = story.to("mentor")
    story.press("a")
    story.correct("one")
    assert (story.case.corrected, story.case.status) == (("one",), CaseStatus.OPEN)
    assert (story.booked(), story.redrawn()) == ([("one", dec(8))], {asked.id})
    assert story.kinds() == [JournalKind.CORRECTED]
    story.cross("one", "2")
    assert story.case.corrected == ()


def test_a_note_counts_as_having_acted() -> None:
    story = Story(three())
    story.cross("one")
    story.press("note", note="x")
    story.correct("one")
    assert story.case.status is CaseStatus.OPEN


def test_a_correction_at_a_higher_stage_asks_the_former_question_again() -> None:
    story = Story(three())
    story.cross("one")
    story.until(nov(26)).cross("two")
    story.until(nov(27)).correct("two")
    asked = story.to("mentor")
    assert (asked.stage, asked.due, story.case.stage) == ("one", dec(4), "one")
    assert story.case.tracks == {"": "one"}
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]


def test_a_correction_at_a_higher_stage_books_the_follow_up_of_an_answered_one() -> None:
    story = Story(three())
    story.cross("one")
    story.press("a")
    story.until(nov(26)).cross("two")
    story.correct("two")
    assert (story.asked(), story.booked(), story.case.stage) == ([], [("one", dec(10))], "one")


def test_when_every_crossing_is_corrected_away_the_case_ends_whatever_the_order() -> None:
    story = Story(three())
    story.cross("one")
    story.until(nov(26)).cross("two")
    story.until(nov(27)).correct("one")
    assert (story.case.status, story.case.stage) == (CaseStatus.OPEN, "two")
    story.correct("two")
    assert (story.case.status, story.case.close_reason) == (CaseStatus.CLOSED, "corrected")


def test_a_correction_brings_back_the_follow_up_the_higher_stage_put_aside() -> None:
    story = Story(three())
    story.cross("one")
    story.press("a")
    story.until(dec(8)).cross("two")
    story.correct("two")
    assert story.asked() == [(AskKind.FOLLOW_UP, "one", "mentor")]
    assert story.to("mentor").since == nov(24)


def test_a_correction_brings_back_what_was_still_to_be_asked() -> None:
    first = stage("one", ask("mentor", "a"), ask("mentor", "z"))
    story = Story(ladder(first, stage("two", ask("mentor", "b"))))
    story.cross("one")
    story.press("a")
    story.cross("two")
    story.correct("two")
    assert story.press("z").reply is Reply.SAVED
    assert story.booked() == [("one", dec(8))]


def test_what_a_withdrawn_stage_had_jumped_over_is_no_longer_listed() -> None:
    story = Story(three())
    story.cross("one")
    story.cross("three")
    story.correct("three")
    assert (story.case.not_documented, story.case.stage) == ((), "one")


def test_a_stage_with_another_crossing_left_stands() -> None:
    story = Story(three())
    story.cross("one")
    story.cross("one", "2")
    story.correct("one")
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
    assert story.kinds() == [JournalKind.CORRECTED]


def test_a_correction_of_a_stage_left_behind_is_noted() -> None:
    story = Story(three())
    story.cross("one")
    story.cross("two")
    story.correct("one")
    assert (story.case.stage, story.kinds()) == ("two", [JournalKind.CORRECTED])


def test_a_correction_of_what_never_crossed_changes_nothing() -> None:
    story = Story(three())
    story.cross("one")
    assert (story.correct("one", "9").case, story.last.journal) == (None, ())


def test_a_correction_never_takes_back_what_people_decided() -> None:
    story = Story(three())
    story.cross("one")
    story.press("up")
    story.cross("two")
    story.correct("two")
    assert (story.case.stage, story.case.corrected) == ("two", ("two",))


def test_a_stage_somebody_also_vouched_for_is_not_taken_back() -> None:
    story = Story(three())
    story.cross("one")
    assert story.judge("one", NELLI, "nurse").reply is Reply.ALREADY
    story.correct("one")
    assert (story.case.status, story.case.corrected) == (CaseStatus.OPEN, ("one",))


def test_a_duty_outlives_a_withdrawn_stage() -> None:
    start = act("start", principal_duty="report_to_huvudman")
    story = Story(
        ladder(
            stage("one", ask("mentor", start, "x", needed=("start", "x"))), stage("two", ask("nurse", "n"))
        )
    )
    story.cross("one")
    story.press("start")
    story.cross("two")
    story.correct("two")
    assert (AskKind.DUTY, "one", "principal") in story.asked()
