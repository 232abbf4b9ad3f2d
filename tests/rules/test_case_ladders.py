"""The three shipped routines, told from the first question to the last (LADDERS.md §1–3)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.ladders import load, shipped
from bot.rules.state import AskKind, CaseStatus, OutKind, Reply
from tests.rules.build import NELLI, REKTOR, SARA, SCHOOL, Story, dec, nov

EHT = "ester@lit.example"
STAGE, FOLLOW_UP, DUTY, REFERRAL = AskKind.STAGE, AskKind.FOLLOW_UP, AskKind.DUTY, AskKind.REFERRAL


def test_ostersund_from_the_first_contact_to_the_principal() -> None:
    story = Story(load("se-ostersund-lit"))
    story.cross("contact")
    assert story.asked() == [(STAGE, "contact", "mentor")]
    story.press("contacted_guardian", date="2026-11-24")
    assert story.booked() == [("contact", dec(8))]

    story.until(dec(8)).press("not_improved")
    assert story.asked() == [(STAGE, "investigate", "mentor"), (STAGE, "investigate", "nurse")]
    story.press("reported_to_nurse")
    story.press("nurse_contacted_family", "nurse", NELLI, consent=False)
    story.until(dec(10)).press("simple_investigation", date="2026-12-10")
    assert story.asked() == [(DUTY, "investigate", "principal"), (STAGE, "investigate", "special_educator")]
    assert story.booked() == [("investigate", date(2027, 1, 11))]
    story.press("documented", "special_educator", SARA)
    story.press("duty_done", "principal", REKTOR)

    story.until(date(2027, 1, 11)).press("not_improved")
    assert story.asked() == [(STAGE, "problematic", "health_team")]
    assert story.outs(OutKind.REFERRAL_MAIL) == [f"health_team:{SCHOOL}"]
    story.press("criteria_met", "health_team", EHT)
    story.press("measures_proposed", "health_team", EHT)
    assert story.asked() == [(STAGE, "problematic", "special_educator"), (STAGE, "problematic", "mentor")]
    story.press("deep_investigation", "special_educator", SARA)
    assert (DUTY, "problematic", "principal") in story.asked()
    story.press("measures_presented")
    assert story.booked() == [("problematic", date(2027, 1, 18))]

    story.until(date(2027, 1, 18)).press("not_improved")
    asked = story.to("principal", STAGE)
    story.press("guardian_informed", asked, by=REKTOR)
    story.press("concern_report", asked, by=REKTOR, date="2027-01-18")
    assert story.booked() == [("problematic", date(2027, 1, 25))]
    story.until(date(2027, 1, 25)).press("improved")
    assert story.case.status is CaseStatus.CLOSED
    assert story.asked() == [(DUTY, "problematic", "principal")]


def test_ostersund_refers_to_eht_from_every_stage_and_eht_may_send_it_back() -> None:
    for stage in ("contact", "investigate"):
        story = Story(load("se-ostersund-lit"))
        story.judge(stage)
        story.press("refer_to_eht", reason="other")
        assert story.asked() == [(STAGE, "problematic", "health_team")]
        assert story.outs(OutKind.REFERRAL_MAIL) == [f"health_team:{SCHOOL}"]
        story.press("criteria_not_met", "health_team", EHT, advice="x")
        assert story.case.stage == "investigate"


def test_ostersund_ends_where_the_absence_is_not_worrying() -> None:
    story = Story(load("se-ostersund-lit"))
    story.cross("contact")
    story.press("not_worrying", reason="holiday")
    assert story.case.close_reason == "not_worrying"


def test_finland_follows_the_hours_up_and_asks_the_responsible() -> None:
    story = Story(load("fi-grundlaggande"))
    story.cross("over_30", skipped=("concern",))
    assert story.case.not_documented == ("concern",)
    assert story.press("talked_with_pupil").reply is Reply.SAVED
    story.press("meeting_booked")
    story.press("meeting_held", follow_up_on="2026-12-10")
    assert story.booked() == [("over_30", dec(10))]
    story.cross("over_50")
    story.press("actors_invited")
    story.press("plan_agreed", responsible=SARA, follow_up_on="2026-12-16")
    assert story.booked() == [("over_50", dec(16))]
    assert story.asked() == [], "the health team was asked for the same plan"
    story.until(dec(16))
    assert story.outs(OutKind.ASK) == [f"person:{SARA}"]
    story.press("not_improved", "responsible", SARA)
    assert story.asked() == [(STAGE, "over_70", "health_team"), (STAGE, "over_70", "principal")]


def test_finland_agrees_on_a_plan_with_goals_and_a_responsible() -> None:
    story = Story(load("fi-nyland"))
    story.judge("initial_talk")
    story.press("talked_with_pupil")
    story.press("contacted_guardian")
    story.cross("intensified")
    assert story.case.not_documented == ("early",)
    story.press("plan_agreed", responsible=SARA)
    assert story.booked()[0][0] == "intensified"
    story.until(story.booked()[0][1])
    story.press("not_improved", "responsible", SARA)
    assert story.case.stage == "continues"


@pytest.mark.parametrize("name", shipped())
def test_a_case_nobody_touches_waits_for_people(name: str) -> None:
    for key in load(name).stages:
        story = Story(load(name))
        story.cross(key)
        story.until(dec(18))
        assert (story.case.status, story.case.stage) == (CaseStatus.OPEN, key)
        assert story.case.next_due is not None
        assert story.case.next_due > dec(18)
        assert nov(24) == story.case.opened_on


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("report", ["concern_report", "child_protection_notice"])
def test_a_report_is_never_gated(name: str, report: str) -> None:
    for key in load(name).stages:
        story = Story(load(name))
        story.cross(key)
        for asked in story.case.waiting:
            assert story.press(report, asked, by=NELLI, role="nurse", date="2026-11-24").reply is Reply.SAVED
