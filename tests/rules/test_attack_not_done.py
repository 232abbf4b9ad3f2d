"""A form that asks whether it is done, answered with no: nothing is done yet, and nobody may forget it."""

from __future__ import annotations

import pytest

from bot.rules.state import AskStatus, Reply
from tests.rules.build import ANNA, REKTOR, Story, act, ask, follow, ladder, stage


def told(done: object) -> Story:
    report = act("concern_report", form="concern_report", closes=True)
    story = Story(ladder(stage("problematic", ask("principal", report), follow_up=follow())))
    story.cross("problematic")
    story.press("concern_report", "principal", by=REKTOR, done=done)
    return story


@pytest.mark.parametrize("done", ["no", False])
def test_a_report_that_is_not_made_yet_is_still_asked_for(done: object) -> None:
    story = told(done)
    assert story.last.reply is Reply.SAVED
    asked = story.to("principal")
    assert (asked.status, asked.done, story.case.closed_on) == (AskStatus.WAITING, (), None)
    story.press("concern_report", "principal", by=REKTOR, done="yes")
    assert story.case.closed_on is not None


def test_it_is_not_counted_when_the_question_is_put_aside_and_asked_again() -> None:
    report = act("concern_report", form="concern_report")
    story = Story(ladder(stage("one", ask("mentor", report, "other")), stage("two", ask("mentor", "other"))))
    story.cross("one")
    story.press("concern_report", by=ANNA, done="no")
    story.cross("two")
    story.correct("two")
    assert story.to("mentor").done == ()
