"""Each key of an action (LANGUAGE.md, Action), and the concern report that is always there."""

from __future__ import annotations

import pytest

from bot.rules.ladder import Ladder, Span, Unit
from bot.rules.state import AskKind, AskStatus, CaseStatus, JournalKind, OutKind, Reply
from tests.rules.build import ANNA, NELLI, REKTOR, SCHOOL, Story, act, ask, dec, follow, ladder, nov, stage

WEEK = Span(1, Unit.WEEKS)


def one(*actions: object, **keys: object) -> Ladder:
    """A ladder of one stage, or two, with these actions for the mentor."""
    made = [action if not isinstance(action, str) else act(action) for action in actions]
    return ladder(
        stage("one", ask("mentor", *made), **keys),  # type: ignore[arg-type]  # checked by ask itself
        stage("two", ask("health_team", "judged")),
    )


@pytest.mark.parametrize("keys", [{"form": None}, {"told": "Kommunen"}, {"letter": {"sv": "Hej"}}])
def test_form_told_and_letter_change_nothing_but_what_is_recorded(keys: dict[str, object]) -> None:
    story = Story(one(act("done", **keys)))
    story.cross("one")
    asked = story.to("mentor")
    story.press("done")
    assert story.status(asked) is AskStatus.ANSWERED
    assert story.booked() == [("one", dec(8))]
    assert story.entry(JournalKind.ANSWERED).data.get("told") == keys.get("told")


def test_an_answer_keeps_the_form_and_counts_from_its_date() -> None:
    story = Story(one("called", follow_up=follow(counted_from="called")))
    story.cross("one")
    story.until(nov(27)).press("called", date="2026-11-25", causes=["sleep"])
    answer = story.latest()
    assert (answer.day, answer.fields["causes"], answer.role, answer.person) == (
        nov(25),
        ["sleep"],
        "mentor",
        ANNA,
    )
    assert story.booked() == [("one", dec(9))]


def test_an_answer_never_counts_from_a_day_to_come_or_a_date_that_is_none() -> None:
    story = Story(one("called"))
    story.cross("one")
    story.press("called", date="2027-01-11")
    assert story.latest().day == nov(24)
    story.press("note", story.case.asks[0], date="in a while")
    assert story.latest().day == nov(24)
    story.press("note", story.case.asks[0], date=nov(20))
    assert story.latest().day == nov(20)


def test_opens_goes_to_a_stage_at_once() -> None:
    story = Story(one(act("refer_to_eht", opens="two")))
    story.cross("one")
    asked = story.to("mentor")
    story.press("refer_to_eht")
    assert story.status(asked) is AskStatus.ANSWERED
    assert (story.case.stage, story.asked()) == ("two", [(AskKind.STAGE, "two", "health_team")])
    assert story.entry(JournalKind.ADVANCED).data == {"by": "refer_to_eht"}


def test_opens_may_lead_down() -> None:
    back = stage("two", ask("health_team", act("criteria_not_met", opens="one")))
    story = Story(ladder(stage("one", ask("mentor", "a")), back))
    story.cross("two", skipped=("one",))
    story.press("criteria_not_met", "health_team", NELLI)
    assert (story.case.stage, story.case.not_documented) == ("one", ())
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]


def test_what_is_jumped_over_is_listed_as_not_documented() -> None:
    stages = (
        stage("one", ask("mentor", act("up", opens="three"))),
        stage("two"),
        stage("three", ask("nurse", "n")),
    )
    story = Story(ladder(*stages))
    story.cross("one")
    story.press("up")
    assert story.case.not_documented == ("two",)


def test_closes_ends_the_case_and_all_that_waits() -> None:
    story = Story(ladder(stage("one", ask("mentor", act("not_worrying", closes=True)), ask("nurse", "n"))))
    story.cross("one")
    nurse = story.to("nurse")
    story.press("not_worrying")
    assert (story.case.status, story.case.close_reason, story.case.closed_on) == (
        CaseStatus.CLOSED,
        "not_worrying",
        nov(24),
    )
    assert story.status(nurse) is AskStatus.SUPERSEDED
    assert nurse.id in story.redrawn()
    assert (story.case.next_due, story.case.follow_ups) == (None, ())
    assert story.entry(JournalKind.CLOSED).data == {"reason": "not_worrying"}


def test_holds_rests_the_case_and_leaves_the_question_waiting() -> None:
    story = Story(one(act("travelling", holds=True), "called"))
    story.cross("one")
    story.press("travelling", until="2026-12-10", reason="travel")
    assert (story.case.held_until, story.case.held_on, story.case.held_reason) == (dec(10), nov(24), "travel")
    assert story.case.next_due == dec(10)
    assert story.kinds() == [JournalKind.ANSWERED, JournalKind.HELD]
    assert story.press("called").reply is Reply.SAVED


def test_refer_tells_a_role_that_is_not_asked_and_mails_it() -> None:
    story = Story(one(act("told_nurse", refer="nurse")))
    story.cross("one")
    story.press("told_nurse")
    asked = story.to("nurse")
    assert (asked.kind, asked.about, asked.due) == (AskKind.REFERRAL, "told_nurse", dec(1))
    assert story.outs(OutKind.ASK) == [f"nurse:{SCHOOL}"]
    assert story.outs(OutKind.REFERRAL_MAIL) == [f"nurse:{SCHOOL}"]
    assert story.outs(OutKind.COPY) == []
    assert JournalKind.REFERRED in story.kinds()
    assert story.booked() == [("one", dec(8))]


def test_a_referral_can_be_taken_and_then_documented() -> None:
    story = Story(one(act("told_nurse", refer="nurse")))
    story.cross("one")
    story.press("told_nurse")
    asked = story.to("nurse")
    story.press("take", "nurse", NELLI)
    assert (story.ask(asked).person, story.status(asked)) == (NELLI, AskStatus.WAITING)
    story.press("documented", "nurse", NELLI)
    assert story.status(asked) is AskStatus.ANSWERED


def test_refer_copies_to_a_role_that_is_asked_already() -> None:
    asks = ask("mentor", act("told_nurse", refer="nurse"), "x", needed=("told_nurse", "x")), ask("nurse", "n")
    story = Story(ladder(stage("one", *asks)))
    story.cross("one")
    story.press("told_nurse")
    assert story.asked() == [(AskKind.STAGE, "one", "mentor"), (AskKind.STAGE, "one", "nurse")]
    assert (story.outs(OutKind.ASK), story.outs(OutKind.COPY)) == ([], [f"nurse:{SCHOOL}"])
    assert story.outs(OutKind.REFERRAL_MAIL) == [f"nurse:{SCHOOL}"]


def test_refer_and_opens_ask_the_role_once_by_its_new_stage() -> None:
    story = Story(one(act("refer_to_eht", refer="health_team", opens="two")))
    story.cross("one")
    story.press("refer_to_eht")
    asked = story.to("health_team")
    assert [(o.kind, o.ask_id) for o in story.last.out if o.to == f"health_team:{SCHOOL}"] == [
        (OutKind.ASK, asked.id),
        (OutKind.REFERRAL_MAIL, asked.id),
    ]


def test_refer_on_an_answer_that_closes_sends_a_copy_only() -> None:
    story = Story(one(act("done", refer="nurse", closes=True)))
    story.cross("one")
    story.press("done")
    assert story.case.waiting == ()
    assert (story.outs(OutKind.COPY), story.outs(OutKind.REFERRAL_MAIL)) == (
        [f"nurse:{SCHOOL}"],
        [f"nurse:{SCHOOL}"],
    )


def test_a_principal_with_a_duty_still_gets_a_referral_of_its_own() -> None:
    both = act("started", refer="principal", principal_duty="report_to_huvudman")
    story = Story(one(both))
    story.cross("one")
    story.press("started")
    assert [kind for kind, _, _ in story.asked()] == [AskKind.DUTY, AskKind.REFERRAL]


def test_a_higher_stage_does_not_lose_a_referral_nobody_has_taken() -> None:
    stages = stage("one", ask("mentor", act("told_nurse", refer="nurse"))), stage("two", ask("mentor", "b"))
    story = Story(ladder(*stages))
    story.cross("one")
    story.press("told_nurse")
    story.cross("two")
    assert (AskKind.REFERRAL, "one", "nurse") in story.asked()


def test_a_stage_that_asks_the_role_takes_the_place_of_its_referral() -> None:
    stages = stage("one", ask("mentor", act("told_nurse", refer="nurse"))), stage("two", ask("nurse", "n"))
    story = Story(ladder(*stages))
    story.cross("one")
    story.press("told_nurse")
    story.cross("two")
    assert story.asked() == [(AskKind.STAGE, "two", "nurse")]


def test_a_principals_duty_outlives_the_case() -> None:
    start = act("investigated", principal_duty="report_to_huvudman")
    asks = ask("mentor", start, act("not_worrying", closes=True), needed=("investigated", "not_worrying"))
    story = Story(ladder(stage("one", asks)))
    story.cross("one")
    story.press("investigated")
    duty = story.to("principal")
    assert (duty.kind, duty.about, duty.due) == (AskKind.DUTY, "report_to_huvudman", dec(1))
    story.press("not_worrying")
    assert (story.case.status, story.asked()) == (CaseStatus.CLOSED, [(AskKind.DUTY, "one", "principal")])
    assert story.case.next_due == dec(2)
    story.until(dec(2))
    assert story.outs(OutKind.REMINDER) == [f"principal:{SCHOOL}"]
    assert story.press("duty_done", "principal", REKTOR).reply is Reply.SAVED
    assert (story.asked(), story.last.case and story.last.case.next_due) == ([], None)


def test_a_duty_that_waits_is_not_put_off_by_a_second_cause() -> None:
    duty = {"principal_duty": "report_to_huvudman"}
    asks = ask("mentor", act("simple", **duty), act("deep", **duty), needed=("simple", "deep"))
    story = Story(ladder(stage("one", asks)))
    story.cross("one")
    story.press("simple")
    story.until(nov(27)).press("deep")
    assert [a.due for a in story.case.waiting if a.kind is AskKind.DUTY] == [dec(1)]


def test_remember_comes_back_to_whoever_did_it() -> None:
    remember = act("letter_sent", remember={"sv": "Svar?"}, remember_until=WEEK)
    story = Story(one(remember))
    story.cross("one")
    story.press("letter_sent")
    assert story.case.next_due == dec(1)
    story.until(dec(1))
    asked = story.to("mentor")
    assert (asked.kind, asked.about, asked.due) == (AskKind.REMEMBER, "letter_sent", dec(8))
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]
    story.press("documented", asked)
    assert story.status(asked) is AskStatus.ANSWERED
    assert story.booked() == [("one", dec(8))]


def test_a_note_answers_nothing() -> None:
    story = Story(one("called"))
    story.cross("one")
    assert story.press("note", note="Ring efter tre").reply is Reply.SAVED
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
    assert (story.last.out, story.case.undo) == ((), ())


def test_an_earlier_stages_action_is_only_documentation_to_others() -> None:
    stages = stage("one", ask("mentor", act("not_worrying", closes=True))), stage("two", ask("nurse", "n"))
    story = Story(ladder(*stages))
    story.cross("two", skipped=("one",))
    assert story.press("not_worrying", "nurse", NELLI).reply is Reply.SAVED
    assert (story.case.status, story.case.answers[0].stage) == (CaseStatus.OPEN, "one")
    assert story.asked() == [(AskKind.STAGE, "two", "nurse")]


def test_an_earlier_stages_action_leads_up_but_never_back() -> None:
    one_ = stage("one", ask("mentor", act("back", opens="two"), act("up", opens="four")))
    story = Story(
        ladder(one_, stage("two"), stage("three", ask("mentor", "m")), stage("four", ask("nurse", "n")))
    )
    story.cross("three")
    story.press("back")
    assert story.case.stage == "three"
    story.press("up")
    assert story.case.stage == "four"


def test_an_earlier_stages_action_raises_none_of_its_asks() -> None:
    stages = (
        stage("one", ask("mentor", "a"), ask("nurse", "n", after=("a",))),
        stage("two", ask("mentor", "b")),
    )
    story = Story(ladder(*stages))
    story.cross("two")
    story.press("a")
    assert story.asked() == [(AskKind.STAGE, "two", "mentor")]


def test_an_unknown_action_is_refused() -> None:
    story = Story(one("called"))
    story.cross("one")
    assert (story.press("bribed").reply, story.last.case) == (Reply.REFUSED, None)


ALWAYS = (act("concern_report", form="concern_report"), act("consult_pupil_health", refer="health_team"))


def whole(*always: object) -> Story:
    """A case that has, or had, an ask of every kind."""
    first = ask(
        "mentor",
        act("investigated", principal_duty="report_to_huvudman", remember={"sv": "?"}, remember_until=WEEK),
        act("told_nurse", refer="nurse"),
        needed=("investigated", "told_nurse"),
    )
    stages = stage("one", first, ask("counselor", "c"), follow_up=follow(counted_from="investigated"))
    story = Story(ladder(stages, stage("two", ask("mentor", "m")), always=always))  # type: ignore[arg-type]
    story.cross("one")
    story.press("investigated")
    story.press("told_nurse")
    story.until(dec(8))
    return story


@pytest.mark.parametrize("kind", list(AskKind))
@pytest.mark.parametrize("always", [ALWAYS, ()], ids=["in the ladder", "not in the ladder"])
def test_a_concern_report_is_recorded_from_every_kind_of_ask(
    kind: AskKind, always: tuple[object, ...]
) -> None:
    story = whole(*always)
    asked = next(a for a in story.case.asks if a.kind is kind)
    before = story.case.waiting
    assert (
        story.press("concern_report", asked, by=NELLI, role="nurse", date="2026-12-08").reply is Reply.SAVED
    )
    assert story.latest().fields == {"date": "2026-12-08"}
    assert story.case.waiting == before


def test_a_concern_report_is_recorded_on_an_ask_that_has_ended_and_in_a_closed_case() -> None:
    story = whole(*ALWAYS)
    asked = story.to("mentor", AskKind.FOLLOW_UP)
    story.press("improved", asked)
    for ended in story.case.asks:
        assert story.press("concern_report", ended, by=NELLI, role="nurse").reply is Reply.SAVED
    assert story.case.status is CaseStatus.CLOSED


def test_each_person_may_report_a_concern_of_their_own() -> None:
    story = Story(ladder(stage("one", ask("mentor", "concern_report")), always=ALWAYS))
    story.cross("one")
    asked = story.to("mentor")
    story.press("concern_report", asked)
    assert story.press("concern_report", asked, by=NELLI, role="nurse").reply is Reply.SAVED
    assert len(story.case.answers) == 2


def test_what_is_always_there_counts_for_the_stage_it_was_pressed_at() -> None:
    stages = stage(
        "one",
        ask("mentor", "a"),
        ask("nurse", "n", after=("consult_pupil_health",)),
        done_when=("consult_pupil_health",),
        follow_up=follow(counted_from="consult_pupil_health"),
    )
    story = Story(ladder(stages, always=ALWAYS))
    story.cross("one")
    story.press("consult_pupil_health")
    assert story.case.answered == {"one": nov(24)}
    assert story.booked() == [("one", dec(8))]
    assert [who for _, _, who in story.asked()] == ["mentor", "nurse", "health_team"]


def test_what_is_always_there_moves_nothing_from_an_ask_that_has_ended() -> None:
    always = act("give_up", closes=True)
    story = Story(ladder(stage("one", ask("mentor", "a")), stage("two", ask("mentor", "b")), always=[always]))
    story.cross("one")
    old = story.to("mentor")
    story.cross("two")
    story.press("give_up", old)
    assert story.case.closed_on is None
    story.press("give_up")
    assert story.case.status is CaseStatus.CLOSED


def test_what_is_always_there_does_not_open_a_closed_case() -> None:
    start = act("start", principal_duty="report_to_huvudman", closes=True)
    story = Story(ladder(stage("one", ask("mentor", start)), always=[act("again", opens="one")]))
    story.cross("one")
    story.press("start")
    assert story.press("again", "principal", REKTOR).reply is Reply.SAVED
    assert story.asked() == [(AskKind.DUTY, "one", "principal")]
