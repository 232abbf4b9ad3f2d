"""The three shipped routines, held against their originals (stages, actors, forms, timers, texts)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.ladders import load, shipped
from bot.rules.ladder import Block, FollowUpRule, Ladder, Measure, Span, Stage, StageAsk, Unit
from bot.rules.ladder_file import missing_to_go_live
from bot.rules.values import Kind

LANGUAGES = ("sv", "fi", "en")


def asks(ladder: Ladder) -> list[tuple[Stage, StageAsk]]:
    return [(stage, ask) for stage in ladder.stages.values() for ask in stage.asks]


def ask_of(ladder: Ladder, stage: str, who: str) -> StageAsk:
    (found,) = [ask for ask in ladder.stages[stage].asks if ask.who == who]
    return found


def rule(ladder: Ladder, stage: str) -> FollowUpRule:
    found = ladder.stages[stage].follow_up
    assert found is not None
    return found


def limits(ladder: Ladder, grade: int) -> dict[str, Fraction | None]:
    return {stage.key: stage.when.lines[0].limit_for(grade) for stage in ladder.stages.values() if stage.when}


@pytest.mark.parametrize("key", shipped())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_routine_can_go_live(key: str, language: str) -> None:
    assert missing_to_go_live(load(key), language) == []


@pytest.mark.parametrize("key", shipped())
def test_every_ask_says_what_helps_in_a_message_that_fits(key: str) -> None:
    for stage, ask in asks(load(key)):
        for language in LANGUAGES:
            assert 0 < len(ask.say[language]) <= 190, (stage.key, ask.who, language)


@pytest.mark.parametrize("key", shipped())
def test_checklists_have_as_many_questions_in_each_language(key: str) -> None:
    for stage, ask in asks(load(key)):
        lengths = {len(ask.checklist[language]) for language in LANGUAGES if ask.checklist}
        assert len(lengths) <= 1, (stage.key, ask.who)


@pytest.mark.parametrize("key", shipped())
def test_one_role_is_asked_once_at_a_stage(key: str) -> None:
    for stage in load(key).stages.values():
        who = [ask.who for ask in stage.asks]
        assert len(who) == len(set(who)), stage.key


@pytest.mark.parametrize("key", shipped())
def test_every_stage_can_be_left(key: str) -> None:
    ladder = load(key)

    for stage in ladder.stages.values():
        assert rule(ladder, stage.key).good == "close"


@pytest.mark.parametrize("key", shipped())
def test_the_report_is_reached_from_every_stage(key: str) -> None:
    ladder = load(key)
    report = "concern_report" if ladder.country == "SE" else "child_protection_notice"

    assert set(ladder.always) == {report, "consult_pupil_health"}
    form = ladder.forms[str(ladder.always[report].form)]
    assert [field.key for field in form.fields] == ["done", "date", "role"]


@pytest.mark.parametrize("key", shipped())
def test_what_the_text_leaves_open_is_decided_in_words(key: str) -> None:
    assert len(load(key).decisions) >= 7


# --- Lit, Östersund


def test_ostersund_opens_at_ten_percent_or_three_unreported_occasions() -> None:
    when = load("se-ostersund-lit").stages["contact"].when

    assert when is not None
    share, occasions = when.lines
    assert (share.operator, share.limit_for(5), share.kinds) == ("at_least", Fraction(1, 10), frozenset(Kind))
    assert (occasions.operator, occasions.limit_for(5)) == ("at_least", Fraction(3))
    assert occasions.kinds == {Kind.INVALID}
    assert share.last == occasions.last == Span(4, Unit.SCHOOL_WEEKS)


def test_ostersund_contact_can_be_judged_and_keeps_its_buttons() -> None:
    contact = load("se-ostersund-lit").stages["contact"]

    assert contact.or_judged_by == ("mentor", "teacher")
    assert not contact.names_cause
    assert list(contact.asks[0].actions) == ["contacted_guardian", "refer_to_eht", "not_worrying", "hold"]
    assert contact.asks[0].actions["not_worrying"].closes
    assert contact.asks[0].actions["hold"].holds


def test_ostersund_follows_up_after_two_weeks_and_goes_on() -> None:
    ladder = load("se-ostersund-lit")

    assert (rule(ladder, "contact").after, rule(ladder, "contact").bad) == (
        Span(2, Unit.WEEKS),
        "investigate",
    )
    assert rule(ladder, "contact").counted_from == "contacted_guardian"
    assert (rule(ladder, "investigate").after, rule(ladder, "investigate").bad) == (
        Span(2, Unit.WEEKS),
        "problematic",
    )
    assert rule(ladder, "investigate").counted_from == "simple_investigation"
    assert rule(ladder, "investigate").refer == "health_team"


def test_ostersund_asks_the_nurse_at_once_and_the_special_educator_after_the_investigation() -> None:
    ladder = load("se-ostersund-lit")

    assert ask_of(ladder, "investigate", "nurse").asked_after == ()
    assert ask_of(ladder, "investigate", "special_educator").asked_after == ("simple_investigation",)
    assert ask_of(ladder, "investigate", "mentor").needed == ("reported_to_nurse", "simple_investigation")


def test_what_the_nurse_learned_is_hers_until_the_guardian_consents() -> None:
    fields = {field.key: field for field in load("se-ostersund-lit").forms["nurse_contact"].fields}

    assert fields["consent"].required
    assert fields["outcome"].secret_to == {"nurse"}
    assert fields["outcome"].open_if == "consent"


def test_starting_an_investigation_is_a_duty_of_the_principal() -> None:
    ladder = load("se-ostersund-lit")
    duties = {
        action.key: action.principal_duty
        for _, ask in asks(ladder)
        for action in ask.actions.values()
        if action.principal_duty
    }

    assert duties == {
        "simple_investigation": "report_to_huvudman",
        "deep_investigation": "report_to_huvudman",
    }


def test_agreements_say_what_who_and_by_when() -> None:
    fields = {field.key: field for field in load("se-ostersund-lit").forms["simple_investigation"].fields}

    assert list(fields) == [
        "participants",
        "situation",
        "causes",
        "pupil_view",
        "guardian_view",
        "agreements",
    ]
    assert [column.key for column in fields["agreements"].fields] == ["what", "who", "by"]


def test_problematic_absence_is_judged_by_the_health_team_never_by_a_number() -> None:
    ladder = load("se-ostersund-lit")
    team = ask_of(ladder, "problematic", "health_team")

    assert ladder.stages["problematic"].when is None
    assert team.actions["criteria_not_met"].opens == "investigate"
    assert set(team.actions) == {
        "criteria_met",
        "criteria_not_met",
        "deep_investigation",
        "measures_proposed",
    }
    for stage in ("contact", "investigate"):
        refer = ask_of(ladder, stage, "mentor").actions["refer_to_eht"]
        assert (refer.refer, refer.opens) == ("health_team", "problematic")


def test_the_last_stage_walks_from_the_verdict_to_the_principal() -> None:
    ladder = load("se-ostersund-lit")

    order = {ask.who: ask.asked_after for ask in ladder.stages["problematic"].asks}
    assert order == {
        "health_team": (),
        "special_educator": ("criteria_met",),
        "mentor": ("measures_proposed",),
        "principal": ("not_improved",),
    }
    assert ask_of(ladder, "problematic", "principal").needed == ("guardian_informed", "concern_report")
    assert (rule(ladder, "problematic").after, rule(ladder, "problematic").repeat) == (
        Span(1, Unit.WEEKS),
        Span(1, Unit.WEEKS),
    )


# --- basic education, Finland


def test_grundlaggande_counts_all_absence_of_the_school_year_strictly() -> None:
    ladder = load("fi-grundlaggande")

    assert limits(ladder, 4) == {"over_30": 30, "over_50": 50, "over_70": 70}
    for key in ("over_30", "over_50", "over_70"):
        when = ladder.stages[key].when
        assert when is not None
        (line,) = when.lines
        assert (line.measure, line.operator, line.this) == (Measure.HOURS, "over", Block.SCHOOL_YEAR)
        assert line.kinds == frozenset(Kind)
    assert ladder.counting.hour_minutes is None


def test_grundlaggande_starts_with_worry_not_with_a_number() -> None:
    concern = load("fi-grundlaggande").stages["concern"]

    assert concern.when is None
    assert "mentor" in concern.or_judged_by
    assert set(concern.asks[0].actions) == {
        "talked_with_pupil",
        "contacted_guardian",
        "consult_pupil_health",
        "not_worrying",
    }


def test_grundlaggande_agrees_on_dates_and_a_person_responsible() -> None:
    ladder = load("fi-grundlaggande")
    plan = {field.key: field for field in ladder.forms["plan"].fields}
    dossier = {field.key: field for field in ladder.forms["dossier"].fields}

    assert list(plan) == ["how_followed", "division_of_work", "follow_up_on", "responsible"]
    assert all(field.required for field in (*plan.values(), *dossier.values()))
    assert {"mapping_result", "measures_used", "how_they_worked", "cooperation"} < set(dossier)
    assert {"follow_up_on", "responsible"} < set(dossier)
    assert plan["responsible"].kind == "person"
    last = ask_of(ladder, "over_70", "principal").actions
    assert {key: action.form for key, action in last.items()} == {
        "social_welfare_contacted": "dossier",
        "child_protection_notice": "dossier",
    }
    assert [ask.who for ask in ladder.stages["over_70"].asks] == ["health_team", "principal"]


def test_grundlaggande_goes_to_the_last_stage_when_follow_ups_have_not_helped() -> None:
    ladder = load("fi-grundlaggande")

    assert rule(ladder, "over_30").bad == "stay"
    assert rule(ladder, "over_50").bad == "over_70"


def test_pupil_health_is_asked_without_naming_the_pupil() -> None:
    ladder = load("fi-grundlaggande")
    fields = {field.key: field for field in ladder.forms["consult_pupil_health"].fields}

    assert set(fields) == {"date", "how"}
    assert fields["how"].options[0][0] == "without_name"


# --- Uusimaa


def test_nyland_has_bands_over_twelve_school_weeks() -> None:
    ladder = load("fi-nyland")

    assert limits(ladder, 1) == limits(ladder, 6) == {"early": 30, "intensified": 50, "continues": 70}
    assert limits(ladder, 7) == limits(ladder, 9) == {"early": 40, "intensified": 70, "continues": 90}
    assert set(limits(ladder, 0).values()) == {None}
    for stage in ladder.stages.values():
        if stage.when:
            assert stage.when.lines[0].last == Span(12, Unit.SCHOOL_WEEKS)


def test_nyland_is_reviewed_quarterly_by_band() -> None:
    (review,) = load("fi-nyland").reviews

    assert (review.every, review.list) == (Block.QUARTER, "bands")
    assert review.who == ("mentor", "health_team", "principal")


def test_nyland_goes_on_when_the_intensified_support_was_followed_up_without_improvement() -> None:
    ladder = load("fi-nyland")

    assert rule(ladder, "intensified").bad == "continues"
    assert rule(ladder, "early").bad == "stay"


def test_nyland_forms_an_expert_group_only_with_consent_recorded() -> None:
    ladder = load("fi-nyland")
    action = ask_of(ladder, "intensified", "mentor").actions["expert_group_formed"]
    fields = {field.key: field for field in ladder.forms[str(action.form)].fields}

    assert fields["consent"].required
    assert action.refer == "health_team"


def test_nyland_plans_have_goals_roles_and_who_keeps_contact_and_how() -> None:
    form = load("fi-nyland").forms["plan_with_roles"]

    keys = [field.key for field in form.fields if field.required]
    assert keys == ["goals", "roles", "responsible", "contact_by", "contact_how", "follow_up_on"]


def test_nyland_asks_the_questions_of_the_model() -> None:
    ladder = load("fi-nyland")

    assert ask_of(ladder, "initial_talk", "mentor").checklist["sv"] == ("Hur mår du?",)
    assert "Behövs ett möte?" in ask_of(ladder, "early", "mentor").checklist["sv"]
    assert "Vem håller kontakten och hur?" in ask_of(ladder, "intensified", "mentor").checklist["sv"]
    assert ask_of(ladder, "continues", "mentor").checklist["sv"][:2] == (
        "Vet vi varför eleven inte kommer till skolan?",
        "Har vi en gemensam uppfattning om situationen?",
    )
