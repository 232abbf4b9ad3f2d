"""Role × relation × action: every cell, written out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from bot.rules.access import (
    Relation,
    acting_role,
    may_judge,
    may_read,
    may_read_field,
    may_see,
    relations,
    role_for,
)
from bot.rules.ladder import FormField
from bot.rules.state import Ask, Case
from bot.rules.values import Person
from tests.rules.build import (
    ANNA,
    NELLI,
    OMAR,
    REKTOR,
    SARA,
    SCHOOL,
    Story,
    act,
    ask,
    dec,
    ladder,
    nov,
    stage,
)

OTHER = "Annan skola"
ROLES = {"team": "teacher", "klassforestandare": "mentor"}
LADDER = ladder(
    stage(
        "one",
        ask("mentor", "called"),
        ask("nurse", "n", "x", needed=("n", "x")),
        ask("team", "t"),
        or_judged_by=("klassforestandare", "team", "nurse"),
    ),
    stage("two", ask("responsible", "r"), or_judged_by=("principal",)),
    always=[act("concern_report"), act("consult_pupil_health")],
    roles=ROLES,
)


def person(email: str, *roles: str, school: str = SCHOOL) -> Person:
    """A member of staff."""
    return Person(email=email, name=email, school=school, roles=frozenset(roles))


def case() -> Case:
    """Mentor Anna, deputy Omar, responsible Sara, helper Hjalmar; nurse and teachers are asked, EHT is not."""
    story = Story(LADDER)
    story.cross("one")
    story.press("n", "nurse", NELLI, responsible=SARA)
    story.until(dec(7))
    story.press("hand_over", person=HELPER)
    return story.case


HELPER = "hjalmar@lit.example"
CASE = case()
PEOPLE = {
    "mentor": person(ANNA, "mentor"),
    "deputy": person(OMAR, "mentor", "deputy"),
    "responsible": person(SARA, "special_educator"),
    "helper": person(HELPER, "office"),
    "nurse": person(NELLI, "nurse"),
    "teacher": person("tova@lit.example", "teacher"),
    "principal": person(REKTOR, "principal"),
    "other mentor": person("mio@lit.example", "mentor"),
    "health team": person("ester@lit.example", "health_team"),
    "nobody": person("nils@lit.example"),
    "nurse elsewhere": person("nina@annan.example", "nurse", school=OTHER),
    "principal elsewhere": person("petra@annan.example", "principal", school=OTHER),
    "mentor moved away": person(ANNA, "mentor", school=OTHER),
}
RELATIONS = {
    "mentor": {Relation.MENTOR},
    "deputy": {Relation.DEPUTY},
    "responsible": {Relation.RESPONSIBLE},
    "helper": {Relation.HELPER},
    "nurse": {Relation.TEAM},
    "teacher": {Relation.TEAM},
    "principal": {Relation.PRINCIPAL},
}
MENTORS, NURSES, TEAMS = (next(a for a in CASE.asks if a.who == who) for who in ("mentor", "nurse", "team"))
RESPONSIBLES = replace(MENTORS, id="q_r", who="responsible", person=None, deputy=None)
UNNAMED = replace(CASE, responsible=None)
PRINCIPALS = replace(MENTORS, id="q_p", who="principal", person=None, deputy=None)

ANSWERS: dict[str, dict[str, str]] = {
    "mentor": {"mentor": "mentor", "deputy": "deputy", "helper": "mentor"},
    "nurse": {"nurse": "nurse"},
    "team": {"teacher": "team"},
    "responsible": {"responsible": "responsible"},
    "principal": {"principal": "principal"},
}
"""Ask to the people who may answer it, and the role they answer in. Whoever is not here may not."""
ASKS = {a.who: a for a in (MENTORS, NURSES, TEAMS, RESPONSIBLES, PRINCIPALS)}
OWN = ("called", "n", "t", "improved", "duty_done", "made_up")
SHARED = (
    "show",
    "explain",
    "note",
    "hold",
    "hand_over",
    "take",
    "undo",
    "concern_report",
    "child_protection_notice",
)
IN_LADDER = ("consult_pupil_health",)
SHARED_ROLE = {"mentor": "mentor", "deputy": "deputy", "responsible": "responsible", "helper": "helper"} | {
    "nurse": "team",
    "teacher": "team",
    "principal": "principal",
}


@pytest.mark.parametrize("who", PEOPLE)
def test_relations_and_sight(who: str) -> None:
    assert relations(PEOPLE[who], CASE, LADDER) == RELATIONS.get(who, set())
    assert may_see(PEOPLE[who], CASE, LADDER) is (who in RELATIONS)


@pytest.mark.parametrize(("asked", "who"), list(product(ASKS, PEOPLE)))
def test_who_may_answer_which_ask(asked: str, who: str) -> None:
    expected = ANSWERS[asked].get(who)
    assert role_for(PEOPLE[who], ASKS[asked], CASE, LADDER) == expected
    for action in OWN:
        assert acting_role(PEOPLE[who], ASKS[asked], action, CASE, LADDER) == expected


@pytest.mark.parametrize(("asked", "who", "action"), list(product(ASKS, PEOPLE, (*SHARED, *IN_LADDER))))
def test_what_everybody_in_the_case_may_do(asked: str, who: str, action: str) -> None:
    expected = ANSWERS[asked].get(who) or SHARED_ROLE.get(who)
    assert acting_role(PEOPLE[who], ASKS[asked], action, CASE, LADDER) == expected


@pytest.mark.parametrize("asked", ASKS)
def test_a_handed_over_ask_is_the_new_persons_and_still_the_first_ones(asked: str) -> None:
    given: Ask = replace(ASKS[asked], person="nils@lit.example")
    assert role_for(PEOPLE["nobody"], given, CASE, LADDER) == asked
    for who, role in ANSWERS[asked].items():
        if who != "helper":
            assert role_for(PEOPLE[who], given, CASE, LADDER) == role


def test_the_mentor_answers_for_a_responsible_nobody_named() -> None:
    assert role_for(PEOPLE["mentor"], RESPONSIBLES, UNNAMED, LADDER) == "responsible"
    assert role_for(PEOPLE["responsible"], RESPONSIBLES, UNNAMED, LADDER) is None


def test_a_subject_teachers_ask_is_the_mentors() -> None:
    asked = replace(RESPONSIBLES, who="subject_teacher")
    assert role_for(PEOPLE["mentor"], asked, CASE, LADDER) == "subject_teacher"
    assert role_for(PEOPLE["other mentor"], asked, CASE, LADDER) is None


def test_a_routines_word_for_the_mentor_is_this_pupils_mentor() -> None:
    asked = replace(RESPONSIBLES, who="klassforestandare")
    assert role_for(PEOPLE["mentor"], asked, CASE, LADDER) == "klassforestandare"
    assert role_for(PEOPLE["other mentor"], asked, CASE, LADDER) is None
    seen = replace(CASE, asks=(*CASE.asks, asked))
    assert not may_see(PEOPLE["other mentor"], seen, LADDER)


def test_the_nearest_relation_is_the_role_one_acts_in() -> None:
    many = person(ANNA, "mentor", "principal", "nurse")
    assert acting_role(many, PRINCIPALS, "hold", CASE, LADDER) == "principal"
    assert acting_role(person(ANNA, "teacher"), NURSES, "hold", CASE, LADDER) == "mentor"


JUDGES: dict[tuple[str, str], str] = {
    ("one", "mentor"): "klassforestandare",
    ("one", "nurse"): "nurse",
    ("one", "teacher"): "team",
    ("two", "principal"): "principal",
}


@pytest.mark.parametrize(("key", "who"), list(product(("one", "two"), PEOPLE)))
def test_who_may_open_a_stage_by_judgement(key: str, who: str) -> None:
    assert may_judge(PEOPLE[who], key, ANNA, LADDER, school=SCHOOL) == JUDGES.get((key, who))


READS = {
    (): set(RELATIONS),
    ("nurse",): {"nurse"},
    ("mentor", "nurse"): {"mentor", "nurse"},
    ("klassforestandare",): {"mentor"},
    ("subject_teacher",): {"mentor"},
    ("responsible",): {"responsible"},
    ("team",): {"teacher"},
    ("principal", "special_educator"): {"principal", "responsible"},
    ("health_team",): set(),
}


@pytest.mark.parametrize(("secret_to", "who"), list(product(READS, PEOPLE)))
def test_who_may_read_a_field(secret_to: tuple[str, ...], who: str) -> None:
    assert may_read(frozenset(secret_to), PEOPLE[who], CASE, LADDER) is (who in READS[secret_to])


def test_the_deputy_is_nobody_before_the_ask_reached_them() -> None:
    story = Story(LADDER)
    story.cross("one")
    assert (story.today, may_see(PEOPLE["deputy"], story.case, LADDER)) == (nov(24), False)


TOLD = FormField(key="told", kind="long_text", label={}, secret_to=frozenset({"nurse"}), open_if="consent")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("consent", ["yes", True])
def test_a_consent_opens_a_secret_field_to_everybody_in_the_case(who: str, consent: object) -> None:
    assert may_read_field(TOLD, {"consent": consent}, PEOPLE[who], CASE, LADDER) is (who in RELATIONS)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    "fields", [{}, {"consent": "no"}, {"consent": False}, {"consent": ""}, {"told": "yes"}]
)
def test_without_a_consent_only_its_readers_read_a_secret_field(who: str, fields: dict[str, object]) -> None:
    assert may_read_field(TOLD, fields, PEOPLE[who], CASE, LADDER) is (who == "nurse")
    never = replace(TOLD, open_if=None)
    assert may_read_field(never, {**fields, "consent": "yes"}, PEOPLE[who], CASE, LADDER) is (who == "nurse")
