"""Stage 1 of Lit's school area, *Rapportera och analysera*: how it is reached and every way out of it."""

from __future__ import annotations

import pytest

from bot.rules.state import CaseStatus, JournalKind
from tests.scenarios import filled, ostersund
from tests.scenarios.canary import SECRET
from tests.scenarios.story import School


@pytest.fixture
def lit(lits: School) -> School:
    """In either chat."""
    return lits


def test_ten_percent_of_four_school_weeks_asks_the_mentor(lit: School) -> None:
    lit.kim.absent("2026-09-21")
    lit.kim.absent("2026-09-22", lessons=5)
    lit.day("2026-09-22")
    assert lit.room("8C").messages == []
    lit.kim.absent("2026-09-23", lessons=1)
    lit.day("2026-09-23")
    asked = lit.room("8C").latest
    assert asked.heading == "Kontakta vårdnadshavare"
    assert asked.says("Frånvaron har nått gränsen för steg 1.")
    assert asked.says("Till Anna Lind · svara senast *ons 30 sep*")
    assert asked.buttons == ("contacted_guardian", "refer_to_eht", "show")
    note = {"slack": ("note",), "teams": ()}  # Teams has three behind the dots; the private view has the rest
    assert asked.menu == ("not_worrying", "hold", "hand_over", *note[lit.anna.desk.name])
    assert "note" in lit.anna.opens(asked).offers
    assert asked.push.startswith(f"Ärende {lit.case(lit.kim).ref}, 8C: kontakta vårdnadshavare.")


def test_three_unreported_occasions_ask_the_mentor_two_do_not(lit: School) -> None:
    lit.kim.absent("2026-09-21", lessons=1, kind="invalid")
    lit.kim.absent("2026-09-22", lessons=2, kind="invalid")
    lit.kim.absent("2026-09-23", lessons=1, kind="unresolved")
    lit.day("2026-09-23")
    assert lit.cases(lit.kim) == ()
    lit.kim.absent("2026-09-24", lessons=1, kind="invalid")
    lit.day("2026-09-24")
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"
    view = lit.anna.opens()
    assert view.heading == "Kim Ekdahl, 8C" or view.says("Kim Ekdahl, 8C")
    assert view.says("*3 tillfällen*")
    assert view.says("Gräns minst 3 · nådd 24 sep")


def test_two_lessons_that_follow_each_other_are_one_occasion(lit: School) -> None:
    lit.kim.absent("2026-09-21", lessons=2, kind="invalid")
    lit.kim.absent("2026-09-21", lessons=1, first=4, kind="invalid")
    lit.day("2026-09-21")
    assert lit.cases(lit.kim) == ()
    lit.kim.absent("2026-09-22", lessons=1, kind="invalid")
    lit.day("2026-09-22")
    assert lit.anna.opens().says("*3 tillfällen*")


def test_a_teachers_judgement_opens_a_case_without_any_figure(lit: School) -> None:
    lit.day("2026-09-21")
    assert lit.lars.raises(lit.kim).says("Oron är lyft. Mentor har fått frågan")
    asked = lit.room("8C").latest
    assert asked.heading == "Kontakta vårdnadshavare"
    assert asked.says("vill att du tittar på ärendet.")
    assert not asked.says("gränsen")
    assert lit.case(lit.kim).judged_by == "teacher"


def test_a_concern_raised_twice_is_one_case(lit: School) -> None:
    lit.day("2026-09-21")
    lit.anna.raises(lit.kim)
    lit.lars.raises(lit.kim)
    assert len(lit.cases(lit.kim)) == 1
    assert len(lit.room("8C").messages) == 1


def test_the_nurse_may_not_open_this_stage_by_judgement(lit: School) -> None:
    lit.day("2026-09-21")
    reaction = lit.nils.command("lyft oro")
    assert reaction.view is None or "pupil" not in str(reaction.view.place)


def test_contact_is_followed_up_after_two_weeks_and_closed_when_attendance_improves(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    answered = lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert answered.says("Kontakt tagen med vårdnadshavare")
    message = lit.room("8C").latest
    assert message.says("Nästa: tis 6 okt kommer frågan om närvaron ökar.")
    assert message.buttons == ("undo", "show")
    lit.day("2026-10-05")
    assert not lit.room("8C").has("Ökar närvaron?")
    lit.day("2026-10-06")
    question = lit.room("8C").find("Ökar närvaron?")
    assert question.buttons == ("show", "improved", "not_improved")
    assert question.says("Det är två veckor sedan kontakten med vårdnadshavare.")
    assert question.says("Ja avslutar ärendet. Nej går vidare till steg 2.")
    before_after = lit.anna.opens(question)
    assert before_after.says("Före kontakten")
    assert before_after.says("*10,0 %*")
    assert before_after.says("Siffrorna visar mindre frånvaro än före.")
    lit.anna.answers("improved", before_after)
    case = lit.case(lit.kim)
    assert (case.status, case.close_reason) == (CaseStatus.CLOSED, "improved")
    assert lit.room("8C").latest.says("Anna Lind")
    assert lit.journalled(lit.kim, JournalKind.CLOSED) == 1


def test_no_improvement_goes_on_to_the_investigation(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    assert lit.case(lit.kim).status is CaseStatus.OPEN
    assert lit.room("8C").latest.says("steg 2 av 3")


def test_follow_up_later_asks_again_on_the_day_agreed(lit: School) -> None:
    ostersund.guardian_is_contacted(lit)
    lit.day("2026-10-06")
    lit.anna.answers("follow_up_later", follow_up_on="2026-10-13")
    assert lit.case(lit.kim).stage == "contact"
    lit.day("2026-10-12")
    count = len(lit.room("8C").messages)
    lit.day("2026-10-13")
    assert len(lit.room("8C").messages) == count + 1
    assert lit.room("8C").latest.heading == "Ökar närvaron?"
    lit.anna.answers("improved")
    assert lit.case(lit.kim).status is CaseStatus.CLOSED


def test_not_worrying_closes_and_asks_again_only_after_the_figures_fell(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("not_worrying", reason="explained", note=filled.words("Förklarat"))
    assert lit.case(lit.kim).close_reason == "not_worrying"
    lit.fast_forward(weeks=2)
    assert len(lit.cases(lit.kim)) == 1
    lit.day("2026-11-06")
    lit.kim.absent("2026-11-09", "2026-11-10")
    lit.day("2026-11-10")
    assert len(lit.cases(lit.kim)) == 2
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"


def test_referring_to_the_health_team_from_stage_1_jumps_to_stage_3(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("refer_to_eht", reason="no_contact", note=filled.words("Ingen svarar"))
    assert lit.case(lit.kim).stage == "problematic"
    assert lit.case(lit.kim).not_documented == ("investigate",)
    referral = lit.room("EHT").latest
    assert referral.heading == "Nytt ärende till EHT"
    assert referral.says("lyft av Anna Lind tis 22 sep")
    assert referral.buttons == ("show", "criteria_met", "criteria_not_met")
    assert referral.says("Plats 1 av 1 i kön")
    assert lit.hedda.opens(referral).says("Steg 2, inte dokumenterat")


def test_a_held_case_rests_and_comes_back_with_a_full_answer_time(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("hold", until="2026-10-09", reason="known_absence")
    held = lit.room("8C").latest
    assert held.says("Nästa: fre 9 okt kommer frågan tillbaka.")
    assert "contacted_guardian" not in held.offers
    count = len(lit.room("8C").messages)
    lit.day("2026-10-08")
    assert len(lit.room("8C").messages) == count
    lit.day("2026-10-09")
    back = lit.room("8C").latest
    assert back.heading == "Kontakta vårdnadshavare"
    assert back.says("svara senast *fre 16 okt*")
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert lit.room("8C").latest.says("Kontakt tagen med vårdnadshavare")


def test_hand_over_asks_the_other_person_and_the_channel_says_to_whom(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("hand_over", person=lit.omar.email, note=filled.words("Hinner inte"))
    assert lit.room("8C").latest.says("Omar Haddad")
    theirs = next(room for room in (lit.omar.dm, lit.room("7B")) if room.messages).latest
    assert theirs.heading == "Kontakta vårdnadshavare"
    lit.omar.answers("contacted_guardian", theirs, **filled.contact(lit))
    assert lit.case(lit.kim).follow_ups[0].stage == "contact"
    assert lit.room("8C").latest.says("Kontakt tagen med vårdnadshavare")


def test_a_note_is_private_and_leaves_the_question_open(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("note", note=filled.words("Ringer i morgon"))
    assert lit.room("8C").latest.buttons[0] == "contacted_guardian"
    assert lit.anna.opens().says(f"Ringer i morgon ({SECRET})")
    assert lit.journalled(lit.kim, JournalKind.ANSWERED, "note") == 1


def test_the_private_view_shows_figures_limits_and_the_share_of_registers(lit: School) -> None:
    lit.kim.unreported("2026-09-18", lessons=2)
    ostersund.contact_is_asked(lit)
    view = lit.anna.opens()
    assert view.says("Kim Ekdahl, 8C")
    assert view.says("Gräns minst 10 % · nådd 22 sep")
    assert view.says("*10,0 %*")
    assert view.says("Närvaro rapporterad för 118 av 120 lektioner (98 %).")
    assert view.says("Det som inte är rapporterat räknas aldrig som frånvaro.")
    assert view.says("v. 39   6   6")
    assert {"contacted_guardian", "concern_report", "consult_pupil_health", "explain"} <= view.offers
    explained = lit.anna.press("explain", view).shown
    assert explained.says("mån 21 sep")
    assert not explained.says("hälso")
    assert lit.journalled(lit.kim, JournalKind.VIEWED, "show") == 1
    assert lit.journalled(lit.kim, JournalKind.VIEWED, "explain") == 1


def test_undo_within_fifteen_minutes_puts_the_question_back(lit: School) -> None:
    ostersund.guardian_is_contacted(lit)
    lit.pass_time(minutes=10)
    lit.anna.press("undo")
    message = lit.room("8C").latest
    assert message.heading == "Kontakta vårdnadshavare"
    assert message.buttons[0] == "contacted_guardian"
    assert lit.case(lit.kim).follow_ups == ()
    assert lit.journalled(lit.kim, JournalKind.ANSWERED, "contacted_guardian") == 1
    assert lit.journalled(lit.kim, JournalKind.UNDONE, "contacted_guardian") == 1
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    assert lit.room("8C").latest.says("Kontakt tagen med vårdnadshavare")


def test_undo_after_its_time_is_refused_kindly(lit: School) -> None:
    ostersund.guardian_is_contacted(lit)
    answered = lit.room("8C").latest
    assert "undo" in answered.buttons
    lit.pass_time(minutes=16)
    lit.deliver()
    assert lit.room("8C").latest.buttons == ("show",)
    assert not lit.room("8C").latest.says("går att ångra")
    reaction = lit.anna.press("undo", answered)
    assert reaction.line is not None
    assert lit.case(lit.kim).follow_ups
    assert lit.journalled(lit.kim, JournalKind.UNDONE) == 0


def test_undoing_a_no_takes_the_next_stages_question_back_in_its_own_words(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    lit.anna.press(
        "undo", lit.room("8C").find("Nej, inte än") if lit.room("8C").has("Nej, inte än") else None
    )
    assert lit.case(lit.kim).stage == "contact"
    taken_back = lit.nils.dm.latest
    assert taken_back.says("Ångrad.")
    assert not taken_back.says("rättad")
    assert taken_back.says("Den här frågan behöver inget svar.")


def test_somebody_who_does_not_work_with_the_pupil_is_refused_and_journalled(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    asked = lit.room("8C").latest
    for action in ("show", "contacted_guardian", "not_worrying"):
        reaction = lit.lars.press(action, asked)
        # In Slack a line only they see, in Teams a small dialog.
        shown = {"slack": reaction.line, "teams": reaction.view or reaction.line}[lit.lars.desk.name]
        assert shown is not None
        assert shown.form == ""
        assert shown.says("kan bara öppnas av dem som arbetar med eleven")
        assert not reaction.says("Kim")
        assert lit.lars.desk.name == "teams" or reaction.view is None
    assert lit.journalled(lit.kim, JournalKind.REFUSED) == 3
    assert lit.room("8C").latest.buttons[0] == "contacted_guardian"


def test_a_late_click_on_an_answered_question_changes_nothing_and_says_who_answered(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("hand_over", person=lit.omar.email)
    theirs = next(room for room in (lit.omar.dm, lit.room("7B")) if room.messages)
    seen_by_omar = theirs.latest
    lit.anna.answers("contacted_guardian", theirs.latest, **filled.contact(lit))
    reaction = lit.omar.press("not_worrying", seen_by_omar)
    assert reaction.says("Redan besvarad")
    assert reaction.says("Anna Lind")
    assert lit.case(lit.kim).status is CaseStatus.OPEN
    assert lit.journalled(lit.kim, JournalKind.LATE_ANSWER, "not_worrying") == 1


@pytest.mark.parametrize("stage", ["contact", "investigate", "problematic"])
def test_the_concern_report_is_reachable_at_every_stage_and_never_seen_in_a_channel(
    lit: School, stage: str
) -> None:
    reach = {
        "contact": ostersund.contact_is_asked,
        "investigate": ostersund.investigation_is_asked,
        "problematic": ostersund.case_is_with_the_health_team,
    }
    reach[stage](lit)
    who = lit.hedda if stage == "problematic" else lit.anna
    before = [(one.heading, one.buttons) for one in lit.room("8C").messages]
    view = who.opens()
    assert "concern_report" in view.offers
    said = who.answers("concern_report", view, **filled.done(lit))
    assert said.view is not None
    assert [(one.heading, one.buttons) for one in lit.room("8C").messages] == before
    answer = lit.case(lit.kim).answers[-1]
    assert answer.action == "concern_report"
    assert set(answer.fields) == {"done", "date", "role"}
    assert lit.case(lit.kim).stage == stage
