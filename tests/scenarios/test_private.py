"""What stays private in every story: names, figures, causes; whoever does not work with the pupil sees nothing."""

from __future__ import annotations

import pytest

from bot.rules.state import JournalKind
from tests.scenarios import canary, filled, ostersund
from tests.scenarios.story import School
from tests.slack.messages import Message


def test_the_canary_sings_when_a_name_or_a_figure_is_posted(lit: School) -> None:
    lit.day("2026-09-21")
    room = lit.slack.channel("C8C")
    for words in ("Kim Ekdahl behöver dig", "14,3 % frånvaro", "Sjuk i dag", "Orosanmälan är gjord"):
        ts = lit.slack.space.ts()
        room.messages.append(Message(channel="C8C", ts=ts, user="U0LOTS", bot_id="B0LOTS", text=words))
        with pytest.raises(AssertionError):
            canary.check(lit.desks["slack"], lit.folder.kids, lit.calendar, lit.zone)
        room.messages.pop()


def test_ones_own_cases_are_listed_without_names_until_they_are_asked_for(lits: School) -> None:
    ostersund.contact_is_asked(lits)
    ref = lits.case(lits.kim).ref
    listed = lits.anna.command("").shown
    assert listed.says(ref)
    assert not listed.says("Kim Ekdahl")
    named = lits.anna.press("show_names", listed).shown
    assert named.says("Kim Ekdahl")
    assert not lits.lars.command("").says(ref)


def test_explaining_a_case_by_its_reference_is_refused_to_others(lits: School) -> None:
    ostersund.contact_is_asked(lits)
    ref = lits.case(lits.kim).ref
    assert lits.anna.command(f"förklara {ref}").says("Kim Ekdahl")
    refused = lits.lars.command(f"förklara {ref}")
    assert not refused.says("Kim")
    assert lits.journalled(lits.kim, JournalKind.REFUSED) == 1


def test_a_guest_and_somebody_unknown_are_refused(lit: School) -> None:
    ostersund.contact_is_asked(lit)
    asked = lit.room("8C").latest
    lit.slack.space.users["U0LARS"].is_restricted = True
    before = lit.case(lit.kim).version
    reaction = lit.lars.press("contacted_guardian", asked)
    assert reaction.view is None
    assert reaction.line is not None
    assert not reaction.line.says("Kim")
    assert lit.case(lit.kim).version == before


def test_the_copy_and_the_referral_name_nobody_but_staff(lit: School) -> None:
    ostersund.investigation_is_done(lit)
    copy = lit.siri.dm.latest
    assert copy.says(lit.case(lit.kim).ref)
    assert not copy.says("Kim")
    assert copy.push.startswith(f"Ärende {lit.case(lit.kim).ref}")


def test_only_the_health_team_reads_its_analysis(lit: School) -> None:
    ostersund.criteria_are_met(lit)
    lit.siri.answers("deep_investigation", **filled.investigation(lit, deep=True))
    lit.hedda.answers("measures_proposed", **filled.agreements(lit, "measures"))
    assert lit.hedda.opens().says("Analys (hemlig)")
    view = lit.anna.opens()
    assert not view.says("Analys (hemlig)")
    assert view.says("Hämtas vid dörren (hemlig)"), "the measures are the mentor's to present"
