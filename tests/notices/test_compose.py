"""What is said when: beyond the designed case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.notices import (
    compose,
    compose_follow,
    compose_small,
    compose_status,
)
from bot.notices.actions import Afterwards
from bot.notices.compose_status import Answered, Next
from bot.notices.model import NoticeKind
from bot.notices.people import at as at_role
from bot.notices.people import copy_to, the
from bot.rules.ladder import Action, FollowUpRule, StageAsk
from tests.notices import designed
from tests.notices.reading import words
from tests.notices.school import (
    ANNA,
    EHT_ASK,
    LADDER,
    MARIA,
    MENTOR_ASK,
    OMAR,
    about,
    actions,
    at,
    day,
)

HERE = about("sv")
DUE = day(12, 1)


def test_a_ladders_own_words_come_before_ours() -> None:
    own = replace(MENTOR_ASK, say={"sv": "Ring *nu*"})
    assert compose.help_for(own, actions(), "sv") == "Ring ∗nu∗"
    assert compose.help_for(None, actions(), "sv") == "Hör hur eleven har det och vad som kan hjälpa."
    silent = StageAsk(who="mentor", within=MENTOR_ASK.within, actions={})
    assert compose.help_for(silent, {"own_step": Action(key="own_step")}, "sv") == ""


def test_an_ask_of_ones_own_is_headed_by_its_action() -> None:
    own = {"simple_mapping_of_everything_at_school": Action(key="simple_mapping_of_everything_at_school")}
    assert compose.heading(own, "sv") == "Simple mapping of everything at s…"
    assert compose.heading({}, "sv") == "Att svara på"


def test_judgement_is_said_as_somebodys_wish() -> None:
    assert compose.why_judged("sv", "teacher") == "Klassläraren vill att du tittar på ärendet."
    assert the("office", "en") == "A colleague"
    assert at_role("teacher", "sv") == "hos annan"
    assert copy_to("counselor", "sv") == "den som ansvarar"


def test_an_ask_that_no_channel_may_show_is_a_decision() -> None:
    secret = {"concern_report": Action(key="concern_report", form="concern_report")}
    made = compose.alert(HERE, to=[MARIA], due=DUE, actions=secret, why="x", audience="principal")
    assert made.kind is NoticeKind.DECISION
    assert made.body == "Ett ärende behöver ditt beslut."
    assert [button.key for button in made.buttons] == ["show"]
    told = compose_follow.referral(
        HERE, by="Anna Lind", on=DUE, done=[], place=(1, 1), due=DUE, actions=secret, to=[MARIA]
    )
    assert told.kind is NoticeKind.DECISION
    stand_in = compose.deputy(HERE, made, to=OMAR, instead_of="Maria Ek", since=DUE, due=DUE)
    assert stand_in.kind is NoticeKind.DECISION


def test_what_is_already_answered_stands_in_an_ask_that_needs_several() -> None:
    done = compose_status.done_part(
        HERE, Answered(action="simple_investigation", by="Anna Lind", at=at(12, 10, 9, 0))
    )
    made = compose.alert(HERE, to=[ANNA], due=DUE, actions=actions(), why="", done=[done])
    assert made.sections[0].lines == (
        "✓  Enkel utredning gjord · Anna Lind, tor\u00a010\u00a0dec kl.\u00a009.00",
    )


def test_a_follow_up_says_where_yes_and_no_lead() -> None:
    rule = designed.RULE
    assert rule is not None
    assert compose_follow.leads(rule, LADDER) == ("close", "2")
    stay = LADDER.stages["problematic"].follow_up
    assert stay is not None
    assert compose_follow.leads(stay, LADDER) == ("close", "stay")
    said = compose_follow.click_says(HERE, ("close", "stay"))
    assert said == "Ja avslutar ärendet. Nej behåller steget. Båda går att ångra i 15 minuter."


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (day(11, 27), "3 dagar"),
        (day(12, 1), "en vecka"),
        (day(12, 8), "två veckor"),
        (day(12, 15), "3 veckor"),
    ],
)
def test_the_time_since_a_step_is_said_in_weeks_where_it_is(until: date, said: str) -> None:
    assert compose_follow.since_when(day(11, 24), until, "sv") == said


def test_a_follow_up_where_the_stage_names_a_cause_is_quiet() -> None:
    rule = FollowUpRule(after=MENTOR_ASK.within)
    made = compose_follow.follow_up(
        replace(HERE, quiet=True),
        to=[ANNA],
        due=DUE,
        rule=rule,
        step="x",
        since=DUE,
        on=DUE,
        leads=("close", "stay"),
    )
    assert (made.kind, made.heading, made.body) == (NoticeKind.FOLLOW_UP, "Steg 1", "")


def test_a_quiet_reminder_only_opens() -> None:
    made = compose_follow.reminder(replace(HERE, quiet=True), to=[ANNA], since=DUE, actions=actions())
    assert [button.label for button in made.buttons] == ["Öppna"]
    assert made.overflow == ()


def test_a_quiet_question_says_no_more_to_a_deputy() -> None:
    here = replace(HERE, quiet=True)
    asked = compose.alert(here, to=[ANNA], due=DUE, actions=actions(), why="")
    made = compose.deputy(here, asked, to=OMAR, instead_of="Anna Lind", since=DUE, due=DUE)
    assert (made.kind, made.heading, made.body) == (NoticeKind.DEPUTY, "Steg 1", "")
    assert OMAR.email in made.status


def test_the_health_teams_other_asks_stand_in_the_private_view_until_the_verdict() -> None:
    made = designed.referral("sv")
    keys = {button.key for button in (*made.buttons, *made.overflow)}
    assert "deep_investigation" not in keys
    after = {"documented": Action(key="documented")}
    told = compose_follow.referral(
        HERE, by="Anna Lind", on=DUE, done=[], place=(1, 1), due=DUE, actions=after
    )
    assert [button.key for button in told.buttons] == ["show", "documented"]
    assert told.overflow[0].key == "take"


def test_once_the_verdict_is_given_the_health_team_is_asked_for_what_follows() -> None:
    left = {key: one for key, one in EHT_ASK.actions.items() if key != "criteria_met"}
    made = compose_follow.referral(
        HERE, by="Anna Lind", on=DUE, done=[], place=(1, 2), due=DUE, actions=left, helps="Bedöm kriterierna."
    )
    assert made.heading == "Dags för fördjupad utredning"
    assert made.body == "Utred tillsammans med elev och vårdnadshavare vad som ligger bakom."
    assert [one.key for one in made.buttons] == ["show", "deep_investigation", "measures_proposed"]
    assert made.overflow[-1].key == "criteria_not_met"
    assert made.fallback.startswith("Ärende K7M2, 8C: dags för fördjupad utredning.")


def test_a_case_may_be_referred_to_somebody_else_than_the_health_team() -> None:
    given = {"take": Action(key="take"), "documented": Action(key="documented")}
    made = compose_follow.referral(
        HERE,
        by="Anna Lind",
        on=DUE,
        done=[],
        place=(1, 1),
        due=DUE,
        actions=given,
        audience="principal",
        to=[MARIA],
    )
    assert (made.heading, made.sections) == ("Ett ärende är lyft till dig", ())
    keys = [one.key for one in (*made.buttons, *made.overflow)]
    assert keys == ["show", "take", "documented", "hold", "hand_over", "note"]
    assert "EHT" not in words(made)
    assert made.status.startswith("Till @{maria.ek@lits.example}")


def test_why_a_question_comes_is_said_in_a_sentence() -> None:
    assert compose.why_carried("sv", 2) == "Närvaron ökar inte än, så ärendet har gått vidare till steg 2."
    assert compose.why_next("sv", 2) == "Nästa del av steg 2 är din."
    assert compose.why_handed("sv", "Omar Haddad") == "Omar Haddad har lämnat över frågan till dig."
    assert compose.why_back("sv") == "Pausen är slut och frågan är tillbaka."


def test_after_fifteen_minutes_an_answer_cannot_be_undone() -> None:
    told = compose_status.answered(HERE, designed.MADE, then=None, undo_until=None)
    assert [button.key for button in told.buttons] == ["show"]
    assert told.status == HERE.meta


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("improves", "kommer frågan om närvaron ökar."),
        ("paper", "kommer frågan om papperet har kommit."),
        ("evaluate", "uppföljning fre"),
        ("back", "kommer frågan tillbaka."),
    ],
)
def test_an_answer_says_what_comes_next(kind: str, said: str) -> None:
    told = compose_status.answered(HERE, designed.MADE, then=Next(kind=kind, day=day(12, 4)), undo_until=None)
    assert said in told.sections[0].text


@pytest.mark.parametrize(
    ("stage", "closed", "said"),
    [(2, False, "vidare till steg 2"), (1, False, "En nyare fråga"), (2, True, "Ärendet är avslutat")],
)
def test_a_superseded_ask_says_what_came_instead(stage: int, said: str, *, closed: bool) -> None:
    made = compose_status.superseded(HERE, stage=stage, closed=closed)
    assert said in made.body
    assert (made.kind, made.buttons) == (NoticeKind.SUPERSEDED, ())


def test_an_ask_put_to_somebody_else_can_no_longer_be_answered_here() -> None:
    made = compose_status.moved(HERE)
    assert made.body == "*Flyttad.* Frågan ställs nu till någon annan. Inget svar behövs här."
    assert made.fallback == made.body.replace("*", "")
    assert (made.kind, made.buttons, made.overflow, made.link) == (NoticeKind.SUPERSEDED, (), (), None)


@pytest.mark.parametrize(("why", "said"), [("undone", "*Ångrad.*"), ("taken", "*Löst.*")])
def test_an_ask_taken_back_says_why_and_when(why: str, said: str) -> None:
    made = compose_status.taken_back(HERE, at=at(11, 25, 7, 40), why=why)
    assert made.body.startswith(said)
    assert made.kind is NoticeKind.WITHDRAWN
    assert [button.key for button in made.buttons] == ["show"]
    assert "ändrat ons\u00a025\u00a0nov" in made.status


def test_superseded_without_an_address_has_no_link() -> None:
    assert compose_status.superseded(HERE, stage=2).link is None


def test_a_hold_and_a_new_owner_are_named() -> None:
    held = Answered(action="hold", by="Anna Lind", at=at(11, 24, 9, 0), then=Afterwards(day=day(12, 4)))
    assert compose_status.done_sentence(HERE, held) == "Pausad till fre\u00a04\u00a0dec"
    given = Answered(
        action="hand_over", by="Anna Lind", at=at(11, 24, 9, 0), then=Afterwards(who="Omar Haddad")
    )
    assert compose_status.done_sentence(HERE, given) == "Överlämnad till Omar Haddad"


def test_only_the_small_sentences_are_small() -> None:
    with pytest.raises(KeyError):
        compose_small.small("sv", "digest.title")
    assert compose_small.repeat("en") == "May be a repeat."
