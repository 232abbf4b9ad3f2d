"""Undo within fifteen minutes puts back exactly what an answer changed; both entries stay in the journal."""

from __future__ import annotations

import pytest

from bot.rules.ladder import Ladder, Span, Unit
from bot.rules.state import AskKind, AskStatus, CaseStatus, JournalKind, OutKind, Reply
from tests.rules.build import (
    ANNA,
    NELLI,
    OMAR,
    REKTOR,
    SARA,
    Story,
    act,
    ask,
    dec,
    follow,
    ladder,
    nov,
    stage,
)
from tests.rules.same import same_but_for_records


def rich() -> Ladder:
    """A stage with an action of each kind."""
    actions = (
        "called",
        act("refer_to_eht", refer="nurse", opens="two"),
        act("not_worrying", closes=True),
        act("investigated", principal_duty="report_to_huvudman", refer="health_team"),
        act("sent", remember={"sv": "?"}, remember_until=Span(1, Unit.WEEKS)),
        "planned",
    )
    return ladder(
        stage(
            "one",
            ask("mentor", *actions),
            ask("counselor", "c"),
            ask("nurse", "n", after=("called",)),
            follow_up=follow(),
        ),
        stage("two", ask("nurse", "judged"), ask("mentor", "m")),
    )


def asked() -> Story:
    """Asked today."""
    story = Story(rich())
    story.cross("one")
    return story


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("called", {}),
        ("refer_to_eht", {}),
        ("not_worrying", {}),
        ("investigated", {}),
        ("sent", {}),
        ("planned", {"responsible": SARA, "follow_up_on": "2026-12-03"}),
        ("hold", {"until": "2026-12-09"}),
        ("hand_over", {"person": SARA}),
        ("take", {}),
        ("concern_report", {}),
    ],
)
def test_undo_restores_what_the_answer_changed(action: str, fields: dict[str, object]) -> None:
    story = asked()
    before, first = story.case, story.to("mentor")
    story.press(action, first, ANNA, "mentor", **fields)
    assert story.later(15).press("undo", first).reply is Reply.UNDONE
    same_but_for_records(before, story.case)
    assert [e.kind for e in story.all if e.action == action][-1] is JournalKind.UNDONE
    assert story.latest().undone
    assert story.press(action, first, ANNA, "mentor", **fields).reply is Reply.SAVED


def test_undo_is_too_late_after_fifteen_minutes() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.later(16)
    assert (story.press("undo", first).reply, story.last.case) == (Reply.TOO_LATE, None)


def test_the_way_back_is_forgotten_when_its_time_is_over() -> None:
    story = asked()
    story.press("called")
    assert story.case.undo
    story.later(16).press("note", story.case.asks[0], note="x")
    assert list(story.case.undo) == []


def test_a_second_click_on_undo_is_silent() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.press("undo", first)
    assert (story.press("undo", first).reply, story.last.journal) == (Reply.REPEATED, ())
    assert story.press("undo", first, by=OMAR).reply is Reply.TOO_LATE


def test_nothing_answered_is_nothing_to_undo() -> None:
    story = asked()
    assert story.press("undo").reply is Reply.TOO_LATE


def test_only_who_answered_may_undo() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    assert (story.press("undo", first, by=OMAR).reply, story.last.case) == (Reply.REFUSED, None)


def test_undo_is_refused_when_somebody_else_went_on() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.press("n", "nurse", NELLI)
    assert story.press("undo", first).reply is Reply.TOO_LATE


def test_undo_is_refused_when_figures_moved_the_case_on() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.cross("two")
    assert story.press("undo", first).reply is Reply.TOO_LATE


def test_notes_evidence_and_failed_redraws_leave_undo_possible_and_stay() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("investigated")
    story.press("note", first, by=REKTOR, role="principal", note="x")
    story.cross("one", "2")
    story.fails(first)
    assert story.press("undo", first).reply is Reply.UNDONE
    assert [c.period for c in story.case.crossings] == ["1", "2"]
    assert [a.action for a in story.case.done] == ["note"]


def test_undo_is_refused_when_evidence_speaks_of_the_stage_the_answer_led_to() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("refer_to_eht")
    story.cross("two")
    assert story.press("undo", first).reply is Reply.TOO_LATE


def test_undo_is_refused_when_a_correction_spoke_of_the_answer() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.correct("one")
    assert story.press("undo", first).reply is Reply.TOO_LATE


def test_undo_of_closing_opens_the_case_again() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("not_worrying")
    assert story.case.status is CaseStatus.CLOSED
    story.press("undo", first)
    assert (story.case.status, story.case.closed_on, story.case.close_reason) == (CaseStatus.OPEN, None, "")
    assert story.kinds() == [JournalKind.UNDONE, JournalKind.REOPENED]
    assert (story.to("mentor").id, story.case.next_due) == (first.id, dec(2))
    assert first.id in story.redrawn()


def test_undo_of_a_follow_ups_answer_asks_it_again() -> None:
    story = Story(
        ladder(stage("one", ask("mentor", "a"), follow_up=follow(bad="two")), stage("two", ask("nurse", "n")))
    )
    story.cross("one")
    story.press("a")
    story.until(dec(8))
    before, asked_ = story.case, story.to("mentor")
    story.press("not_improved")
    nurse = story.to("nurse")
    story.press("undo", asked_)
    assert story.asked() == [(AskKind.FOLLOW_UP, "one", "mentor")]
    assert story.status(nurse) is AskStatus.WITHDRAWN
    assert story.redrawn() == {asked_.id, nurse.id}
    same_but_for_records(before, story.case)


def test_undo_of_a_hold_redraws_what_waits() -> None:
    story = asked()
    waiting = {a.id for a in story.case.waiting}
    first = story.to("mentor")
    story.press("hold", until="2026-12-09")
    story.press("undo", first)
    assert (story.case.held_until, story.redrawn()) == (None, waiting)


def test_undo_of_the_principals_choice() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a"))))
    story.cross("one")
    story.until(dec(11))
    choice = story.to("principal")
    story.press("take", choice, by=REKTOR)
    story.press("undo", choice, by=REKTOR)
    assert story.status(choice) is AskStatus.WAITING
    assert story.to("mentor").person is None


def test_undo_in_a_closed_case_does_not_open_it() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("not_worrying")
    story.later(20).press("concern_report", first)
    story.press("undo", first)
    assert (story.case.status, story.kinds()) == (CaseStatus.CLOSED, [JournalKind.UNDONE])


def test_an_answer_after_undo_can_be_undone_again() -> None:
    story = asked()
    first = story.to("mentor")
    story.press("called")
    story.press("undo", first)
    story.press("planned", first)
    assert story.press("undo", first).reply is Reply.UNDONE
    assert [a.undone for a in story.case.answers] == [True, True]
    assert story.outs(OutKind.ASK) == []


def test_an_undone_answer_no_longer_counts() -> None:
    stages = stage("one", ask("mentor", "a", "b", needed=("a", "b")), done_when=("a",), follow_up=follow())
    story = Story(ladder(stages))
    story.cross("one")
    first = story.to("mentor")
    story.press("a")
    assert story.case.answered == {"one": nov(24)}
    story.press("undo", first)
    story.press("b", first)
    assert (story.case.answered, story.booked()) == ({}, [])
    story.correct("one")
    assert story.latest().person == ANNA
