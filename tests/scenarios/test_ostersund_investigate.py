"""Stage 2 of Lit's school area, *Fortsatt upprepad frånvaro*: three people asked, consent, agreements, evaluation."""

from __future__ import annotations

import pytest

from bot.rules.state import AskKind, AskStatus, CaseStatus, JournalKind
from tests.scenarios import filled, ostersund
from tests.scenarios.canary import SECRET
from tests.scenarios.story import School

OUTCOME = f"Det som kom fram hos skolsköterskan ({SECRET})"


@pytest.fixture
def lit(lits: School) -> School:
    """In either chat."""
    return lits


def waiting(lit: School) -> set[tuple[str, str]]:
    """Kind and audience of every living question."""
    return {(ask.kind.value, ask.who) for ask in lit.case(lit.kim).waiting}


def test_mentor_and_nurse_are_asked_and_the_special_educator_only_after_the_investigation(
    lit: School,
) -> None:
    ostersund.investigation_is_asked(lit)
    assert waiting(lit) == {("stage", "mentor"), ("stage", "nurse")}
    asked = lit.room("8C").latest
    assert asked.says("steg 2 av 3")
    assert "simple_investigation" in asked.buttons
    assert lit.nils.dm.latest.says("steg 2 av 3")
    assert lit.siri.dm.messages == []


def test_the_mentor_may_choose_the_investigation_without_waiting_for_a_follow_up(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    lit.anna.raises(lit.kim, stage="investigate")
    case = lit.case(lit.kim)
    assert (case.stage, list(case.entered)) == ("investigate", ["contact", "investigate"])
    assert lit.room("8C").find("Ersatt.").says("Ärendet har gått vidare till steg 2.")
    assert "simple_investigation" in lit.room("8C").latest.offers


def test_a_teacher_may_not_choose_the_investigation(lit: School) -> None:
    lit.day("2026-09-21")
    form = lit.lars.command("lyft oro").shown
    with pytest.raises(AssertionError, match=r"no (single )?input '?stage"):
        lit.lars.submits(form, pupil=lit.kim.pupil_id, stage="investigate")
    lit.lars.submits(form, pupil=lit.kim.pupil_id)
    assert lit.case(lit.kim).stage == "contact"


def test_the_first_part_leaves_the_question_open_for_the_second(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    lit.anna.answers("reported_to_nurse", causes=["health"], note=filled.words("Angivna orsaker"))
    asked = lit.room("8C").latest
    assert "simple_investigation" in asked.offers
    assert "reported_to_nurse" not in asked.offers
    lit.anna.answers("simple_investigation", **filled.investigation(lit))
    message = lit.room("8C").latest
    assert "simple_investigation" not in message.offers
    assert message.says("Nästa: tis 20 okt")


def test_what_the_nurse_was_told_and_found_is_never_said_in_a_channel(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    lit.anna.answers("reported_to_nurse", causes=["health"])
    lit.nils.answers("nurse_contacted_family", **filled.nurse(lit, consent="no"))
    assert lit.nils.dm.latest.says("Svar sparat")
    assert lit.room("8C").latest.heading == "Dags för enkel utredning"


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_the_nurses_outcome_is_shared_only_with_the_guardians_consent(lit: School, consent: str) -> None:
    ostersund.investigation_is_done(lit)
    lit.nils.answers("nurse_contacted_family", **filled.nurse(lit, consent=consent))
    assert lit.anna.opens().says(OUTCOME) is (consent == "yes")
    assert lit.nils.opens().says(OUTCOME)
    lit.day("2026-10-21")
    assert lit.anna.opens().says(OUTCOME) is (consent == "yes")
    lit.anna.answers("not_improved")
    assert lit.hedda.opens().says(OUTCOME) is (consent == "yes")


def test_the_investigation_goes_in_copy_to_the_special_educator_who_reads_the_agreements(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    copy = lit.siri.dm.latest
    assert copy.says("Här är en kopia av den enkla utredningen.")
    view = lit.siri.opens(copy)
    assert view.says(f"Elevens bild ({SECRET})")
    assert view.says(f"Hämtas vid dörren ({SECRET})")
    lit.siri.answers("adaptations_recorded")
    assert lit.siri.dm.latest.says("Svar sparat")


def test_starting_the_investigation_gives_the_principal_a_duty_that_outlives_the_case(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    duty = lit.rut.dm.find("Meddela huvudmannen att utredning har startat.")
    assert duty.heading == "En uppgift för dig, rektor"
    lit.day("2026-10-21")
    lit.anna.answers("improved")
    assert lit.case(lit.kim).status is CaseStatus.CLOSED
    assert waiting(lit) == {("duty", "principal")}
    count = len(lit.rut.dm.messages)
    lit.fast_forward(weeks=2)
    reminders = [one for one in lit.rut.dm.messages[count:] if one.says("Påminnelse")]
    assert reminders
    lit.rut.answers("duty_done", lit.rut.dm.find("Meddela huvudmannen att utredning har startat."))
    assert waiting(lit) == set()
    lit.fast_forward(weeks=1)
    assert not lit.rut.dm.has("Meddela huvudmannen att utredning har startat.")


def test_two_weeks_after_the_investigation_the_agreements_are_evaluated(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    lit.day("2026-10-20")
    assert lit.room("8C").latest.heading != "Ökar närvaron?"
    lit.day("2026-10-21")
    question = lit.room("8C").find("Ökar närvaron?")
    assert question.says("Ja avslutar ärendet. Nej går vidare till steg 3.")
    lit.anna.answers("improved", question)
    assert lit.case(lit.kim).close_reason == "improved"


def test_no_improvement_refers_to_the_health_team_with_what_has_been_done(lit: School) -> None:
    ostersund.case_is_with_the_health_team(lit)
    referral = lit.room("EHT").latest
    assert referral.heading == "Nytt ärende till EHT"
    assert referral.says("✓  Kontakt med vårdnadshavare, 22 sep")
    assert referral.says("✓  Enkel utredning, 7 okt")
    assert referral.says("Plats 1 av 1 i kön")
    assert lit.journalled(lit.kim, JournalKind.REFERRED) == 1
    assert len([one for one in lit.room("EHT").messages if one.heading == "Nytt ärende till EHT"]) == 1
    assert lit.hedda.opens(referral).says(f"Hämtas vid dörren ({SECRET})")


def test_the_case_may_be_referred_before_the_investigation_is_done(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    lit.anna.answers("refer_to_eht", reason="worried")
    assert lit.case(lit.kim).stage == "problematic"
    asks = {
        ask.who: ask
        for ask in lit.case(lit.kim).asks
        if ask.stage == "investigate" and ask.kind is AskKind.STAGE
    }
    assert asks["nurse"].status is AskStatus.SUPERSEDED
    assert lit.nils.dm.latest.says("Ersatt.")
    assert lit.nils.dm.latest.says("Ärendet har gått vidare till steg 3.")


def test_a_late_answer_to_a_superseded_question_is_kept_as_late_and_changes_nothing(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    old = lit.nils.dm.latest
    lit.anna.answers("refer_to_eht", reason="worried")
    version = lit.case(lit.kim).version
    reaction = lit.nils.press("nurse_contacted_family", old)
    assert reaction.says("Frågan är ersatt.")
    assert lit.case(lit.kim).version == version
    assert lit.journalled(lit.kim, JournalKind.LATE_ANSWER) == 1


def test_a_follow_up_due_in_the_autumn_break_comes_on_the_first_school_day_after_it(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    lit.day("2026-10-14")
    reaction = lit.anna.press("simple_investigation")
    form = reaction.shown
    assert form.says("Utvärdering mån 2 nov, första skoldagen efter lovet.")
    lit.anna.submits(form, **filled.investigation(lit))
    lit.day("2026-11-01")
    assert not lit.room("8C").has("Ökar närvaron?")
    lit.day("2026-11-02")
    assert lit.room("8C").latest.heading == "Ökar närvaron?"


def test_a_form_without_its_agreements_stays_open_with_the_mistake_at_its_field(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    form = lit.anna.press("simple_investigation").shown
    wrong = filled.investigation(lit) | {"due_1": "2026-10-01"}
    reaction = lit.anna.submits(form, **wrong)
    assert set(reaction.errors) == {"due_1"}
    assert lit.case(lit.kim).stage == "investigate"
    assert "simple_investigation" in lit.room("8C").latest.offers
    assert lit.anna.submits(form, **filled.investigation(lit)).errors == {}
    assert "simple_investigation" not in lit.room("8C").latest.offers


def test_the_special_educator_may_answer_that_nothing_more_is_needed(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    lit.siri.answers("documented", lit.siri.opens(lit.siri.dm.latest))
    assert ("stage", "special_educator") not in waiting(lit)


def test_pupil_health_can_be_consulted_at_every_stage_and_the_question_still_waits(lit: School) -> None:
    ostersund.investigation_is_asked(lit)
    before = waiting(lit)
    lit.anna.answers("consult_pupil_health", lit.anna.opens(), **filled.consulted(lit))
    assert waiting(lit) == before
    assert lit.case(lit.kim).answers[-1].fields["how"] == "without_name"
