"""Stage 3 of Lit's school area, *Problematisk frånvaro*: from EHT's verdict to the end, or to the report."""

from __future__ import annotations

import pytest

from bot.rules.state import CaseStatus, JournalKind
from tests.scenarios import filled, ostersund
from tests.scenarios.canary import SECRET
from tests.scenarios.story import School

DECISION = "Ett ärende behöver ditt beslut"


@pytest.fixture
def lit(lits: School) -> School:
    """In either chat."""
    return lits


def test_the_number_never_makes_absence_problematic(lit: School) -> None:
    for day in range(21, 26):
        lit.kim.absent(f"2026-09-{day}", kind="invalid")
    lit.day("2026-09-25")
    lit.fast_forward(weeks=1)
    assert lit.case(lit.kim).stage == "contact"


def test_criteria_not_met_goes_back_to_stage_2_with_the_advice(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    lit.day("2026-10-22")
    advice = filled.words("Prova en mjukstart")
    lit.hedda.answers("criteria_not_met", **filled.judged(lit), advice=advice)
    assert lit.case(lit.kim).stage == "investigate"
    assert lit.room("8C").latest.says("steg 2 av 3")
    assert lit.anna.opens(lit.room("8C").latest).says(advice)
    verdict = lit.room("EHT").latest
    assert "criteria_met" not in verdict.offers
    assert not lit.room("8C").has("kriteri")


def test_the_verdict_is_said_in_eht_channel_only(lit: School) -> None:
    ostersund.criteria_are_met(lit)
    assert not lit.room("8C").has("Kriterierna")
    assert "criteria_met" not in lit.room("EHT").latest.offers
    assert "measures_proposed" in lit.room("EHT").latest.offers
    asked = lit.siri.dm.latest
    assert "deep_investigation" in asked.offers


def test_the_deep_investigation_is_one_for_all_and_reported_to_the_authority(lit: School) -> None:
    ostersund.criteria_are_met(lit)
    assert "deep_investigation" in lit.hedda.opens().offers
    lit.siri.answers("deep_investigation", **filled.investigation(lit, deep=True))
    assert "deep_investigation" not in lit.hedda.opens().offers
    duties = [one for one in lit.rut.dm.messages if one.heading == "En uppgift för dig, rektor"]
    assert len(duties) == 1, "the duty of the simple investigation still waits"
    analysis = f"Analys ({SECRET})"
    assert lit.hedda.opens().says(analysis)
    assert not lit.anna.opens().says(analysis)


def test_the_measures_proposed_are_presented_by_the_mentor(lit: School) -> None:
    ostersund.measures_are_proposed(lit)
    asked = lit.room("8C").latest
    assert "measures_presented" in asked.offers
    assert lit.anna.opens(asked).says(f"Hämtas vid dörren ({SECRET})")
    lit.anna.answers("measures_presented", **filled.presented(lit))
    assert lit.room("8C").latest.says("Svar sparat")
    assert lit.room("8C").latest.says("Nästa: mån 9 nov kommer frågan om närvaron ökar.")


def test_follow_ups_come_every_week_until_attendance_improves(lit: School) -> None:
    ostersund.measures_are_presented(lit)
    for day in ("2026-11-10", "2026-11-17"):
        lit.day(day)
        question = lit.room("8C").latest
        assert question.heading == "Ökar närvaron?"
        assert question.says("Nej behåller steget.")
        lit.anna.answers(
            "follow_up_later", question, follow_up_on="2026-11-17" if day < "2026-11-17" else "2026-11-24"
        )
    lit.day("2026-11-24")
    lit.anna.answers("improved")
    case = lit.case(lit.kim)
    assert (case.status, case.close_reason) == (CaseStatus.CLOSED, "improved")
    assert all(
        one.buttons == ("show",) or "undo" in one.buttons or not one.buttons
        for one in lit.room("8C").messages
    )


def test_no_improvement_asks_the_principal_to_inform_and_report_in_private(lit: School) -> None:
    ostersund.measures_are_presented(lit)
    lit.day("2026-11-10")
    lit.anna.answers("not_improved")
    decision = lit.rut.dm.latest
    assert decision.says(DECISION)
    assert decision.buttons == ("show",)
    assert not lit.room("8C").has(DECISION)
    assert not lit.room("EHT").has(DECISION)
    view = lit.rut.opens(decision)
    assert {"guardian_informed", "concern_report"} <= view.offers
    lit.rut.answers("guardian_informed", view)
    assert lit.case(lit.kim).waiting
    lit.rut.answers("concern_report", lit.rut.opens(decision), **filled.done(lit))
    assert not [
        ask for ask in lit.case(lit.kim).waiting if ask.who == "principal" and ask.kind.value == "stage"
    ]
    report = lit.case(lit.kim).answers[-1]
    assert set(report.fields) == {"done", "date", "role"}
    assert lit.rut.dm.find("Svar sparat")


def test_once_reported_the_principal_is_not_asked_again_though_follow_ups_go_on(lit: School) -> None:
    ostersund.measures_are_presented(lit)
    lit.day("2026-11-10")
    lit.anna.answers("not_improved")
    lit.rut.answers("guardian_informed")
    lit.rut.answers("concern_report", **filled.done(lit))
    asked = lit.journalled(lit.kim, JournalKind.ASKED)
    lit.day("2026-11-17")
    assert lit.room("8C").latest.heading == "Ökar närvaron?"
    lit.anna.answers("not_improved")
    assert lit.journalled(lit.kim, JournalKind.ASKED) == asked + 1, "only the mentor's follow-up was asked"
    lit.day("2026-11-24")
    lit.anna.answers("improved")
    assert lit.case(lit.kim).status is CaseStatus.CLOSED


def test_reminder_deputy_principal_hand_over(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.day("2026-09-29")
    assert len(lit.room("8C").messages) == 1
    lit.day("2026-09-30")
    reminder = lit.room("8C").messages[-1]
    assert reminder.says("Påminnelse till")
    assert reminder.says("väntar på svar sedan tis 22 sep")
    assert reminder.says("Omar Haddad")
    lit.day("2026-10-05")
    deputy = lit.omar.dm.latest
    assert deputy.says("Du är ersättare för Anna Lind.")
    assert "contacted_guardian" in deputy.offers
    lit.day("2026-10-08")
    assert not lit.rut.dm.has("Vem tar det här ärendet?")
    lit.day("2026-10-09")
    choice = lit.rut.dm.latest
    assert choice.heading == "Vem tar det här ärendet?"
    assert choice.says("har väntat i 13 skoldagar")
    lit.rut.answers("hand_over", choice, person=lit.lars.email)
    given = lit.lars.dm.latest
    assert given.heading == "Kontakta vårdnadshavare"
    lit.lars.answers("contacted_guardian", given, **filled.contact(lit))
    for room in (lit.room("8C"), lit.omar.dm, lit.lars.dm):
        assert not any(
            "contacted_guardian" in one.offers for one in room.messages if not one.says("Påminnelse")
        )
    assert lit.journalled(lit.kim, JournalKind.ESCALATED) == 2


def test_the_deputys_answer_redraws_everybodys_message(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.day("2026-10-05")
    lit.omar.answers("contacted_guardian", lit.omar.dm.latest, **filled.contact(lit))
    for room in (lit.room("8C"), lit.omar.dm):
        assert room.latest.says("Kontakt tagen med vårdnadshavare")
        assert room.latest.says("Omar Haddad, mån 5 okt")
    lit.day("2026-10-19")
    assert lit.room("8C").latest.heading == "Ökar närvaron?"


def test_a_follow_up_nobody_answers_is_put_to_the_deputy_as_it_was_asked(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.answers("contacted_guardian", **filled.contact(lit))
    lit.day("2026-10-14")
    reminder = lit.room("8C").messages[-1]
    assert reminder.says("Påminnelse till")
    assert "show" in reminder.offers
    assert not {"improved", "not_improved"} & set(reminder.offers), "a judgement has no expected answer"
    lit.day("2026-10-19")
    deputy = lit.omar.dm.latest
    assert deputy.heading == "Ökar närvaron?"
    assert deputy.says("Du är ersättare för Anna Lind.")
    assert deputy.says("Ja avslutar ärendet.")
    lit.omar.answers("improved", deputy)
    assert lit.case(lit.kim).status is CaseStatus.CLOSED
