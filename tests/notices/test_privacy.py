"""A channel holds no name, no figure, no cause, no note: whatever the case, whatever the language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ladders import load, shipped
from bot.notices import compose, compose_status
from bot.notices.about import SMALL_CLASS, About, about, initials
from bot.notices.actions import PRIVATE, Afterwards
from bot.notices.compose_status import Answered
from bot.rules.state import Ask, AskKind, Case
from tests.notices import gallery
from tests.notices.reading import buttons, words
from tests.notices.school import ANNA, KIM, LADDER, actions, at, day
from tests.notices.school import about as designed_about

FIGURE = re.compile(r"\d+[,.]\d+\s*%|\d+\s*%|\btimmar\b|\btuntia\b|\bhours\b")


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_no_channel_message_holds_a_name_or_a_figure(lang: str) -> None:
    for source in (gallery.channel, gallery.asks):
        for name, shown in source(lang):
            assert not shown.private, name
            said = words(shown)
            assert "Ekdahl" not in said, name
            # The digest counts whole classes and the school, never one pupil.
            assert name == "10_digest" or not FIGURE.search(said), (name, said)


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_every_view_with_a_name_is_private(lang: str) -> None:
    for source in (gallery.private, gallery.homes, gallery.shows):
        for name, shown in source(lang):
            assert shown.private or "Ekdahl" not in words(shown), name


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_what_must_not_be_seen_has_no_button_in_a_channel(lang: str) -> None:
    for source in (gallery.channel, gallery.asks):
        for name, shown in source(lang):
            assert not {button.key for button in buttons(shown)} & PRIVATE, name


@pytest.mark.parametrize("lang", gallery.LANGS)
def test_a_concern_can_be_reported_from_the_private_view_of_every_stage(lang: str) -> None:
    for name, shown in gallery.shows(lang):
        keys = {button.key for button in buttons(shown)}
        assert keys & {"concern_report", "child_protection_notice"}, name


@given(st.sampled_from(gallery.LANGS), st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_the_push_text_is_reference_class_and_ask_whatever_is_shown(lang: str, name: str, shown: str) -> None:
    here = replace(designed_about(lang), shown=f"Ωmega{shown}", title=f"Ωmega{name}")
    made = compose.alert(here, to=[ANNA], due=date(2026, 12, 1), actions=actions(), why="")
    assert "Ωmega" not in made.fallback
    assert here.ref in made.fallback


def test_a_stage_that_names_a_cause_shows_its_number_and_one_button() -> None:
    here = replace(designed_about("sv"), quiet=True, stage=2)
    made = compose.alert(here, to=[ANNA], due=day(12, 1), actions=actions(), why="Frånvaron …")
    assert (made.heading, made.meta, made.body) == ("Steg 2", "Ärende K7M2 · 8C", "")
    assert [button.label for button in made.buttons] == ["Öppna"]
    answer = Answered(action="contacted_guardian", by="Anna Lind", at=at(11, 24, 16, 32), then=Afterwards())
    told = compose_status.answered(here, answer, then=None, undo_until=None)
    assert "*Svar sparat*" in told.body


def _about(size: int, display: str, ladder_id: str = "se-ostersund-lit") -> About:
    ladder = load(ladder_id)
    stage = next(iter(ladder.stages))
    ask = Ask(id="q_1", kind=AskKind.STAGE, stage=stage, who="mentor", asked_on=day(11, 24), due=day(12, 1))
    case = Case(
        id="c1", ref="K7M2", school="Lits skola", pupil_id="P1", class_name="8C", mentor=KIM.mentor,
        ladder_id=ladder_id, ladder_version=1, ladder_digest="", opened_on=day(11, 24), stage=stage, asks=(ask,),
    )  # fmt: skip
    return about(case, ask, ladder, language="sv", class_size=size, pupil=KIM, display=display)


def test_a_small_class_is_left_out() -> None:
    assert _about(SMALL_CLASS, "reference").meta == "Ärende K7M2 · 8C · steg 1 av 3"
    small = _about(SMALL_CLASS - 1, "reference")
    assert (small.meta, small.push) == ("Ärende K7M2 · steg 1 av 3", "Ärende K7M2")


@pytest.mark.parametrize(
    ("display", "shown"), [("reference", "Ärende K7M2"), ("initials", "K.E."), ("name", "Kim Ekdahl")]
)
def test_a_school_chooses_what_stands_in_place_of_the_reference(display: str, shown: str) -> None:
    here = _about(22, display)
    assert here.meta == f"{shown} · 8C · steg 1 av 3"
    assert here.push == "Ärende K7M2, 8C"


def test_a_finnish_ladder_is_spoken_in_finlands_swedish() -> None:
    assert _about(22, "reference", "fi-nyland").lang == "sv-FI"
    assert set(shipped()) >= {LADDER.id}


def test_initials_are_one_letter_a_name() -> None:
    assert initials("Kim Åsa Ekdahl") == "K.Å.E."
