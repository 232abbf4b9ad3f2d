"""A pupil who changes class or mentor, or leaves; words of the routine for roles."""

from __future__ import annotations

from bot.rules.state import AskKind, AskStatus, CaseStatus, JournalKind, OutKind, PupilLeft, PupilMoved, Step
from tests.rules.build import ANNA, NELLI, REKTOR, SARA, SCHOOL, Story, act, ask, dec, ladder, stage

NEW = "nora@lit.example"
MOVED = PupilMoved(class_name="8A", mentor=NEW)


def asked() -> Story:
    """The mentor was reminded, the nurse too; a question to the pupil's teacher comes after the mentor's own."""
    story = Story(ladder(stage("one", ask("mentor", "a"), ask("nurse", "n"), ask("subject_teacher", "s"))))
    story.cross("one")
    return story.until(dec(2))


def test_the_new_mentor_is_asked_what_the_former_one_was() -> None:
    story = asked()
    first = story.to("mentor")
    story.do(MOVED)
    now = story.ask(first)
    assert (story.case.class_name, story.case.mentor) == ("8A", NEW)
    assert (now.due, now.step, now.status) == (dec(9), Step.ASKED, AskStatus.WAITING)
    assert (story.outs(OutKind.ASK), story.redrawn()) == ([f"mentor:{NEW}"], {first.id})
    assert [entry.data.get("to") for entry in story.last.journal] == [NEW, NEW]
    assert set(story.kinds()) == {JournalKind.HANDED_OVER}


def test_the_same_roster_again_changes_nothing() -> None:
    story = asked()
    story.do(MOVED)
    assert story.do(MOVED).case is None


def test_another_class_with_the_same_mentor_asks_nobody() -> None:
    story = asked()
    story.do(PupilMoved(class_name="8A", mentor=ANNA))
    assert (story.case.class_name, story.last.out, story.kinds()) == ("8A", (), [JournalKind.HANDED_OVER])


def test_what_was_given_to_a_person_stays_with_them() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a"))))
    story.cross("one")
    story.press("hand_over", person=SARA)
    story.do(MOVED)
    assert (story.to("mentor").person, story.outs(OutKind.ASK)) == (SARA, [])


def test_a_responsible_keeps_what_is_theirs_and_the_mentor_stands_in_for_none() -> None:
    for named, expected in ((SARA, []), (None, [f"mentor:{NEW}"])):
        story = Story(ladder(stage("one", ask("principal", "p"), ask("responsible", "r"))))
        story.cross("one")
        story.press("p", "principal", REKTOR, responsible=named)
        story.do(MOVED)
        assert story.outs(OutKind.ASK) == expected


def test_a_pupil_without_a_mentor_is_put_to_the_principal() -> None:
    story = asked()
    story.do(PupilMoved(class_name="8A", mentor=""))
    assert JournalKind.NOBODY_TO_NOTIFY in story.kinds()
    assert story.outs(OutKind.ASK)[-1] == f"principal:{SCHOOL}"
    story.do(MOVED)
    assert [kind for kind, _, _ in story.asked()] == [AskKind.STAGE, AskKind.STAGE]


def test_on_hold_the_new_mentor_is_asked_when_it_ends() -> None:
    story = asked()
    story.press("hold", until="2026-12-09")
    story.do(MOVED)
    assert story.outs(OutKind.ASK) == []
    story.until(dec(9))
    assert f"mentor:{NEW}" in story.outs(OutKind.ASK)


def test_a_pupil_who_leaves_ends_the_case_but_not_the_duties() -> None:
    start = act("start", principal_duty="report_to_huvudman")
    story = Story(ladder(stage("one", ask("mentor", start, "b", needed=("start", "b")))))
    story.cross("one")
    story.press("start")
    first = story.to("mentor")
    story.do(PupilLeft())
    assert (story.case.status, story.case.close_reason) == (CaseStatus.CLOSED, "left")
    assert (story.status(first), story.kinds()) == (AskStatus.WITHDRAWN, [JournalKind.CLOSED])
    assert story.asked() == [(AskKind.DUTY, "one", "principal")]


def test_a_closed_case_neither_moves_nor_leaves() -> None:
    story = asked()
    story.do(PupilLeft())
    assert (story.do(PupilLeft()).case, story.do(MOVED).case) == (None, None)


def test_a_routines_own_word_for_a_role_reaches_who_has_it() -> None:
    roles = {"klassforestandare": "mentor", "team": "teacher", "kurator": "counselor"}
    asks = ask("klassforestandare", "a"), ask("team", "t"), ask("kurator", "k")
    story = Story(ladder(stage("one", *asks), roles=roles))
    story.cross("one")
    assert story.outs(OutKind.ASK) == [
        f"mentor:{ANNA}",
        f"teacher:{SCHOOL}",
        f"counselor:{SCHOOL}",
        f"principal:{SCHOOL}",
    ]
    story.press("t", "team", NELLI)
    story.until(dec(7))
    assert (dec(7), OutKind.DEPUTY, "person:omar@lit.example") in story.said


def test_a_mentor_who_is_responsible_is_asked_in_the_same_place() -> None:
    story = Story(ladder(stage("one", ask("mentor", "a"), ask("responsible", "r"))))
    story.cross("one")
    story.press("a", responsible=ANNA)
    assert story.outs(OutKind.ASK) == [f"mentor:{ANNA}"]


def test_a_mentor_who_becomes_responsible_answers_one_question_after_the_other() -> None:
    asks = ask("mentor", "a", "b", needed=("a", "b")), ask("principal", "p"), ask("responsible", "r")
    story = Story(ladder(stage("one", *asks)))
    story.cross("one")
    story.press("p", "principal", REKTOR, responsible=SARA)
    story.press("a")
    first, other = story.to("mentor"), story.to("responsible")
    story.do(PupilMoved(class_name="8A", mentor=SARA))
    assert story.status(first) is AskStatus.SUPERSEDED
    assert story.asked() == [(AskKind.STAGE, "one", "responsible")]
    story.press("r", other, by=SARA)
    assert (story.to("mentor").done, story.outs(OutKind.ASK)) == (("a",), [f"mentor:{SARA}"])


def test_a_referral_gives_way_to_the_same_persons_question() -> None:
    asks = ask("mentor", act("told", refer="responsible"), "x", needed=("told", "x"))
    story = Story(ladder(stage("one", asks, ask("nurse", "n"))))
    story.cross("one")
    first = story.to("mentor")
    story.press("told", responsible=SARA)
    story.press("n", "nurse", SARA, responsible=ANNA)
    assert story.to("mentor").id == first.id
    assert story.asked() == [(AskKind.STAGE, "one", "mentor")]
