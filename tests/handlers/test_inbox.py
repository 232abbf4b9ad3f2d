"""Who presses what: strangers and colleagues of other cases change nothing, staff get their lists, forms and names."""

from __future__ import annotations

import pytest

from bot.notices.model import FieldKind, NoticeKind
from bot.ports import ChatUser, Press, PressKind
from bot.rules.state import Ask, CaseStatus
from bot.storage import staff
from bot.storage.db import Database
from tests.handlers.test_poll import everything
from tests.handlers.town import DAY, HOURS, LIT, MONDAY, Town, email, ladder, pupil, school_of
from tests.notices.reading import words

ESBO = "Esbo skola"
ANNA, OTHER = email("8C"), email("8D")
GUEST = ChatUser(platform="slack", team="T1", user="U1", outsider=True)
UNLINKED = ChatUser(platform="slack", team="T1", user="U2")
NAMES = ("Kanariep1", "Fågelssonp1")
STRANGERS: dict[str, str | ChatUser] = {
    "guest": GUEST,
    "unlinked": UNLINKED,
    "unknown": "nobody@lits.example",
    "another class": OTHER,
    "another school's mentor": email("8C", ESBO),
    "another school's principal": email("principal", ESBO),
    "another school's health team": email("health_team", ESBO),
}
PRESSES = ("show", "explain", "note", "hold", "talked_with_pupil", "undo", "hand_over", "concern_report")


@pytest.fixture
def town(database: Database) -> Town:
    pupils = [pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO)]
    made = Town(database, [school_of(), school_of(ESBO)], pupils)
    made.days(MONDAY, 2, p1="AAAP")
    return made


@pytest.fixture
def ask(town: Town) -> Ask:
    return town.case().waiting[0]


def names_in(text: str) -> list[str]:
    return [name for name in NAMES if name in text]


# --- who may not ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", STRANGERS)
def test_who_may_not_changes_nothing_learns_nothing_and_is_kept_in_the_journal(
    town: Town, ask: Ask, who: str
) -> None:
    before, case = everything(town.db), town.case()
    for action in PRESSES:
        answer = town.press(ask, action, STRANGERS[who])
        assert answer.kind is PressKind.PRIVATE
        assert answer.notice is not None
        assert not names_in(words(answer.notice))
        assert case.ref not in words(answer.notice)
        assert answer.form is None
        assert answer.redraw is None
    assert town.case() == case
    refused = [line.entry for line in town.lines(case) if line.entry.kind.value == "refused"]
    assert [one.action for one in refused] == list(PRESSES)
    assert all(one.ask_id == ask.id for one in refused)
    changed = {name for name, rows in everything(town.db).items() if rows != before[name]}
    assert changed == {"journal", "journal_head", "click"}


def test_the_journal_says_which_stranger_tried(town: Town, ask: Ask) -> None:
    for user in (GUEST, UNLINKED):
        town.press(ask, "show", user)
    entries = [line.entry for line in town.lines(town.case())[-2:]]
    assert [(one.actor, one.role) for one in entries] == [
        ("slack:T1:U1", "outsider"),
        ("slack:T1:U2", "unlinked"),
    ]


def test_a_strangers_command_is_kept_in_nobodys_journal(town: Town) -> None:
    town.inbox().command(GUEST, f"förklara {town.case().ref}", "cmd-1")
    town.inbox().command(GUEST, f"förklara {town.case().ref}", "cmd-1")
    (line,) = town.lines(None)
    assert (line.entry.kind.value, line.entry.actor, line.entry.action) == (
        "refused",
        "slack:T1:U1",
        "command",
    )


def test_a_strangers_sent_form_is_refused_like_a_press(town: Town, ask: Ask) -> None:
    for user in (GUEST, UNLINKED, OTHER):
        answer = town.press(ask, "note", user, {"note": "x"})
        assert answer.kind is PressKind.PRIVATE
    assert not town.case().answers


def test_a_form_that_a_concern_was_sent_with_by_a_stranger_opens_nothing(town: Town) -> None:
    for user in (GUEST, UNLINKED):
        assert town.press("concern", "raise_concern", user, {"pupil": "p2"}).kind is PressKind.PRIVATE
    assert not town.cases("p2")


def test_a_refusal_repeated_by_the_platform_is_kept_once(town: Town, ask: Ask) -> None:
    for _ in range(3):
        town.press(ask, "talked_with_pupil", OTHER, click_id="same")
    assert town.journal(town.case()).count("refused") == 1


def test_linking_takes_staff_only_and_no_guest(town: Town, ask: Ask) -> None:
    inbox = town.inbox()
    inbox.linked(GUEST, ANNA)
    inbox.linked(UNLINKED, "nobody@lits.example")
    assert (inbox.person(GUEST), inbox.person(UNLINKED)) == (None, None)
    inbox.linked(UNLINKED, ANNA.upper())
    assert inbox.person(UNLINKED) is not None
    assert inbox.who("slack", ANNA) == ("T1", "U2")
    town.press(ask, "talked_with_pupil", UNLINKED)
    assert town.case().answers[0].person == ANNA


def test_who_is_no_longer_staff_may_do_nothing(town: Town, ask: Ask) -> None:
    town.inbox().linked(UNLINKED, ANNA)
    with town.db.write() as conn:
        staff.replace_staff(conn, LIT, [])
    assert town.press(ask, "talked_with_pupil", UNLINKED).kind is PressKind.PRIVATE
    assert not town.case().answers


# --- who may -------------------------------------------------------------------------------------------


def test_a_view_shows_the_pupil_and_is_kept_in_the_journal(town: Town, ask: Ask) -> None:
    shown = town.press(ask, "show", ANNA)
    assert shown.notice is not None
    assert names_in(words(shown.notice)) == list(NAMES)
    told = town.press(ask, "explain", email("principal"))
    assert told.notice is not None
    viewed = [line.entry for line in town.lines(town.case()) if line.entry.kind.value == "viewed"]
    assert [(one.actor, one.action) for one in viewed] == [
        (ANNA, "show"),
        (email("principal"), "explain"),
    ]


def test_an_answer_is_saved_once_however_often_it_comes(town: Town, ask: Ask) -> None:
    kinds = [town.press(ask, "talked_with_pupil", ANNA, click_id="one").kind for _ in range(3)]
    assert kinds == [PressKind.SAVED, PressKind.SILENT, PressKind.SILENT]
    assert len(town.case().answers) == 1


def test_an_ask_nobody_knows_is_answered_kindly(town: Town) -> None:
    answer = town.press("no-such-ask", "show", ANNA)
    assert answer.kind is PressKind.PRIVATE
    assert answer.notice is not None


def test_a_form_with_mistakes_comes_back_with_them_and_nothing_is_saved(town: Town, ask: Ask) -> None:
    opened = town.press(ask, "hold", ANNA)
    assert opened.kind is PressKind.FORM
    assert opened.form is not None
    required = [one.key for one in opened.form.fields if one.required]
    sent = town.press(ask, "hold", ANNA, {})
    assert sent.kind is PressKind.ERRORS
    assert sent.form is not None
    assert list(sent.form.errors) == required
    assert not town.case().answers


def test_a_form_may_be_sent_again_after_its_mistakes(town: Town, ask: Ask) -> None:
    opened = town.press(ask, "hold", ANNA)
    assert opened.form is not None
    good: dict[str, object] = {}
    for one in opened.form.fields:
        if one.kind is FieldKind.DATE:
            good[one.key] = (town.clock.date() + 9 * DAY).isoformat()
        elif one.kind is FieldKind.CHOICE:
            good[one.key] = one.options[0].key
    town.press(ask, "hold", ANNA, {})
    assert town.press(ask, "hold", ANNA, good).kind is PressKind.SAVED
    assert town.case().held_until is not None


def test_a_choice_that_was_never_offered_is_a_mistake(town: Town, ask: Ask) -> None:
    opened = town.press(ask, "hold", ANNA)
    assert opened.form is not None
    forged = {one.key: "'; DROP TABLE cases" for one in opened.form.fields}
    assert town.press(ask, "hold", ANNA, forged).kind is PressKind.ERRORS
    assert not town.case().answers


# --- lists ---------------------------------------------------------------------------------------------


def test_my_cases_lists_what_waits_for_me_without_names_until_asked(town: Town) -> None:
    user = ChatUser(platform="local", team="", user=ANNA)
    listed = town.inbox().command(user, "", "cmd-1")
    assert listed.notice is not None
    assert listed.notice.kind is NoticeKind.CASES
    assert town.case().ref in words(listed.notice)
    assert not names_in(words(listed.notice))
    named = town.press("me", "show_names", ANNA)
    assert named.notice is not None
    assert names_in(words(named.notice)) == list(NAMES)
    again = town.press("me", "hide_names", ANNA)
    assert again.notice is not None
    assert not names_in(words(again.notice))


@pytest.mark.parametrize("who", [OTHER, email("nurse"), email("8C", ESBO), email("principal", ESBO)])
def test_others_lists_know_nothing_of_the_case(town: Town, who: str) -> None:
    for action in ("cases", "show_names", "my_tasks"):
        listed = town.press("me", action, who)
        assert listed.notice is not None
        assert town.case().ref not in words(listed.notice)
        assert not names_in(words(listed.notice))


# --- explain by reference ------------------------------------------------------------------------------


def test_a_case_is_explained_by_its_reference_to_who_may_see_it(town: Town) -> None:
    ref = town.case().ref
    for who, may in ((ANNA, True), (email("principal"), True), (OTHER, False), (email("8C", ESBO), False)):
        user = ChatUser(platform="local", team="", user=who)
        told = town.inbox().command(user, f"förklara {ref.lower()}", f"cmd-{who}")
        assert told.notice is not None
        assert bool(names_in(words(told.notice))) is may, who
    assert town.journal(town.case()).count("viewed") == 2
    assert town.journal(town.case()).count("refused") == 2


def test_a_reference_that_is_none_sounds_like_one_that_is_not_yours(town: Town) -> None:
    user = ChatUser(platform="local", team="", user=OTHER)
    mine = town.inbox().command(user, f"förklara {town.case().ref}", "cmd-1")
    none = town.inbox().command(user, "förklara ZZZZ", "cmd-2")
    assert mine.notice == none.notice


# --- a concern raised by hand --------------------------------------------------------------------------

JUDGED = "    title: {sv: Fyra timmar, en: Four hours}"


def judging(database: Database) -> Town:
    steps = ladder(HOURS.replace(JUDGED, f"{JUDGED}\n    or_judged_by: [mentor, nurse]"))
    pupils = [pupil("p1"), pupil("p2"), pupil("p3", class_name="8D"), pupil("e1", ESBO)]
    made = Town(database, [school_of(steps=steps), school_of(ESBO, steps)], pupils)
    made.days(MONDAY, 1, p1="PPPP")
    return made


def test_a_concern_opens_a_case_without_any_figure(database: Database) -> None:
    town = judging(database)
    asked = town.press("concern", "raise_concern", ANNA)
    assert asked.form is not None
    assert {one.key for one in asked.form.fields[0].options} == {"p1", "p2"}
    saved = town.press("concern", "raise_concern", ANNA, {"pupil": "p1"})
    assert saved.kind is PressKind.SAVED
    case = town.case()
    assert (case.judged_by, case.crossings, case.stage) == ("mentor", (), "four")
    assert saved.notice is not None
    assert case.ref in words(saved.notice)
    assert not names_in(words(saved.notice))


def test_a_concern_about_somebody_elses_pupil_is_no_choice(database: Database) -> None:
    town = judging(database)
    for stranger in ("p3", "e1", "nobody", ""):
        answer = town.press("concern", "raise_concern", ANNA, {"pupil": stranger})
        assert answer.kind is PressKind.ERRORS
    assert not town.cases("p3")
    assert not town.cases("e1")


def test_a_nurse_may_choose_among_the_whole_school_and_no_other(database: Database) -> None:
    town = judging(database)
    asked = town.press("concern", "raise_concern", email("nurse"))
    assert asked.form is not None
    assert {one.key for one in asked.form.fields[0].options} == {"p1", "p2", "p3"}


def test_a_concern_sent_twice_opens_one_case(database: Database) -> None:
    town = judging(database)
    kinds = [
        town.press("concern", "raise_concern", ANNA, {"pupil": "p1"}, click_id="same").kind for _ in range(2)
    ]
    assert kinds == [PressKind.SAVED, PressKind.SILENT]
    again = town.press("concern", "raise_concern", ANNA, {"pupil": "p1"})
    assert again.notice is not None
    assert town.case().ref in words(again.notice)
    assert [one.status for one in town.cases()] == [CaseStatus.OPEN]


def test_who_may_not_judge_is_offered_nobody(town: Town) -> None:
    asked = town.press("concern", "raise_concern", email("principal"))
    assert asked.kind is PressKind.PRIVATE
    assert asked.form is None
    user = ChatUser(platform="local", team="", user=email("principal"))
    press = Press(click_id="x", ask_id="concern", action="raise_concern", user=user, fields={"pupil": "p2"})
    town.inbox().press(press)
    assert not town.cases("p2")
