"""Follow-ups: when they come, whom they ask, and where their answers lead."""

from __future__ import annotations

from bot.rules.ladder import Span, Unit
from bot.rules.state import AskKind, AskStatus, CaseStatus, JournalKind, OutKind, Reply
from tests.rules.build import ANNA, NELLI, REKTOR, SCHOOL, Story, act, ask, dec, follow, ladder, nov, stage

ONE_WEEK = Span(1, Unit.WEEKS)


def contacted(**keys: object) -> Story:
    """The mentor contacted the guardian on Tuesday 24 November; the follow-up is booked."""
    first = stage("contact", ask("mentor", "called"), follow_up=follow(**keys))
    story = Story(ladder(first, stage("investigate", ask("mentor", "i"), ask("nurse", "n"))))
    story.cross("contact")
    story.press("called")
    return story


def test_the_follow_up_comes_two_weeks_after_the_answer() -> None:
    story = contacted()
    assert (story.booked(), story.case.next_due) == ([("contact", dec(8))], dec(8))
    story.until(dec(8))
    asked = story.to("mentor")
    assert (asked.kind, asked.due, asked.since) == (AskKind.FOLLOW_UP, dec(15), nov(24))
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]
    assert story.booked() == []


def test_improved_closes() -> None:
    story = contacted().until(dec(8))
    story.press("improved")
    assert (story.case.status, story.case.close_reason) == (CaseStatus.CLOSED, "improved")
    assert story.kinds() == [JournalKind.EVALUATED, JournalKind.CLOSED]


def test_not_improved_goes_to_the_stage_the_routine_names() -> None:
    story = contacted(bad="investigate").until(dec(8))
    story.press("not_improved")
    assert story.asked() == [
        (AskKind.STAGE, "investigate", "mentor"),
        (AskKind.STAGE, "investigate", "nurse"),
    ]
    assert story.case.closed_on is None


def test_not_improved_stays_and_comes_back_after_the_repeat() -> None:
    story = contacted(repeat=ONE_WEEK).until(dec(8))
    story.press("not_improved")
    assert story.booked() == [("contact", dec(15))]
    story.until(dec(15))
    assert story.to("mentor").since == dec(8)


def test_improved_may_stay_and_not_improved_close() -> None:
    story = contacted(good="stay", bad="close").until(dec(8))
    story.press("improved")
    assert (story.case.status, len(story.booked())) == (CaseStatus.OPEN, 1)
    story.until(story.case.follow_ups[0].on)
    story.press("not_improved")
    assert story.case.status is CaseStatus.CLOSED


def test_papers_arrive_or_do_not() -> None:
    story = contacted(question="paper_arrived", bad="stay").until(dec(8))
    assert story.press("improved").reply is Reply.REFUSED
    story.press("not_arrived")
    assert story.case.status is CaseStatus.OPEN
    story.until(story.case.follow_ups[0].on)
    story.press("arrived")
    assert story.case.close_reason == "arrived"


def test_it_can_be_put_off_to_a_day_people_agree_on() -> None:
    story = contacted().until(dec(8))
    asked = story.to("mentor")
    story.press("follow_up_later", follow_up_on="2026-12-12")
    assert story.status(asked) is AskStatus.ANSWERED
    assert story.booked() == [("contact", dec(14))]
    assert (story.case.follow_ups[0].agreed, story.case.follow_ups[0].since) == (True, nov(24))


def test_put_off_without_a_day_it_comes_back_by_the_rule() -> None:
    story = contacted(repeat=ONE_WEEK).until(dec(8))
    story.press("follow_up_later")
    assert (story.booked(), story.case.follow_ups[0].agreed) == ([("contact", dec(15))], False)


def test_it_is_counted_from_the_action_the_routine_names() -> None:
    asks = ask("mentor", "called", "met", needed=("called", "met"))
    story = Story(ladder(stage("contact", asks, follow_up=follow(counted_from="called"))))
    story.cross("contact")
    story.press("called")
    assert story.booked() == [("contact", dec(8))]
    story.until(nov(26)).press("met")
    assert story.booked() == [("contact", dec(8))]


def test_a_stage_answered_without_that_action_counts_from_the_answer() -> None:
    story = Story(
        ladder(stage("contact", ask("mentor", "called", "met"), follow_up=follow(counted_from="called")))
    )
    story.cross("contact")
    story.until(nov(25)).press("met", date="2026-11-23")
    assert story.booked() == [("contact", dec(9))]


def test_an_agreed_day_is_the_follow_up_and_no_rule_moves_it() -> None:
    asks = ask("mentor", "planned", "mapped", needed=("planned", "mapped"))
    story = Story(ladder(stage("meet", asks, follow_up=follow(counted_from="mapped"))))
    story.cross("meet")
    story.press("planned", follow_up_on="2026-12-03")
    assert (story.booked(), story.case.follow_ups[0].agreed) == ([("meet", dec(3))], True)
    assert story.entry(JournalKind.FOLLOW_UP_BOOKED).data == {"on": "2026-12-03", "agreed": True}
    story.press("mapped")
    assert story.booked() == [("meet", dec(3))]


def test_an_agreed_day_off_moves_to_the_next_school_day_and_none_is_today() -> None:
    later = Story(ladder(stage("meet", ask("mentor", "planned"))))
    later.cross("meet")
    later.press("planned", follow_up_on="2026-11-24")
    assert later.booked() == [("meet", nov(25))]
    weekend = Story(ladder(stage("meet", ask("mentor", "planned"))))
    weekend.cross("meet")
    weekend.press("planned", follow_up_on="2026-11-28")
    assert weekend.booked() == [("meet", nov(30))]


def test_a_new_agreement_recorded_on_the_follow_up_books_the_next_one() -> None:
    story = Story(ladder(stage("meet", ask("mentor", "planned"))))
    story.cross("meet")
    story.press("planned")
    story.until(dec(8))
    asked = story.to("mentor")
    story.press("planned", asked, follow_up_on="2026-12-16")
    assert story.status(asked) is AskStatus.ANSWERED
    assert story.booked() == [("meet", dec(16))]


def test_the_routine_may_refer_where_it_did_not_improve() -> None:
    story = contacted(refer="health_team").until(dec(8))
    story.press("not_improved")
    assert (AskKind.REFERRAL, "contact", "health_team") in story.asked()
    assert story.outs(OutKind.REFERRAL_MAIL) == [f"health_team:{SCHOOL}"]


def test_a_referral_with_a_new_stage_is_asked_once() -> None:
    first = stage("contact", ask("mentor", "called"), follow_up=follow(bad="eht", refer="health_team"))
    story = Story(ladder(first, stage("eht", ask("health_team", "h"))))
    story.cross("contact")
    story.press("called")
    story.until(dec(8))
    story.press("not_improved")
    assert story.asked() == [(AskKind.STAGE, "eht", "health_team")]
    assert story.outs(OutKind.ASK, OutKind.REFERRAL_MAIL, OutKind.COPY) == [f"health_team:{SCHOOL}"] * 2


def test_an_ask_may_wait_for_the_answer_not_improved() -> None:
    asks = ask("mentor", "m"), ask("principal", "guardian_informed", after=("not_improved",))
    story = Story(ladder(stage("measures", *asks, follow_up=follow(repeat=ONE_WEEK))))
    story.cross("measures")
    story.press("m")
    assert story.asked() == []
    story.until(dec(8)).press("not_improved")
    assert story.asked() == [(AskKind.STAGE, "measures", "principal")]
    assert story.booked() == [("measures", dec(15))]
    story.press("guardian_informed", "principal", REKTOR)
    story.until(dec(15)).press("not_improved")
    assert story.asked() == [(AskKind.STAGE, "measures", "principal")]


def test_the_follow_up_may_ask_the_responsible() -> None:
    story = Story(ladder(stage("meet", ask("mentor", "planned"), follow_up=follow(who="responsible"))))
    story.cross("meet")
    story.press("planned", responsible=NELLI)
    story.until(dec(8))
    assert story.outs(OutKind.ASK) == [f"person:{NELLI}"]


def test_what_is_left_of_the_stages_question_waits_for_the_follow_up_and_comes_back() -> None:
    asks = ask("mentor", "called", "met", needed=("called", "met"))
    story = Story(ladder(stage("contact", asks, follow_up=follow(counted_from="called"))))
    story.cross("contact")
    story.press("called")
    story.until(dec(8))
    assert story.asked() == [(AskKind.FOLLOW_UP, "contact", "mentor")]
    story.press("not_improved")
    asked = story.to("mentor")
    assert (asked.kind, asked.done) == (AskKind.STAGE, ("called",))
    story.press("met")
    assert story.status(asked) is AskStatus.ANSWERED


def test_what_was_done_on_the_follow_up_is_not_asked_again() -> None:
    asks = ask("mentor", "called", "met", needed=("called", "met"))
    story = Story(ladder(stage("contact", asks, follow_up=follow(counted_from="called"))))
    story.cross("contact")
    story.press("called")
    story.until(dec(8)).press("met")
    story.press("not_improved")
    assert story.asked() == []


def test_others_still_answer_their_own_question_at_the_follow_up() -> None:
    stages = stage("look", ask("mentor", "a"), ask("nurse", "n"), follow_up=follow(counted_from="a"))
    story = Story(ladder(stages))
    story.cross("look")
    story.press("a")
    story.until(dec(8))
    assert {who for _, _, who in story.asked()} == {"nurse", "mentor"}
    assert story.press("n", "nurse", NELLI).reply is Reply.SAVED
    assert story.asked() == [(AskKind.FOLLOW_UP, "look", "mentor")]
    assert story.booked() == []


def test_an_ask_raised_while_the_same_people_answer_the_follow_up_comes_after_it() -> None:
    asks = ask("mentor", "a"), ask("nurse", "n"), ask("mentor", "more", after=("n",))
    story = Story(ladder(stage("look", *asks, follow_up=follow(counted_from="a"))))
    story.cross("look")
    story.press("a")
    story.until(dec(8))
    story.press("n", "nurse", NELLI)
    assert story.to("mentor").kind is AskKind.FOLLOW_UP
    story.press("not_improved")
    assert story.asked() == [(AskKind.STAGE, "look", "mentor")]


def test_a_follow_up_that_leads_to_another_track_leaves_its_own() -> None:
    late = stage(
        "late",
        ask("mentor", "l"),
        ask("nurse", "n"),
        track="late",
        follow_up=follow(counted_from="l", bad="truant"),
    )
    story = Story(ladder(late, stage("truant", ask("mentor", "t"), track="truant")))
    story.cross("late")
    story.press("l")
    story.until(dec(8)).press("not_improved")
    assert story.case.tracks == {"truant": "truant"}
    assert [one for one in story.asked() if one[0] is AskKind.STAGE] == [(AskKind.STAGE, "truant", "mentor")]


def test_a_follow_up_to_a_role_nobody_has_goes_to_the_principal() -> None:
    story = contacted(who="coordinator").until(dec(8))
    assert JournalKind.NOBODY_TO_NOTIFY in story.kinds()
    assert (AskKind.WHO_TAKES, "contact", "principal") in story.asked()


def test_a_follow_up_never_falls_on_a_day_off() -> None:
    story = Story(ladder(stage("contact", ask("mentor", "called")))).until(dec(11))
    story.cross("contact")
    story.press("called")
    assert story.booked()[0][1].isoformat() == "2027-01-11"


def test_the_bot_never_closes_or_advances_by_itself() -> None:
    story = contacted(bad="investigate").until(dec(18))
    assert (story.case.status, story.case.stage) == (CaseStatus.OPEN, "contact")


def test_a_stage_may_open_itself_anew() -> None:
    story = Story(ladder(stage("one", ask("mentor", act("back", opens="one")))))
    story.cross("one")
    story.press("back")
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]


def test_a_higher_stage_drops_the_follow_up_of_the_lower() -> None:
    story = contacted()
    story.cross("investigate")
    assert story.booked() == []
