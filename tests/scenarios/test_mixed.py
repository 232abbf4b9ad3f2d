"""A mixed school: the mentors are in Slack, everybody else in Teams. All see one truth."""

from __future__ import annotations

from bot.rules.state import CaseStatus
from tests.scenarios import filled, ostersund
from tests.scenarios.conftest import Open
from tests.scenarios.story import School

MIXED = {"": "teams", "anna": "slack", "omar": "slack"}


def test_a_case_goes_from_a_mentor_in_slack_to_a_health_team_in_teams(opened: Open) -> None:
    lit: School = opened(chats=MIXED)
    ostersund.contact_is_asked(lit)
    lit.anna.answers("refer_to_eht", reason="worried")
    asked = lit.room("EHT").latest
    assert (lit.hedda.desk.name, asked.heading) == ("teams", "Nytt ärende till EHT")
    lit.hedda.answers("criteria_not_met", asked, **filled.judged(lit), advice=filled.words("Pröva mer"))
    assert lit.case(lit.kim).status is CaseStatus.OPEN
    assert lit.case(lit.kim).stage == "investigate"


def test_a_teacher_in_teams_raises_a_concern_and_the_mentor_hears_of_it_in_slack(opened: Open) -> None:
    lit: School = opened(chats=MIXED)
    lit.day("2026-09-21")
    assert lit.lars.raises(lit.kim).says("Oron är lyft. Mentor har fått frågan")
    assert lit.anna.desk.name == "slack"
    assert lit.room("8C").latest.heading == "Kontakta vårdnadshavare"
