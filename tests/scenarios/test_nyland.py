"""*Stöd för närvaro och ingripande vid frånvaro*, Nyland: grade bands, twelve school weeks, quarterly review."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rules.state import CaseStatus
from tests.scenarios import filled
from tests.scenarios.canary import SECRET
from tests.scenarios.conftest import Open
from tests.scenarios.folder import span
from tests.scenarios.setting import NYLAND
from tests.scenarios.story import School


@pytest.fixture
def skola(anywhere: Open) -> School:
    """A school in Nyland; Kim is in grade 8."""
    return anywhere(NYLAND)


def away(skola: School, hours: int, first: str = "2026-09-21") -> str:
    """Kim is away so many hours, six a day; the day the last one is registered."""
    left = hours
    for day in span(first, "2026-12-18"):
        if left and skola.calendar.is_school_day(day):
            skola.kim.absent(day, lessons=min(left, 6), reason="leave" if left > 20 else "health")
            left -= min(left, 6)
            last = day
    return last.isoformat()


def roles(skola: School, follow_up_on: str) -> dict[str, Any]:
    return {
        "goals": filled.words("Målen"),
        "roles": filled.words("Rollerna"),
        "responsible": skola.siri.email,
        "contact_by": filled.words("Siri"),
        "contact_how": filled.words("Telefon"),
        "follow_up_on": follow_up_on,
    }


def stages(skola: School) -> set[str]:
    """Every stage Kim's cases have entered."""
    return {stage for case in skola.cases(skola.kim) for stage in case.entered}


@pytest.mark.parametrize(
    ("grade", "stage", "limit"),
    [
        (5, "early", 30),
        (8, "early", 40),
        (5, "intensified", 50),
        (8, "intensified", 70),
        (5, "continues", 70),
        (8, "continues", 90),
    ],
)
def test_the_limit_is_strict_and_by_grade(opened: Open, grade: int, stage: str, limit: int) -> None:
    skola = opened(NYLAND, grade=grade)
    last = away(skola, limit)
    skola.day(last)
    assert stage not in stages(skola)
    skola.fast_forward(days=1)
    while not skola.calendar.is_school_day(skola.today):
        skola.fast_forward(days=1)
    skola.kim.absent(skola.today, lessons=1)
    skola.fast_forward(days=3)
    assert stage in stages(skola)


def test_what_is_older_than_twelve_school_weeks_no_longer_counts(skola: School) -> None:
    skola.day(away(skola, 36, first="2026-09-21"))
    skola.day("2027-01-10")
    skola.kim.absent("2027-01-11", lessons=5)
    skola.day("2027-01-12")
    assert skola.cases(skola.kim) == (), "41 hours in the school year, fewer in twelve school weeks"


def test_the_first_talk_is_opened_by_worry_and_followed_up(skola: School) -> None:
    skola.day("2026-09-21")
    skola.hedda.raises(skola.kim)
    asked = skola.room("8C").latest
    assert asked.says("steg 1 av 4")
    assert skola.anna.opens(asked).says("Hur mår du?")
    skola.anna.answers("talked_with_pupil", **filled.contact(skola))
    skola.anna.answers("contacted_guardian", **filled.contact(skola))
    skola.day("2026-10-05")
    skola.anna.answers("improved")
    assert skola.case(skola.kim).close_reason == "improved"


def test_the_early_plan_is_one_and_followed_up_on_the_day_agreed(skola: School) -> None:
    skola.day(away(skola, 41))
    asked = skola.room("8C").latest
    assert asked.says("steg 2 av 4")
    view = skola.anna.opens(asked)
    assert view.says("*41 timmar*")
    assert view.says("Behövs ett möte?")
    skola.anna.answers("meeting_booked", meeting_on="2026-10-08", time="08:15", invited=["pupil", "guardian"])
    assert "plan_agreed" in skola.room("8C").latest.offers
    plan = {
        "about": filled.words("Vad det handlar om"),
        "learning_support": "yes",
        "follow_up_on": "2026-10-27",
    }
    skola.anna.answers("plan_agreed", **plan)
    assert skola.room("8C").latest.says("tis 27 okt")
    skola.day("2026-10-27")
    assert skola.room("8C").latest.heading == "Ökar närvaron?"
    skola.anna.answers("not_improved")
    assert skola.case(skola.kim).stage == "early"
    assert skola.case(skola.kim).status is CaseStatus.OPEN


def test_an_expert_group_needs_a_recorded_consent_and_tells_the_health_team(skola: School) -> None:
    last = away(skola, 71)
    skola.day(last)
    assert skola.case(skola.kim).stage == "intensified"
    form = skola.anna.press("expert_group_formed", skola.anna.opens()).shown
    with pytest.raises(AssertionError, match="consent: required and empty"):
        skola.anna.submits(form, date=last)
    skola.anna.submits(form, date=last, consent="guardian")
    assert skola.room("EHT").messages, "the health team is told"
    assert not skola.room("8C").has("xpertgrupp")
    assert "plan_agreed" in skola.room("8C").latest.offers


def test_intensified_support_without_improvement_leads_to_the_last_stage(skola: School) -> None:
    skola.day(away(skola, 71))
    skola.anna.answers("plan_agreed", **roles(skola, "2026-11-16"))
    assert "documented" in skola.anna.opens().offers
    skola.anna.answers("documented")
    assert skola.case(skola.kim).responsible == skola.siri.email
    skola.day("2026-11-16")
    question = skola.siri.dm.latest
    assert question.heading == "Ökar närvaron?"
    skola.siri.answers("not_improved", question)
    assert skola.case(skola.kim).stage == "continues"
    assert skola.room("8C").latest.says("steg 4 av 4")


def test_the_last_stage_keeps_contact_until_attendance_improves(skola: School) -> None:
    skola.day(away(skola, 91))
    assert skola.case(skola.kim).stage == "continues"
    asked = skola.room("8C").latest
    assert not {"social_welfare_contacted", "child_protection_notice"} & asked.offers
    view = skola.anna.opens(asked)
    assert {"social_welfare_contacted", "child_protection_notice", "flexible_teaching"} <= view.offers
    skola.anna.answers(
        "flexible_teaching", view, date=skola.today.isoformat(), arrangement=filled.words("Hemma")
    )
    skola.anna.answers("social_welfare_contacted", **filled.done(skola))
    assert not skola.room("8C").has("socialv")
    skola.anna.answers("plan_agreed", **roles(skola, "2026-11-16"))
    skola.day("2026-11-16")
    skola.siri.answers("not_improved", skola.siri.dm.latest)
    assert skola.case(skola.kim).stage == "continues"
    skola.day("2026-12-14")
    assert skola.siri.opens(skola.siri.dm.latest).says(f"Målen ({SECRET})")
    skola.siri.answers("improved", skola.siri.dm.latest)
    assert skola.case(skola.kim).status is CaseStatus.CLOSED


def test_every_quarter_the_mentor_the_health_team_and_the_principal_get_a_list(skola: School) -> None:
    away(skola, 41)
    skola.day("2026-09-30")
    before = [len(room.messages) for room in (skola.room("8C"), skola.room("EHT"), skola.rut.dm)]
    skola.day("2026-10-01")
    after = [len(room.messages) for room in (skola.room("8C"), skola.room("EHT"), skola.rut.dm)]
    assert all(then > now for now, then in zip(before, after, strict=True))
    call = skola.room("EHT").latest
    listed = skola.hedda.press(call.buttons[0], call)
    assert listed.says("Kim Ekdahl") or listed.says("8C")


def test_pupil_health_is_consulted_about_an_early_case_without_a_name(skola: School) -> None:
    skola.day(away(skola, 41))
    skola.anna.answers("consult_pupil_health", skola.anna.opens(), **filled.consulted(skola))
    assert skola.room("EHT").messages == []
    assert "plan_agreed" in skola.room("8C").latest.offers


def test_a_first_talk_may_find_nothing_worrying(skola: School) -> None:
    skola.day("2026-09-21")
    skola.anna.raises(skola.kim)
    assert skola.case(skola.kim).stage == "initial_talk"
    skola.anna.answers("not_worrying", reason="support_works")
    assert skola.case(skola.kim).close_reason == "not_worrying"


def test_the_notice_is_within_reach_from_the_first_talk_on(skola: School) -> None:
    skola.day("2026-09-21")
    skola.anna.raises(skola.kim)
    skola.anna.answers("child_protection_notice", skola.anna.opens(), **filled.done(skola))
    assert set(skola.case(skola.kim).answers[-1].fields) == {"done", "date", "role"}
    assert skola.case(skola.kim).stage == "initial_talk"
    assert not skola.room("8C").has("nmälan")


def test_a_school_that_speaks_finnish_reads_and_answers_in_finnish(opened: Open) -> None:
    skola = opened(NYLAND, language="fi")
    skola.day(away(skola, 41))
    asked = skola.room("8C").latest
    assert asked.says("Poissaolo ylittää") or asked.says("ylittävät") or asked.says("porras 2")
    view = skola.anna.opens(asked)
    assert view.says("Tarvitaanko tapaaminen?")
    plan = {"about": filled.words("Mistä on kyse"), "learning_support": "no", "follow_up_on": "2026-10-27"}
    skola.anna.answers("plan_agreed", **plan)
    skola.day("2026-10-27")
    assert skola.room("8C").latest.heading == "Lisääntyykö läsnäolo?"
    skola.anna.answers("improved")
    assert skola.case(skola.kim).status is CaseStatus.CLOSED
