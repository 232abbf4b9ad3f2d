"""The health team's list: which cases stand in it, with what, and when a line changes."""

from __future__ import annotations

from bot.rules.state import AskKind, PupilLeft
from bot.rules.team_queue import ASKED, CRITERIA, DEEP, FOLLOW_UP, HELD, InQueue, in_queue
from tests.rules.build import SARA, TUESDAY, Story, act, ask, dec, follow, ladder, stage

TEAM = "health_team"
EVA = "eva@lit.example"


def line(story: Story) -> InQueue | None:
    return in_queue(story.case, story.ladder)


def doing(story: Story) -> str:
    found = line(story)
    assert found
    return found.doing


def team(*actions: str, needed: tuple[str, ...] = ()) -> Story:
    """The team is asked, once done the mentor follows up."""
    story = Story(ladder(stage("one", ask(TEAM, *actions, needed=needed), follow_up=follow(who="mentor"))))
    story.cross("one")
    return story


def test_a_question_to_others_is_not_in_it() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a"))))
    story.cross("one")
    assert line(story) is None


def test_a_line_says_what_is_asked_since_when_and_that_nobody_has_taken_it() -> None:
    story = team("criteria_met", "criteria_not_met")
    asked = story.to(TEAM)
    assert line(story) == InQueue(ask_id=asked.id, since=TUESDAY, doing=CRITERIA)


def test_a_reminder_changes_no_line() -> None:
    story = team("criteria_met")
    before = line(story)
    assert line(story.until(dec(2))) == before


def test_whoever_takes_it_stands_there() -> None:
    story = team("criteria_met")
    story.press("take", TEAM, EVA)
    assert (found := line(story))
    assert found.taken_by == EVA


def test_after_the_verdict_the_investigation_goes_on_until_somebody_has_written_it() -> None:
    parts = ("criteria_met", "deep_investigation", "measures_proposed")
    story = team(*parts, needed=("criteria_met", "measures_proposed"))
    story.press("note", TEAM, SARA, note="x")
    story.press("criteria_met", TEAM, EVA)
    assert (found := line(story))
    assert (found.doing, found.taken_by) == (DEEP, EVA)
    story.press("deep_investigation", TEAM, SARA)
    assert (found := line(story))
    assert (found.doing, found.taken_by) == (ASKED, SARA)


def test_on_hold_it_says_until_when() -> None:
    story = team("criteria_met")
    story.press("hold", TEAM, EVA, until="2026-12-09")
    assert (found := line(story))
    assert (found.doing, found.on) == (HELD, dec(9))


def test_answered_it_stays_with_the_day_of_the_follow_up_until_somebody_is_asked() -> None:
    story = team("criteria_met")
    story.press("criteria_met", TEAM, EVA)
    (_, day) = story.booked()[0]
    assert (found := line(story))
    assert (found.doing, found.on, found.taken_by) == (FOLLOW_UP, day, EVA)
    story.until(day)
    assert story.to("mentor").kind is AskKind.FOLLOW_UP
    assert line(story) is None


def test_a_referral_asks_by_itself() -> None:
    refer = act("refer_to_eht", refer=TEAM)
    story = Story(ladder(stage("one", ask("mentor", refer))))
    story.cross("one")
    story.press("refer_to_eht")
    assert story.to(TEAM).kind is AskKind.REFERRAL
    assert doing(story) == ASKED


def test_a_closed_case_has_no_line() -> None:
    story = team("criteria_met")
    story.do(PupilLeft())
    assert line(story) is None
