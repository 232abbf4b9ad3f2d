"""A meeting is booked, brought to mind on the school day before, and asked about on the school day after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.ladders import load_forms
from bot.rules.events import PupilLeft
from bot.rules.ladder import Ladder, LadderForm, StageAsk
from bot.rules.meetings import passed
from bot.rules.state import AskStatus, JournalKind, OutKind, Reply
from tests.rules.build import ANNA, OMAR, Story, act, ask, dec, ladder, nov, stage

FORM = "meeting"
FORMS: dict[str, LadderForm] = {FORM: load_forms()[FORM]}
NEEDED = ("meeting_booked", "meeting_held", "mapping_done")
ACTIONS = (act("meeting_booked", form=FORM), "meeting_held", "mapping_done")
MONDAY = nov(30)


def steps() -> Ladder:
    """Two stages; the first wants a meeting booked and held, and the causes mapped."""
    return replace(
        ladder(
            stage("meet", ask("mentor", *ACTIONS, needed=NEEDED), done_when=("meeting_held",)),
            stage("more", ask("mentor", "talked")),
        ),
        forms=FORMS,
    )


def booked(on: date = MONDAY) -> Story:
    story = Story(steps())
    story.cross("meet")
    story.press("meeting_booked", meeting_on=on.isoformat(), time="14:30", invited=("pupil",))
    return story


def soon(story: Story) -> list[date]:
    """Days on which the meeting was brought to mind."""
    return [day for day, kind, _ in story.said if kind is OutKind.MEETING_SOON]


def test_a_booked_meeting_goes_to_the_calendar_and_its_question_waits_for_it() -> None:
    story = booked(dec(14))
    assert story.outs(OutKind.MEETING) == [f"mentor:{ANNA}"]
    assert story.to("mentor").due == dec(15)
    story.until(dec(14))
    assert OutKind.REMINDER not in {kind for _, kind, _ in story.said}


def test_it_is_brought_to_mind_once_on_the_school_day_before() -> None:
    story = booked().until(MONDAY)
    assert soon(story) == [nov(27)]


def test_a_meeting_today_or_tomorrow_needs_no_reminder() -> None:
    assert soon(booked(nov(25)).until(dec(4))) == []


def test_on_the_school_day_after_its_question_comes_back() -> None:
    story = booked(dec(4)).until(dec(7))  # a Friday, then the Monday
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]
    assert story.entry(JournalKind.ASKED).data["meeting"] == "over"
    assert passed(story.case, story.to("mentor"), story.today) == dec(4)
    assert story.to("mentor").due == dec(14)
    assert story.case.meetings == ()


def test_once_it_is_held_nobody_asks_whether_it_was() -> None:
    story = booked()
    story.until(MONDAY).press("meeting_held", date=MONDAY.isoformat())
    assert story.case.meetings == ()
    story.until(dec(2))
    assert [day for day, kind, _ in story.said if kind is OutKind.ASK] == [nov(24)]


def test_what_is_done_before_the_meeting_leaves_it_booked() -> None:
    story = booked()
    story.press("mapping_done")
    assert [one.on for one in story.case.meetings] == [MONDAY]
    assert passed(story.case, story.to("mentor"), dec(9)) is None


def test_it_may_be_moved_before_and_after_its_day() -> None:
    story = booked()
    assert (
        story.later(30).press("meeting_booked", meeting_on=dec(3).isoformat(), time="08:00").reply
        is Reply.SAVED
    )
    assert [one.on for one in story.case.meetings] == [dec(3)]
    assert story.outs(OutKind.MEETING) == [f"mentor:{ANNA}"]
    story.until(dec(4)).press("meeting_booked", meeting_on=dec(10).isoformat(), time="08:00")
    assert [one.on for one in story.case.meetings] == [dec(10)]
    story.press("meeting_held", date=dec(4).isoformat())
    assert [one.on for one in story.case.meetings] == [dec(10)]


def test_an_undone_booking_is_taken_out_of_the_calendar() -> None:
    story = booked()
    story.press("undo", story.to("mentor"))
    assert (story.case.meetings, story.outs(OutKind.MEETING)) == ((), [f"mentor:{ANNA}"])


def test_a_moved_meeting_that_is_undone_stands_where_it_was() -> None:
    story = booked()
    story.later(30).press("meeting_booked", meeting_on=dec(3).isoformat(), time="08:00")
    story.press("undo", story.to("mentor"))
    assert [one.on for one in story.case.meetings] == [MONDAY]
    assert len(story.outs(OutKind.MEETING)) == 1


def test_a_question_that_is_replaced_is_not_asked_about() -> None:
    story = booked()
    asked = story.to("mentor")
    story.cross("more")
    assert (story.status(asked), story.case.meetings) == (AskStatus.SUPERSEDED, ())


def test_a_closed_case_has_no_meeting() -> None:
    story = Story(replace(steps(), stages={"meet": replace(steps().stages["meet"], asks=(closing(),))}))
    story.cross("meet")
    story.press("meeting_booked", meeting_on=MONDAY.isoformat(), time="14:30")
    story.press("not_worrying")
    assert story.case.meetings == ()


def closing() -> StageAsk:
    return ask("mentor", *ACTIONS, act("not_worrying", closes=True), needed=NEEDED)


def test_whoever_gets_the_question_gets_the_meeting_too() -> None:
    story = booked()
    story.press("hand_over", person=OMAR)
    story.until(dec(1))
    assert soon(story) == [nov(27)]
    assert story.outs(OutKind.ASK) == [f"person:{OMAR}"]


def test_a_case_on_hold_says_nothing_of_its_meeting() -> None:
    story = booked()
    story.press("hold", until=dec(7).isoformat())
    story.until(dec(4))
    assert soon(story) == []
    story.until(dec(7))
    assert [kind for day, kind, _ in story.said if day == dec(7)].count(OutKind.ASK) == 1


def test_a_day_that_is_none_books_nothing() -> None:
    story = Story(steps())
    story.cross("meet")
    story.press("meeting_booked", meeting_on="i morgon", time="14:30")
    assert (story.case.meetings, story.outs(OutKind.MEETING)) == ((), [])


def test_on_a_question_that_is_no_stages_own_nothing_is_booked() -> None:
    story = booked()
    story.until(dec(1)).press("meeting_held")
    story.press("mapping_done")
    follow = story.until(story.case.follow_ups[0].on).to("mentor")
    story.press("meeting_booked", follow, meeting_on=dec(17).isoformat(), time="14:30")
    assert story.case.meetings == ()


def test_a_follow_up_that_comes_on_the_meetings_day_takes_its_place() -> None:
    story = Story(steps())
    story.cross("meet")
    story.press("meeting_held")
    (follow_up,) = story.case.follow_ups
    story.press(
        "meeting_booked", meeting_on=story.school.calendar.before(follow_up.on, 1).isoformat(), time="14:30"
    )
    assert [one.ask_on for one in story.case.meetings] == [follow_up.on]
    story.until(follow_up.on)
    assert story.case.meetings == ()
    assert story.kinds().count(JournalKind.ASKED) == 1


def test_a_case_that_closes_takes_what_may_lie_ahead_out_of_the_calendar() -> None:
    """Of today too: by the hour the calendar knows whether it has been."""
    for on, called_off in ((dec(3), [f"mentor:{ANNA}"]), (nov(30), [f"mentor:{ANNA}"]), (nov(27), [])):
        story = booked(on).until(nov(30))
        story.do(PupilLeft())
        assert (story.case.meetings, story.outs(OutKind.MEETING)) == ((), called_off)


def test_a_meeting_whose_question_was_replaced_is_called_off_with_its_case() -> None:
    story = booked(dec(14))
    story.cross("more")
    assert story.outs(OutKind.MEETING) == []
    story.do(PupilLeft())
    assert story.outs(OutKind.MEETING) == [f"mentor:{ANNA}"]
