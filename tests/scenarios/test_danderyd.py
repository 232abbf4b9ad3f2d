"""The full example of the ladder language, *Åtgärdstrappan i Danderyd*, walked from its first step to its last."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rules.state import CaseStatus, JournalKind
from tests.scenarios import filled
from tests.scenarios.conftest import Open
from tests.scenarios.story import School

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "se-danderyd.yaml"


@pytest.fixture
def skola(opened: Open) -> School:
    """A school in Danderyd."""
    return opened(ladder=str(EXAMPLE))


def missed(skola: School) -> None:
    """One lesson nobody has explained; the mentor is asked the same day."""
    skola.kim.absent("2026-09-21", lessons=1, kind="invalid")
    skola.day("2026-09-21")


def mapping_is_asked(skola: School) -> None:
    """The first contact did not help."""
    missed(skola)
    skola.anna.answers("contacted_guardian", **filled.contact(skola))
    skola.anna.answers("meeting_booked", meeting_on="2026-09-24", time="15:00", invited=["pupil", "guardian"])
    skola.day("2026-10-05")
    skola.anna.answers("not_improved")
    assert skola.case(skola.kim).stage == "mapping"


def investigation_is_asked(skola: School) -> None:
    """The mapping did not help."""
    mapping_is_asked(skola)
    skola.anna.answers("contacted_guardian", **filled.contact(skola))
    skola.anna.answers("simple_mapping", **filled.investigation(skola))
    skola.anna.answers("health_team_told")
    skola.day("2026-10-19")
    skola.anna.answers("not_improved")
    assert skola.case(skola.kim).stage == "investigation"


def test_a_stage_that_would_name_the_cause_shows_its_number_and_one_button(skola: School) -> None:
    missed(skola)
    asked = skola.room("8C").latest
    assert asked.heading == "Steg 1"
    assert asked.buttons == ("show",)
    assert asked.menu == ()
    view = skola.anna.opens(asked)
    assert {"contacted_guardian", "meeting_booked", "not_worrying", "concern_report"} <= view.offers
    assert view.says("Kan eleven ha anmält sig själv?")


def test_three_spells_of_reported_absence_in_three_weeks_open_it_too(skola: School) -> None:
    for day in ("2026-09-21", "2026-09-23"):
        skola.kim.absent(day)
    skola.day("2026-09-24")
    assert skola.cases(skola.kim) == ()
    skola.kim.absent("2026-09-25")
    skola.day("2026-09-25")
    assert skola.room("8C").latest.heading == "Steg 1"


def test_further_unexplained_absence_after_two_weeks_raises_the_mapping(skola: School) -> None:
    missed(skola)
    skola.anna.answers("contacted_guardian", **filled.contact(skola))
    skola.anna.answers("meeting_booked", meeting_on="2026-09-24", time="15:00", invited=["pupil"])
    skola.kim.absent("2026-09-30", lessons=1, kind="invalid")
    skola.day("2026-10-02")
    assert skola.case(skola.kim).stage == "contact"
    skola.day("2026-10-06")
    assert skola.case(skola.kim).stage == "mapping"


def test_the_team_gives_its_picture_and_the_health_team_is_told(skola: School) -> None:
    mapping_is_asked(skola)
    assert {ask.who for ask in skola.case(skola.kim).waiting} == {"mentor", "team"}
    skola.lars.answers(
        "picture_given", patterns=["weekday", "sports"], note=filled.words("Idrott på måndagar")
    )
    skola.anna.answers("health_team_told")
    assert skola.room("EHT").messages
    assert skola.journalled(skola.kim, JournalKind.REFERRED) == 1
    assert not skola.room("8C").has("Idrott")


def test_the_principal_names_who_investigates_and_that_person_is_asked(skola: School) -> None:
    investigation_is_asked(skola)
    skola.rut.answers("authority_told")
    skola.rut.answers("investigator_named", responsible=skola.siri.email)
    assert skola.case(skola.kim).responsible == skola.siri.email
    told = next(one for one in skola.case(skola.kim).answers if one.action == "authority_told")
    assert told.fields == {}
    asked = skola.siri.dm.latest
    assert "investigation_done" in skola.siri.opens(asked).offers
    skola.siri.answers("investigation_done", **investigated(skola))
    skola.day("2026-11-09")
    question = skola.siri.dm.latest
    assert question.heading == "Ökar närvaron?"
    skola.siri.answers("improved", question)
    assert skola.case(skola.kim).status is CaseStatus.CLOSED


def test_the_last_step_names_a_coordinator_and_leaves_the_report_to_the_principal(skola: School) -> None:
    investigation_is_asked(skola)
    skola.rut.answers("authority_told")
    skola.rut.answers("investigator_named", responsible=skola.siri.email)
    skola.siri.answers("investigation_done", **investigated(skola))
    skola.day("2026-11-09")
    skola.siri.answers("not_improved", skola.siri.dm.latest)
    assert skola.case(skola.kim).stage == "together"
    skola.hedda.answers("coordinator_named", responsible=skola.ivar.email)
    assert skola.rut.dm.latest.says("Ett ärende behöver ditt beslut")
    skola.rut.answers("concern_report", skola.rut.opens(skola.rut.dm.latest), **filled.done(skola))
    assert not skola.case(skola.kim).waiting
    assert not skola.room("EHT").has("anmäl")
    skola.day("2026-12-09")
    question = skola.ivar.dm.latest
    assert question.heading == "Ökar närvaron?"
    skola.ivar.answers("improved", question)
    assert skola.case(skola.kim).close_reason == "improved"


def investigated(skola: School) -> filled.Fields:
    """The investigation with its agreements."""
    return filled.investigation(skola) | filled.investigation(skola, deep=True)


def test_the_other_answers_of_each_step(skola: School) -> None:
    missed(skola)
    skola.anna.answers("adaptations_recorded", recorded="yes")
    skola.anna.answers("consult_pupil_health", skola.anna.opens(), **filled.consulted(skola))
    skola.anna.answers("not_worrying", reason="register_error")
    assert skola.case(skola.kim).close_reason == "not_worrying"


def test_the_investigator_may_say_that_the_guardian_did_not_come(skola: School) -> None:
    investigation_is_asked(skola)
    skola.rut.answers("special_support_decided", date="2026-10-19", decided="support")
    skola.rut.answers("authority_told")
    skola.rut.answers("investigator_named", responsible=skola.siri.email)
    skola.siri.answers("guardian_did_not_come")
    assert skola.journalled(skola.kim, JournalKind.REFERRED, "guardian_did_not_come") == 1


def test_the_health_team_analyses_and_still_names_a_coordinator(skola: School) -> None:
    skola.day("2026-09-21")
    skola.hedda.raises(skola.kim, stage="")
    assert skola.case(skola.kim).stage == "together"
    skola.hedda.answers("deep_analysis", **investigated(skola))
    # The team's list is new in its channel and stands below: the question is the newest message besides it.
    questions = [one for one in skola.room("EHT").messages if not one.heading.startswith("EHT-kön")]
    assert "coordinator_named" in questions[-1].offers
