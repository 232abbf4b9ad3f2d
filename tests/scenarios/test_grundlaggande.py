"""*Ingripande i skolfrånvaro inom den grundläggande utbildningen*: strictly over 30, 50, 70 hours."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rules.state import AskStatus, CaseStatus
from tests.scenarios import filled
from tests.scenarios.canary import SECRET
from tests.scenarios.conftest import Open
from tests.scenarios.folder import span
from tests.scenarios.setting import SVENSKFINLAND
from tests.scenarios.story import School

DECISION = "Ett ärende behöver ditt beslut"


@pytest.fixture
def skola(anywhere: Open) -> School:
    """A Swedish-speaking school in Finland."""
    return anywhere(SVENSKFINLAND)


def away(skola: School, hours: int, first: str = "2026-09-21") -> str:
    """Kim is away so many hours, six a day, from ``first`` on; the day the last one is registered."""
    left = hours
    for day in span(first, "2026-12-18"):
        if left and skola.calendar.is_school_day(day):
            skola.kim.absent(day, lessons=min(left, 6), kind="valid" if left % 2 else "invalid")
            left -= min(left, 6)
            last = day
    return last.isoformat()


def meeting(skola: School) -> dict[str, Any]:
    return {"meeting_on": "2026-10-05", "time": "14:30", "invited": ["pupil", "guardian", "counsellor"]}


def held(skola: School, follow_up_on: str) -> dict[str, Any]:
    return {
        "date": skola.today.isoformat(),
        "expert_group": "yes",
        "support": filled.words("Stödundervisning"),
        "follow_up_on": follow_up_on,
    }


def plan(skola: School, follow_up_on: str) -> dict[str, Any]:
    return {
        "how_followed": filled.words("Varje fredag"),
        "division_of_work": filled.words("Vem gör vad"),
        "follow_up_on": follow_up_on,
        "responsible": skola.siri.email,
    }


def dossier(skola: School, follow_up_on: str) -> dict[str, Any]:
    return {
        "date": skola.today.isoformat(),
        "mapping_result": filled.words("Kartläggningen"),
        "measures_used": filled.words("Stödåtgärder"),
        "how_they_worked": filled.words("Hur de fungerat"),
        "cooperation": filled.words("Samarbetet"),
        "follow_up_on": follow_up_on,
        "responsible": skola.siri.email,
    }


def waits(skola: School) -> list[tuple[str, str, str]]:
    """Stage, kind and role of every living question."""
    return [(ask.stage, ask.kind.value, ask.who) for ask in skola.case(skola.kim).waiting]


def test_a_worry_needs_no_figure_and_asks_for_a_talk_and_for_the_home(skola: School) -> None:
    skola.day("2026-09-21")
    skola.nils.raises(skola.kim)
    asked = skola.room("8C").latest
    assert asked.says("steg 1 av 4")
    assert {"talked_with_pupil", "contacted_guardian"} <= asked.offers
    skola.anna.answers("talked_with_pupil", **filled.contact(skola))
    assert "contacted_guardian" in skola.room("8C").latest.offers
    skola.anna.answers("contacted_guardian", **filled.contact(skola))
    assert waits(skola) == []
    skola.day("2026-10-05")
    assert skola.room("8C").latest.heading == "Ökar närvaron?"
    skola.anna.answers("not_improved")
    assert skola.case(skola.kim).stage == "concern"
    skola.day("2026-10-19")
    skola.anna.answers("improved")
    assert skola.case(skola.kim).status is CaseStatus.CLOSED


def test_not_worrying_ends_it(skola: School) -> None:
    skola.day("2026-09-21")
    skola.lars.raises(skola.kim)
    skola.anna.answers("not_worrying", reason="back")
    assert skola.case(skola.kim).close_reason == "not_worrying"


def test_pupil_health_is_consulted_without_naming_the_pupil_and_no_channel_sees_it(skola: School) -> None:
    skola.day("2026-09-21")
    skola.anna.raises(skola.kim)
    before = skola.room("8C").latest
    view = skola.anna.opens()
    skola.anna.answers("consult_pupil_health", view, **filled.consulted(skola))
    assert skola.room("EHT").messages == []
    assert (skola.room("8C").latest.heading, skola.room("8C").latest.offers) == (
        before.heading,
        before.offers,
    )
    assert skola.case(skola.kim).answers[-1].fields["how"] == "without_name"
    assert waits(skola) == [("concern", "stage", "mentor")]


@pytest.mark.parametrize(("stage", "limit"), [("over_30", 30), ("over_50", 50), ("over_70", 70)])
def test_the_hours_are_strictly_over_the_limit(skola: School, stage: str, limit: int) -> None:
    last = away(skola, limit)
    skola.day(last)
    assert stage not in {one for case in skola.cases(skola.kim) for one in case.entered}
    skola.fast_forward(days=1)
    while not skola.calendar.is_school_day(skola.today):
        skola.fast_forward(days=1)
    skola.kim.absent(skola.today, lessons=1)
    skola.fast_forward(days=3)
    assert skola.case(skola.kim).stage == stage


def test_over_30_a_meeting_is_booked_held_and_followed_up_on_the_day_agreed(skola: School) -> None:
    skola.day(away(skola, 31))
    asked = skola.room("8C").latest
    assert asked.says("steg 2 av 4")
    assert asked.says("Frånvaron är över gränsen för steg 2.")
    assert skola.anna.opens(asked).says("Steg 1, inte dokumenterat")
    skola.anna.answers("meeting_booked", **meeting(skola))
    assert "meeting_held" in skola.room("8C").latest.offers
    skola.day("2026-10-05")
    skola.anna.answers("meeting_held", **held(skola, "2026-10-22"))
    skola.anna.answers("mapping_done")
    assert skola.room("8C").latest.says("Svar sparat")
    skola.day("2026-10-21")
    assert not skola.room("8C").has("Ökar närvaron?")
    skola.day("2026-10-22")
    assert skola.room("8C").latest.heading == "Ökar närvaron?"
    assert skola.anna.opens().says(f"Stödundervisning ({SECRET})")
    skola.anna.answers("not_improved")
    assert skola.case(skola.kim).stage == "over_30"
    skola.day("2026-11-19")
    skola.anna.answers("improved")
    assert skola.case(skola.kim).status is CaseStatus.CLOSED


def test_over_50_supersedes_the_lower_question_and_one_plan_answers_for_both(skola: School) -> None:
    last = away(skola, 51)
    skola.day(last)
    old = next(ask for ask in skola.case(skola.kim).asks if ask.stage == "over_30")
    assert old.status is AskStatus.SUPERSEDED
    assert skola.room("8C").find("Ersatt.").says("steg 3")
    assert {("over_50", "stage", "mentor"), ("over_50", "stage", "health_team")} == set(waits(skola))
    skola.anna.answers("actors_invited", date=last, invited=["guardian", "psychologist"])
    form = skola.anna.press("plan_agreed").shown
    assert skola.anna.submits(form, **(plan(skola, "2026-11-02") | {"follow_up_on": "2026-09-01"})).errors
    skola.anna.submits(form, **plan(skola, "2026-11-02"))
    assert waits(skola) == []
    assert "plan_agreed" not in skola.room("EHT").latest.offers
    skola.day("2026-11-02")
    question = skola.siri.dm.latest
    assert question.heading == "Ökar närvaron?", "the person responsible is asked"
    skola.siri.answers("not_improved", question)
    assert skola.case(skola.kim).stage == "over_70"


def test_over_70_needs_the_dossier_and_is_a_decision_in_private(skola: School) -> None:
    last = away(skola, 71)
    skola.day(last)
    assert {("over_70", "stage", "health_team"), ("over_70", "stage", "principal")} == set(waits(skola))
    decision = skola.rut.dm.find(DECISION)
    view = skola.rut.opens(decision)
    assert {"social_welfare_contacted", "child_protection_notice", "report_now"} <= view.offers
    form = skola.rut.press("social_welfare_contacted", view).shown
    with pytest.raises(AssertionError, match="required and empty"):
        skola.rut.submits(form, date=last)
    skola.rut.submits(form, **dossier(skola, "2026-11-16"))
    assert waits(skola) == [], "one contact answers for both"
    assert skola.rut.dm.find("Svar sparat")
    skola.day("2026-11-16")
    assert skola.siri.dm.latest.heading == "Ökar närvaron?"
    skola.siri.answers("improved")
    assert skola.case(skola.kim).status is CaseStatus.CLOSED


def test_at_over_70_the_notice_can_be_made_at_once_without_the_dossier(skola: School) -> None:
    skola.day(away(skola, 71))
    skola.rut.answers("report_now", skola.rut.opens(skola.rut.dm.find(DECISION)), **filled.done(skola))
    answer = skola.case(skola.kim).answers[-1]
    assert answer.action == "child_protection_notice"
    assert set(answer.fields) == {"done", "date", "role"}
    assert len(waits(skola)) == 2, "what the stage asks for still waits"
    notice = skola.rut.press("child_protection_notice", skola.rut.opens(skola.rut.dm.find(DECISION))).shown
    skola.rut.submits(notice, **dossier(skola, "2026-11-16"))
    assert waits(skola) == []


@pytest.mark.parametrize("hours", [0, 31, 51, 71])
def test_the_notice_is_reachable_at_every_stage(skola: School, hours: int) -> None:
    skola.day(away(skola, hours) if hours else "2026-09-21")
    if not hours:
        skola.anna.raises(skola.kim)
    who, room = (skola.rut, skola.rut.dm) if hours == 71 else (skola.anna, skola.room("8C"))
    offers = who.opens(room.latest).offers
    assert {"child_protection_notice", "consult_pupil_health"} <= offers
